"""The first run: a link from the console leads through the clinic's own facts to the first account."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.concurrency import run_in_threadpool

from reminders.actions.bad_input import BadInput
from reminders.actions.first_run import FIRST_RUN, first_account, first_name_of_admin, first_run_open
from reminders.actions.signing_in import Passed
from reminders.actions.starting import Span, hours_of, save_clinic_step, save_hours_step, save_place_step
from reminders.app import App
from reminders.store.clinics import Clinic
from reminders.web.sign_in import NOW, signed_in
from reminders.web.visitor import Visitor, keep_cookie, visitor

#: As long as the link is good.
_OPEN_FOR = timedelta(days=1)
STEPS = ("clinic", "place", "hours", "account")


class LinkOver(Exception):
    """No link of the console's was opened with this browser, or it is used up."""

    def __init__(self, to: Visitor) -> None:
        self.to = to


def routes(app: App) -> APIRouter:
    """/start and below"""
    router = APIRouter()
    meet, begun = visitor(app), _begun(app)
    _add_clinic(router, app, begun)
    _add_hours(router, app, begun)

    @router.get("/start/account")
    def ask_account(to: Annotated[Visitor, Depends(begun)]) -> Response:
        name, email = first_name_of_admin(app)
        return _step(to, "account", given={"name": name, "email": email})

    @router.post("/start/account")
    def make_account(to: Annotated[Visitor, Depends(begun)]) -> Response:
        try:
            staff_id = first_account(app, to.cookie("start"), to.form, to.language)
        except BadInput as error:
            given = {name: to.form.get(name, "") for name in ("name", "email")}
            return _step(to, "account", status=422, given=given, mistakes=to.mistakes(error))
        answer = signed_in(to, Passed(staff_id, ""), "/settings/ready")
        keep_cookie(app, answer, "start", "", NOW)
        return answer

    @router.get("/start/{token}")
    def begin(token: str, to: Annotated[Visitor, Depends(meet)]) -> Response:
        if not first_run_open(app, token):
            return _over(to)
        answer = to.go("/start/clinic")
        keep_cookie(app, answer, "start", token, _OPEN_FOR)
        return answer

    return router


def _add_clinic(router: APIRouter, app: App, begun: "Begun") -> None:
    @router.get("/start/clinic")
    def ask_clinic(to: Annotated[Visitor, Depends(begun)]) -> Response:
        clinic = _clinic(app)
        return _step(to, "clinic", given={"name": clinic.name, "address": clinic.postal_address})

    @router.post("/start/clinic")
    def keep_clinic(to: Annotated[Visitor, Depends(begun)]) -> Response:
        given = {name: to.form.get(name, "") for name in ("name", "address")}
        try:
            save_clinic_step(app, given, FIRST_RUN)
        except BadInput as error:
            return _step(to, "clinic", status=422, given=given, mistakes=to.mistakes(error))
        return to.go("/start/place")

    @router.get("/start/place")
    def ask_place(to: Annotated[Visitor, Depends(begun)]) -> Response:
        place = _clinic(app).locations[0]
        given = {"timezone": place.timezone, "phone": place.phone, "booking_url": place.booking_url}
        return _step(to, "place", given=given)

    @router.post("/start/place")
    def keep_place(to: Annotated[Visitor, Depends(begun)]) -> Response:
        given = {name: to.form.get(name, "") for name in ("timezone", "phone", "booking_url")}
        try:
            save_place_step(app, given, FIRST_RUN)
        except BadInput as error:
            return _step(to, "place", status=422, given=given, mistakes=to.mistakes(error))
        return to.go("/start/hours")


def _add_hours(router: APIRouter, app: App, begun: "Begun") -> None:
    @router.get("/start/hours")
    def ask_hours(to: Annotated[Visitor, Depends(begun)]) -> Response:
        return _step(to, "hours", hours=hours_of(_clinic(app)))

    @router.post("/start/hours")
    def keep_hours(to: Annotated[Visitor, Depends(begun)]) -> Response:
        given = {
            kind: Span(to.form.get(f"{kind}_from", ""), to.form.get(f"{kind}_to", "")) for kind in ("care", "marketing")
        }
        try:
            save_hours_step(app, given, FIRST_RUN)
        except BadInput as error:
            return _step(to, "hours", status=422, hours=given, mistakes=to.mistakes(error))
        return to.go("/start/account")


Begun = Callable[[Request], Awaitable[Visitor]]


def _begun(app: App) -> Begun:
    """What every step declares: the console's link was opened with this browser and is still good."""
    meet = visitor(app)

    async def enter(request: Request) -> Visitor:
        to = await meet(request)
        if not await run_in_threadpool(first_run_open, app, to.cookie("start")):
            raise LinkOver(to)
        return to

    enter.public = True  # type: ignore[attr-defined]
    return enter


def link_over(_request: Request, error: Exception) -> Response:
    """What is answered then."""
    assert isinstance(error, LinkOver)
    return _over(error.to)


def _over(to: Visitor) -> HTMLResponse:
    return to.page("start_over.html", status=404)


def _step(to: Visitor, step: str, *, status: int = 200, **values: object) -> HTMLResponse:
    at = STEPS.index(step)
    shown = {"step": at + 1, "steps": len(STEPS), "back": f"/start/{STEPS[at - 1]}" if at else "", "zones": zones()}
    return to.page(f"start_{step}.html", status=status, **shown | values)


def _clinic(app: App) -> Clinic:
    with app.database.read() as work:
        return app.clinic(work)


@cache
def zones() -> list[str]:
    """Every IANA zone of a city."""
    return sorted(zone for zone in available_timezones() if zone.partition("/")[0] in _REGIONS)


#: The others are old names and technical ones.
_REGIONS = frozenset(
    {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)
