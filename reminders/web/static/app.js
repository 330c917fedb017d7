// Comforts on top of pages that work without any of this: keys, the menu, looking again, one press one form.
"use strict";

(() => {
  const KEYS = "keys-off";

  // ---- keys: single characters, so each person can turn them off ----
  const typing = (at) => at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
  const keysOff = () => localStorage.getItem(KEYS) === "yes";

  const places = { e: "/enroll", t: "/today", i: "/inbox" };

  function onKey(event) {
    if (event.key === "Escape") return closeMenus(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (keysOff() || document.querySelector("dialog[open]") || !document.getElementById("help")) return;
    if (event.key === "/") {
      event.preventDefault();
      find();
    } else if (event.key === "?") {
      event.preventDefault();
      help();
    } else if (Object.hasOwn(places, event.key)) {
      location.assign(places[event.key]);
    }
  }

  function find() {
    const box = document.querySelector("[data-search]");
    if (box) {
      box.focus();
      box.select();
    } else {
      location.assign("/patients#find");
    }
  }

  function help() {
    const dialog = document.getElementById("help");
    closeMenus();
    dialog.querySelector("#keys-on").checked = !keysOff();
    dialog.showModal();
  }

  // ---- the menu closes as a menu does ----
  function closeMenus(event) {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (event && event.type !== "keydown" && menu.contains(event.target)) continue;
      menu.open = false;
      if (event && event.type === "keydown") menu.querySelector("summary").focus();
    }
  }

  // ---- one press, one form: a second press within three seconds is a slip ----
  const sentAt = new WeakMap();
  function onSubmit(event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "atOnce" in form.dataset) return;
    const now = performance.now();
    if (now - (sentAt.get(form) ?? -Infinity) < 3000) event.preventDefault();
    else sentAt.set(form, now);
  }

  // ---- parts that look again by themselves ----
  const isLive = (event) => event.detail.ctx.sourceElement.hasAttribute?.("data-live");

  function onRequest(event) {
    if (isLive(event) && document.hidden) event.preventDefault();
  }

  function onVisible() {
    if (document.hidden) return;
    for (const part of document.querySelectorAll("[data-live]")) htmx.trigger(part, "wake");
  }

  function onResponse(event) {
    connected(true);
    const answer = event.detail.ctx.response.raw;
    // Signed out meanwhile, or the form was taken and another page follows.
    if (answer.redirected || answer.status === 401) {
      event.preventDefault();
      const asked = event.detail.ctx.request;
      if (answer.redirected && asked.method !== "GET") location.assign(answer.url);
      // The page may be the answer to a form, which a reload would send again.
      else if (answer.status === 401 && isLive(event)) location.replace(`/sign-in?next=${encodeURIComponent(asked.action.split("?")[0])}`);
      else location.reload();
    }
  }

  function connected(yes) {
    const line = document.getElementById("offline");
    if (line) line.hidden = yes;
  }

  // ---- what is wider than its part of the page begins where it matters ----
  function showMarks() {
    for (const mark of document.querySelectorAll("[data-show]")) {
      const part = mark.closest(".scroll");
      const [inside, at] = [part?.getBoundingClientRect(), mark.getBoundingClientRect()];
      if (part && at.height && at.right > inside.right) part.scrollLeft += at.left - inside.left - inside.width / 2;
    }
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    closeMenus(event);
    if (event.target.closest("[data-help]")) help();
  });
  document.addEventListener("focusin", closeMenus);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("change", (event) => {
    if (event.target.id === "keys-on") localStorage.setItem(KEYS, event.target.checked ? "no" : "yes");
    event.target.form?.closest("[data-at-once]")?.requestSubmit();
  });
  document.addEventListener("visibilitychange", onVisible);
  document.addEventListener("htmx:before:request", onRequest);
  document.addEventListener("htmx:before:response", onResponse);
  document.addEventListener("htmx:error", () => connected(false));
  for (const opener of document.querySelectorAll("[data-help]")) opener.hidden = false;
  showMarks();
  if (location.hash === "#find") document.querySelector("[data-search]")?.focus();
})();
