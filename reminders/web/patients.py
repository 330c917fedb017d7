"""The list of patients: found by what staff know of them, filtered, taken away as a file."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from reminders.actions.bad_input import BadInput
from reminders.actions.patient_export import export_patients
from reminders.actions.patient_list import (
    PatientPage,
    ScheduleChoice,
    Wanted,
    list_patients,
    schedule_choices,
)
from reminders.app import App
from reminders.domain.words import Role, TreatmentStatus
from reminders.store.patient_list import Attention, Place
from reminders.web.door import Visit, door

_PATH = "/patients"
#: A place in a list, as an address or a form holds it.
_PLACE = re.compile(r"([0-9]{1,19})(?:-([0-9]{1,19}))?")
_LARGEST = 2**63 - 1
#: So many pages one can go back; before them comes the first.
_MOST_BACK = 40


def routes(app: App) -> APIRouter:
    """/patients"""
    router = APIRouter()
    staff, clinician = door(app, Role.STAFF), door(app, Role.CLINICIAN)

    @router.get(_PATH)
    def show(visit: Annotated[Visit, Depends(staff)]) -> Response:
        """A page of the list; what is filtered by is in the address, and no word of a patient."""
        choices = schedule_choices(app)
        wanted = _wanted(visit.request.query_params, choices)
        return _page(visit, choices, wanted, _trail(visit.request.query_params.getlist("after")))

    @router.post(_PATH)
    def find(visit: Annotated[Visit, Depends(staff)]) -> Response:
        """What was typed finds patients; it is posted, so that no address and no log holds it."""
        choices = schedule_choices(app)
        wanted = _wanted(visit.form, choices, visit.form.get("text", ""))
        if not wanted.text.strip() and not visit.wants_part:
            return RedirectResponse(_address(wanted, []), status_code=303)
        return _page(visit, choices, wanted, _trail(visit.form.all("after")))

    @router.post(f"{_PATH}/export")
    def export(visit: Annotated[Visit, Depends(clinician)]) -> Response:
        """Everybody who is wanted, on every page, as a file."""
        choices = schedule_choices(app)
        wanted = _wanted(visit.form, choices, visit.form.get("text", ""))
        try:
            pieces = export_patients(app, wanted, visit.me.name, visit.say)
        except BadInput:
            return _page(visit, choices, wanted, [])
        headers = {"Content-Disposition": 'attachment; filename="patients.csv"'}
        return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)

    return router


def _page(visit: Visit, choices: list[ScheduleChoice], wanted: Wanted, trail: list[Place]) -> Response:
    """The page after the last place of the trail; the places before it lead back."""
    mistakes: dict[str, str] = {}
    try:
        found = list_patients(visit.app, wanted, trail[-1] if trail else None)
    except BadInput as error:
        found, mistakes = PatientPage((), None), visit.mistakes(error)
    values: dict[str, Any] = {
        "found": found,
        "choices": choices,
        "wanted": wanted,
        "filters": _filters(wanted),
        "text": wanted.text,
        "mistakes": mistakes,
        "newer": _turn(wanted, trail[:-1]) if trail else None,
        "older": _turn(wanted, [*trail, found.older][-_MOST_BACK:]) if found.older is not None else None,
        "may_export": visit.me.role.may(Role.CLINICIAN),
    }
    if visit.wants_part:
        # A letter more makes it right: while somebody types nothing is wrong yet.
        return visit.part("patients.html", "list", typing=True, turned="turned" in visit.form, **values)
    return visit.page("patients.html", status=422 if mistakes else 200, typing=False, turned=False, **values)


def _trail(given: Sequence[str]) -> list[Place]:
    """The places after which the pages so far began. Raises HTTPException for one that cannot be."""
    found = [_PLACE.fullmatch(place) for place in given[-_MOST_BACK:]]
    trail = [Place(int(match[1]), int(match[2] or 0)) for match in found if match is not None]
    if len(trail) < len(found) or any(not 0 < place.key <= _LARGEST or place.patient_id > _LARGEST for place in trail):
        raise HTTPException(404)
    return trail


def _turn(wanted: Wanted, trail: Sequence[Place]) -> dict[str, Any]:
    """Where another page is: an address, and what a form posts that holds a search."""
    return {"address": _address(wanted, trail), "places": [_told(place) for place in trail]}


def _address(wanted: Wanted, trail: Sequence[Place]) -> str:
    query = urlencode([*_filters(wanted).items(), *(("after", _told(place)) for place in trail)])
    return f"{_PATH}?{query}" if query else _PATH


def _told(place: Place) -> str:
    return str(place.key) if place.key == place.patient_id else f"{place.key}-{place.patient_id}"


def _wanted(given: Mapping[str, str], choices: list[ScheduleChoice], text: str = "") -> Wanted:
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
        text=text,
    )


def _filters(wanted: Wanted) -> dict[str, str]:
    """The other way round."""
    stage = "/".join(filter(None, (wanted.schedule, wanted.stage)))
    given = {"stage": stage, "status": wanted.status or "", "attention": wanted.attention or ""}
    return {name: str(value) for name, value in given.items() if value}
