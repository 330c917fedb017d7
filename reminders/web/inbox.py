"""The inbox: replies by shelf, one reply with its conversation, and what staff decide about it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import Response

from reminders.actions.answering import answer, assign, belongs, close, go_on, stop, take, wrong_number
from reminders.actions.bad_input import BadInput
from reminders.actions.inbox import Seen, Shelf, inbox_page
from reminders.actions.reply_sheet import longest_plain, reply_sheet, text_cost
from reminders.actions.reply_words import intent_words, turn_words, why_urgent
from reminders.app import App
from reminders.domain.addresses import show_phone
from reminders.domain.words import Role
from reminders.web.door import Door, Id, Visit, door

#: Seconds between two looks of an open page.
_EVERY = 10
_WORDS = {"what": intent_words, "turn": turn_words, "why_urgent": why_urgent, "show_phone": show_phone}


def routes(app: App) -> APIRouter:
    """/inbox and /inbox/{reply_id}"""
    router = APIRouter()
    staff = door(app, Role.STAFF)
    _reading(router, staff)
    _answering(router, staff)
    _placing(router, staff)
    _deciding(router, staff)
    return router


def _reading(router: APIRouter, staff: Door) -> None:
    @router.get("/inbox")
    def shelf(
        visit: Annotated[Visit, Depends(staff)],
        show: Annotated[str, Query()] = "open",
        after: Annotated[str, Query()] = "",
    ) -> Response:
        if show not in (Shelf.OPEN, Shelf.MINE, Shelf.DONE):
            raise HTTPException(404)
        found = inbox_page(visit.app, Shelf(show), visit.me.id, after)
        values: dict[str, Any] = {"found": found, "show": show, "after": after, "every": _EVERY} | _WORDS
        return visit.part("inbox.html", "shelf", **values) if visit.wants_part else visit.page("inbox.html", **values)

    @router.get("/inbox/{reply_id}")
    def read(reply_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _opened(visit, reply_id)


def _answering(router: APIRouter, staff: Door) -> None:
    @router.post("/inbox/{reply_id}/answer")
    def send(reply_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        seen = _seen(visit)
        more = seen is not None and seen.state == "done"

        def act() -> None:
            answer(visit.app, reply_id, _typed(visit), visit.me.name, more=more, seen=seen)

        return _act(visit, reply_id, act, "/inbox", "answered")

    @router.post("/inbox/count")
    def count(visit: Annotated[Visit, Depends(staff)]) -> Response:
        """What the text would take so far; nothing is kept of it."""
        return visit.part("inbox_reply.html", "cost", typed=_typed(visit), **_COST)

    @router.post("/inbox/{reply_id}/close")
    def leave(reply_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        def act() -> None:
            close(visit.app, reply_id, visit.me.name, visit.form.get("why", ""), seen=_seen(visit))

        return _act(visit, reply_id, act, "/inbox", "closed")


def _placing(router: APIRouter, staff: Door) -> None:
    """Whose turn it is, and whose reply."""

    @router.post("/inbox/{reply_id}/take")
    def take_it(reply_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        def act() -> None:
            take(visit.app, reply_id, visit.me.name, seen=_seen(visit))

        return _act(visit, reply_id, act, f"/inbox/{reply_id}", "taken")

    @router.post("/inbox/{reply_id}/assign")
    def hand_on(reply_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        def act() -> None:
            assign(visit.app, reply_id, visit.form.get("to", ""), visit.me.name, seen=_seen(visit))

        return _act(visit, reply_id, act, f"/inbox/{reply_id}", "assigned")

    @router.post("/inbox/{reply_id}/belongs")
    def say_whose(reply_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        chosen = visit.form.get("patient", "")

        def act() -> None:
            belongs(visit.app, reply_id, int(chosen) if _is_id(chosen) else 0, visit.me.name, seen=_seen(visit))

        return _act(visit, reply_id, act, f"/inbox/{reply_id}", "whose")


def _deciding(router: APIRouter, staff: Door) -> None:
    """Whether anything goes to this number."""

    @router.post("/inbox/{reply_id}/stop")
    def stop_all(reply_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        def act() -> None:
            stop(visit.app, reply_id, visit.me.name, seen=_seen(visit))

        return _act(visit, reply_id, act, "/inbox", "stopped")

    @router.post("/inbox/{reply_id}/wrong-number")
    def not_theirs(reply_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        def act() -> None:
            wrong_number(visit.app, reply_id, visit.me.name, seen=_seen(visit))

        return _act(visit, reply_id, act, "/inbox", "wrong-number")

    @router.post("/inbox/{reply_id}/go-on")
    def let_go_on(reply_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        def act() -> None:
            go_on(visit.app, reply_id, visit.me.name, seen=_seen(visit))

        return _act(visit, reply_id, act, f"/inbox/{reply_id}", "goes-on")


def _act(visit: Visit, reply_id: int, act: Callable[[], None], then: str, done: str) -> Response:
    """Do it, or show the page again with what is wrong and all that was typed."""
    try:
        act()
    except BadInput as error:
        mistakes = visit.mistakes(error)
        changed = mistakes.pop("changed", "")
        return _opened(visit, reply_id, mistakes, changed, status=409 if changed else 422)
    return visit.go(then, done=done)


def _opened(
    visit: Visit, reply_id: int, mistakes: dict[str, str] | None = None, changed: str = "", *, status: int = 200
) -> Response:
    try:
        sheet = reply_sheet(visit.app, reply_id, visit.me.id)
    except BadInput:
        raise HTTPException(404) from None
    values: dict[str, Any] = {"sheet": sheet, "every": _EVERY, "mistakes": mistakes or {}, "changed": changed} | _WORDS
    values |= {"typed": _typed(visit), "form": visit.form, **_COST}
    values["people"] = [(one.patient_id, one.name) for one in sheet.opened.candidates]
    values["names"] = dict(values["people"])
    values["colleagues"] = [(one.name, one.name) for one in sheet.colleagues]
    if visit.wants_part:
        return visit.part("inbox_reply.html", "now", **values)
    return visit.page("inbox_reply.html", status=status, **values)


#: Of the words under the box of an answer.
_COST: dict[str, Any] = {"cost": text_cost, "longest": longest_plain()}


def _typed(visit: Visit) -> str:
    """As the patient gets it: browsers send the end of a line as two characters."""
    return visit.form.get("text", "").replace("\r\n", "\n")


def _seen(visit: Visit) -> Seen | None:
    return Seen.from_marks(visit.form.get("seen", ""), visit.form.get("newest", ""))


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 18
