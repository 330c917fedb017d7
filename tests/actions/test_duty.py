"""Urgent replies: an owner, a clock, alerts, and passing on until somebody answers. On both databases."""

from pathlib import Path

import pytest

from reminders.actions.answering import answer, close
from reminders.actions.duty import pass_on
from reminders.actions.rostering import absent, back
from reminders.app import App
from reminders.config import Settings
from reminders.store.database import Database
from reminders.store.messages import TEXT
from tests.actions.house import ANA, BEN, open_house
from tests.actions.replying_house import LEE, MAYA, ROSA, WORRIED, Desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """Wednesday 10:10; nobody is on the list yet."""
    desk = Desk(open_house(database, tmp_path))
    desk.hire_all()
    return desk


def later(desk: Desk, text: str) -> int:
    desk.house.set_clock(text)
    return pass_on(desk.house.app)


def texts(desk: Desk, origin: str) -> list[str]:
    rows = desk.house.rows("SELECT id, text_enc FROM message WHERE origin = ? ORDER BY id", origin)
    return [desk.house.app.database.keyring.open(TEXT, message_id, bytes(text)) for message_id, text in rows]


def test_an_urgent_reply_goes_to_the_first_on_duty_with_fifteen_minutes_to_answer(desk: Desk) -> None:
    desk.shift(LEE, "mon-fri", "08:00", "18:00", 2)
    desk.shift(ROSA, "mon-fri", "08:00", "18:00", 1)
    desk.house.enroll()
    reply = desk.hear(WORRIED).reply_id
    assert desk.turn(reply) == (ROSA, "2026-04-01 10:25", 0)
    assert desk.alerts() == [("urgent", ROSA)]
    assert desk.said("automatic") == [("emergency", ANA, "planned")]


def test_an_alert_names_no_patient_and_no_symptom(desk: Desk) -> None:
    desk.shift(ROSA, "daily", "00:00", "24:00")
    desk.house.enroll()
    reply = desk.hear(WORRIED).reply_id
    assert texts(desk, "alert") == [
        f"Willow: An urgent reply waits for your answer by today at 10:25 am. Read it: http://127.0.0.1:8000/inbox/{reply}"
    ]


def test_an_overdue_reply_passes_on_down_the_list_and_starts_again_with_everybody_told(desk: Desk) -> None:
    for turn, name in enumerate((ROSA, LEE, MAYA), start=1):
        desk.shift(name, "daily", "00:00", "24:00", turn)
    desk.house.enroll()
    reply = desk.hear(WORRIED).reply_id
    assert [later(desk, "2026-04-01 10:24"), later(desk, "2026-04-01 10:25"), later(desk, "2026-04-01 10:26")] == [
        0,
        1,
        0,
    ]
    assert desk.turn(reply) == (LEE, "2026-04-01 10:40", 1)
    later(desk, "2026-04-01 10:40")
    assert desk.turn(reply) == (MAYA, "2026-04-01 10:55", 2)
    later(desk, "2026-04-01 10:55")
    assert desk.turn(reply) == (ROSA, "2026-04-01 11:10", 3)
    assert desk.alerts() == [
        ("urgent", ROSA),
        ("urgent", LEE), ("passed-on", ROSA),
        ("urgent", MAYA), ("passed-on", ROSA),
        ("urgent", ROSA), ("unanswered", LEE), ("unanswered", MAYA),
    ]  # fmt: skip


def test_an_answered_or_closed_reply_passes_on_no_more(desk: Desk) -> None:
    desk.shift(ROSA, "daily", "00:00", "24:00")
    desk.house.enroll()
    desk.house.enroll(first_name="Ben", phone=BEN)
    answer(desk.house.app, desk.hear(WORRIED).reply_id, "Please call us now.", "Rosa")
    close(desk.house.app, desk.hear(WORRIED, BEN).reply_id, "Rosa", "called him")
    assert later(desk, "2026-04-01 12:00") == 0
    assert desk.alerts() == [("urgent", ROSA), ("urgent", ROSA)]


def test_a_weekend_with_absences_hands_a_reply_from_shift_to_shift(desk: Desk) -> None:
    desk.shift(ROSA, "mon-fri", "08:00", "18:00")
    desk.shift(LEE, "sat", "09:00", "12:00")
    desk.shift(MAYA, "sun", "20:00", "02:00")
    absent(desk.house.app, LEE, "2026-04-03T00:00", "2026-04-04T10:30", "ill", "Rosa")
    desk.house.enroll()
    desk.house.set_clock("2026-04-03 17:55")
    reply = desk.hear(WORRIED).reply_id
    walked = [desk.turn(reply)]
    for at in ("2026-04-03 18:10", "2026-04-04 09:00", "2026-04-04 10:30", "2026-04-04 10:45", "2026-04-04 12:00",
               "2026-04-05 20:00", "2026-04-06 02:00", "2026-04-06 08:00"):  # fmt: skip
        later(desk, at)
        walked.append(desk.turn(reply))
    assert walked == [
        (ROSA, "2026-04-03 18:10", 0),
        (None, "2026-04-04 10:30", 0),
        (None, "2026-04-04 10:30", 0),
        (LEE, "2026-04-04 10:45", 0),
        (LEE, "2026-04-04 11:00", 1),
        (None, "2026-04-05 20:00", 1),
        (MAYA, "2026-04-05 20:15", 1),
        (None, "2026-04-06 08:00", 1),
        (ROSA, "2026-04-06 08:15", 1),
    ]
    assert [one for one in desk.alerts() if one[0] == "coming"] == [("coming", LEE), ("coming", MAYA), ("coming", ROSA)]


def test_when_nobody_is_on_duty_the_patient_hears_once_when_a_person_will_read_it(desk: Desk) -> None:
    desk.shift(ROSA, "mon-fri", "08:00", "18:00")
    desk.house.enroll()
    desk.house.set_clock("2026-04-03 22:00")
    first = desk.hear(WORRIED).reply_id
    desk.house.set_clock("2026-04-04 01:59")
    desk.hear(WORRIED)
    assert desk.turn(first) == (None, "2026-04-06 08:00", 0)
    assert desk.said("automatic") == [("emergency", ANA, "planned"), ("away", ANA, "planned")]
    assert texts(desk, "automatic") == [
        "Willow: This may be an emergency. Call 911 now. Do not wait for a text from us. After that, call us: "
        "+12025550100.",
        "Willow: We got your text. A person will read it on Monday at 8:00 am. In an emergency, call 911. "
        "If you feel worse, call +12025550100.",
    ]
    desk.house.set_clock("2026-04-04 02:01")
    desk.hear(WORRIED)
    assert [name for name, _, _ in desk.said("automatic")] == ["emergency", "away"] * 2


def test_a_reply_whose_owner_goes_home_is_acknowledged_once(desk: Desk) -> None:
    desk.shift(ROSA, "mon-fri", "08:00", "18:00")
    desk.house.enroll()
    desk.house.set_clock("2026-04-01 17:50")
    desk.hear(WORRIED)
    later(desk, "2026-04-01 18:05")
    later(desk, "2026-04-02 08:00")
    later(desk, "2026-04-02 19:00")
    assert [name for name, _, _ in desk.said("automatic")] == ["emergency", "away"]


def test_the_acknowledgement_speaks_the_patients_language_and_clock(desk: Desk) -> None:
    desk.shift(ROSA, "mon-fri", "08:00", "18:00")
    desk.house.enroll(language="es", timezone="America/Los_Angeles")
    desk.house.set_clock("2026-04-04 12:00")
    desk.hear("no puedo respirar bien")
    assert texts(desk, "automatic") == [
        "Willow: Puede ser una emergencia. Llame ya al 911. No espere un texto nuestro. Luego llame al +12025550100.",
        "Willow: Su texto ha llegado. Lo vamos a leer el lunes a las 5:00 am. En una emergencia, llame al 911. "
        "Si se siente peor, llame al +12025550100.",
    ]


def test_a_number_that_has_stopped_is_not_acknowledged_but_staff_are_told(desk: Desk) -> None:
    desk.shift(ROSA, "mon-fri", "08:00", "18:00")
    desk.house.enroll()
    desk.house.set_clock("2026-04-04 12:00")
    desk.hear("STOP")
    desk.hear(WORRIED)
    assert [name for name, _, _ in desk.said("automatic")] == ["stop"]
    assert desk.alerts() == [("coming", ROSA)]


def test_without_a_duty_list_the_admins_answer_and_the_patient_is_told_that_it_may_take_time(desk: Desk) -> None:
    desk.house.enroll()
    reply = desk.hear(WORRIED).reply_id
    ((owner,),) = desk.house.rows(
        "SELECT s.role FROM reply r JOIN staff_member s ON s.id = r.owner_id WHERE r.id = ?", reply
    )
    assert (owner, [name for name, _, _ in desk.said("automatic")]) == ("admin", ["emergency", "away"])


def test_a_reply_that_waits_for_a_shift_goes_to_whoever_is_put_on_duty_or_comes_back_before(desk: Desk) -> None:
    desk.shift(LEE, "fri", "08:00", "18:00")
    desk.house.enroll()
    desk.house.enroll(first_name="Ben", phone=BEN)
    first = desk.hear(WORRIED).reply_id
    desk.shift(MAYA, "daily", "00:00", "24:00")
    later(desk, "2026-04-01 10:11")
    assert desk.turn(first) == (MAYA, "2026-04-01 10:26", 0)
    absent(desk.house.app, MAYA, "", "2026-05-01T00:00", "ill", ROSA)
    later(desk, "2026-04-01 10:12")
    assert desk.turn(first) == (None, "2026-04-03 08:00", 0)
    back(desk.house.app, MAYA, ROSA)
    later(desk, "2026-04-01 10:13")
    assert desk.turn(first) == (MAYA, "2026-04-01 10:28", 0)


def test_before_the_set_up_there_is_nothing_to_pass_on(database: Database) -> None:
    assert pass_on(App(Settings.model_validate({}), database)) == 0


def test_a_reply_that_nobody_will_read_for_months_is_told_to_the_admins(desk: Desk) -> None:
    desk.shift(LEE, "mon-fri", "08:00", "18:00")
    absent(desk.house.app, LEE, "", "2026-08-01T08:00", "leave", "Rosa")
    desk.house.enroll()
    reply = desk.hear(WORRIED).reply_id
    assert desk.turn(reply) == (None, "2026-04-01 11:10", 0)
    assert desk.alerts() == [("nobody", ROSA)]
