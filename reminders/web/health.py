"""For whoever watches the service: is it alive, and can it do its work?"""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from reminders.actions.clock_check import skew_of
from reminders.actions.restoring import looks_restored
from reminders.actions.ticking import seconds_since_left_tick
from reminders.app import App
from reminders.store.database import StoreError
from reminders.store.migrating import is_current

#: How many seconds ago the due queue was last looked at.
Tick = Callable[[], float]

#: After so many seconds without a look at the queue, or without word of one in the database, the work is not done.
STALE_AFTER = 75.0


def routes(app: App, tick: Tick | None) -> APIRouter:
    """/healthz and /readyz."""
    router = APIRouter()

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    def alive() -> JSONResponse:
        """This process answers."""
        return JSONResponse({"status": "alive"})

    @router.api_route("/readyz", methods=["GET", "HEAD"])
    def ready() -> JSONResponse:
        """200 when every check is well, else 503; each check says what it found."""
        checks = {**_database(app), "dispatcher": _dispatcher(app, tick)}
        well = all(check["ok"] for check in checks.values())
        document = {"status": "ready" if well else "not ready", "checks": checks}
        return JSONResponse(document, status_code=200 if well else 503)

    return router


def _database(app: App) -> dict[str, dict[str, object]]:
    try:
        current = is_current(app.database)
    except StoreError:
        failed = {"ok": False, "says": "the database does not answer; `reminders doctor` says why"}
        return {"database": failed, "migrations": {"ok": False, "says": "could not be looked up"}}
    says = "current" if current else "not of this version; run `reminders migrate`"
    checks: dict[str, dict[str, object]] = {
        "database": {"ok": True, "says": "answers"},
        "migrations": {"ok": current, "says": says},
    }
    return checks | {"history": _history(app), "clock": _clock(app)} if current else checks


def _history(app: App) -> dict[str, object]:
    try:
        why = looks_restored(app)
    except StoreError:
        return {"ok": False, "says": "could not be looked up"}
    return {"ok": why is None, "says": why or "goes on from where it was"}


def _clock(app: App) -> dict[str, object]:
    try:
        skew = skew_of(app)
    except StoreError:
        return {"ok": False, "says": "could not be looked up"}
    if skew is None:
        return {"ok": True, "says": "agrees with the database"}
    return {"ok": False, "says": f"{skew.says}; nothing is sent until it is right" if skew.holds else skew.says}


def _dispatcher(app: App, tick: Tick | None) -> dict[str, object]:
    """By this process's own knowledge, and by the word that workers leave in the database."""
    try:
        left = seconds_since_left_tick(app)
    except StoreError:
        left = None
    known = [seconds for seconds in (tick() if tick else None, left) if seconds is not None]
    if not known:
        return {"ok": True, "says": "runs in another process"}
    seconds = round(max(known), 1)
    return {"ok": seconds < STALE_AFTER, "says": "looked at the queue", "seconds_ago": seconds}
