"""When messages may arrive, how many and how fast: changed by admins, who see in numbers first what a change does to
what is planned.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from reminders.actions.clinic_rules import (
    HolidayForm,
    HoursForm,
    LimitsForm,
    add_holiday,
    end_holiday,
    federal_holidays,
    holidays_of,
    keep_federal,
    mark_of_federal,
    mark_of_hours,
    mark_of_limits,
    save_hours,
    save_limits,
)
from reminders.actions.week_form import typed_week, week_form
from reminders.app import App
from reminders.domain.explain import hour_words, hours_words
from reminders.domain.words import Kind, Role
from reminders.store.clinics import Clinic
from reminders.web.door import Visit, door
from reminders.web.looking_first import NOTHING, keep_after_look, seen_by

_HOLIDAYS = "/settings/holidays"
_LIMITS = ("care_per_day", "care_per_week", "marketing_per_day", "marketing_per_week")
_PACES = ("texts_per_second", "mails_per_second", "settle_minutes")
_HOLIDAY = ("first", "last", "name", "what")


def routes(app: App) -> APIRouter:
    """/settings/hours, /settings/limits, /settings/holidays and below"""
    router = APIRouter()
    _add_hours(router, app)
    _add_limits(router, app)
    _add_holidays(router, app)
    return router


def _add_hours(router: APIRouter, app: App) -> None:
    admin = door(app, Role.ADMIN)

    @router.get("/settings/hours")
    def ask_hours(visit: Annotated[Visit, Depends(admin)]) -> Response:
        return _hours(visit, {})

    @router.post("/settings/hours")
    def keep_hours(visit: Annotated[Visit, Depends(admin)]) -> Response:
        form = visit.form
        typed = HoursForm({kind: typed_week(form, kind) for kind in Kind}, form.get("send_time", ""), seen_by(visit))

        def show(shown: Mapping[str, object], status: int = 200) -> HTMLResponse:
            return _hours(visit, {"weeks": typed.weeks, "send_time": typed.send_time} | dict(shown), status)

        return keep_after_look(visit, lambda order: save_hours(app, typed, order), show, "/settings")


def _add_limits(router: APIRouter, app: App) -> None:
    admin = door(app, Role.ADMIN)

    @router.get("/settings/limits")
    def ask_limits(visit: Annotated[Visit, Depends(admin)]) -> Response:
        return _limits(visit, {})

    @router.post("/settings/limits")
    def keep_limits(visit: Annotated[Visit, Depends(admin)]) -> Response:
        given = {name: visit.form.get(name, "") for name in (*_LIMITS, *_PACES)}
        typed = LimitsForm(given, seen_by(visit))

        def show(shown: Mapping[str, object], status: int = 200) -> HTMLResponse:
            return _limits(visit, {"given": given} | dict(shown), status)

        return keep_after_look(visit, lambda order: save_limits(app, typed, order), show, "/settings")


def _add_holidays(router: APIRouter, app: App) -> None:
    admin = door(app, Role.ADMIN)

    @router.get(_HOLIDAYS)
    def ask_holidays(visit: Annotated[Visit, Depends(admin)]) -> Response:
        return _holidays(visit, {})

    @router.post(_HOLIDAYS)
    def keep_federal_holidays(visit: Annotated[Visit, Depends(admin)]) -> Response:
        leaving = frozenset(kind for kind in Kind if f"{kind}_federal" in visit.form)

        def show(shown: Mapping[str, object], status: int = 200) -> HTMLResponse:
            return _holidays(visit, {"leaving": leaving, "at": "federal"} | dict(shown), status)

        return keep_after_look(visit, lambda order: keep_federal(app, leaving, seen_by(visit), order), show, _HOLIDAYS)

    @router.post(f"{_HOLIDAYS}/add")
    def add(visit: Annotated[Visit, Depends(admin)]) -> Response:
        given = {name: visit.form.get(name, "") for name in _HOLIDAY}
        typed = HolidayForm(**{name: value.strip() for name, value in given.items()})

        def show(shown: Mapping[str, object], status: int = 200) -> HTMLResponse:
            return _holidays(visit, {"given": given, "at": "add"} | dict(shown), status)

        return keep_after_look(visit, lambda order: add_holiday(app, typed, order), show, _HOLIDAYS)

    @router.post(f"{_HOLIDAYS}/end")
    def end(visit: Annotated[Visit, Depends(admin)]) -> Response:
        on = visit.form.get("on", "")

        def show(shown: Mapping[str, object], status: int = 200) -> HTMLResponse:
            return _holidays(visit, {"at": on} | dict(shown), status)

        return keep_after_look(visit, lambda order: end_holiday(app, on, order), show, _HOLIDAYS)


def _hours(visit: Visit, shown: Mapping[str, object], status: int = 200) -> HTMLResponse:
    clinic = _clinic(visit)
    usual = {
        "weeks": {kind: week_form(clinic.rules.hours[kind]) for kind in Kind},
        "send_time": f"{clinic.rules.send_time:%H:%M}",
        "seen": mark_of_hours(clinic),
        "usual_time": hour_words(clinic.rules.send_time),
        "now_is": {kind: hours_words(clinic.rules.hours[kind]) for kind in Kind},
    }
    return visit.page("settings_hours.html", status=status, clinic=clinic, **dict(NOTHING) | usual | dict(shown))


def _limits(visit: Visit, shown: Mapping[str, object], status: int = 200) -> HTMLResponse:
    clinic = _clinic(visit)
    limits = [clinic.rules.limits[kind] for kind in Kind]
    numbers = [str(number) for limit in limits for number in (limit.per_day, limit.per_week)]
    rates = ["" if rate is None else f"{rate:g}" for rate in (clinic.texts_per_second, clinic.mails_per_second)]
    given = dict(zip((*_LIMITS, *_PACES), [*numbers, *rates, str(clinic.settle_minutes)], strict=True))
    usual = {"given": given, "seen": mark_of_limits(clinic)}
    return visit.page("settings_limits.html", status=status, clinic=clinic, **dict(NOTHING) | usual | dict(shown))


def _holidays(visit: Visit, shown: Mapping[str, object], status: int = 200) -> HTMLResponse:
    clinic = _clinic(visit)
    usual = {
        "leaving": frozenset(kind for kind in Kind if clinic.rules.hours[kind].federal_holidays),
        "federal": federal_holidays(visit.app, clinic),
        "holidays": holidays_of(visit.app, clinic),
        "given": dict.fromkeys(_HOLIDAY, "") | {"what": "marketing"},
        "at": "",
    }
    # Only one of the forms there is made from what somebody else may change.
    sent = shown.get("seen") if shown.get("at") == "federal" else None
    told = dict(NOTHING) | usual | dict(shown) | {"seen": sent or mark_of_federal(clinic)}
    return visit.page("settings_holidays.html", status=status, clinic=clinic, **told)


def _clinic(visit: Visit) -> Clinic:
    with visit.app.database.read() as work:
        return visit.app.clinic(work)
