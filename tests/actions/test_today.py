"""What staff see of a day: what needs a person, and each hour's messages, on both databases."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from reminders.actions.badges import Badges, badges
from reminders.actions.holding import hold_sending
from reminders.actions.needs import URGENT_LINES, Need
from reminders.actions.today import LINES, Hour, Today, hour_page, today
from reminders.actions.treatment import Actor, cancel, hold
from reminders.domain.breaker import Breaker
from reminders.domain.instants import to_micros
from reminders.domain.words import Channel, Status
from reminders.store.database import Database
from reminders.store.senders import save_breaker
from reminders.store.today import Part
from tests.actions.house import BEN, CARE_ONLY, CLEO, NEW_YORK, House, moment, open_house
from tests.actions.replying_house import LEE, ROSA, WORRIED, Desk
from tests.actions.test_patient import Counting
from tests.actions.test_resolving import set_status
from tests.databases import KEYRING


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def hours(listed: tuple[Hour, ...]) -> dict[str, dict[str, list[str]]]:
    """Hour → part → "who: title", of what is listed."""
    return {
        f"{hour.starts_at.astimezone(NEW_YORK):%H:%M}": {
            part.part.value: [f"{line.who}: {line.title}" for line in part.lines] for part in hour.parts
        }
        for hour in listed
    }


def told(seen: Today) -> list[tuple[int, str]]:
    return [(need.number, need.says) for need in seen.needs]


def need(seen: Today, says: str) -> Need:
    (found,) = [one for one in seen.needs if one.says == says]
    return found


def test_a_day_without_anything_needs_nobody_but_a_duty_list(house: House) -> None:
    seen = today(house.app)
    assert (seen.urgent, told(seen), seen.coming, seen.earlier) == ((), [(0, "There is no duty list")], (), ())


def test_the_day_shows_what_goes_in_the_hour_in_which_it_goes(house: House) -> None:
    house.enroll()
    assert hours(today(house.app).coming) == {"10:00": {"going": ["Ana: Welcome", "Ana: First day"]}}


def test_what_has_gone_stands_in_the_hour_in_which_it_went_the_latest_hour_first(house: House) -> None:
    house.enroll()
    house.set_clock("2026-04-01 10:30")
    house.send()
    house.set_clock("2026-04-01 13:05")
    house.enroll(first_name="Ben", phone=BEN, treated_at=moment("2026-04-01 12:00"))
    house.send()
    house.set_clock("2026-04-01 13:20")
    house.send()
    house.set_clock("2026-04-01 15:00")
    assert hours(today(house.app).earlier) == {
        "13:00": {"gone": ["Ben: Welcome", "Ben: First day"]},
        "10:00": {"gone": ["Ana: Welcome", "Ana: First day"]},
    }


def test_only_what_is_of_this_day_on_the_clinics_clock_is_shown(house: House) -> None:
    house.enroll()
    house.set_clock("2026-04-01 10:30")
    house.send()
    house.set_clock("2026-04-02 00:30")
    seen = today(house.app)
    assert (seen.on.isoformat(), seen.coming, seen.earlier) == ("2026-04-02", (), ())
    house.set_clock("2026-04-04 09:00")
    assert hours(today(house.app).coming) == {"10:00": {"going": ["Ana: First week"]}}


def test_what_is_canceled_stands_where_it_was_wished_for_with_the_reason(house: House) -> None:
    treatment_id = house.enroll().treatment_id
    cancel(house.app, treatment_id, Actor("Rosa", "moved away"))
    house.set_clock("2026-04-04 09:00")
    (hour,) = today(house.app).coming
    ((line,),) = [part.lines for part in hour.parts]
    assert (hour.parts[0].part, line.who, line.why) == (
        Part.NOT_GOING,
        "Ana",
        "the treatment was canceled or entered in error",
    )


def test_a_line_says_why_a_message_goes_at_another_time_than_usual(house: House) -> None:
    house.set_clock("2026-04-01 21:00")
    house.enroll(treated_at=moment("2026-04-01 20:30"))
    house.set_clock("2026-04-02 07:00")
    (hour,) = today(house.app).coming
    lines = {line.title: line.why for part in hour.parts for line in part.lines}
    assert lines["First day"] == ("Waiting until 8:00 am on Thu, Apr 2: no texts between 8 pm and 8 am.")


def test_a_message_that_nobody_takes_is_late_and_stays_in_the_present_hour(house: House) -> None:
    house.enroll()
    house.set_clock("2026-04-01 12:00")
    seen = today(house.app)
    assert hours(seen.coming) == {"12:00": {"going": ["Ana: Welcome", "Ana: First day"]}}
    assert (2, "messages are late") in told(seen)
    assert seen.coming[0].parts[0].lines[1].why == ("Late: due since 10:30 am on Wed, Apr 1")


def test_a_patient_elsewhere_is_shown_with_their_own_clock(house: House) -> None:
    house.enroll(timezone="America/Los_Angeles")
    (hour,) = today(house.app).coming
    assert {str(line.zone) for part in hour.parts for line in part.lines} == {"America/Los_Angeles"}


def test_an_hour_with_many_shows_the_first_and_says_how_many_more(house: House) -> None:
    for number in range(LINES + 2):
        house.enroll(phone=f"+12025550{150 + number}", first_name=f"Ana{number}")
    (hour,) = today(house.app).coming
    ((part),) = hour.parts
    assert (len(part.lines), part.counted.number, part.more) == (LINES, 2 * LINES + 4, LINES + 4)


def test_the_hours_to_come_get_the_room_of_the_page_before_those_that_are_over(house: House) -> None:
    for number in range(LINES):
        house.enroll(phone=f"+12025550{150 + number}", treated_at=moment("2026-04-01 09:30"), present=True)
    house.send()
    house.set_clock("2026-04-01 11:05")
    for number in range(LINES):
        house.enroll(phone=f"+12025550{120 + number}", treated_at=moment("2026-04-01 11:00"))
    house.set_clock("2026-04-01 11:20")
    seen = today(house.app)
    shown = [sum(len(part.lines) for hour in hours for part in hour.parts) for hours in (seen.coming, seen.earlier)]
    assert shown == [LINES, LINES]
    assert [hour.parts[0].counted.number for hour in seen.earlier] == [LINES]


def test_the_page_of_an_hour_lists_everything_in_pages(house: House) -> None:
    treatments = [house.enroll(phone=f"+12025550{150 + number}").treatment_id for number in range(27)]
    starts_at = moment("2026-04-01 10:00")
    first = hour_page(house.app, starts_at, Part.GOING)
    assert first.after is not None
    second = hour_page(house.app, starts_at, Part.GOING, first.after)
    listed = [line.message.id for page in (first, second) for line in page.lines]
    assert (len(first.lines), len(second.lines), second.after) == (50, 4, None)
    assert (len(set(listed)), len(treatments) * 2) == (54, 54)
    assert [part.counted.number for part in first.hour.parts] == [0, 54, 0]


def test_a_day_on_which_the_clocks_go_forward_has_no_hour_that_does_not_exist(house: House) -> None:
    house.clock.at = datetime(2026, 3, 8, 7, 10, tzinfo=UTC)
    house.enroll(treated_at=moment("2026-03-08 01:40"), present=True)
    assert hours(today(house.app).coming) == {
        "03:00": {"going": ["Ana: Welcome"]},
        "08:00": {"going": ["Ana: First day"]},
    }


def test_an_urgent_reply_comes_first_with_its_owner_and_its_clock(house: House) -> None:
    desk = Desk(house)
    desk.hire_all()
    desk.shift(ROSA, "mon-sun", "08:00", "18:00")
    house.enroll()
    desk.hear(WORRIED)
    house.set_clock("2026-04-01 10:20")
    (urgent,) = today(house.app).urgent
    assert (urgent.who, urgent.turn) == ("Ana", "Rosa answers by 10:25 am, in 5 min")
    house.set_clock("2026-04-01 10:37")
    (urgent,) = today(house.app).urgent
    assert urgent.turn == "12 min late, with Rosa"


def test_an_urgent_reply_that_is_nobodys_turn_waits_for_the_next_shift(house: House) -> None:
    desk = Desk(house)
    desk.hire_all()
    desk.shift(LEE, "sun", "08:00", "18:00")
    house.enroll()
    desk.hear(WORRIED)
    seen = today(house.app)
    (urgent,) = seen.urgent
    assert urgent.turn == "Nobody is on duty until 8:00 am on Sun, Apr 5"
    assert need(seen, "Nobody is on duty now").detail == (
        "Next is Lee, 8:00 am on Sun, Apr 5. Urgent replies wait until then."
    )


def test_more_urgent_replies_than_are_told_one_by_one_are_known_to_be_more(house: House) -> None:
    desk = Desk(house)
    for number in range(URGENT_LINES + 3):
        desk.hear(WORRIED, f"+12025550{150 + number}")
    assert len(today(house.app).urgent) == URGENT_LINES + 1


def test_whatever_waits_is_told_with_a_number_and_a_place(house: House) -> None:
    desk = Desk(house)
    desk.hire_all()
    desk.shift(ROSA, "mon-sun", "00:00", "00:00")
    ana = house.enroll().treatment_id
    ben = house.enroll(first_name="Ben", phone=BEN).treatment_id
    house.enroll(first_name="Cleo", phone=CLEO, consents=frozenset())
    house.set_clock("2026-04-01 10:31")
    house.send()
    set_status(house, house.message(ana, "calm"), Status.UNKNOWN, "in_doubt")
    set_status(house, house.message(ben, "calm"), Status.FAILED, "rejected")
    hold(house.app, ben, Actor("Rosa", "asked to wait"))
    hold_sending(house.app, CLEO, "Rosa", "may be somebody else's")
    desk.hear("When may I swim?")
    assert told(today(house.app)) == [
        (1, "reply waits"),
        (1, "message is in doubt"),
        (1, "message did not arrive"),
        (1, "number or email is on hold"),
        (1, "patient waits for their consent to be recorded"),
        (1, "treatment is on hold"),
    ]
    assert badges(house.app) == Badges(inbox=1, urgent=0, review=2)


def test_a_stopped_channel_says_who_stopped_it_and_why(house: House) -> None:
    hold_sending(house.app, "sms", "Rosa", "our number is being moved")
    stopped = need(today(house.app), "Texts are stopped")
    assert stopped.detail == "Since 10:10 am on Wed, Apr 1, by Rosa: our number is being moved"


def test_a_provider_that_does_not_work_is_told_before_all_else(house: House) -> None:
    with house.app.database.write() as work:
        save_breaker(work, house.app.clinic(work).id, "sandbox", Breaker(5, to_micros(house.clock.at), 1))
    says = [one.says for one in today(house.app).needs]
    assert says[:2] == [
        "The text provider has not worked since 10:10 am on Wed, Apr 1",
        "The mail server has not worked since 10:10 am on Wed, Apr 1",
    ]


def test_who_said_no_to_invitations_only_waits_for_nothing(house: House) -> None:
    house.enroll(consents=CARE_ONLY)
    assert told(today(house.app)) == [(0, "There is no duty list")]


def test_a_message_about_which_somebody_decided_is_no_number_beside_review(house: House) -> None:
    treatment_id = house.enroll().treatment_id
    house.set_clock("2026-04-01 10:31")
    house.send()
    message_id = house.message(treatment_id, "calm")
    set_status(house, message_id, Status.FAILED, "rejected")
    assert badges(house.app).review == 1
    with house.app.database.write() as work:
        work.run("UPDATE message SET status_reason = 'staff' WHERE id = ?", (message_id,))
    assert badges(house.app).review == 0


def test_another_clinics_messages_and_replies_are_not_shown(house: House) -> None:
    treatment_id = house.enroll().treatment_id
    house.set_clock("2026-04-01 10:31")
    house.send()
    set_status(house, house.message(treatment_id, "calm"), Status.FAILED, "rejected")
    with house.app.database.write() as work:
        other = work.new_ids(1)[0]
        work.run(
            "INSERT INTO clinic (id, name, postal_address, settle_minutes, send_time, created_at) "
            "VALUES (?, 'Other', '', 5, '10:00', 0)",
            (other,),
        )
        work.run("UPDATE message SET clinic_id = ?", (other,))
    seen = today(house.app)
    assert (seen.coming, seen.earlier, told(seen)) == ((), (), [(0, "There is no duty list")])
    assert badges(house.app).review == 0


@pytest.mark.parametrize("channel", list(Channel))
def test_a_line_knows_its_channel(house: House, channel: Channel) -> None:
    house.enroll(channel=channel, email="ana@example.com")
    (hour,) = today(house.app).coming
    last = [line for part in hour.parts for line in part.lines][-1]
    assert (last.title, last.message.channel) == ("First day", channel)


def test_a_day_with_three_takes_as_many_queries_as_one_with_one(database_url: str, tmp_path: Path) -> None:
    counting = Counting(database_url, KEYRING)
    house = open_house(counting, tmp_path)
    desk = Desk(house)
    taken = []
    for number in range(3):
        house.enroll(phone=f"+12025550{150 + number}")
        desk.hear(WORRIED, f"+12025550{150 + number}")
        house.send()
        today(house.app)
        counting.queries = 0
        today(house.app)
        taken.append(counting.queries)
    assert taken[0] == taken[2]
    counting.close()
