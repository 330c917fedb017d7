"""What patients text back, on both databases: stored once, read, and acted on in the same transaction."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from reminders.actions.hearing import ASKED_TO_STOP, WRONG_NUMBER, Heard, hear
from reminders.actions.opting_out import opt_out
from reminders.domain.words import Intent, OptOutScope
from reminders.store.database import Database
from reminders.store.inbox import FROM, MEDIA, RED_FLAG, REPLY_TEXT
from reminders.transports.base import Inbound, Media
from reminders.transports.twilio_webhooks import read_inbound
from tests.actions.house import ANA, BEN, FACIAL, at_once
from tests.actions.sending_house import CLINICS_NUMBER, SendingHouse, open_sending_house

#: The care question on day 3; an invitation after two weeks and another one after three months.
ASKING = (
    FACIAL.replace("      - step: flaking\n", "      - step: flaking\n        asks: care-check\n")
    .replace("    stops_on: [booked]\n    steps:\n", "    kind: marketing\n    stops_on: [booked]\n    steps:\n")
    .replace("      - step: results\n", "      - step: results\n        asks: invitation\n")
    .replace("      - step: come-back\n", "      - step: come-back\n        asks: invitation\n")
    + "red_flags:\n  en: [fever, pus]\n  es: [fiebre]\n"
)
CARE_CHECK, INVITATION = "2026-04-04 10:00", "2026-04-15 10:00"
STRANGER = "+12025550177"
_numbers = count(1)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Iterator[SendingHouse]:
    with open_sending_house(database, tmp_path, ASKING, twilio_opt_out="off") as opened:
        yield opened


def says(house: SendingHouse, text: str, sender: str = ANA, *, sid: str = "", kind: str = "", photos: int = 0) -> Heard:
    """A text arrives from this phone."""
    fields = [
        ("MessageSid", sid or f"SM{next(_numbers):032}"), ("From", sender), ("To", CLINICS_NUMBER), ("Body", text),
        ("OptOutType", kind), ("NumMedia", str(photos)),
        *[(f"MediaUrl{n}", f"https://media.example.com/{n}") for n in range(photos)],
        *[(f"MediaContentType{n}", "image/jpeg") for n in range(photos)],
    ]  # fmt: skip
    return hear(house.app, read_inbound(fields, house.clock.at, house.app.settings.twilio_opt_out))


def asked(house: SendingHouse, *moments: str) -> int:
    """Ana was sent what is due up to these moments. Returns the treatment's id."""
    treatment_id = house.welcomed()
    for moment in moments:
        house.send_at(moment)
    return treatment_id


def said(house: SendingHouse) -> list[str]:
    """The automatic replies that were written, oldest first."""
    rows = house.rows("SELECT step FROM message WHERE origin = 'automatic' ORDER BY id")
    return [name for (name,) in rows]


def opt_outs(house: SendingHouse) -> list[tuple[str, str]]:
    """(scope, who) of what is stopped now."""
    rows = house.rows("SELECT scope, recorded_by FROM opt_out WHERE ended_at IS NULL ORDER BY scope")
    return [(scope, by) for scope, by in rows]


def made_of(heard: Heard) -> tuple[Intent | None, bool, bool]:
    """(intent, urgent, somebody has to read it)."""
    return heard.intent, heard.urgent, heard.open


def test_a_text_is_stored_once_and_sealed(house: SendingHouse) -> None:
    house.welcomed()
    heard = says(house, "Is it normal that my skin feels tight?", photos=1)
    [row] = house.rows("SELECT from_enc, text_enc, media, media_enc, state, received_at FROM reply")
    with house.app.database.read() as work:
        opened = [
            work.keyring.open(place, heard.reply_id, row[n]) for place, n in ((FROM, 0), (REPLY_TEXT, 1), (MEDIA, 3))
        ]
    assert opened == [
        ANA,
        "Is it normal that my skin feels tight?",
        '[{"url": "https://media.example.com/0", "type": "image/jpeg"}]',
    ]
    assert (row[2], row[4]) == (1, "open")


def test_the_same_text_delivered_again_changes_nothing(house: SendingHouse) -> None:
    house.welcomed()
    first, second = (says(house, "STOP", sid="SM1") for _ in range(2))
    assert (first.new, second) == (True, Heard(first.reply_id, new=False))
    assert (len(house.rows("SELECT 1 FROM reply")), said(house), len(opt_outs(house))) == (1, ["stop"], 1)


def test_one_text_that_arrives_eight_times_at_once_is_stored_once(house: SendingHouse) -> None:
    house.welcomed()
    at_once([lambda: says(house, "STOP", sid="SM1")] * 8)
    assert (len(house.rows("SELECT 1 FROM reply")), said(house), len(opt_outs(house))) == (1, ["stop"], 1)


def test_stop_ends_everything_at_its_commit_for_everyone_who_shares_the_number(house: SendingHouse) -> None:
    ana = house.welcomed()
    ben = house.enroll(first_name="Ben", phone=ANA).treatment_id
    assert made_of(says(house, "Stop!")) == (Intent.STOP, False, False)
    assert set(house.plan(ana).values()) == set(house.plan(ben).values()) == {"canceled: opted_out"}
    assert opt_outs(house) == [("all", "patient")]
    assert [step for _, step in house.queue()] == ["stop"]


def test_a_second_stop_is_met_with_silence(house: SendingHouse) -> None:
    house.welcomed()
    for text in ("STOP", "stop", "BAJA"):
        says(house, text)
    assert (said(house), len(opt_outs(house))) == (["stop"], 1)
    assert house.send().sent == 1


@pytest.mark.parametrize(("word", "read_by"), [("STOP", False), ("CANCEL", True), ("end", True), ("baja", False)])
def test_a_word_that_may_mean_an_appointment_is_shown_to_staff_as_well(
    house: SendingHouse, word: str, read_by: bool
) -> None:
    house.welcomed()
    assert made_of(says(house, word)) == (Intent.STOP, False, read_by)


def test_the_confirmation_is_in_the_language_of_the_word(house: SendingHouse) -> None:
    house.welcomed()
    says(house, "BAJA")
    [(closes_at, wish_at)] = house.rows("SELECT closes_at, wish_at FROM message WHERE origin = 'automatic'")
    assert closes_at - wish_at == timedelta(minutes=5) // timedelta(microseconds=1)
    house.send()
    assert ["ALTA" in text.body for text in house.twilio.ledger[1:]] == [True]


def test_start_brings_back_care_only(house: SendingHouse) -> None:
    treatment_id = house.welcomed()
    says(house, "STOP")
    house.set_clock("2026-04-02 11:00")
    assert made_of(says(house, "START")) == (Intent.START, False, False)
    assert house.plan(treatment_id) == {
        "calm": "canceled: opted_out",
        "flaking": CARE_CHECK,
        "results": "canceled: opted_out",
        "come-back": "canceled: opted_out",
    }
    assert (opt_outs(house), said(house)) == ([("marketing", "patient")], ["stop", "start"])


def test_a_stop_after_a_start_is_confirmed_again(house: SendingHouse) -> None:
    house.welcomed()
    for minutes, text in enumerate(("STOP", "START", "STOP")):
        house.clock.at += timedelta(minutes=minutes)
        says(house, text)
    assert said(house) == ["stop", "start", "stop"]
    assert opt_outs(house) == [("all", "patient"), ("marketing", "patient")]


def test_yes_restarts_nothing(house: SendingHouse) -> None:
    house.welcomed()
    says(house, "STOP")
    assert made_of(says(house, "YES"))[0] is Intent.OTHER
    assert opt_outs(house) == [("all", "patient")]


def test_help_is_answered_and_needs_nobody(house: SendingHouse) -> None:
    house.welcomed()
    assert made_of(says(house, "HELP")) == (Intent.HELP, False, False)
    assert said(house) == ["help"]


def test_help_is_answered_after_a_stop_too(house: SendingHouse) -> None:
    house.welcomed()
    says(house, "STOP")
    says(house, "AYUDA")
    assert said(house) == ["stop", "help"]


@pytest.mark.parametrize(
    ("text", "intent", "why"),
    [
        ("please stop texting me", Intent.ASKS_TO_STOP, ASKED_TO_STOP),
        ("my phone never shuts up because of you people", Intent.ASKS_TO_STOP, ASKED_TO_STOP),
        ("You have the wrong number", Intent.WRONG_NUMBER, WRONG_NUMBER),
        ("Who's Ana?", Intent.WRONG_NUMBER, WRONG_NUMBER),
    ],
)
def test_a_wish_to_stop_in_own_words_holds_the_number_until_a_person_decides(
    house: SendingHouse, text: str, intent: Intent, why: str
) -> None:
    house.welcomed()
    assert made_of(says(house, text)) == (intent, False, True)
    assert house.rows("SELECT target, held_by, why FROM hold") == [("address", "program", why)]
    assert (said(house), opt_outs(house)) == (["held"], [])
    house.set_clock(CARE_CHECK)
    assert house.send().sent <= 1
    assert house.texts().count("flaking") == 0


def test_start_takes_back_a_wish_to_stop_and_what_waited_leaves(house: SendingHouse) -> None:
    house.welcomed()
    says(house, "please stop texting me")
    house.send_at("2026-04-01 10:30")
    says(house, "START")
    assert house.holds() == []
    assert house.due("calm") == "2026-04-01 10:30"


def test_start_does_not_make_a_wrong_number_right(house: SendingHouse) -> None:
    house.welcomed()
    says(house, "You have the wrong number")
    says(house, "START")
    assert [target for target, _, _ in house.holds()] == ["address"]


@pytest.mark.parametrize(
    ("text", "intent", "urgent", "read_by"),
    [
        ("1", Intent.AS_EXPECTED, False, False),
        ("2", Intent.QUESTION, False, True),
        ("3", Intent.WORRIED, True, True),
        ("uno", Intent.AS_EXPECTED, False, False),
        ("it is kind of weird", Intent.OTHER, True, True),
        ("I have a fever", Intent.WORRIED, True, True),
        ("", Intent.OTHER, True, True),
    ],
)
def test_an_answer_to_the_care_question_is_read(
    house: SendingHouse, text: str, intent: Intent, urgent: bool, read_by: bool
) -> None:
    asked(house, CARE_CHECK)
    assert made_of(says(house, text)) == (intent, urgent, read_by)


def test_an_answer_is_bound_to_its_question(house: SendingHouse) -> None:
    treatment_id = asked(house, CARE_CHECK)
    says(house, "1")
    assert house.rows("SELECT question_id FROM reply") == [(house.message(treatment_id, "flaking"),)]


def test_a_digit_answers_a_question_whose_outcome_is_in_doubt(house: SendingHouse) -> None:
    treatment_id = asked(house, CARE_CHECK)
    with house.app.database.write() as work:
        work.run("UPDATE message SET status = 'unknown' WHERE id = ?", (house.message(treatment_id, "flaking"),))
    assert made_of(says(house, "3")) == (Intent.WORRIED, True, True)


def test_a_digit_without_an_open_question_is_for_a_person(house: SendingHouse) -> None:
    house.welcomed()
    assert made_of(says(house, "3")) == (Intent.OTHER, False, True)


def test_a_question_is_open_for_two_weeks(house: SendingHouse) -> None:
    asked(house, CARE_CHECK)
    house.set_clock("2026-04-18 10:01")
    assert made_of(says(house, "1")) == (Intent.OTHER, False, True)


def test_a_patient_may_think_better_of_an_answer(house: SendingHouse) -> None:
    asked(house, CARE_CHECK)
    says(house, "1")
    assert made_of(says(house, "3")) == (Intent.WORRIED, True, True)


def test_other_words_after_an_answer_are_not_urgent(house: SendingHouse) -> None:
    asked(house, CARE_CHECK)
    says(house, "1")
    assert made_of(says(house, "see you in May")) == (Intent.OTHER, False, True)


def test_a_picture_needs_a_person(house: SendingHouse) -> None:
    house.welcomed()
    assert made_of(says(house, "", photos=1)) == (Intent.OTHER, False, True)


def test_a_red_flag_is_urgent_and_kept_with_its_word(house: SendingHouse) -> None:
    house.welcomed()
    heard = says(house, "tengo fiebre desde anoche")
    [(sealed,)] = house.rows("SELECT red_flag_enc FROM reply")
    with house.app.database.read() as work:
        assert work.keyring.open(RED_FLAG, heard.reply_id, sealed) == "fiebre"
    assert (heard.urgent, heard.open) == (True, True)


def test_a_red_flag_from_a_phone_that_nobody_has_is_urgent_too(house: SendingHouse) -> None:
    assert made_of(says(house, "I can't breathe", STRANGER))[1:] == (True, True)


def test_an_emergency_is_told_to_call_the_emergency_number_at_any_hour_whoever_is_on_duty(house: SendingHouse) -> None:
    house.welcomed()
    house.set_clock("2026-04-02 03:00")
    says(house, "my throat is swelling up")
    assert (said(house)[0], house.send().sent >= 1) == ("emergency", True)
    assert house.rows("SELECT status FROM message WHERE step = 'emergency'") == [("sent",)]


def test_an_emergency_number_is_told_again_only_after_four_hours(house: SendingHouse) -> None:
    house.welcomed()
    told = []
    for moment in ("2026-04-02 03:00", "2026-04-02 06:59", "2026-04-02 07:01"):
        house.set_clock(moment)
        says(house, "no puedo respirar")
        told.append(said(house).count("emergency"))
    assert told == [1, 1, 2]


def test_a_fever_is_urgent_and_no_emergency(house: SendingHouse) -> None:
    house.welcomed()
    says(house, "I have a fever")
    assert said(house) == ["away"]


def test_a_wish_to_stop_beside_an_emergency_is_held_and_hears_of_the_emergency_first(house: SendingHouse) -> None:
    house.welcomed()
    says(house, "Stop texting me, I can't breathe")
    house.send()
    rows = house.rows("SELECT step, status FROM message WHERE origin = 'automatic' ORDER BY id")
    assert rows == [("emergency", "sent"), ("held", "sent"), ("away", "sent")]


def test_after_a_stop_an_emergency_gets_no_text_and_a_person(house: SendingHouse) -> None:
    house.welcomed()
    says(house, "STOP")
    assert made_of(says(house, "I can't breathe"))[1:] == (True, True)
    assert said(house) == ["stop"]


def test_an_emergency_that_the_provider_took_for_help_is_told_the_emergency_number(house: SendingHouse) -> None:
    house.welcomed()
    says(house, "help I can't breathe", kind="HELP")
    assert said(house)[0] == "emergency"


def test_an_urgent_reply_has_an_owner_or_the_patient_hears_when_it_is_read(house: SendingHouse) -> None:
    asked(house, CARE_CHECK)
    says(house, "3")
    [(answer_by, owner_id)] = house.rows("SELECT answer_by, owner_id FROM reply")
    assert (answer_by is not None, owner_id is not None or said(house) == ["away"]) == (True, True)


def test_an_only_patient_of_a_number_wrote_it(house: SendingHouse) -> None:
    house.welcomed()
    says(house, "hello")
    [(patient_id,)] = house.rows("SELECT id FROM patient")
    assert house.rows("SELECT patient_id, decided_by FROM reply") == [(patient_id, "program")]


def test_of_two_who_share_a_number_nobody_is_guessed(house: SendingHouse) -> None:
    house.welcomed()
    house.enroll(first_name="Ben", phone=ANA)
    says(house, "hello")
    assert house.rows("SELECT patient_id, decided_by FROM reply") == [(None, None)]


def test_of_two_who_share_a_number_the_question_tells_whose_answer_it_is(house: SendingHouse) -> None:
    asked(house, CARE_CHECK)
    house.enroll(first_name="Ben", phone=ANA, treated_at=house.clock.at - timedelta(minutes=10))
    says(house, "2")
    [(ana,)] = house.rows("SELECT patient_id FROM message WHERE step = 'flaking' AND armed_at IS NOT NULL")
    assert house.rows("SELECT patient_id FROM reply") == [(ana,)]


@pytest.mark.parametrize(
    ("text", "intent", "read_by", "come_back"),
    [
        ("1", Intent.CALL_ME, True, "canceled: answered"),
        ("2", Intent.LATER, False, "2026-07-01 11:00"),
        ("3", Intent.NO_INVITATIONS, False, "canceled: opted_out"),
        ("Do you have time on Tuesday?", Intent.OTHER, True, "canceled: answered"),
    ],
)
def test_an_answer_to_an_invitation_ends_those_that_follow_unless_it_says_later(
    house: SendingHouse, text: str, intent: Intent, read_by: bool, come_back: str
) -> None:
    treatment_id = asked(house, CARE_CHECK, INVITATION)
    assert house.texts() == ["welcome", "flaking", "results"]
    assert made_of(says(house, text)) == (intent, False, read_by)
    assert house.plan(treatment_id)["come-back"] == come_back


def test_what_an_answer_has_ended_no_new_plan_brings_back(house: SendingHouse) -> None:
    treatment_id = asked(house, CARE_CHECK, INVITATION)
    says(house, "1")
    says(house, "STOP")
    says(house, "START")
    assert house.plan(treatment_id)["come-back"] == "canceled: answered"


def test_no_invitations_leaves_care_as_it_is(house: SendingHouse) -> None:
    asked(house, CARE_CHECK, INVITATION)
    says(house, "3")
    assert (opt_outs(house), said(house)) == ([("marketing", "patient")], [])


def test_a_stop_cancels_what_no_planner_would(house: SendingHouse) -> None:
    house.welcomed()
    says(house, "HELP")
    assert says(house, "STOP").intent is Intent.STOP
    rows = house.rows("SELECT step, status FROM message WHERE origin = 'automatic' ORDER BY id")
    assert rows == [("help", "canceled"), ("stop", "planned")]


@pytest.mark.parametrize(
    ("text", "intent", "read_by", "answers"),
    [
        ("STOP", Intent.STOP, False, ["stop"]),
        ("HELP", Intent.HELP, False, ["help"]),
        ("START", Intent.START, True, []),
        ("who is this", Intent.OTHER, True, []),
    ],
)
def test_a_phone_that_nobody_has_is_stored_and_heard(
    house: SendingHouse, text: str, intent: Intent, read_by: bool, answers: list[str]
) -> None:
    assert made_of(says(house, text, STRANGER)) == (intent, False, read_by)
    assert (house.rows("SELECT patient_id FROM reply"), said(house)) == ([(None,)], answers)


def test_a_stop_from_a_phone_that_nobody_has_holds_for_who_gets_it_later(house: SendingHouse) -> None:
    says(house, "STOP", BEN)
    treatment_id = house.enroll(first_name="Ben", phone=BEN).treatment_id
    assert set(house.plan(treatment_id).values()) == {"canceled: opted_out"}


@pytest.mark.parametrize("sender", ["32665", "WILLOW", "+266696687", "whatsapp:+12025550143"])
def test_a_sender_that_is_no_phone_is_stored_for_staff(house: SendingHouse, sender: str) -> None:
    assert made_of(says(house, "Your parcel is here", sender))[2] is True


@pytest.mark.parametrize(
    ("mode", "text", "kind", "intent", "answers"),
    [
        ("default", "STOP", "", Intent.STOP, []),
        ("default", "BAJA", "", Intent.STOP, ["stop"]),
        ("default", "HELP", "", Intent.HELP, []),
        ("advanced", "STOP", "STOP", Intent.STOP, []),
        ("advanced", "no me manden nada", "STOP", Intent.STOP, []),
        ("advanced", "AYUDA", "", Intent.HELP, ["help"]),
        ("off", "STOP", "", Intent.STOP, ["stop"]),
    ],
)
def test_what_twilio_has_answered_is_recorded_in_silence(
    house: SendingHouse, mode: str, text: str, kind: str, intent: Intent, answers: list[str]
) -> None:
    house.welcomed()
    heard = says(house.with_settings(twilio_opt_out=mode), text, kind=kind)
    assert (made_of(heard), said(house)) == ((intent, False, False), answers)
    assert opt_outs(house) == ([("all", "patient")] if intent is Intent.STOP else [])


def test_a_start_that_twilio_took_ends_a_stop_that_staff_recorded(house: SendingHouse) -> None:
    house.welcomed()
    opt_out(house.app, ANA, OptOutScope.ALL, "Rosa", "said so at the desk")
    says(house.with_settings(twilio_opt_out="advanced"), "yes please", kind="START")
    assert (opt_outs(house), said(house)) == ([("marketing", "patient")], [])


def test_a_red_flag_beside_a_stop_counts_as_well(house: SendingHouse) -> None:
    house.welcomed()
    heard = says(house.with_settings(twilio_opt_out="advanced"), "stop, I have a fever", kind="STOP")
    assert made_of(heard) == (Intent.STOP, True, True)
    assert opt_outs(house) == [("all", "patient")]


def test_nothing_of_a_text_is_in_the_log(house: SendingHouse) -> None:
    house.welcomed()
    with capture_logs() as logs:
        says(house, "I have a fever, call Zebulonia")
        hear(house.app, Inbound("SM9", STRANGER, CLINICS_NUMBER, "pus", house.clock.at, (Media("https://x/1", "a"),)))
    written = repr(logs)
    assert [
        word for word in ("fever", "Zebulonia", "pus", ANA, ANA[2:], STRANGER, "https://x") if word in written
    ] == []
    assert [entry["event"] for entry in logs] == ["reply heard", "reply heard"]


def test_a_stop_in_the_moment_of_sending_lets_nothing_leave_after_it(house: SendingHouse) -> None:
    house.welcomed()
    says(house, "STOP")
    assert house.send_at("2026-04-01 10:30").sent <= 1
    assert house.texts().count("calm") == 0
