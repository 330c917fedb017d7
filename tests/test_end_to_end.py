"""From a clinic's file to what patients receive: a year under a simulated clock, and a few seconds in real time."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reminders.actions.importing.apply import Imported, ImportRequest, import_file
from reminders.actions.opting_out import opt_out
from reminders.actions.publishing import approve
from reminders.actions.setup import set_up
from reminders.app import App
from reminders.config.settings import PROJECT_DIR
from reminders.domain.instants import from_micros
from reminders.domain.segments import count
from reminders.domain.words import OptOutScope
from reminders.store.database import Database
from reminders.store.due import next_due
from reminders.worker import Worker
from tests.actions.house import Hands, moment, write_schedule
from tests.actions.sending_house import SendingHouse, settings_of
from tests.fakes.fake_twilio import FakeTwilio
from tests.fakes.smtp_sink import SmtpSink
from tests.transports.given import wait_until

ANA, BEN, CLEO, DORA = (f"+1202555014{number}" for number in range(4))
HEADER = "first_name,phone,email,channel,timezone,schedule,treated_at,consent_care,consent_marketing,consent_how"
YEAR = f"""\
{HEADER}
Ana,{ANA},ana@example.com,sms,,microneedling,2026-03-04 15:00,yes,yes,signed form
Ben,{BEN},,sms,Pacific/Honolulu,microneedling,2026-03-04 09:00,yes,no,signed form
Cleo,,cleo@example.com,email,,microneedling,2026-03-04 15:00,yes,yes,signed form
Dora,{DORA},,sms,,microneedling,2026-03-04 15:00,no,no,
"""


@contextmanager
def shipped(database: Database, folder: Path) -> Iterator[SendingHouse]:
    """A clinic in New York with the shipped schedule, approved, and real transports."""
    with FakeTwilio() as twilio, SmtpSink() as sink:
        clock = Hands(moment("2026-03-04 15:20"))
        folders = {name: str(PROJECT_DIR / name.removesuffix("_dir")) for name in ("schedules_dir", "templates_dir")}
        settings = settings_of(
            folder,
            twilio.url,
            sink.port,
            **folders,
            clinic_settle_minutes=5,
            clinic_address="1 Harbor Street, Springfield",
            clinic_booking_url="https://willow.example/book",
        )
        app = App(settings, database, clock)
        set_up(app)
        approve(app, "microneedling", "Dr. Reyes")
        yield SendingHouse(app, clock, twilio, sink, folder)


def imported(house: SendingHouse, text: str) -> Imported:
    path = house.folder / "patients.csv"
    path.write_text(text, encoding="utf-8")
    return import_file(house.app, ImportRequest(path))


def live_until(house: SendingHouse, end: datetime) -> dict[str, list[tuple[datetime, str]]]:
    """Jump from one due instant to the next. Returns, by address, (when, step) of everything received."""
    received: dict[str, list[tuple[datetime, str]]] = {}
    with closing(house.dispatcher()) as dispatcher:
        while house.clock.at < end:
            texts, mails = len(house.twilio.ledger), len(house.sink.ledger)
            dispatcher.run()
            for text in house.twilio.ledger[texts:]:
                received.setdefault(text.to, []).append((house.clock.at, step_of(house, text.sid)))
            for mail in house.sink.ledger[mails:]:
                received.setdefault(mail.to, []).append((house.clock.at, step_of(house, message_id_of(mail.content))))
            with house.app.database.read() as work:
                due_at = next_due(work, house.app.now_micros())
            house.clock.at = from_micros(due_at) if due_at is not None else end
    return received


def step_of(house: SendingHouse, provider_id: str) -> str:
    [(step,)] = house.rows("SELECT step FROM message WHERE provider_id = ?", provider_id)
    return str(step)


def message_id_of(content: bytes) -> str:
    head = content.decode().partition("\r\n\r\n")[0]
    return next(line.partition(": ")[2] for line in head.splitlines() if line.lower().startswith("message-id:"))


def local(received: list[tuple[datetime, str]], zone: str) -> list[tuple[str, str]]:
    return [(f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}", step) for at, step in received]


Received = dict[str, list[tuple[datetime, str]]]


@pytest.fixture
def year(database: Database, tmp_path: Path) -> Iterator[tuple[SendingHouse, Received]]:
    """The file imported, and the year after it."""
    with shipped(database, tmp_path) as house:
        counts = imported(house, YEAR)
        assert (counts.rows, counts.enrolled, counts.rejected, counts.without_consent) == (4, 4, 0, [5])
        yield house, live_until(house, moment("2027-03-04 15:20"))


def test_everybody_gets_every_message_of_the_year_at_the_right_local_time(year: tuple[SendingHouse, Received]) -> None:
    _, received = year
    care = [
        ("2026-03-04 15:30", "calm"),
        ("2026-03-05 15:00", "redness-fading"),
        ("2026-03-07 10:00", "flaking"),
        # From here on the clocks of New York show summer time.
        ("2026-03-18 10:00", "first-results"),
        ("2026-04-01 10:00", "progress"),
    ]
    habits = ("2026-04-29 10:00", "habits")
    invitations = [
        # Four months on is July 4; Monday is the first day on which an invitation may leave.
        ("2026-07-06 10:00", "touch-up-1"),
        ("2026-08-08 11:00", "touch-up-2"),
        ("2026-08-19 11:00", "touch-up-3"),
    ]
    assert local(received[ANA], "America/New_York") == [
        ("2026-03-04 15:20", "welcome"),
        *care,
        invitations[0],
        invitations[2],
    ]
    assert local(received["ana@example.com"], "America/New_York") == [habits, invitations[1]]
    assert local(received["cleo@example.com"], "America/New_York") == [*care, habits, *invitations]
    assert local(received[BEN], "Pacific/Honolulu") == [
        ("2026-03-04 10:20", "welcome"),
        # Late when he was imported; it waited until a slip could no longer be undone.
        ("2026-03-04 10:25", "calm"),
        ("2026-03-05 09:00", "redness-fading"),
        ("2026-03-07 10:00", "flaking"),
        ("2026-03-18 10:00", "first-results"),
        ("2026-04-01 10:00", "progress"),
    ]
    assert received.keys() == {ANA, BEN, "ana@example.com", "cleo@example.com"}


def test_after_the_year_every_message_has_ended_and_nothing_is_left_in_the_queue(
    year: tuple[SendingHouse, Received],
) -> None:
    house, _ = year
    left = house.rows("SELECT step FROM message WHERE status NOT IN ('sent', 'canceled')")
    assert (left, house.rows("SELECT COUNT(*) FROM due_queue")) == ([], [(0,)])


def test_every_text_of_the_year_names_the_clinic_and_fits_two_segments(year: tuple[SendingHouse, Received]) -> None:
    house, _ = year
    bodies = [one.body for one in house.twilio.ledger]
    assert [body for body in bodies if not body.startswith("Willow: ")] == []
    assert [body for body in bodies if count(body).segments > 2] == []


def test_every_mail_of_the_year_can_be_ended_with_one_click(year: tuple[SendingHouse, Received]) -> None:
    house, _ = year
    heads = [one.content.decode().partition("\r\n\r\n")[0].lower() for one in house.sink.ledger]
    assert [head for head in heads if "list-unsubscribe-post: list-unsubscribe=one-click" not in head] == []
    assert len(heads) == 11


def test_the_same_file_again_in_the_middle_of_the_year_changes_nothing(database: Database, tmp_path: Path) -> None:
    with shipped(database, tmp_path) as house:
        imported(house, YEAR)
        live_until(house, moment("2026-03-20 12:00"))
        house.set_clock("2026-03-20 12:00")
        before = house.rows("SELECT id, status, due_at, queue_at FROM message ORDER BY id")
        again = imported(house, YEAR)
        assert (again.unchanged, house.rows("SELECT id, status, due_at, queue_at FROM message ORDER BY id")) == (
            4,
            before,
        )


def test_a_stop_in_the_middle_of_the_year_is_the_end(database: Database, tmp_path: Path) -> None:
    with shipped(database, tmp_path) as house:
        imported(house, f"{HEADER}\nBen,{BEN},,sms,,microneedling,2026-03-04 15:00,yes,yes,signed form\n")
        live_until(house, moment("2026-03-08 12:00"))
        house.set_clock("2026-03-08 12:00")
        opt_out(house.app, BEN, OptOutScope.ALL, "Rosa", "called")
        assert live_until(house, moment("2027-03-04 12:00")) == {}
        assert len(house.twilio.ledger) == 4


def test_in_real_time_a_file_becomes_texts_and_mails_within_seconds(database: Database, tmp_path: Path) -> None:
    zone = a_zone_where_it_is_day(datetime.now(UTC))
    due_in_two_seconds = (datetime.now(UTC) - timedelta(minutes=29, seconds=58)).isoformat()
    with FakeTwilio() as twilio, SmtpSink() as sink:
        write_schedule(tmp_path)
        settings = settings_of(tmp_path, twilio.url, sink.port, clinic_timezone=zone)
        app = App(settings, database)
        set_up(app)
        approve(app, "facial", "Dr. Reyes")
        house = SendingHouse(app, Hands(datetime.now(UTC)), twilio, sink, tmp_path)
        worker = Worker(app)
        worker.start()
        try:
            counts = imported(
                house,
                f"{HEADER}\nAna,{ANA},,sms,,facial,{due_in_two_seconds},yes,no,signed form\n"
                f"Cleo,,cleo@example.com,email,,facial,{due_in_two_seconds},yes,no,signed form\n",
            )
            assert (counts.enrolled, counts.errors) == (2, [])
            wait_until(lambda: (house.texts(), house.mails()) == (["welcome", "calm"], ["calm"]), 20)
        finally:
            worker.stop()
        early = house.rows("SELECT COUNT(*) FROM message WHERE armed_at < due_at")
        assert (early, {one.to for one in twilio.ledger}, sink.ledger[0].to) == ([(0,)], {ANA}, "cleo@example.com")


def a_zone_where_it_is_day(now: datetime) -> str:
    """Where a clinic may write for some hours to come: the zones lie two or three hours apart."""
    zones = (
        "Pacific/Honolulu America/Los_Angeles America/Chicago America/Sao_Paulo Atlantic/Azores Europe/Athens "
        "Asia/Karachi Asia/Bangkok Asia/Tokyo Pacific/Noumea Pacific/Auckland"
    )
    return next(zone for zone in zones.split() if 9 <= now.astimezone(ZoneInfo(zone)).hour < 18)
