"""Enrolling: what is stored, planned and welcomed, on both databases."""

import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.enroll import enroll_batch, seal_batch
from reminders.actions.opting_out import opt_out
from reminders.domain.enrollment import Enrollment
from reminders.domain.words import Channel, Kind, OptOutScope
from reminders.store.database import Database, StoreError
from reminders.store.people import current_addresses, names_of
from tests.actions.house import (
    ANA,
    ANA_TREATED,
    ANAS_EMAIL,
    AS_PLANNED,
    BEN,
    CARE_ONLY,
    CLEO,
    TREATED_AT,
    House,
    at_once,
    moment,
    open_house,
)
from tests.databases import KEYRING
from tests.transports.given import wait_until


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def test_a_new_patient_gets_a_plan_and_a_welcome(house: House) -> None:
    ana = house.enroll()
    assert house.plan(ana.treatment_id) == AS_PLANNED
    assert house.welcomes() == [("planned", None)]
    assert house.queue() == [
        ("2026-04-01 10:10", "welcome"),
        ("2026-04-01 10:30", "calm"),
        ("2026-04-04 10:00", "flaking"),
        ("2026-04-15 10:00", "results"),
        ("2026-07-01 11:00", "come-back"),
    ]
    assert house.audit(ana.treatment_id) == [("command line", "enrolled")]


def test_names_open_again_and_the_address_carries_its_consents(house: House) -> None:
    ana = house.enroll(last_name="Lopez", email=ANAS_EMAIL)
    with house.app.database.read() as work:
        names = names_of(work, [ana.patient_id])
        addresses = current_addresses(work, house.app.clinic(work).id, [ana.patient_id])[ana.patient_id]
    assert names == {ana.patient_id: ("Ana", "Lopez")}
    assert [(a.channel, a.consents) for a in addresses] == [(Channel.SMS, set(Kind)), (Channel.EMAIL, set(Kind))]


def test_without_consent_a_patient_is_stored_and_gets_nothing(house: House) -> None:
    ana = house.enroll(consents=frozenset(), consent_how="")
    assert house.plan(ana.treatment_id) == dict.fromkeys(AS_PLANNED, "canceled: no_consent")
    assert house.welcomes() == []
    assert house.queue() == []


def test_consent_to_care_alone_sends_no_invitation(house: House) -> None:
    ana = house.enroll(consents=CARE_ONLY)
    assert house.plan(ana.treatment_id) == AS_PLANNED | {"come-back": "canceled: no_consent"}


def test_a_patient_by_email_alone_gets_no_welcome_text(house: House) -> None:
    ana = house.enroll(phone="", email=ANAS_EMAIL, channel=Channel.EMAIL)
    assert house.plan(ana.treatment_id) == AS_PLANNED
    assert house.welcomes() == []


def test_the_very_same_treatment_is_refused_and_changes_nothing(house: House) -> None:
    ana = house.enroll()
    with pytest.raises(BadInput) as refused:
        house.enroll()
    assert refused.value.mistakes == (f"this treatment is already enrolled, as treatment {ana.treatment_id}",)
    assert house.rows("SELECT COUNT(*) FROM patient") == [(1,)]
    assert house.rows("SELECT COUNT(*) FROM treatment") == [(1,)]


def test_an_external_id_names_one_treatment_whatever_else_is_said(house: House) -> None:
    ana = house.enroll(external_id="visit 7")
    with pytest.raises(BadInput) as refused:
        house.enroll(external_id="visit 7", first_name="Anna", phone=BEN)
    assert refused.value.mistakes == (f"this treatment is already enrolled, as treatment {ana.treatment_id}",)
    assert house.rows("SELECT COUNT(*) FROM patient") == [(1,)]


def test_a_schedule_that_nobody_published_is_bad_input(house: House) -> None:
    with pytest.raises(BadInput) as refused:
        house.enroll(schedule="peel")
    assert refused.value.mistakes == (
        "schedule: 'peel' is not published here; `reminders schedules list` shows what is",
    )


def test_a_family_that_shares_a_number_is_several_patients_and_one_welcome(house: House) -> None:
    ana = house.enroll()
    ben = house.enroll(first_name="Ben", treated_at=TREATED_AT - timedelta(days=1))
    assert ben.patient_id != ana.patient_id
    assert house.welcomes() == [("planned", None)]
    assert house.rows("SELECT COUNT(*) FROM address WHERE until_at IS NULL") == [(2,)]


def test_patients_of_one_batch_who_share_a_number_get_one_welcome(house: House) -> None:
    enrollments = [ANA_TREATED, *(_ana_as(first_name=name) for name in ("Ben", "Cleo"))]
    batch = seal_batch(house.app, enrollments)
    with house.app.database.write() as work:
        enrolled = enroll_batch(work, house.app, batch)
    assert [one.added for one in enrolled] == [True, True, True]
    assert len({one.patient_id for one in enrolled}) == 3
    assert house.welcomes() == [("planned", None)]


def test_the_results_of_a_batch_are_in_its_order(house: House) -> None:
    house.enroll(first_name="Ben", phone=BEN)
    batch = seal_batch(house.app, [_ana_as(first_name="Ben", phone=BEN), ANA_TREATED, _ana_as(phone=CLEO)])
    with house.app.database.write() as work:
        enrolled = enroll_batch(work, house.app, batch)
        names = [names_of(work, [one.patient_id])[one.patient_id][0] for one in enrolled]
    assert names == ["Ben", "Ana", "Ana"]
    assert [one.added for one in enrolled] == [False, True, True]


def test_a_second_treatment_of_the_same_patient_ends_the_invitations_of_the_first(house: House) -> None:
    first = house.enroll()
    house.set_clock("2026-05-06 10:10")
    second = house.enroll(treated_at=moment("2026-05-06 10:00"))
    assert second.patient_id == first.patient_id
    assert house.plan(first.treatment_id)["come-back"] == "canceled: treated_again"
    assert house.plan(second.treatment_id) == {
        "calm": "2026-05-06 10:30",
        "flaking": "2026-05-09 10:00",
        "results": "2026-05-20 10:00",
        "come-back": "2026-08-06 11:00",
    }


def test_an_older_treatment_that_is_typed_in_later_gets_no_invitation(house: House) -> None:
    newer = house.enroll()
    older = house.enroll(treated_at=TREATED_AT - timedelta(days=30))
    assert house.plan(older.treatment_id)["come-back"] == "canceled: treated_again"
    assert house.plan(newer.treatment_id) == AS_PLANNED


def test_a_number_that_was_welcomed_gets_no_second_welcome(house: House) -> None:
    house.enroll()
    house.send()
    house.set_clock("2026-05-06 10:10")
    house.enroll(treated_at=moment("2026-05-06 10:00"))
    assert house.welcomes() == [("sent", None)]


def test_a_changed_number_needs_consent_again(house: House) -> None:
    ana = house.enroll(email=ANAS_EMAIL, channel=Channel.SMS)
    house.set_clock("2026-05-06 10:10")
    again = house.enroll(
        treated_at=moment("2026-05-06 10:00"), phone=BEN, email=ANAS_EMAIL, consents=frozenset(), consent_how=""
    )
    with house.app.database.read() as work:
        addresses = current_addresses(work, house.app.clinic(work).id, [ana.patient_id])[ana.patient_id]
    assert again.patient_id == ana.patient_id
    assert {a.channel: a.consents for a in addresses} == {Channel.SMS: set(), Channel.EMAIL: set(Kind)}
    assert house.rows("SELECT COUNT(*) FROM address WHERE until_at IS NOT NULL") == [(1,)]


def test_a_changed_number_with_consent_is_welcomed(house: House) -> None:
    house.enroll(email=ANAS_EMAIL)
    house.send()
    house.set_clock("2026-05-06 10:10")
    house.enroll(treated_at=moment("2026-05-06 10:00"), phone=BEN, email=ANAS_EMAIL)
    assert house.welcomes() == [("sent", None), ("planned", None)]


def test_a_number_that_said_stop_gets_neither_messages_nor_a_welcome(house: House) -> None:
    opt_out(house.app, ANA, OptOutScope.ALL, "Rosa", "asked at the desk")
    ana = house.enroll()
    assert house.plan(ana.treatment_id) == dict.fromkeys(AS_PLANNED, "canceled: opted_out")
    assert house.welcomes() == []
    assert house.queue() == []


def test_a_late_enrollment_sends_the_newest_late_step_only(house: House) -> None:
    house.set_clock("2026-04-06 09:00")
    ana = house.enroll()
    assert house.plan(ana.treatment_id) == AS_PLANNED | {
        "calm": "canceled: too_late",
        "flaking": "2026-04-06 09:00",
    }


def test_of_two_late_steps_the_older_is_superseded(house: House) -> None:
    house.set_clock("2026-04-16 09:00")
    ana = house.enroll()
    assert house.plan(ana.treatment_id) == AS_PLANNED | {
        "calm": "canceled: too_late",
        "flaking": "canceled: superseded",
        "results": "2026-04-16 09:00",
    }


def test_nothing_leaves_before_the_settling_time_is_over_and_planned_times_stay(house: House) -> None:
    house.set_clock("2026-04-01 10:29")
    ana = house.enroll()
    assert house.queue()[:2] == [("2026-04-01 10:29", "welcome"), ("2026-04-01 10:34", "calm")]
    assert house.plan(ana.treatment_id)["calm"] == "2026-04-01 10:30"
    house.set_clock("2026-04-01 10:33")
    assert house.send().sent == 1
    house.set_clock("2026-04-01 10:34")
    assert house.send().sent == 1
    assert house.plan(ana.treatment_id)["calm"] == "sent"


def test_a_welcome_waits_for_the_contact_hours_unless_the_patient_is_there(house: House) -> None:
    house.set_clock("2026-04-01 21:30")
    house.enroll()
    house.enroll(first_name="Ben", phone=BEN, present=True)
    assert [row for row in house.queue() if row[1] == "welcome"] == [
        ("2026-04-01 21:30", "welcome"),
        ("2026-04-02 08:00", "welcome"),
    ]


def test_the_same_step_of_two_treatments_on_one_day_is_sent_once(house: House) -> None:
    first = house.enroll(treated_at=moment("2026-04-01 09:30"))
    second = house.enroll()
    assert house.plan(first.treatment_id)["flaking"] == "2026-04-04 10:00"
    assert house.plan(second.treatment_id) == {
        "calm": "canceled: merged",
        "flaking": "canceled: merged",
        "results": "canceled: merged",
        "come-back": "2026-07-01 11:00",
    }
    assert house.plan(first.treatment_id)["come-back"] == "canceled: treated_again"


def test_an_essential_step_leaves_and_a_third_message_of_that_day_waits_for_the_next(house: House) -> None:
    """Three treatments of Ana meet on May 1, and two care messages a day are the most."""
    house.set_clock("2026-04-17 09:10")
    first = house.enroll(treated_at=moment("2026-04-17 09:00"))
    house.send()
    house.set_clock("2026-04-20 10:00")
    house.send()
    house.set_clock("2026-04-28 09:10")
    second = house.enroll(treated_at=moment("2026-04-28 09:00"))
    house.set_clock("2026-05-01 08:00")
    third = house.enroll(treated_at=moment("2026-05-01 07:30"))
    house.set_clock("2026-05-01 08:05")
    house.send()
    house.set_clock("2026-05-01 10:00")
    house.send()
    assert house.plan(third.treatment_id)["calm"] == "sent"
    assert house.plan(first.treatment_id)["results"] == "sent"
    assert house.plan(second.treatment_id)["flaking"] == "2026-05-02 10:00"


def test_eight_people_enrolled_at_once_at_one_number_get_one_welcome(house: House) -> None:
    at_once([partial(house.enroll, first_name=name) for name in "ABCDEFGH"])
    assert house.welcomes() == [("planned", None)]
    assert house.rows("SELECT COUNT(*) FROM patient") == [(8,)]


def test_after_a_stop_amid_eight_enrollments_at_one_number_nothing_is_planned(house: House) -> None:
    """Whoever comes first: each enrollment either is stopped with the rest or finds the stop."""
    house.enroll(first_name="Zoe")
    stop = partial(opt_out, house.app, ANA, OptOutScope.ALL, "Rosa", "asked at the desk")
    at_once([*(partial(house.enroll, first_name=name) for name in "ABCD"), stop,
             *(partial(house.enroll, first_name=name) for name in "EFGH")])  # fmt: skip
    assert house.queue() == []
    assert house.rows("SELECT DISTINCT status, status_reason FROM message") == [("canceled", "opted_out")]
    assert house.welcomes() == [("canceled", "opted_out")]
    assert house.rows("SELECT COUNT(*) FROM treatment") == [(9,)]


def test_enrollments_and_stops_of_people_with_crosswise_shared_addresses_all_go_through(house: House) -> None:
    """Ana and Ben share an email address and have numbers of their own: each lock leads to the others."""
    house.enroll(email=ANAS_EMAIL)
    house.enroll(first_name="Ben", phone=BEN, email=ANAS_EMAIL)

    def desk(number: int, **changes: object) -> None:
        for turn in range(5):
            house.enroll(treated_at=TREATED_AT - timedelta(minutes=10 * number + turn + 1), **changes)

    def stops() -> None:
        for address in (ANA, ANAS_EMAIL, BEN):
            opt_out(house.app, address, OptOutScope.MARKETING, "Rosa", "asked at the desk")

    bens = [partial(desk, number, first_name="Ben", phone=BEN) for number in (1, 2)]
    at_once([partial(desk, 3), partial(desk, 4), *bens, stops, stops, stops])
    assert house.rows("SELECT COUNT(*) FROM treatment") == [(22,)]
    assert house.rows("SELECT COUNT(*) FROM opt_out") == [(3,)]


def test_the_same_treatment_typed_in_by_eight_people_at_once_is_enrolled_once(house: House) -> None:
    def enroll() -> None:
        with suppress(BadInput):
            house.enroll()

    at_once([enroll] * 8)
    assert house.rows("SELECT COUNT(*) FROM patient") == [(1,)]
    assert house.rows("SELECT COUNT(*) FROM treatment") == [(1,)]
    assert len(house.queue()) == 5


def test_sixteen_threads_are_all_served(sqlite_url: str, tmp_path: Path) -> None:
    with closing(Database(sqlite_url, KEYRING)) as database:
        house = open_house(database, tmp_path)

        def desk(number: int) -> None:
            for turn in range(5):
                house.enroll(phone=f"+12025550{100 + number}", first_name=f"Ana {number} {turn}")

        at_once([partial(desk, number) for number in range(16)])
        assert house.rows("SELECT COUNT(*) FROM treatment") == [(80,)]
        assert house.rows("SELECT COUNT(*) FROM message WHERE origin = 'welcome'") == [(16,)]


def test_an_enrollment_that_fails_among_others_leaves_them_alone(sqlite_url: str, tmp_path: Path) -> None:
    """They wait for the same turn and share its transaction; one names a schedule that nobody published."""
    with closing(Database(sqlite_url, KEYRING)) as database:
        house = open_house(database, tmp_path)
        told = enroll_in_one_turn(house, [{"phone": ANA}, {"phone": BEN, "schedule": "peel"}, {"phone": CLEO}])
        assert told == ["enrolled", "BadInput", "enrolled"]
        assert house.rows("SELECT COUNT(*) FROM treatment") == [(2,)]
        assert house.rows("SELECT COUNT(*) FROM message") == [(10,)]
        assert house.rows("SELECT COUNT(*) FROM patient") == [(2,)]


def test_when_the_disk_is_full_at_a_shared_commit_nobody_is_told_to_be_enrolled(
    sqlite_url: str, tmp_path: Path
) -> None:
    with closing(Database(sqlite_url, KEYRING)) as database:
        house = open_house(database, tmp_path)
        with database.write() as work:
            work.run(
                "CREATE TRIGGER full BEFORE INSERT ON audit_entry WHEN NEW.verb = 'enrolled' "
                "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
        told = enroll_in_one_turn(house, [{"phone": ANA}, {"phone": BEN}, {"phone": CLEO}])
        assert told == ["StoreError"] * 3
        assert house.rows("SELECT COUNT(*) FROM patient") == [(0,)]
        assert house.rows("SELECT COUNT(*) FROM due_queue") == [(0,)]


def test_nobody_is_seen_half_enrolled_while_sixteen_threads_enroll(house: House) -> None:
    """Each patient has a treatment and five messages at every moment at which there is one."""
    seen: set[int] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            rows = house.rows(
                "SELECT (SELECT COUNT(*) FROM message m WHERE m.patient_id = p.id) FROM patient p "
                "LEFT JOIN treatment t ON t.patient_id = p.id"
            )
            seen.update(row[0] for row in rows)

    def desk(number: int) -> None:
        for turn in range(3):
            house.enroll(phone=f"+1{202 + turn}5550{100 + number}")

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    at_once([partial(desk, number) for number in range(16)])
    done.set()
    watcher.join(30)
    assert house.rows("SELECT COUNT(*) FROM message") == [(16 * 3 * 5,)]
    assert seen <= {5}


def test_a_crash_before_a_shared_commit_leaves_none_of_them_and_all_that_were_told(
    sqlite_url: str, tmp_path: Path
) -> None:
    """The process ends without a word in the middle of the third turn of six people each."""
    with closing(Database(sqlite_url, KEYRING)) as database:
        open_house(database, tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "tests.actions.enroll_and_crash", sqlite_url],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (9, "")
    told = sorted(int(line) for line in done.stdout.split())
    assert len(told) == 12
    with closing(Database(sqlite_url, KEYRING)) as database, database.read() as work:
        assert sorted(row[0] for row in work.all("SELECT id FROM treatment")) == told
        assert work.one("SELECT COUNT(*) FROM message WHERE origin = 'step'") == (12 * 4,)
        assert work.one("PRAGMA integrity_check") == ("ok",)


def enroll_in_one_turn(house: House, people: Sequence[dict[str, object]]) -> list[str]:
    """Each by a thread of its own, all of whom find the turn taken and wait: "enrolled", or the error's name."""
    told: dict[int, str] = {}

    def enroll(number: int) -> None:
        try:
            house.enroll(**people[number])
            told[number] = "enrolled"
        except (BadInput, StoreError) as error:
            told[number] = type(error).__name__

    threads = [threading.Thread(target=enroll, args=[number], daemon=True) for number in range(len(people))]
    with house.app.database.in_turn():
        for thread in threads:
            thread.start()
        wait_until(lambda: len(house.app.enrolling._gathering or ()) == len(people))
    for thread in threads:
        thread.join(30)
    return [told[number] for number in range(len(people))]


def _ana_as(**changes: object) -> Enrollment:
    return replace(ANA_TREATED, **changes)  # type: ignore[arg-type]
