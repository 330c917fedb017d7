"""What staff do about one message of a patient's plan: send it now, move it, skip it, put it back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import Response

from reminders.actions.message_choices import Chosen, move, put_back, send_now, skip
from reminders.actions.patient_runs import Run, Shown
from reminders.actions.replan import Change
from reminders.actions.treatment import Actor
from reminders.app import App
from reminders.domain.instants import from_micros
from reminders.domain.planned import Shift
from reminders.domain.said import say, when
from reminders.domain.words import Role
from reminders.web.door import Id, Visit, door
from reminders.web.pages import zone_name
from reminders.web.patient_sheets import Do, Input, Sheet, ask, open_page
from reminders.web.patient_treatments import as_typed, read_at

_Make = Callable[[Visit, Run, Shown], tuple[Sheet, Do]]


def routes(app: App) -> APIRouter:
    """/patients/{patient_id}/messages/{message_id}/{act}"""
    router = APIRouter()
    staff = door(app, Role.STAFF)

    @router.get("/patients/{patient_id}/messages/{message_id}/{act}")
    def look(patient_id: Id, message_id: Id, act: str, visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _open(visit, patient_id, message_id, act)

    @router.post("/patients/{patient_id}/messages/{message_id}/{act}")
    def do(patient_id: Id, message_id: Id, act: str, visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _open(visit, patient_id, message_id, act)

    return router


def _open(visit: Visit, patient_id: int, message_id: int, act: str) -> Response:
    page = open_page(visit, patient_id)
    found = next(((run, one) for run in page.runs for one in run.messages if one.message.id == message_id), None)
    if found is None or act not in _ACTS:
        raise HTTPException(404)
    return ask(visit, page, *_ACTS[act](visit, *found))


def _now(visit: Visit, run: Run, shown: Shown) -> tuple[Sheet, Do]:
    sheet = Sheet(
        heading=say("Send “{stage}” now", stage=shown.title),
        button=say("Send now"),
        done="sent-now",
        says=(say("It leaves within a minute instead of {at}.", at=when(shown.at, run.zone)),),
    )
    return sheet, lambda actor: _others(send_now(visit.app, shown.message.id, actor))


def _move(visit: Visit, run: Run, shown: Shown) -> tuple[Sheet, Do]:
    opens, closes = from_micros(shown.message.opens_at), from_micros(shown.message.closes_at)
    between = {"opens": when(opens, run.zone), "closes": when(closes, run.zone), "place": zone_name(run.zone)}
    at = max(shown.at, visit.app.now())
    sheet = Sheet(
        heading=say("Move “{stage}”", stage=shown.title),
        button=say("Save the new time"),
        done="moved",
        inputs=[
            Input(
                "at",
                say("Leaves at"),
                as_typed(at, run),
                "moment",
                say("Between {opens} and {closes}, time of {place}", **between),
            )
        ],
        look_first=True,
    )

    def do(actor: Actor) -> Sequence[Change]:
        chosen = move(visit.app, shown.message.id, read_at(visit, "at", run, at), actor)
        return [*([chosen.own] if chosen.own is not None else []), *chosen.others]

    return sheet, do


def _skip(visit: Visit, run: Run, shown: Shown) -> tuple[Sheet, Do]:
    sheet = Sheet(
        heading=say("Skip “{stage}”", stage=shown.title),
        button=say("Skip it"),
        done="skipped",
        says=(
            say("One message, planned for {at}, will not be sent.", at=when(shown.at, run.zone)),
            say("You can put it back as long as its time is not over."),
        ),
        danger=True,
    )
    return sheet, lambda actor: _others(skip(visit.app, shown.message.id, actor))


def _back(visit: Visit, _run: Run, shown: Shown) -> tuple[Sheet, Do]:
    chosen = Shift.CHOSEN in shown.message.shifts
    sheet = Sheet(
        heading=say("Put “{stage}” back", stage=shown.title),
        button=say("Put it back"),
        done="back",
        says=(
            say("It leaves when its schedule says.") if chosen else say("It is planned again, as its schedule says."),
        ),
    )
    return sheet, lambda actor: _others(put_back(visit.app, shown.message.id, actor))


def _others(chosen: Chosen) -> Sequence[Change]:
    return chosen.others


_ACTS: Mapping[str, _Make] = {"now": _now, "move": _move, "skip": _skip, "back": _back}
