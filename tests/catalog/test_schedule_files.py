"""Schedule files: what is understood, and what is answered to mistakes."""

from datetime import time
from pathlib import Path

import pytest

from reminders.catalog.mistakes import Mistakes
from reminders.catalog.schedule_files import parse_schedule, read_schedule
from reminders.catalog.schema import SCHEMA_FILE, schema_text
from reminders.catalog.yaml_source import MAX_LENGTH
from reminders.domain.offsets import Offset
from reminders.domain.red_flags import RedFlags
from reminders.domain.schedule import Schedule, Stage, Step
from reminders.domain.words import Channel, Kind, Late, Question, StopsOn
from tests.catalog.factories import SCHEDULE

SCHEDULES = Path(__file__).resolve().parents[2] / "schedules"

RESERVED = "'welcome' is the program's own name; choose another"

ALL_KEYS = """\
schedule: all-keys
name: All keys
stages:
  - stage: invitations
    name: Invitations
    expect: Nothing to see.
    opens: P3M
    closes: P6M
    kind: marketing
    stops_on: [new_treatment, booked]
    steps:
      - step: first
        at: P3M
        series_at: P4M
        time: "11:00"
        essential: true
        late: skip
        channels: [email, sms]
      - step: second
        at: P3M35D
        kind: care
        stops_on: []
      - step: third
        at: P4M
        channels: [sms]
        asks: invitation
red_flags:
  en: [pus, rash spread*, pus]
  es: [fiebre]
emergencies:
  es: [no veo nada]
"""


def mistakes_of(text: str) -> list[str]:
    with pytest.raises(Mistakes) as found:
        parse_schedule(text, "s.yaml")
    return [str(mistake) for mistake in found.value.mistakes]


def changed(old: str, new: str) -> str:
    assert old in SCHEDULE
    return SCHEDULE.replace(old, new)


def test_every_key_reaches_the_planner() -> None:
    both = frozenset({StopsOn.NEW_TREATMENT, StopsOn.BOOKED})
    first = Step(
        name="first",
        at=Offset(months=3),
        kind=Kind.MARKETING,
        at_time=time(11),
        essential=True,
        late=Late.SKIP,
        channels=(Channel.EMAIL, Channel.SMS),
        stops_on=both,
        series_at=Offset(months=4),
    )
    second = Step(name="second", at=Offset(months=3, days=35))
    third = Step(
        name="third",
        at=Offset(months=4),
        kind=Kind.MARKETING,
        channels=(Channel.SMS,),
        stops_on=both,
        asks=Question.INVITATION,
    )
    steps = (first, second, third)
    stage = Stage("invitations", "Invitations", Offset(months=3), Offset(months=6), steps, "Nothing to see.")
    flags = RedFlags(("pus", "rash spread*", "fiebre"), ("no veo nada",))
    assert parse_schedule(ALL_KEYS, "s.yaml") == Schedule("all-keys", "All keys", (stage,), flags)


def test_names_for_staff_are_made_from_the_short_ones() -> None:
    text = changed("name: Glow\n", "").replace("    name: First day\n", "")
    schedule = parse_schedule(text, "s.yaml")
    assert (schedule.title, schedule.stages[0].title) == ("Glow", "First day")


def test_a_window_of_one_day_may_open_and_close_on_it() -> None:
    text = changed("opens: PT0H\n    closes: PT24H", "opens: P3D\n    closes: P3D").replace("at: PT30M", "at: P3D")
    assert parse_schedule(text, "s.yaml").stages[0].closes == Offset(days=3)


def test_all_mistakes_of_a_file_come_at_once_by_line_and_place() -> None:
    assert mistakes_of(
        """\
schedule: Glow
title: x
stages:
  - stage: one
    opens: P3D
    closes: P2D
    steps:
      - step: tip
        att: P3D
        at: 5
        kind: marketin
        channels: [sms, fax]
        stops_on: booked
        time: 25:00
        essential: maybe
  - stage: one
    opens: PT4H
    closes: PT8H
    steps:
      - step: tip
        at: PT9H
        time: "10:00"
      - loose
  - stage: empty
    opens: P4W
    closes: P6W
    steps: []
"""
    ) == [
        "s.yaml:1 schedule: must be lower-case letters, digits and hyphens ([a-z0-9-]+), got 'Glow'",
        "s.yaml:2 title: is not a key here; the keys are schedule, name, stages, red_flags, emergencies",
        "s.yaml:6 stages[0].closes: must be after opens (P3D), got P2D",
        "s.yaml:9 stages[0].steps[0].att: is not a key here; did you mean 'at'?",
        "s.yaml:10 stages[0].steps[0].at: '5' is not an offset; write for example PT24H, P3D, P2W or P3M",
        "s.yaml:11 stages[0].steps[0].kind: must be care or marketing, got 'marketin'; did you mean 'marketing'?",
        "s.yaml:12 stages[0].steps[0].channels[1]: must be sms or email, got 'fax'",
        "s.yaml:13 stages[0].steps[0].stops_on: must be a list, got 'booked'",
        "s.yaml:14 stages[0].steps[0].time: '25:00' is not a time of day; write for example \"09:30\"",
        "s.yaml:15 stages[0].steps[0].essential: must be true or false, got 'maybe'",
        "s.yaml:16 stages[1].stage: 'one' is already the name of the stage on line 4",
        "s.yaml:20 stages[1].steps[0].step: 'tip' is already the name of the step on line 8",
        "s.yaml:21 stages[1].steps[0].at: must be inside its stage's window (PT4H to PT8H), got PT9H",
        "s.yaml:22 stages[1].steps[0].time: goes with days, weeks or months; PT9H already says when",
        "s.yaml:23 stages[1].steps[1]: must hold keys (step, at, time, kind, essential, late, channels, stops_on, "
        "series_at, asks), got 'loose'",
        "s.yaml:27 stages[2].steps: must not be empty",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("closes: PT24H", "closes: PT0H", "s.yaml:7 stages[0].closes: must be after opens (PT0H), got PT0H"),
        ("closes: PT24H", "closes: P99Y", "s.yaml:7 stages[0].closes: 'P99Y' lies more than 10 years ahead"),
        ("at: PT30M", "at:", "s.yaml:10 stages[0].steps[0].at: must be an offset, for example PT24H, P3D, P2W or P3M"),
        (
            "at: PT30M",
            "at: P1DT2H",
            "s.yaml:10 stages[0].steps[0].at: 'P1DT2H' mixes days and hours; write PT36H or P2D, not both in one",
        ),
        (
            "at: PT30M",
            "at: P9D",
            "s.yaml:10 stages[0].steps[0].at: must be inside its stage's window (PT0H to PT24H), got P9D",
        ),
        (
            "at: PT30M",
            "at: PT24H",
            "s.yaml:10 stages[0].steps[0].at: must be inside its stage's window (PT0H to PT24H), got PT24H",
        ),
        ("[sms]", "[sms, sms]", "s.yaml:11 stages[0].steps[0].channels: names a channel twice"),
        ("[sms]", "[]", "s.yaml:11 stages[0].steps[0].channels: must not be empty"),
        (
            "step: calm",
            "step: welcome",
            "s.yaml:9 stages[0].steps[0].step: " + RESERVED,
        ),
        (
            "schedule: glow",
            "schedule: welcome",
            "s.yaml:1 schedule: " + RESERVED,
        ),
        ("    opens: PT0H\n", "", "s.yaml:4 stages[0].opens: is missing"),
        ("name: Glow", "name: [a]", "s.yaml:2 name: must be text, got a list"),
        (
            "stage: first-day",
            "stage: touch-up",
            "s.yaml:4 stages[0]: the touch-up stage counts in days, weeks or months, as a patient's own interval does",
        ),
        (
            "at: PT30M",
            "at: PT30M\n        series_at: P1D",
            "s.yaml:11 stages[0].steps[0].series_at: must count as `at` does: both in hours, or both in days",
        ),
        (
            "at: PT30M",
            "at: PT30M\n        asks: invitation",
            "s.yaml:11 stages[0].steps[0].asks: invitation does not go with kind care",
        ),
        (
            "at: PT30M",
            "at: PT30M\n        kind: marketing\n        asks: care-check",
            "s.yaml:12 stages[0].steps[0].asks: care-check does not go with kind marketing",
        ),
        (
            "[sms]",
            "[email]\n        asks: care-check",
            "s.yaml:12 stages[0].steps[0].asks: is answered by text, and the step never goes by sms",
        ),
        (
            "at: PT30M",
            "at: PT30M\n        asks: carecheck",
            "s.yaml:11 stages[0].steps[0].asks: must be care-check or invitation, got 'carecheck'; "
            "did you mean 'care-check'?",
        ),
        (
            "name: Glow",
            "name: Glow\nred_flags: {fr: [fievre]}",
            "s.yaml:3 red_flags.fr: is not a key here; the keys are en, es",
        ),
        ("name: Glow", "name: Glow\nred_flags: [pus]", "s.yaml:3 red_flags: must hold keys (en, es), got a list"),
        (
            "name: Glow",
            "name: Glow\nred_flags: {en: [pus, '!!']}",
            "s.yaml:3 red_flags.en[1]: '!!' is too short to be looked for; write at least 3 letters",
        ),
    ],
)
def test_one_mistake_is_answered_by_name_place_and_cure(old: str, new: str, expected: str) -> None:
    assert mistakes_of(changed(old, new)) == [expected]


def test_a_step_that_lies_outside_its_window_in_some_months_is_refused() -> None:
    text = ALL_KEYS.replace("opens: P3M", "opens: P1M").replace("at: P3M\n", "at: P4W\n")
    assert mistakes_of(text) == [
        "s.yaml:13 stages[0].steps[0].at: must be inside its stage's window (P1M to P6M), got P4W"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "s.yaml: is empty"),
        ("# only a comment\n", "s.yaml: is empty"),
        ("- a\n", "s.yaml:1: must hold `schedule:`, `name:` and `stages:`"),
        ("a: [1\nb: 2", "s.yaml:2: is not valid YAML: while parsing a flow sequence, expected ',' or ']', but got ':'"),
        ("a: 1\nb: 2\na: 3", "s.yaml:3 a: is written twice"),
        ("a: &x 1\nb: *x", "s.yaml:2: aliases (*name) are not read; write the value out"),
        ("a: !!python/name:os.system x", "s.yaml:1 a: the YAML tag 'python/name:os.system' is not read; leave it out"),
        ("a: \x00", "s.yaml:1: holds a character that text files do not hold (a control character)"),
        ("a:\n" + "- " * 30, "s.yaml:2: is nested deeper than 20 levels"),
        ("- a\n" * 20_000, "s.yaml:19998: holds more than 20,000 items"),
        (
            "a" * (MAX_LENGTH + 1),
            f"s.yaml: is {MAX_LENGTH + 1:,} characters long; at most {MAX_LENGTH:,} are read",
        ),
    ],
)
def test_what_is_no_schedule_at_all_is_said_so(text: str, expected: str) -> None:
    assert mistakes_of(text) == [expected]


def test_a_time_outside_the_contact_hours_is_a_warning() -> None:
    text = ALL_KEYS.replace('"11:00"', '"09:00"')
    assert [str(warning) for warning in read_schedule(text, "s.yaml").warnings] == [
        "s.yaml:15 stages[0].steps[0].time: 09:00 is outside the contact hours for marketing; it will wait for them"
    ]


def test_counting_in_hours_and_days_in_one_stage_is_a_warning() -> None:
    text = changed("closes: PT24H", "closes: P2D")
    assert [str(warning) for warning in read_schedule(text, "s.yaml").warnings] == [
        "s.yaml:4 stages[0]: counts some offsets in hours and some in days; one way in a stage is clearer"
    ]


def test_the_published_json_schema_is_the_models() -> None:
    assert (SCHEDULES / SCHEMA_FILE).read_text(encoding="utf-8") == schema_text()


def test_every_shipped_schedule_names_the_json_schema_for_editors() -> None:
    firsts = {path.name: path.read_text(encoding="utf-8").split("\n")[0] for path in SCHEDULES.glob("*.yaml")}
    assert set(firsts.values()) == {f"# yaml-language-server: $schema={SCHEMA_FILE}"}
