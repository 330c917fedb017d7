"""For whoever watches the service: is it alive, and can it do its work?"""

import queue
import threading
import time
from collections.abc import Callable

import structlog
from fastapi import APIRouter
from fastapi.responses import JSONResponse

from reminders.actions.clock_check import skew_of
from reminders.actions.restoring import looks_restored
from reminders.actions.ticking import seconds_since_left_tick
from reminders.app import App
from reminders.store.database import StoreError
from reminders.store.migrating import is_current

log = structlog.get_logger(__name__)

#: How many seconds ago the due queue was last looked at.
Tick = Callable[[], float]

#: After so many seconds without a look at the queue, or without word of one in the database, the work is not done.
STALE_AFTER = 75.0


#: A database that takes longer (seconds) does not answer.
_LONGEST_LOOK = 5.0

Check = dict[str, object]


def routes(app: App, tick: Tick | None, stale_after: float = STALE_AFTER) -> APIRouter:
    """/healthz and /readyz."""
    router = APIRouter()
    look = _Look(app)

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    def alive() -> JSONResponse:
        """This process answers."""
        return JSONResponse({"status": "alive"})

    @router.api_route("/readyz", methods=["GET", "HEAD"])
    def ready() -> JSONResponse:
        """200 when every check is well, else 503; each check says what it found."""
        checks, left = look.look()
        checks["dispatcher"] = _dispatcher(tick, left, stale_after)
        well = all(check["ok"] for check in checks.values())
        document = {"status": "ready" if well else "not ready", "checks": checks}
        return JSONResponse(document, status_code=200 if well else 503)

    return router


class _Look:
    """At the database, by one thread at a time: a server that hangs must not take every thread that answers pages."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._found: queue.SimpleQueue[_Found] = queue.SimpleQueue()
        self._under_way = False

    def look(self) -> "_Found":
        """What was found within a few seconds."""
        until = time.monotonic() + _LONGEST_LOOK
        if not self._lock.acquire(timeout=_LONGEST_LOOK):
            return _silent()
        try:
            if not self._under_way:
                self._under_way = True
                threading.Thread(target=self._go, name="readyz", daemon=True).start()
            found = self._found.get(timeout=max(0.0, until - time.monotonic()))
            self._under_way = False
        except queue.Empty:
            return _silent()
        finally:
            self._lock.release()
        return found

    def _go(self) -> None:
        try:
            found = _database(self._app), _left_tick(self._app)
        except Exception as error:  # noqa: BLE001 - whatever it is, the database is not well; its text stays here
            log.error("readyz", kind=type(error).__name__)
            found = _silent()
        self._found.put(found)


#: The checks of the database, and how long ago a worker left word in it.
_Found = tuple[dict[str, Check], float | None]


def _silent() -> _Found:
    failed: Check = {"ok": False, "says": "the database does not answer; `reminders doctor` says why"}
    return {"database": failed, "migrations": {"ok": False, "says": "could not be looked up"}}, None


def _left_tick(app: App) -> float | None:
    try:
        return seconds_since_left_tick(app)
    except StoreError:
        return None


def _database(app: App) -> dict[str, Check]:
    try:
        current = is_current(app.database)
    except StoreError:
        return _silent()[0]
    says = "current" if current else "not of this version; run `reminders migrate`"
    checks: dict[str, Check] = {
        "database": {"ok": True, "says": "answers"},
        "migrations": {"ok": current, "says": says},
    }
    return checks | {"history": _history(app), "clock": _clock(app)} if current else checks


def _history(app: App) -> Check:
    try:
        why = looks_restored(app)
    except StoreError:
        return {"ok": False, "says": "could not be looked up"}
    return {"ok": why is None, "says": why or "goes on from where it was"}


def _clock(app: App) -> Check:
    try:
        skew = skew_of(app)
    except StoreError:
        return {"ok": False, "says": "could not be looked up"}
    if skew is None:
        return {"ok": True, "says": "agrees with the database"}
    return {"ok": False, "says": f"{skew.says}; nothing is sent until it is right" if skew.holds else skew.says}


def _dispatcher(tick: Tick | None, left: float | None, stale_after: float) -> Check:
    """By this process's own knowledge, and by the word that workers leave in the database."""
    known = [seconds for seconds in (tick() if tick else None, left) if seconds is not None]
    if not known:
        return {"ok": True, "says": "runs in another process"}
    seconds = round(max(known), 1)
    well = seconds < stale_after
    says = "looked at the queue" if well else "has not looked at the queue, or cannot write that down"
    return {"ok": well, "says": says, "seconds_ago": seconds}
