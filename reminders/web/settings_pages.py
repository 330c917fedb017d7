"""The clinic's own facts: what they are, what is missing before messages leave, and changing them. For admins."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.actions.accounts import my_account
from reminders.actions.bad_input import BadInput
from reminders.actions.clinic_rules import holidays_of
from reminders.actions.readiness import readiness
from reminders.actions.starting import change_place, save_clinic_step
from reminders.app import App
from reminders.domain.explain import hour_words, hours_words
from reminders.domain.words import Kind, Role
from reminders.store.clinics import Clinic, Location
from reminders.web.door import Id, Visit, door
from reminders.web.first_run import zones
from reminders.web.looking_first import NOTHING, keep_after_look


def routes(app: App) -> APIRouter:
    """/settings and below"""
    router = APIRouter()
    admin = door(app, Role.ADMIN)

    @router.get("/settings")
    def show(visit: Annotated[Visit, Depends(admin)]) -> Response:
        clinic = _clinic(visit)
        hours = {kind.value: hours_words(clinic.rules.hours[kind]) for kind in Kind}
        usual, holidays = hour_words(clinic.rules.send_time), holidays_of(app, clinic)
        return visit.page("settings.html", clinic=clinic, hours=hours, usual_time=usual, holidays=holidays)

    @router.get("/settings/ready")
    def ready(visit: Annotated[Visit, Depends(admin)]) -> Response:
        account = my_account(app, visit.me.session).account
        return visit.page("settings_ready.html", ready=readiness(app), account=account)

    @router.get("/settings/clinic")
    def ask_clinic(visit: Annotated[Visit, Depends(admin)]) -> Response:
        clinic = _clinic(visit)
        return _form(visit, "clinic", given={"name": clinic.name, "address": clinic.postal_address})

    @router.post("/settings/clinic")
    def keep_clinic(visit: Annotated[Visit, Depends(admin)]) -> Response:
        given = {name: visit.form.get(name, "") for name in ("name", "address")}
        try:
            save_clinic_step(app, given, visit.me.name)
        except BadInput as error:
            return _form(visit, "clinic", status=422, given=given, mistakes=visit.mistakes(error))
        return visit.go("/settings", done="saved")

    _add_place(router, app)
    return router


def _add_place(router: APIRouter, app: App) -> None:
    admin = door(app, Role.ADMIN)

    @router.get("/settings/places/{place_id:int}")
    def ask_place(place_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        place = _place(visit, place_id)
        given = {"timezone": place.timezone, "phone": place.phone, "booking_url": place.booking_url}
        return _form(visit, "place", given=given)

    @router.post("/settings/places/{place_id:int}")
    def keep_place(place_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        _place(visit, place_id)
        given = {name: visit.form.get(name, "") for name in ("timezone", "phone", "booking_url")}

        def show(shown: Mapping[str, object], status: int) -> HTMLResponse:
            return _form(visit, "place", status=status, **{"given": given, **shown})

        return keep_after_look(visit, lambda order: change_place(app, given, place_id, order), show, "/settings")


def _form(visit: Visit, what: str, *, status: int = 200, **values: object) -> HTMLResponse:
    shown = dict(NOTHING) | {"zones": zones()}
    return visit.page(f"settings_{what}.html", status=status, **shown | values)


def _clinic(visit: Visit) -> Clinic:
    with visit.app.database.read() as work:
        return visit.app.clinic(work)


def _place(visit: Visit, place_id: int) -> Location:
    found = next((place for place in _clinic(visit).locations if place.id == place_id), None)
    if found is None:
        raise HTTPException(404)
    return found
