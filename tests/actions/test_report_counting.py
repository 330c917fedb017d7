"""The counts of the reports: after any history they are what counting everything by hand gives. On both databases."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest

from reminders.actions.answering import answer
from reminders.actions.duty import pass_on
from reminders.actions.opting_out import opt_out
from reminders.actions.report_counting import PIECE, counted_at, day_number, keep_counts
from reminders.actions.resolving import arrived, close, resend
from reminders.actions.track import report_delivery
from reminders.actions.treatment import Actor, booked
from reminders.domain.instants import from_micros
from reminders.domain.words import Kind, OptOutScope
from reminders.store.database import Database
from reminders.transports.twilio_webhooks import report_of
from tests.actions.house import ANA, ANAS_EMAIL, BEN, CLEO, NEW_YORK, at_once
from tests.actions.replying_house import WORRIED, Desk
from tests.actions.sending_house import SendingHouse, open_sending_house
from tests.fakes.fake_twilio import Answer

ROSA = Actor("Rosa", "asked")
IN_DOUBT = Answer("html", accepted=True)
Key = tuple[int, str, str, str, str, int, str]


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    with open_sending_house(database, tmp_path) as opened:
        yield opened


def counted(house: SendingHouse) -> dict[Key, tuple[int, int]]:
    rows = house.rows("SELECT day, schedule, stage, channel, origin, live, what, number, segments FROM report_count")
    return {(*row[:7],): (row[7], row[8]) for row in rows}


def by_hand(house: SendingHouse) -> dict[Key, tuple[int, int]]:
    """From all there is, without any of the program's own counting."""
    schedules: dict[int, str] = dict(house.rows("SELECT id, schedule FROM schedule_version"))
    booked_on: dict[int, str | None] = dict(house.rows("SELECT id, booked_on FROM treatment"))
    numbers: Counter[Key] = Counter()
    segments: Counter[Key] = Counter()
    messages = house.rows(
        "SELECT id, version_id, stage, channel, origin, live, status, armed_at, sent_at, segments, kind, treatment_id, "
        "address_hash FROM message WHERE armed_at IS NOT NULL ORDER BY id"
    )
    invited: dict[int, int] = {}
    for one in messages:
        if one[10] == "marketing" and one[6] in ("sent", "delivered"):
            invited[one[11]] = max(invited.get(one[11], 0), one[7])
    for _, version, stage, channel, origin, live, status, armed_at, sent_at, took, kind, treatment, _ in messages:
        place = (day_of(armed_at), schedules.get(version, ""), stage or "", channel, origin, live)
        if status in ("sending", "sent", "delivered", "failed", "unknown"):
            numbers[*place, status] += 1
            segments[*place, status] += (took or 0) if status != "failed" or sent_at else 0
        if kind == "marketing" and origin == "step" and status in ("sent", "delivered"):
            numbers[*place, "invited"] += 1
            if (booked_on[treatment] or "") >= day_of_text(armed_at) and invited[treatment] == armed_at:
                numbers[*place, "booked"] += 1

    def last_step(address: bytes, at: int) -> tuple[str, str]:
        steps = [m for m in messages if m[4] == "step" and m[12] == address and m[7] <= at]
        newest = max(steps, key=lambda m: (m[7], m[0]), default=None)
        return (schedules[newest[1]], newest[2]) if newest else ("", "")

    for address, at, late in house.rows("SELECT address_hash, received_at, passed_on FROM reply WHERE urgent = 1"):
        for what in ["urgent"] + ["unanswered"] * (late > 0):
            numbers[day_of(at), *last_step(bytes(address), at), "", "", 0, what] += 1
    for address, at, scope in house.rows("SELECT address_hash, since_at, scope FROM opt_out"):
        what = "stopped" if scope == "all" else "stopped_invitations"
        numbers[day_of(at), *last_step(bytes(address), at), "", "", 0, what] += 1
    return {key: (number, segments[key]) for key, number in numbers.items()}


def day_of(micros: int) -> int:
    return (from_micros(micros).astimezone(NEW_YORK).date() - date(1970, 1, 1)).days


def day_of_text(micros: int) -> str:
    return from_micros(micros).astimezone(NEW_YORK).date().isoformat()


class History:
    """Random acts of patients, staff and the provider at a clinic with two people on duty."""

    def __init__(self, house: SendingHouse, seed: int) -> None:
        self.house, self.chance, self.desk = house, random.Random(seed), Desk(house)
        self.desk.hire_all()
        for turn, name in enumerate(("Rosa", "Lee"), start=1):
            self.desk.shift(name, "daily", "00:00", "24:00", turn)
        self.treatments: list[int] = []

    def go_on(self) -> None:
        """Time passes, and something happens."""
        self.house.clock.at += timedelta(minutes=self.chance.choice((1, 20, 90, 600, 4000, 30000)))
        acts: list[Callable[[], object]] = [
            *[self.house.send] * 4, self.enroll, self.news, self.news, self.in_doubt, self.decide, self.write,
            self.answer, self.stop, self.book, lambda: pass_on(self.house.app),
        ]  # fmt: skip
        self.chance.choice(acts)()

    def enroll(self) -> None:
        name, phone = self.chance.choice((("Ana", ANA), ("Ben", BEN), ("Cleo", CLEO)))
        at = self.house.clock.at - timedelta(minutes=10)
        email = ANAS_EMAIL if name == "Ana" else None
        self.treatments.append(
            self.house.enroll(first_name=name, phone=phone, email=email, treated_at=at, present=True).treatment_id
        )

    def news(self) -> None:
        rows = self.house.rows("SELECT id, provider_id, attempts FROM message WHERE provider_id LIKE 'SM%' ORDER BY id")
        if rows:
            message_id, provider_id, attempts = self.chance.choice(rows)
            word = self.chance.choice(("sent", "delivered", "undelivered"))
            report = report_of(provider_id, word, "30008" if word == "undelivered" else "", message_id, attempts)
            assert report is not None
            report_delivery(self.house.app, report)

    def in_doubt(self) -> None:
        self.house.twilio.script_number(self.chance.choice((ANA, BEN, CLEO)), IN_DOUBT)
        self.house.send()

    def decide(self) -> None:
        rows = self.house.rows(
            "SELECT id FROM message WHERE status IN ('unknown', 'failed') AND COALESCE(status_reason, '') <> 'staff' "
            "AND origin = 'step' ORDER BY id"
        )
        if rows:
            (message_id,) = self.chance.choice(rows)
            ((status,),) = self.house.rows("SELECT status FROM message WHERE id = ?", message_id)
            acts = (close, resend) if status == "failed" else (close, arrived)
            self.chance.choice(acts)(self.house.app, message_id, "Rosa", "looked into it")

    def write(self) -> None:
        self.desk.hear(
            self.chance.choice((WORRIED, WORRIED, "thanks", "STOP", "START", "START")),
            self.chance.choice((ANA, BEN, CLEO)),
        )

    def answer(self) -> None:
        rows = self.house.rows(
            "SELECT r.id FROM reply r WHERE r.state = 'open' AND NOT EXISTS (SELECT 1 FROM opt_out o "
            "WHERE o.address_hash = r.address_hash AND o.ended_at IS NULL) ORDER BY r.id"
        )
        if rows:
            answer(self.house.app, self.chance.choice(rows)[0], "We call you.", "Lee")

    def stop(self) -> None:
        scope = self.chance.choice(tuple(OptOutScope))
        opt_out(self.house.app, self.chance.choice((ANA, BEN, CLEO)), scope, "Rosa", "said so")

    def book(self) -> None:
        rows = self.house.rows("SELECT id FROM treatment WHERE status = 'active' ORDER BY id")
        if rows:
            days = self.chance.choice((None, 3, 30))
            on = (self.house.clock.at + timedelta(days=days)).date() if days else None
            booked(self.house.app, self.chance.choice(rows)[0], on, ROSA)


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_the_counts_are_what_counting_by_hand_gives(house: SendingHouse, seed: int) -> None:
    history = History(house, seed)
    for _ in range(25):
        for _ in range(history.chance.randint(1, 3)):
            history.go_on()
        house.clock.at += timedelta(seconds=history.chance.choice((1, 45, 200)))
        keep_counts(house.app)
        assert counted(house) == by_hand(house)


def test_a_look_counts_only_the_days_on_which_something_happened(house: SendingHouse) -> None:
    house.welcomed()
    keep_counts(house.app)
    house.send_at("2026-04-01 10:30")
    house.send_at("2026-04-04 10:00")
    taken = [keep_counts(house.app)]
    house.set_clock("2026-04-04 10:10")
    taken += [keep_counts(house.app), keep_counts(house.app)]
    house.set_clock("2026-04-04 11:00")
    sid = house.twilio.ledger[-2].sid
    ((message_id,),) = house.rows("SELECT id FROM message WHERE step = 'calm'")
    report = report_of(sid, "delivered", "", message_id, 1)
    assert report is not None
    report_delivery(house.app, report)
    taken.append(keep_counts(house.app))
    assert taken == [2, 2, 0, 1]


def test_a_visit_that_is_booked_after_an_invitation_counts_on_the_day_of_the_invitation(house: SendingHouse) -> None:
    treatment = house.enroll(consents=frozenset(Kind)).treatment_id
    house.send()
    house.send_at("2026-07-01 11:00")
    house.set_clock("2026-07-08 15:00")
    keep_counts(house.app)
    found = []
    for on in (None, date(2026, 7, 20), None, date(2026, 6, 1)):
        booked(house.app, treatment, on, ROSA)
        keep_counts(house.app)
        assert counted(house) == by_hand(house)
        found.append({key[6]: number for key, (number, _) in counted(house).items() if key[2] == "touch-up"})
    invited = {"sent": 1, "invited": 1}
    assert found == [invited, invited | {"booked": 1}, invited, invited]


def test_the_past_is_counted_piece_by_piece_newest_days_first(house: SendingHouse) -> None:
    house.welcomed()
    house.send_at("2026-04-01 10:30")
    house.send_at("2026-07-01 11:00")
    days = {day_number(date(2026, 7, 1)), day_number(date(2026, 4, 1))}
    assert keep_counts(house.app) == PIECE
    assert ({key[0] for key in counted(house)}, still_counting(house)) == ({max(days)}, True)
    assert keep_counts(house.app) > 0
    assert ({key[0] for key in counted(house)}, still_counting(house)) == (days, False)
    assert counted(house) == by_hand(house)


def still_counting(house: SendingHouse) -> bool:
    with house.app.database.read() as work:
        return counted_at(work)[1]


def test_texts_of_before_are_measured_when_their_day_is_counted(house: SendingHouse) -> None:
    house.welcomed()
    with house.app.database.write() as work:
        work.run("UPDATE message SET segments = NULL")
    keep_counts(house.app)
    assert house.rows("SELECT DISTINCT segments FROM message WHERE armed_at IS NOT NULL") == [(1,)]
    assert {key[6]: number for key, number in counted(house).items()} == {"sent": (1, 1)}


def test_another_time_zone_of_the_clinic_counts_all_days_anew(house: SendingHouse) -> None:
    house.set_clock("2026-04-02 01:00")
    house.enroll(treated_at=house.clock.at - timedelta(minutes=10), present=True)
    house.send()
    days = []
    for zone in ("America/New_York", "America/Los_Angeles"):
        with house.app.database.write() as work:
            work.run("UPDATE location SET timezone = ?", (zone,))
        keep_counts(house.app)
        days.append({key[0] for key in counted(house)})
    assert days == [{day_number(date(2026, 4, 2))}, {day_number(date(2026, 4, 1))}]


def test_workers_that_look_at_the_same_moment_count_the_same(house: SendingHouse) -> None:
    house.welcomed()
    at_once([partial(keep_counts, house.app)] * 3)
    house.send_at("2026-04-01 10:30")
    at_once([partial(keep_counts, house.app)] * 3)
    assert counted(house) == by_hand(house)
