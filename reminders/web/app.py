"""Puts the screens together."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from reminders.app import App
from reminders.web import (
    account,
    desk_pages,
    duty_pages,
    enroll,
    enroll_day,
    enrolled,
    first_run,
    health,
    holds,
    imports,
    inbox,
    patient,
    patients,
    phone,
    pictures,
    reports,
    review,
    sandbox,
    settings_pages,
    settings_rules,
    sign_in,
    team,
    today,
    unsubscribe,
    webhooks,
)
from reminders.web.door import NotSignedIn, SecondFactorMissing
from reminders.web.first_run import LinkOver, link_over
from reminders.web.guard import Failures, Guard
from reminders.web.health import STALE_AFTER, Tick
from reminders.web.pages import page
from reminders.web.visitor import language_of

_STATIC = Path(__file__).parent / "static"


def create_web(app: App, tick: Tick | None = None, stale_after: float = STALE_AFTER) -> ASGIApp:
    """The web side of `app`. `tick` tells how many seconds ago this process looked at the due queue; None: it never
    does, a worker runs elsewhere. Nobody has looked for `stale_after` seconds: it is not ready.
    """
    return Guard(create_pages(app, tick, stale_after), https=app.settings.public_url.startswith("https://"))


def create_pages(app: App, tick: Tick | None = None, stale_after: float = STALE_AFTER) -> FastAPI:
    """The same without the headers that every answer carries."""
    web = FastAPI(
        title="Aftercare reminders",
        # Its pages of documentation would load scripts from another site.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # Spans would carry addresses with tokens, and the texts of errors, to whoever collects them.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    web.include_router(health.routes(app, tick, stale_after))
    web.include_router(enroll.routes(app))
    web.include_router(enrolled.routes(app))
    web.include_router(enroll_day.routes(app))
    web.include_router(inbox.routes(app))
    web.include_router(imports.routes(app))
    web.include_router(patients.routes(app))
    web.include_router(patient.routes(app))
    web.include_router(pictures.routes(app))
    web.include_router(sandbox.routes(app))
    web.include_router(today.routes(app))
    web.include_router(holds.routes(app))
    web.include_router(review.routes(app))
    web.include_router(reports.routes(app))
    web.include_router(phone.routes(app))
    web.include_router(unsubscribe.routes(app))
    web.include_router(webhooks.routes(app))
    web.include_router(account.routes(app))
    web.include_router(desk_pages.routes(app))
    web.include_router(sign_in.routes(app))
    web.include_router(first_run.routes(app))
    web.include_router(settings_pages.routes(app))
    web.include_router(settings_rules.routes(app))
    web.include_router(team.routes(app))
    web.include_router(duty_pages.routes(app))
    web.mount("/static", StaticFiles(directory=_STATIC))
    web.add_api_route("/", _to_today, include_in_schema=False)
    web.add_middleware(Failures)
    web.add_exception_handler(404, _nothing_here)
    web.add_exception_handler(403, _saying(app, "not_allowed.html", 403))
    web.add_exception_handler(413, _saying(app, "too_large.html", 413))
    web.add_exception_handler(RequestValidationError, _nothing_here)
    web.add_exception_handler(NotSignedIn, _sign_in_first(app))
    web.add_exception_handler(LinkOver, link_over)
    web.add_exception_handler(SecondFactorMissing, _second_factor_first)
    return web


def _to_today() -> RedirectResponse:
    return RedirectResponse("/today", status_code=303)


def _nothing_here(_request: Request, _error: Exception) -> HTMLResponse:
    return page("nothing.html", status=404)


def _saying(app: App, name: str, status: int) -> Callable[[Request, Exception], HTMLResponse]:
    """A page that says why not, in the browser's language."""
    return lambda request, _error: page(name, status=status, language=language_of(app, request))


def _sign_in_first(app: App) -> Callable[[Request, Exception], Response]:
    """Where they wanted to go is kept; what they typed stays in the page that posted it, one step back."""

    def lead(request: Request, error: Exception) -> Response:
        assert isinstance(error, NotSignedIn)
        if error.part:
            return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
        if error.posting:
            return _saying(app, "signed_out.html", 401)(request, error)
        there = f"?{urlencode({'next': error.path})}" if error.path != "/" else ""
        return RedirectResponse(f"/sign-in{there}", status_code=303)

    return lead


def _second_factor_first(_request: Request, _error: Exception) -> Response:
    return RedirectResponse("/me/second-factor", status_code=303)
