"""A patient's page: how they are reached, their recovery, what was said, notes, and who did what."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import Response

from reminders.actions.answering import answer
from reminders.actions.bad_input import BadInput
from reminders.actions.inbox import Seen
from reminders.actions.notes import LONGEST_NOTE, strike_out, write_note
from reminders.actions.patient_page import PatientPage
from reminders.actions.patient_runs import Run, Shown
from reminders.actions.reply_words import intent_words, why_urgent
from reminders.actions.writing_first import MOST_TEXT, write_first
from reminders.app import App
from reminders.domain.addresses import show_phone
from reminders.domain.said import say
from reminders.domain.words import Channel, Origin, Role
from reminders.web import patient_about, patient_messages, patient_treatments
from reminders.web.door import Door, Id, Visit, door
from reminders.web.patient_sheets import open_page, words_for
from reminders.web.timeline import draw, in_order

#: So many lines of the conversation are open; earlier ones unfold.
_RECENT = 6
_ANSWERED = say("Somebody has answered or closed that reply meanwhile. Read the conversation, then decide.")


def routes(app: App) -> APIRouter:
    """/patients/{patient_id} and everything below it."""
    router = APIRouter()
    staff = door(app, Role.STAFF)
    _reading(router, staff)
    _writing(router, staff)
    router.include_router(patient_treatments.routes(app))
    router.include_router(patient_messages.routes(app))
    # Last: its paths have room for any word.
    router.include_router(patient_about.routes(app))
    return router


def _reading(router: APIRouter, staff: Door) -> None:
    @router.get("/patients/{patient_id}")
    def show(patient_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _show(visit, patient_id)


def _writing(router: APIRouter, staff: Door) -> None:
    @router.post("/patients/{patient_id}/write")
    def write(patient_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        """An answer to the reply that the form names, else words of one's own."""
        form, page = visit.form, open_page(visit, patient_id)
        reply = next((one for one in page.waiting if str(one.id) == form.get("reply")), None)
        if form.get("reply") and reply is None:
            return _show(visit, patient_id, {"changed": visit.say(_ANSWERED)}, 409)
        try:
            if reply is not None:
                marks = Seen.from_marks(form.get("mark", ""), form.get("newest", ""))
                answer(visit.app, reply.id, form.get("text", ""), visit.me.name, seen=marks)
            else:
                write_first(visit.app, patient_id, form.get("channel", ""), form.get("text", ""), visit.me.name)
        except BadInput as error:
            mistakes = visit.mistakes(error)
            return _show(visit, patient_id, mistakes, 409 if "changed" in mistakes else 422)
        return visit.go(f"/patients/{patient_id}", done="answered" if reply is not None else "written")

    @router.post("/patients/{patient_id}/notes")
    def note(patient_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        open_page(visit, patient_id)
        try:
            write_note(visit.app, patient_id, visit.form.get("note", ""), visit.me.name)
        except BadInput as error:
            return _show(visit, patient_id, visit.mistakes(error), 422)
        return visit.go(f"/patients/{patient_id}", done="noted")

    @router.post("/patients/{patient_id}/notes/{note_id}/strike")
    def strike(patient_id: Id, note_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        page = open_page(visit, patient_id)
        if all(one.id != note_id for one in page.notes):
            raise HTTPException(404)
        try:
            strike_out(visit.app, patient_id, note_id, visit.me.name)
        except BadInput as error:
            return _show(visit, patient_id, visit.mistakes(error), 409)
        return visit.go(f"/patients/{patient_id}", done="struck")


def _show(visit: Visit, patient_id: int, mistakes: dict[str, str] | None = None, status: int = 200) -> Response:
    page = open_page(visit, patient_id)
    values: dict[str, Any] = {
        "page": page,
        "drawn": [_drawn(visit, page, place, run) for place, run in enumerate(page.runs)],
        "mistakes": {name: text for name, text in (mistakes or {}).items() if name != "changed"},
        "changed": (mistakes or {}).get("changed", ""),
        "form": visit.form,
        "most_text": MOST_TEXT,
        "most_note": LONGEST_NOTE,
        "show_phone": show_phone,
        "recent": _RECENT,
        "what": intent_words,
        "why_urgent": why_urgent,
        "writable": [way for way in page.ways if not way.obstacle],
        "phone": next((way for way in page.ways if way.address.channel is Channel.SMS), None),
    }
    return visit.page("patient.html", status=status, **values | words_for(page))


def _drawn(visit: Visit, page: PatientPage, place: int, run: Run) -> dict[str, object]:
    """A treatment with its picture; the welcome belongs to the one that was the newest when it was planned."""
    others = _others(page, place)
    return {"run": run, "picture": draw(run, others, visit.app.now()), "listed": in_order(run, others)}


def _others(page: PatientPage, place: int) -> list[Shown]:
    since = page.runs[place].treatment.enrolled_at
    until = page.runs[place - 1].treatment.enrolled_at if place else None
    welcomes = [one for one in page.alone if one.message.origin is Origin.WELCOME]
    return [one for one in welcomes if one.message.wish_at >= since and (until is None or one.message.wish_at < until)]
