"""What a schedule file may hold, key by key. The published JSON Schema comes from here."""

from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, StringConstraints, WithJsonSchema

from reminders.domain.offsets import Offset
from reminders.domain.reply_words import words_of
from reminders.domain.words import Channel, Kind, Late, Question, StopsOn

#: No recovery is planned further ahead.
MAX_YEARS = 10
#: Letters; shorter ones would be found in every second reply.
SHORTEST_FLAG = 3
NAME_PATTERN = r"[a-z0-9-]+"
TIME_PATTERN = r"([01][0-9]|2[0-3]):[0-5][0-9]"
_OFFSET_PATTERN = r"P(?=[0-9T])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?)?"


def parse_offset(value: object) -> Offset:
    """An offset of at most ten years. Raises ValueError that says what is wrong."""
    if not isinstance(value, str):
        raise ValueError("must be an offset, for example PT24H, P3D, P2W or P3M")
    offset = Offset.parse(value)
    days = (offset.minutes or 0) // 1440 + offset.days + offset.months * 30
    if days > MAX_YEARS * 366:
        raise ValueError(f"{value!r} lies more than {MAX_YEARS} years ahead")
    return offset


def parse_time(value: object) -> time:
    """A wall-clock time HH:MM. Raises ValueError that says what is wrong."""
    try:
        if not isinstance(value, str) or len(value) != 5:
            raise ValueError
        return time.fromisoformat(value)
    except ValueError:
        raise ValueError(f'{value!r} is not a time of day; write for example "09:30"') from None


def parse_flag(value: str) -> str:
    """Words to look for in a reply. Raises ValueError that says what is wrong."""
    if len(words_of(value).replace(" ", "")) < SHORTEST_FLAG:
        raise ValueError(f"{value!r} is too short to be looked for; write at least {SHORTEST_FLAG} letters")
    return value


def _once_each(values: list[Channel]) -> list[Channel]:
    if len(set(values)) != len(values):
        raise ValueError("names a channel twice")
    return values


Name = Annotated[str, StringConstraints(pattern=f"^{NAME_PATTERN}$", max_length=60)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Flag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), AfterValidator(parse_flag)]
OffsetText = Annotated[
    Offset,
    PlainValidator(parse_offset),
    WithJsonSchema({"type": "string", "pattern": f"^{_OFFSET_PATTERN}$", "examples": ["PT24H", "P3D", "P2W", "P3M"]}),
]
TimeText = Annotated[
    time,
    PlainValidator(parse_time),
    WithJsonSchema({"type": "string", "pattern": f"^{TIME_PATTERN}$", "examples": ["10:00"]}),
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StepModel(_Part):
    """One message."""

    step: Name = Field(description="Its name, also of its folder under templates/<schedule>/.")
    at: OffsetText = Field(
        description="From the treatment: PT30M or PT24H counts time that passes, P3D, P2W or P3M days on the calendar."
    )
    time: TimeText | None = Field(
        default=None, description='Wall-clock time for a calendar `at`, "HH:MM"; else the clinic\'s send time.'
    )
    kind: Kind | None = Field(default=None, description="care or marketing; else the stage's, else care.")
    essential: bool = Field(default=False, description="Never dropped or moved by the limits on messages.")
    late: Late = Field(default=Late.SEND, description="What to do when its moment is already past: send or skip.")
    channels: Annotated[list[Channel], AfterValidator(_once_each)] | None = Field(
        default=None, min_length=1, description="The channels it may use, in this order; else the patient's own first."
    )
    stops_on: list[StopsOn] | None = Field(
        default=None, description="What cancels it before it is sent; else what the stage says."
    )
    series_at: OffsetText | None = Field(
        default=None,
        description="Instead of `at` for a patient in a series of sessions, or when that is not known.",
    )
    asks: Question | None = Field(
        default=None,
        description="What its text asks, so that a digit answers it: care-check (1 as expected, 2 I have a question, "
        "3 I am worried) or invitation (1 call me, 2 later, 3 no invitations).",
    )


class StageModel(_Part):
    """A window of recovery."""

    stage: Name = Field(description="Its name.")
    name: Words | None = Field(default=None, description="As staff read it; else made from the stage's name.")
    expect: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = Field(
        default="", description="What the patient may notice, in plain words."
    )
    opens: OffsetText = Field(description="From the treatment; its steps go no earlier.")
    closes: OffsetText = Field(description="From the treatment; days last to their end. Its steps go no later.")
    kind: Kind = Field(default=Kind.CARE, description="For its steps that do not say their own.")
    stops_on: list[StopsOn] = Field(default=[], description="For its steps that do not say their own.")
    steps: list[StepModel] = Field(min_length=1, description="Its messages.")


class FlagsModel(_Part):
    """Words to look for in patients' replies, by language; all of them are looked for in every reply."""

    en: list[Flag] = Field(default=[], description="English.")
    es: list[Flag] = Field(default=[], description="Spanish.")


class ScheduleModel(_Part):
    """The plan for one kind of treatment."""

    schedule: Name = Field(description="Its name, also of its file and of its folder under templates/.")
    name: Words | None = Field(default=None, description="As staff read it; else made from the schedule's name.")
    stages: list[StageModel] = Field(min_length=1, description="In the order of recovery.")
    red_flags: FlagsModel = Field(
        default=FlagsModel(),
        description="Words in a reply that make it urgent; in any order, inflected; a star stands for any ending.",
    )
    emergencies: FlagsModel = Field(
        default=FlagsModel(),
        description="The same where the emergency number comes first; trouble breathing and a swelling face always do.",
    )
