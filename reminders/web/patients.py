"""The list of patients: found by what staff know of them, filtered, taken away as a file."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response, StreamingResponse

from reminders.actions.bad_input import BadInput
from reminders.actions.patient_export import export_patients
from reminders.actions.patient_list import (
    PatientPage,
    ScheduleChoice,
    Wanted,
    list_patients,
    schedule_choices,
    search_patients,
)
from reminders.app import App
from reminders.domain.words import Role, TreatmentStatus
from reminders.store.patient_list import Attention
from reminders.web.door import Visit, door

_PATH = "/patients"


def routes(app: App) -> APIRouter:
    """/patients"""
    router = APIRouter()
    staff, clinician = door(app, Role.STAFF), door(app, Role.CLINICIAN)

    @router.get(_PATH)
    def show(
        visit: Annotated[Visit, Depends(staff)], after: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None
    ) -> Response:
        """A page of the list; what is filtered by is in the address, and no word of a patient."""
        choices = schedule_choices(app)
        wanted = _wanted(visit.request.query_params, choices)
        return _listed(visit, choices, wanted, list_patients(app, wanted, after), after=after)

    @router.post(_PATH)
    def find(visit: Annotated[Visit, Depends(staff)]) -> Response:
        """What was typed finds patients; it is posted, so that no address and no log holds it."""
        text = visit.form.get("text", "")
        if not text.strip() and not visit.wants_part:
            return visit.go(_PATH)
        choices = schedule_choices(app)
        if not text.strip():
            return _listed(visit, choices, Wanted(), list_patients(app, Wanted()))
        try:
            return _listed(visit, choices, Wanted(), search_patients(app, text), text=text)
        except BadInput as error:
            found = PatientPage((), None)
            return _listed(visit, choices, Wanted(), found, text=text, mistakes=visit.mistakes(error))

    @router.post(f"{_PATH}/export")
    def export(visit: Annotated[Visit, Depends(clinician)]) -> Response:
        """The whole list as a file."""
        wanted = _wanted(visit.form, schedule_choices(app))
        pieces = export_patients(app, wanted, visit.me.name, visit.say)
        headers = {"Content-Disposition": 'attachment; filename="patients.csv"'}
        return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)

    return router


def _listed(
    visit: Visit,
    choices: list[ScheduleChoice],
    wanted: Wanted,
    found: PatientPage,
    *,
    text: str = "",
    mistakes: Mapping[str, str] | None = None,
    after: int | None = None,
) -> Response:
    filters = _filters(wanted)
    values: dict[str, Any] = {
        "found": found,
        "choices": choices,
        "wanted": wanted,
        "filters": filters,
        "text": text,
        "mistakes": mistakes or {},
        "first": f"{_PATH}?{urlencode(filters)}" if after is not None else "",
        "older": f"{_PATH}?{urlencode(filters | {'after': str(found.older)})}" if found.older is not None else "",
        "may_export": visit.me.role.may(Role.CLINICIAN),
    }
    if visit.wants_part:
        # A letter more makes it right: while somebody types nothing is wrong yet.
        return visit.part("patients.html", "list", typing=True, **values)
    return visit.page("patients.html", status=422 if mistakes else 200, typing=False, **values)


def _wanted(given: Mapping[str, str], choices: list[ScheduleChoice]) -> Wanted:
    """From an address or a form; what is unknown filters nothing."""
    schedule, _, stage = given.get("stage", "").partition("/")
    known = next((one for one in choices if one.name == schedule), None)
    stages = [name for name, _ in known.stages] if known else []
    status, attention = given.get("status", ""), given.get("attention", "")
    return Wanted(
        schedule=known.name if known else "",
        stage=stage if stage in stages else "",
        status=TreatmentStatus(status) if status in set(TreatmentStatus) else None,
        attention=Attention(attention) if attention in set(Attention) else None,
    )


def _filters(wanted: Wanted) -> dict[str, str]:
    """The other way round."""
    stage = "/".join(filter(None, (wanted.schedule, wanted.stage)))
    given = {"stage": stage, "status": wanted.status or "", "attention": wanted.attention or ""}
    return {name: str(value) for name, value in given.items() if value}
