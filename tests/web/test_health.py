"""Alive and ready."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from reminders.actions.restoring import keep_mark
from reminders.actions.ticking import leave_tick
from reminders.store.restored import read_mark_file, write_mark_file
from reminders.web.app import create_web
from tests.web.conftest import Site


def test_the_process_says_that_it_lives(site: Site) -> None:
    answer = site.browser().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


def test_it_is_ready_when_database_migrations_and_dispatcher_are_well(site: Site) -> None:
    answer = site.browser().get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "checks": {
            "database": {"ok": True, "says": "answers"},
            "migrations": {"ok": True, "says": "current"},
            "history": {"ok": True, "says": "goes on from where it was"},
            "clock": {"ok": True, "says": "agrees with the database"},
            "dispatcher": {"ok": True, "says": "looked at the queue", "seconds_ago": 1.0},
        },
    }


@pytest.mark.parametrize(("seconds", "status"), [(74.9, 200), (75.0, 503), (500.0, 503)])
def test_it_is_not_ready_when_the_queue_was_not_looked_at_for_75_seconds(
    seconds: float, status: int, site: Site
) -> None:
    site.tick = seconds
    assert site.browser().get("/readyz").status_code == status


def test_pages_without_a_worker_are_ready_without_a_dispatcher(site: Site) -> None:
    answer = TestClient(create_web(site.app)).get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"]["dispatcher"] == {"ok": True, "says": "runs in another process"}


def test_pages_see_by_the_database_that_a_worker_elsewhere_has_fallen_silent(site: Site) -> None:
    web = TestClient(create_web(site.app))
    leave_tick(site.app, seconds_ago=10)
    assert web.get("/readyz").json()["checks"]["dispatcher"] == {
        "ok": True,
        "says": "looked at the queue",
        "seconds_ago": 10.0,
    }
    site.now[0] += timedelta(seconds=65)
    answer = web.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["dispatcher"]["ok"]) == (503, False)


def test_it_is_not_ready_by_a_clock_that_shows_a_time_before_the_clinic_was_set_up(site: Site) -> None:
    site.now[0] = datetime(1970, 1, 1, tzinfo=UTC)
    answer = site.browser().get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["clock"]) == (
        503,
        {
            "ok": False,
            "says": "this machine's clock shows a time before the clinic was set up; nothing is sent until it is right",
        },
    )


def test_it_is_not_ready_with_tables_of_another_version(site: Site) -> None:
    _change(site, "DELETE FROM alembic_version")
    answer = site.browser().get("/readyz")
    assert answer.status_code == 503
    assert [name for name, check in answer.json()["checks"].items() if not check["ok"]] == ["migrations"]


def test_it_is_not_ready_on_a_broken_database_but_still_alive(site: Site) -> None:
    path = site.app.database.path
    site.app.database.close()
    assert path is not None
    path.write_bytes(b"not a database at all" * 100)
    Path(f"{path}-wal").unlink(missing_ok=True)
    browser = site.browser()
    answer = browser.get("/readyz")
    assert answer.status_code == 503
    assert [name for name, check in answer.json()["checks"].items() if not check["ok"]] == ["database", "migrations"]
    assert browser.get("/healthz").status_code == 200


def test_it_is_not_ready_while_an_older_database_stands_in_its_place(site: Site) -> None:
    path = site.app.database.path
    assert path is not None
    keep_mark(site.app)
    mark = read_mark_file(path)
    assert mark is not None
    write_mark_file(path, replace(mark, count=mark.count + 1))
    answer = site.browser().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["history"] == {
        "ok": False,
        "says": "an older copy of the database file was put back",
    }


def _change(site: Site, sql: str) -> None:
    with sqlite3.connect(str(site.app.database.path)) as connection:
        connection.execute(sql)
    connection.close()
