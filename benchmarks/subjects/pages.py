"""Server time of every staff page, on one core, through the whole app as a server calls it."""

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, measured, percentile
from benchmarks.people import distinct_phones, email, first_name, last_name, phone
from benchmarks.staff_pages import PAGES
from benchmarks.subjects import population
from benchmarks.subjects.house import NOON, SCHEDULE, Clock, settings
from reminders.actions.sessions import begin_session
from reminders.app import App, open_app
from reminders.domain.words import Role
from reminders.store.patient_list import Attention
from reminders.store.staff import list_staff
from reminders.web.app import create_web
from reminders.web.door import cookie_name, form_token

_TOKEN = "token"
#: Every fourth is asked for beforehand: what a process works out once (templates, statements) is no page's own time.
_WARM_UP = 4


@dataclass(frozen=True, slots=True)
class _Asked:
    """One request; with a form it is posted."""

    path: str
    form: Mapping[str, str] | None = None


def prepare(job: Job) -> None:
    """A clinic with `size` patients, and a browser that is signed in as its admin."""
    population.prepare(job)
    app = open_app(settings(job.scratch), Clock(NOON))
    with app.database.read() as work:
        admin = next(one for one in list_staff(work, app.clinic(work).id) if one.role == Role.ADMIN)
    (job.scratch / _TOKEN).write_text(begin_session(app, admin.id, "Firefox, Linux", second_factor=True).token)
    app.close()


def all_pages(job: Job) -> Measured:
    """`size` requests for each page, one after the other; p95 of each."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    # Nothing is written but that the session is in use, so the prepared database serves every turn.
    app = open_app(settings(job.prepared), Clock(NOON))
    browser = _Browser(create_web(app), app, job.prepared)
    wanted = _wanted(app, job.size)
    figures = {}
    with Stopwatch() as watch:
        for name in PAGES:
            asyncio.run(browser.times(wanted[name][::_WARM_UP]))
            figures[name] = percentile(asyncio.run(browser.times(wanted[name])), 0.95)
    app.close()
    figures["slowest"] = max(figures.values())
    return replace(measured(watch, job.size * len(PAGES)), figures=figures)


class _Browser:
    """Calls the app as a server does."""

    def __init__(self, web: ASGIApp, app: App, folder: Path) -> None:
        self._web = web
        self._origin = app.settings.public_url
        self._session = (folder / _TOKEN).read_text()
        self._cookie = f"{cookie_name(app.settings, 'session')}={self._session}"

    async def times(self, requests: Sequence[_Asked]) -> list[float]:
        """Seconds of each. Raises AssertionError for a page that is refused."""
        return [await self._time(one) for one in requests]

    async def _time(self, asked: _Asked) -> float:
        body = b"" if asked.form is None else urlencode({"_token": form_token(self._session), **asked.form}).encode()
        statuses: list[int] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        started = time.perf_counter()
        await self._web(self._scope(asked, len(body)), receive, send)
        seconds = time.perf_counter() - started
        if statuses != [HTTPStatus.OK]:
            raise AssertionError(f"{asked.path} was answered with {statuses}")
        return seconds

    def _scope(self, asked: _Asked, length: int) -> dict[str, Any]:
        path, _, query = asked.path.partition("?")
        headers = {"host": self._origin.partition("://")[2], "cookie": self._cookie, "sec-fetch-site": "same-origin"}
        if asked.form is not None:
            headers |= {"content-type": "application/x-www-form-urlencoded", "content-length": str(length)}
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET" if asked.form is None else "POST",
            "scheme": "https",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 50_000),
            "server": ("127.0.0.1", 8000),
            "state": {},
        }


def _wanted(app: App, count: int) -> dict[str, list[_Asked]]:
    """`count` requests of each page, of other people each."""
    with app.database.read() as work:
        patients = [row[0] for row in work.all("SELECT id FROM patient ORDER BY id")]
        replies = [row[0] for row in work.all("SELECT id FROM reply WHERE state = 'open' ORDER BY id")]
        doubtful = [row[0] for row in work.all("SELECT id FROM message WHERE status = 'unknown' ORDER BY id")]
    some = [patients[index * len(patients) // count] for index in range(count)]
    people = [index * len(patients) // count for index in range(count)]
    each: dict[str, list[_Asked]] = {
        "further": [_Asked(f"/patients?after={patient}") for patient in some],
        "by_name": [_search(first_name(one)) for one in people],
        "by_beginning": [_search(first_name(one)[:2]) for one in people],
        "by_names": [_search(f"{first_name(one)} {last_name(one)}") for one in people],
        "by_phone": [_search(phone(one)) for one in people],
        "by_last_four": [_search(phone(one)[-4:]) for one in people],
        "by_email": [_search(email(max(one, distinct_phones()))) for one in people],
        "patient": [_Asked(f"/patients/{patient}") for patient in some],
        "reply": [_Asked(f"/inbox/{replies[index % len(replies)]}") for index in range(count)],
        "doubt": [_Asked(f"/review/{doubtful[index % len(doubtful)]}") for index in range(count)],
        "plan": [_Asked("/enroll/look", _typed(one)) for one in people],
    }
    always = {
        "today": "/today",
        "hour": f"/today/{NOON:%Y%m%dT%H%M}",
        "patients": "/patients",
        "stage": f"/patients?stage={SCHEDULE}/days-3-to-7",
        "status": "/patients?status=completed",
        **{f"attention_{one.value}": f"/patients?attention={one.value}" for one in Attention},
        "inbox": "/inbox",
        "done": "/inbox?show=done",
        "review": "/review",
        "reports": "/reports",
        "enroll": "/enroll",
        "imports": "/imports",
        "team": "/team",
    }
    return each | {name: [_Asked(path)] * count for name, path in always.items()}


def _search(text: str) -> _Asked:
    return _Asked("/patients", {"text": text})


def _typed(number: int) -> dict[str, str]:
    return {
        "phone": phone(number), "first_name": first_name(number), "last_name": last_name(number), "schedule": SCHEDULE,
        "care": "on", "marketing": "on", "key": "bench", "language": "en",
    }  # fmt: skip
