"""Enroll: one screen for one patient, and what became of it right after."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse, Response

from reminders.actions.bad_input import BadInput
from reminders.actions.enroll_form import NEW, TOUCH_UP_MONTHS, Typed, how_words
from reminders.actions.enroll_page import look, save, take_over
from reminders.actions.enrolled_page import typed_again
from reminders.app import App
from reminders.domain.addresses import show_phone
from reminders.domain.words import Kind, Role
from reminders.web.door import Door, Visit, door

#: Fields that hold what was typed, and whether each is a box that is ticked or not.
_TEXTS = (
    "key", "patient", "number", "phone", "email", "first_name", "last_name", "schedule", "when", "day", "time",
    "location", "provider", "session_n", "session_m", "touch_up", "channel", "language", "tags", "how",
)  # fmt: skip
_BOXES = ("care", "marketing", "present")
_WORDS: dict[str, Any] = {
    "how_words": how_words,
    "touch_up_months": TOUCH_UP_MONTHS,
    "show_phone": show_phone,
    "Kind": Kind,
}


def routes(app: App) -> APIRouter:
    """/enroll"""
    router = APIRouter()
    staff = door(app, Role.STAFF)
    _reading(router, staff)
    _typing(router, staff)
    return router


def _reading(router: APIRouter, staff: Door) -> None:
    @router.get("/enroll")
    def begin(
        visit: Annotated[Visit, Depends(staff)],
        patient: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
        again: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
        location: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    ) -> Response:
        """An empty form; of a patient; or what was undone, to be put right. `location` is where the last one was."""
        typed = Typed(key=new_key(), location=str(location or ""))
        if again:
            typed = typed_again(visit.app, again, typed.key) or typed
        if patient:
            typed = take_over(visit.app, typed, patient)
        return shown(visit, typed)


def _typing(router: APIRouter, staff: Door) -> None:
    @router.post("/enroll/look")
    def look_again(visit: Annotated[Visit, Depends(staff)]) -> Response:
        """Who is here already, and the plan, for the page as it is typed."""
        values = _values(visit, typed_in(visit)) | {"oob": True}
        parts = [visit.part("enroll.html", block, **values).body for block in ("plan", "who", "consents")]
        return HTMLResponse(b"".join(bytes(part) for part in parts))

    @router.post("/enroll")
    def press(visit: Annotated[Visit, Depends(staff)]) -> Response:
        """Save, or one of the smaller buttons: whose number it is, or another look at the plan."""
        typed, act = typed_in(visit), visit.form.get("act", "save")
        if act != "save":
            return shown(visit, _decided(visit.app, typed, act))
        try:
            saved = save(visit.app, typed, visit.me.name)
        except BadInput as error:
            return shown(visit, typed, visit.mistakes(error))
        return visit.go(f"/enrolled/{saved.treatment_id}", "" if saved.added or saved.sent_twice else "already")


def new_key() -> str:
    """One-time, of one page."""
    return secrets.token_urlsafe(12)


def typed_in(visit: Visit) -> Typed:
    """The fields of the page's form."""
    texts = {name: visit.form.get(name, "")[:300] for name in _TEXTS}
    return Typed(**texts, **{name: name in visit.form for name in _BOXES})  # type: ignore[arg-type]


def shown(visit: Visit, typed: Typed, mistakes: Mapping[str, str] | None = None) -> Response:
    """The whole page."""
    values = _values(visit, typed) | {"mistakes": mistakes or {}}
    return visit.page("enroll.html", status=422 if mistakes else 200, **values)


def _values(visit: Visit, typed: Typed) -> dict[str, Any]:
    found = look(visit.app, typed, visit.me.name)
    zones = {place.timezone for place in found.places}
    places = [(place.id, place.name, ZoneInfo(place.timezone) if len(zones) > 1 else None) for place in found.places]
    return {"found": found, "places": places, "mistakes": {}, "oob": False} | _WORDS


def _decided(app: App, typed: Typed, act: str) -> Typed:
    """What a small button says: "pick-12" is this patient, "new" somebody new, "nobody" takes either back."""
    verb, _, number = act.partition("-")
    if verb == "pick" and number.isdecimal() and len(number) < 19:
        return take_over(app, typed, int(number))
    if act == NEW:
        return replace(typed, patient=NEW)
    if act == "nobody":
        return replace(typed, patient="", number="")
    return typed
