"""The clinic's own facts: what they are, what is missing before messages leave, and changing them. For admins."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.actions.accounts import my_account
from reminders.actions.bad_input import BadInput
from reminders.actions.clinic_edits import Order, Outcome
from reminders.actions.clinic_facts import mark_of_facts, mark_of_place, save_facts, save_place
from reminders.actions.clinic_rules import Meanwhile, holidays_of
from reminders.actions.readiness import readiness
from reminders.app import App
from reminders.domain.explain import hour_words, hours_words
from reminders.domain.words import Kind, Role
from reminders.store.clinics import Clinic, Location
from reminders.web.door import Id, Visit, door
from reminders.web.first_run import zones
from reminders.web.looking_first import NOTHING, keep_after_look, seen_by


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

    _add_clinic(router, app)
    _add_place(router, app)
    return router


def _add_clinic(router: APIRouter, app: App) -> None:
    admin = door(app, Role.ADMIN)

    @router.get("/settings/clinic")
    def ask_clinic(visit: Annotated[Visit, Depends(admin)]) -> Response:
        return _clinic_form(visit, {})

    @router.post("/settings/clinic")
    def keep_clinic(visit: Annotated[Visit, Depends(admin)]) -> Response:
        given = {name: visit.form.get(name, "") for name in ("name", "address", "emergency_number")}
        try:
            save_facts(app, given, Order(visit.me.name), seen_by(visit))
        except Meanwhile as meanwhile:
            return _clinic_form(visit, {"given": given, "meanwhile": meanwhile}, 409)
        except BadInput as error:
            shown = {"given": given, "mistakes": visit.mistakes(error), "seen": seen_by(visit)}
            return _clinic_form(visit, shown, 422)
        return visit.go("/settings", done="saved")


def _add_place(router: APIRouter, app: App) -> None:
    admin = door(app, Role.ADMIN)

    @router.get("/settings/places/{place_id:int}")
    def ask_place(place_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        return _place_form(visit, place_id, {})

    @router.post("/settings/places/{place_id:int}")
    def keep_place(place_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        _place(visit, place_id)
        given = {name: visit.form.get(name, "") for name in ("timezone", "phone", "booking_url")}

        def show(shown: Mapping[str, object], status: int) -> HTMLResponse:
            return _place_form(visit, place_id, {"given": given, **shown}, status)

        def act(order: Order) -> Outcome:
            return save_place(app, given, place_id, order, seen_by(visit))

        return keep_after_look(visit, act, show, "/settings")


def _clinic_form(visit: Visit, shown: Mapping[str, object], status: int = 200) -> HTMLResponse:
    clinic = _clinic(visit)
    now_is = {"name": clinic.name, "address": clinic.postal_address, "emergency_number": clinic.emergency_number}
    usual = {"given": now_is, "now_is": now_is, "seen": mark_of_facts(clinic)}
    return visit.page("settings_clinic.html", status=status, **dict(NOTHING) | usual | dict(shown))


def _place_form(visit: Visit, place_id: int, shown: Mapping[str, object], status: int = 200) -> HTMLResponse:
    place = _place(visit, place_id)
    now_is = {"phone": place.phone, "booking_url": place.booking_url, "timezone": place.timezone}
    usual = {"given": now_is, "now_is": now_is, "seen": mark_of_place(place), "zones": zones()}
    return visit.page("settings_place.html", status=status, **dict(NOTHING) | usual | dict(shown))


def _clinic(visit: Visit) -> Clinic:
    with visit.app.database.read() as work:
        return visit.app.clinic(work)


def _place(visit: Visit, place_id: int) -> Location:
    found = next((place for place in _clinic(visit).locations if place.id == place_id), None)
    if found is None:
        raise HTTPException(404)
    return found
