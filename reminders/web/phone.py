"""Phones and mailboxes of the sandbox, where one answers as the patient: this machine only, and nothing can leave."""

from secrets import token_hex
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from reminders.actions.bad_input import BadInput
from reminders.actions.sandbox_phone import (
    LONGEST_TEXT,
    MOST_PICTURES,
    decide_fate,
    sandbox_phones,
    sandbox_thread,
    text_from_phone,
)
from reminders.app import App
from reminders.web.door import told_mistakes
from reminders.web.languages import tongue
from reminders.web.posted import own_form
from reminders.web.sandbox import at_this_machine, sandbox_page
from reminders.web.visitor import language_of

#: Seconds until the page looks for the answer that is on its way.
_LOOKS_AGAIN = 2
#: One tap each.
_QUICK = ("1", "2", "3", "STOP", "HELP", "START")
_HIGHEST_ID = 2**63 - 1

Form = Annotated[dict[str, str], Depends(own_form)]


def routes(app: App) -> APIRouter:
    """/sandbox/phones, /sandbox/phone/MESSAGE and what is posted there."""

    def allowed(request: Request) -> None:
        if app.settings.real_transport or not at_this_machine(request):
            raise HTTPException(404)

    router = APIRouter(dependencies=[Depends(allowed)])

    @router.get("/sandbox/phones")
    def show_phones(request: Request) -> HTMLResponse:
        """Every phone and mailbox, the newest message first."""
        return sandbox_page(app, request, "sandbox_phones.html", phones=sandbox_phones(app))

    @router.get("/sandbox/phone/{message_id:int}")
    def show_phone(message_id: int, request: Request) -> HTMLResponse:
        """The phone that this message went to."""
        return _thread(app, request, message_id)

    @router.post("/sandbox/phone/{message_id:int}/text")
    async def text(message_id: int, request: Request, form: Form) -> Response:
        """The patient texts; a quick button's word goes before the typed one."""
        words = form.get("quick") or form.get("text", "")
        told = (words, form.get("pictures", ""), form.get("key", ""))
        try:
            done = _known(message_id) and await run_in_threadpool(text_from_phone, app, message_id, *told)
        except BadInput as error:
            return await run_in_threadpool(_thread, app, request, message_id, error, words)
        return _back(message_id, done)

    @router.post("/sandbox/phone/{message_id:int}/fate")
    async def fate(message_id: int, request: Request, form: Form) -> Response:
        """The network reports what became of this message."""
        try:
            done = _known(message_id) and await run_in_threadpool(decide_fate, app, message_id, form.get("fate", ""))
        except BadInput as error:
            return await run_in_threadpool(_thread, app, request, message_id, error)
        return _back(message_id, done)

    return router


def _known(message_id: int) -> bool:
    return 0 < message_id <= _HIGHEST_ID


def _thread(
    app: App, request: Request, message_id: int, error: BadInput | None = None, typed: str = ""
) -> HTMLResponse:
    thread = sandbox_thread(app, message_id) if _known(message_id) else None
    if thread is None:
        raise HTTPException(404)
    return sandbox_page(
        app,
        request,
        "phone.html",
        status=422 if error else 200,
        thread=thread,
        here=message_id,
        mistakes=told_mistakes(tongue(language_of(app, request)).language, error) if error else {},
        typed=typed,
        every=_LOOKS_AGAIN if thread.waits and not error else 0,
        quick=_QUICK,
        key=token_hex(16),
        longest=LONGEST_TEXT,
        most_pictures=MOST_PICTURES,
    )


def _back(message_id: int, done: bool) -> Response:
    """To the thread, at its end: a reload of that page does not post again."""
    if not done:
        raise HTTPException(404)
    return RedirectResponse(f"/sandbox/phone/{message_id}#newest", status_code=303)
