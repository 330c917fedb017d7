"""What staff do about one treatment of a patient: hold, resume, another date, a next visit, an end."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import Response

from reminders.actions import treatment as acts
from reminders.actions.bad_input import BadInput, mistake_of
from reminders.actions.moments import read_day, read_moment
from reminders.actions.patient_runs import Run
from reminders.actions.replan import Change
from reminders.app import App
from reminders.domain.said import Said, nsay, say
from reminders.domain.words import Role
from reminders.web.door import Id, Visit, door
from reminders.web.pages import zone_name
from reminders.web.patient_sheets import Do, Input, Sheet, ask, open_page

#: The page of an act on a run, and how it is done.
_Make = Callable[[Visit, Run], tuple[Sheet, Do]]


def routes(app: App) -> APIRouter:
    """/patients/{patient_id}/treatments/{treatment_id}/{act}"""
    router = APIRouter()
    staff = door(app, Role.STAFF)

    @router.get("/patients/{patient_id}/treatments/{treatment_id}/{act}")
    def look(patient_id: Id, treatment_id: Id, act: str, visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _open(visit, patient_id, treatment_id, act)

    @router.post("/patients/{patient_id}/treatments/{treatment_id}/{act}")
    def do(patient_id: Id, treatment_id: Id, act: str, visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _open(visit, patient_id, treatment_id, act)

    return router


def _open(visit: Visit, patient_id: int, treatment_id: int, act: str) -> Response:
    page = open_page(visit, patient_id)
    run = next((one for one in page.runs if one.treatment.id == treatment_id), None)
    if run is None or act not in _ACTS:
        raise HTTPException(404)
    return ask(visit, page, *_ACTS[act](visit, run))


def _hold(visit: Visit, run: Run) -> tuple[Sheet, Do]:
    sheet = Sheet(
        heading=say("Put {treatment} on hold", treatment=run.title),
        button=say("Put on hold"),
        done="held",
        says=(_waits(run.coming), say("Somebody has to resume it. What becomes too late meanwhile is not sent.")),
    )
    return sheet, lambda actor: acts.hold(visit.app, run.treatment.id, actor)


def _waits(coming: int) -> Said:
    if not coming:
        return say("Nothing is planned any more, so nothing waits.")
    return nsay("{count} coming message waits.", "{count} coming messages wait.", coming)


def _resume(visit: Visit, run: Run) -> tuple[Sheet, Do]:
    sheet = Sheet(
        heading=say("Resume {treatment}", treatment=run.title),
        button=say("Resume"),
        done="resumed",
        says=(say("Messages leave again. Of those that are late only the newest goes out."),),
    )
    return sheet, lambda actor: acts.resume(visit.app, run.treatment.id, actor)


def _cancel(visit: Visit, run: Run) -> tuple[Sheet, Do]:
    sheet = Sheet(
        heading=say("End {treatment}", treatment=run.title),
        button=say("End the treatment"),
        done="canceled",
        says=(_not_sent(run.coming), say("What was sent stays sent. This cannot be taken back.")),
        danger=True,
    )
    return sheet, lambda actor: acts.cancel(visit.app, run.treatment.id, actor)


def _error(visit: Visit, run: Run) -> tuple[Sheet, Do]:
    sheet = Sheet(
        heading=say("{treatment} was entered in error", treatment=run.title),
        button=say("Entered in error"),
        done="in-error",
        says=(
            _not_sent(run.coming),
            say("It counts as if it had never happened. What was sent stays sent. This cannot be taken back."),
        ),
        danger=True,
    )
    return sheet, lambda actor: acts.entered_in_error(visit.app, run.treatment.id, actor)


def _not_sent(coming: int) -> Said:
    if not coming:
        return say("Nothing is planned any more.")
    return nsay("{count} coming message will not be sent.", "{count} coming messages will not be sent.", coming)


def _date(visit: Visit, run: Run) -> tuple[Sheet, Do]:
    typed = as_typed(run.treated_at, run)
    sheet = Sheet(
        heading=say("Change the treatment date"),
        button=say("Save the new date"),
        done="dated",
        says=(say("Every message that has not left moves with it; times that were chosen by hand are forgotten."),),
        inputs=[
            Input("treated_at", say("Treated at"), typed, "moment", say("Time of {place}", place=zone_name(run.zone)))
        ],
        look_first=True,
    )

    def do(actor: acts.Actor) -> list[Change]:
        return acts.move(visit.app, run.treatment.id, read_at(visit, "treated_at", run, run.treated_at), actor)

    return sheet, do


def _booked(visit: Visit, run: Run) -> tuple[Sheet, Do]:
    sheet = Sheet(
        heading=say("Next visit"),
        button=say("Save"),
        done="booked",
        says=(
            say("What a booking makes needless ends, such as invitations. Empty: no visit is booked, and it goes on."),
        ),
        inputs=[Input("on", say("Booked for"), run.treatment.booked_on or "", "day", optional=True)],
        look_first=True,
    )

    def do(actor: acts.Actor) -> list[Change]:
        text = visit.form.get("on", "").strip()
        try:
            on = read_day(text) if text else None
        except ValueError as error:
            raise BadInput([mistake_of("on", error)]) from None
        return acts.booked(visit.app, run.treatment.id, on, actor)

    return sheet, do


def as_typed(moment: datetime, run: Run) -> str:
    """A moment as a form shows it, on the patient's clock."""
    return moment.astimezone(run.zone).strftime("%Y-%m-%dT%H:%M")


def read_at(visit: Visit, name: str, run: Run, shown: datetime) -> datetime:
    """A moment of the form on the patient's clock. What was `shown` there and is left as it was stays that very moment:
    its seconds, or which of the two hours it was when a clock was put back, are not on the page. Raises BadInput.
    """
    text = visit.form.get(name, "")
    if text.strip() == as_typed(shown, run):
        return shown
    try:
        return read_moment(text, run.zone)
    except ValueError as error:
        raise BadInput([mistake_of(name, error)]) from None


_ACTS: Mapping[str, _Make] = {
    "hold": _hold,
    "resume": _resume,
    "cancel": _cancel,
    "error": _error,
    "date": _date,
    "booked": _booked,
}
