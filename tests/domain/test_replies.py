"""What a reply is understood as: keywords, digits, photos, red flags, and what belongs to a person."""

import pytest

from reminders.domain.red_flags import NO_RED_FLAGS, RedFlag, RedFlags
from reminders.domain.replies import Reading, read_reply
from reminders.domain.words import Intent, Question
from tests.domain.phrasings import EXACT

FLAGS = RedFlags(("pus", "fever", "blister", "rash spread*", "fiebre"), ("vision blurry",))
CARE, INVITATION = Question.CARE_CHECK, Question.INVITATION


def care(text: str, media: int = 0) -> tuple[Intent, bool, bool]:
    """Intent, whether staff are flagged, whether it is urgent; as an answer to a care check."""
    return of(read_reply(text, media=media, question=CARE, red_flags=FLAGS))


def of(reading: Reading) -> tuple[Intent, bool, bool]:
    return reading.intent, reading.flag_staff, reading.urgent


@pytest.mark.parametrize("text", EXACT)
@pytest.mark.parametrize("question", [None, CARE, INVITATION])
def test_an_exact_stop_word_stops_however_a_phone_dresses_it(text: str, question: Question | None) -> None:
    assert read_reply(text, question=question).intent is Intent.STOP


@pytest.mark.parametrize(("text", "flagged"), [("STOP", False), ("Cancel", True), ("END!", True), ("quit", False)])
def test_cancel_and_end_stop_and_a_person_looks_whether_an_appointment_was_meant(text: str, flagged: bool) -> None:
    assert of(read_reply(text)) == (Intent.STOP, flagged, False)


@pytest.mark.parametrize("text", ["START", "unstop", "¡Alta!", " Start. "])
def test_start_words_start(text: str) -> None:
    assert of(read_reply(text)) == (Intent.START, False, False)


@pytest.mark.parametrize("text", ["YES", "yes!", "Sí", "si"])
def test_yes_starts_nothing_since_no_text_asks_for_it(text: str) -> None:
    assert of(read_reply(text)) == (Intent.OTHER, True, False)


@pytest.mark.parametrize("text", ["HELP", "info", "Ayuda!", "help?"])
def test_help_words_are_answered_by_the_program(text: str) -> None:
    assert of(read_reply(text)) == (Intent.HELP, False, False)


def test_help_in_answer_to_a_care_check_is_shown_to_a_person_too() -> None:
    assert care("HELP") == (Intent.HELP, True, False)


@pytest.mark.parametrize("text", ["help me", "please help", "starting to peel", "no mas dolor", "end of day"])
def test_a_keyword_inside_a_sentence_is_no_keyword(text: str) -> None:
    assert of(read_reply(text)) == (Intent.OTHER, True, False)


@pytest.mark.parametrize(
    "text", ["1", "1.", " 1 as expected", "one", "One!", "uno", "1️⃣", "①", "#1", "option 1", "opción 1", "1 thank you"]
)
def test_one_is_as_expected_and_needs_nobody(text: str) -> None:
    assert care(text) == (Intent.AS_EXPECTED, False, False)


@pytest.mark.parametrize(
    "text", ["2", "2!", "two", "dos", "opción 2", "2 I have a question", "2. when can I wear makeup"]
)
def test_two_is_a_question_for_a_person(text: str) -> None:
    assert care(text) == (Intent.QUESTION, True, False)


@pytest.mark.parametrize("text", ["3", "3!", "three", "tres", "3 I am worried", "3 me preocupa algo", "I'm worried"])
def test_three_is_urgent(text: str) -> None:
    assert care(text) == (Intent.WORRIED, True, True)


@pytest.mark.parametrize(
    "text", ["1 but it got darker", "1 or 2", "1 3", "4", "12", "2 days ago it began", "hmm", "👍", "", "  ", "as if"]
)
def test_an_answer_to_a_care_check_that_cannot_be_read_is_urgent(text: str) -> None:
    assert care(text) == (Intent.OTHER, True, True)


@pytest.mark.parametrize(
    ("text", "media", "expected"),
    [
        ("", 1, (Intent.OTHER, True, True)),
        ("1", 1, (Intent.AS_EXPECTED, True, False)),
        ("3", 2, (Intent.WORRIED, True, True)),
        ("STOP", 1, (Intent.STOP, True, False)),
    ],
)
def test_a_photo_needs_a_person_whatever_stands_beside_it(
    text: str, media: int, expected: tuple[Intent, bool, bool]
) -> None:
    assert care(text, media) == expected


def test_a_photo_or_nothing_at_all_needs_a_person_though_nothing_was_asked() -> None:
    assert [of(read_reply("", media=1)), of(read_reply(""))] == [(Intent.OTHER, True, False)] * 2


@pytest.mark.parametrize(
    ("text", "intent", "flagged"),
    [
        ("1", Intent.CALL_ME, True),
        ("call me please", Intent.CALL_ME, True),
        ("2", Intent.LATER, False),
        ("Luego", Intent.LATER, False),
        ("3", Intent.NO_INVITATIONS, False),
        ("3 no invitations", Intent.NO_INVITATIONS, False),
        ("sin invitaciones", Intent.NO_INVITATIONS, False),
        ("3 stop texting me", Intent.ASKS_TO_STOP, True),
    ],
)
def test_digits_answer_an_invitation(text: str, intent: Intent, flagged: bool) -> None:
    assert of(read_reply(text, question=INVITATION)) == (intent, flagged, False)


@pytest.mark.parametrize("text", ["1", "2", "3", "uno"])
def test_a_digit_without_a_question_is_for_a_person(text: str) -> None:
    assert of(read_reply(text)) == (Intent.OTHER, True, False)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("please stop texting me", Intent.ASKS_TO_STOP),
        ("stpo", Intent.ASKS_TO_STOP),
        ("no me escriban más", Intent.ASKS_TO_STOP),
        ("take me off this list", Intent.ASKS_TO_STOP),
        ("wrong number", Intent.WRONG_NUMBER),
        ("número equivocado", Intent.WRONG_NUMBER),
    ],
)
def test_reasonable_wording_is_a_wish_and_flags_staff(text: str, intent: Intent) -> None:
    assert of(read_reply(text)) == (intent, True, False)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("1 but I have a fever", Intent.WORRIED),
        ("please stop, I have a fever", Intent.WORRIED),
        ("help I have blisters", Intent.WORRIED),
        ("stop texting me, I have pus", Intent.ASKS_TO_STOP),
        ("wrong number but my fever is high lol", Intent.WRONG_NUMBER),
    ],
)
def test_a_red_flag_is_urgent_and_only_a_plain_wish_about_messages_stands_beside_it(text: str, intent: Intent) -> None:
    assert care(text) == (intent, True, True)


def test_the_flags_are_named_emergencies_first() -> None:
    reading = read_reply("Fiebre alta y no puedo respirar, vision is blurry", red_flags=FLAGS)
    assert reading.red_flags == (
        RedFlag("no respir*", emergency=True),
        RedFlag("vision blurry", emergency=True),
        RedFlag("fiebre"),
    )
    assert reading.emergency


def test_emergencies_are_found_for_a_number_without_a_schedule() -> None:
    reading = read_reply("I can't really breathe", red_flags=NO_RED_FLAGS)
    assert (of(reading), reading.emergency) == ((Intent.WORRIED, True, True), True)


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("blisters", ("blister",)),
        ("BLISTERED!!", ("blister",)),
        ("blsiters", ("blister",)),
        ("feverr", ("fever",)),
        ("fevre", ("fever",)),
        ("no fever", ("fever",)),
        ("fewer texts would be nice", ()),
        ("the rash is now spreading", ("rash spread*",)),
        ("spreading fast, this rash", ("rash spread*",)),
        ("a rash, and then I sat there with peanut butter I was spreading", ()),
        ("purse", ()),
    ],
)
def test_a_flag_is_found_inflected_misspelled_and_in_any_order_but_not_far_apart(
    text: str, flags: tuple[str, ...]
) -> None:
    assert tuple(flag.words for flag in read_reply(text, red_flags=FLAGS).red_flags) == flags


@pytest.mark.parametrize(
    "text",
    [
        "I'm not Diane",
        "no soy Diane",
        "Who is Diane?",
        "quién es Diane",
        "Diane doesn't live here",
        "Diane's old number",
        "I keep getting texts for Diane",
        "Diane who?",
        "está buscando a Diane, aquí no es",
    ],
)
def test_a_text_that_does_not_know_the_patient_of_the_number_says_that_it_is_wrong(text: str) -> None:
    assert of(read_reply(text, names=["Diane"])) == (Intent.WRONG_NUMBER, True, False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("This is Diane, my skin is dry", "Diane"),
        ("Diane here, all good", "Diane"),
        ("soy Diane, tengo una pregunta", "Diane"),
        ("no puedo salir al sol", "Sol"),
        ("not may be, I know", "May"),
    ],
)
def test_a_patient_who_names_herself_or_has_a_common_word_for_a_name_is_no_wrong_number(text: str, name: str) -> None:
    assert of(read_reply(text, names=[name])) == (Intent.OTHER, True, False)


@pytest.mark.parametrize("text", ["who is this", "what is this about", "quién habla"])
def test_who_asks_who_writes_is_answered_by_a_person_and_goes_on_getting_texts(text: str) -> None:
    assert of(read_reply(text)) == (Intent.OTHER, True, False)


@pytest.mark.parametrize(
    "text", ["how did you get my number", "why do you keep texting me", "de dónde sacaron mi número"]
)
def test_who_asks_how_we_came_by_the_number_never_gave_it_and_is_held(text: str) -> None:
    assert of(read_reply(text)) == (Intent.ASKS_TO_STOP, True, False)


@pytest.mark.parametrize(("question", "urgent"), [(CARE, True), (INVITATION, False), (None, False)])
def test_what_only_sounds_like_a_wish_is_urgent_in_answer_to_a_care_check(
    question: Question | None, urgent: bool
) -> None:
    reading = read_reply("my phone never shuts up because of you people", question=question)
    assert of(reading) == (Intent.ASKS_TO_STOP, True, urgent)


@pytest.mark.parametrize(
    ("before", "after", "intent"),
    [(10, 300, Intent.ASKS_TO_STOP), (300, 10, Intent.ASKS_TO_STOP), (150, 150, Intent.OTHER)],
)
def test_of_a_very_long_text_the_beginning_and_the_end_are_read_and_the_middle_is_left_to_a_person(
    before: int, after: int, intent: Intent
) -> None:
    text = " ".join((*["la"] * before, "Stop texting me.", *["la"] * after))
    assert of(read_reply(text)) == (intent, True, False)


def test_flags_of_several_schedules_come_together_once_each() -> None:
    one, other = RedFlags(("pus", "fever"), ("faint",)), RedFlags(("fever", "rash"))
    assert RedFlags.together([one, other]) == RedFlags(("pus", "fever", "rash"), ("faint",))
