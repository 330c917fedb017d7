"""Who is treated when, and what staff and patients do about it: one seed, one life of a clinic."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

from reminders.domain.enrollment import Enrollment
from reminders.domain.instants import MINUTE, from_micros, to_micros
from reminders.domain.words import Channel, Kind

HOUR = 60 * MINUTE
DAY = 24 * HOUR
#: How long a history lasts.
LASTS = 30 * DAY
_NEW_YORK = ZoneInfo("America/New_York")
#: A month without a clock change, and months with one in New York, in London, on Lord Howe (half an hour).
_BEGINS = ("2026-06-01", "2026-03-02", "2026-10-24", "2026-03-25")
#: The clinic's zone more often than others.
ZONES = ("", "", "", "America/Los_Angeles", "America/Phoenix", "Europe/London", "Australia/Lord_Howe")
_NAMES = ("Ana", "Ben", "Cleo", "Dora", "Eli", "Fay", "Gus", "Hana", "Ivo", "June")
_KINDS = (frozenset(Kind), frozenset(Kind), frozenset({Kind.CARE}))
#: What staff do to a treatment, with its weight.
ACTS = {"move": 3, "hold": 2, "resume": 2, "booked": 2, "unbooked": 1, "cancel": 1, "entered in error": 1, "again": 3,
        "stop": 2, "stop offers": 1, "unsubscribe": 1, "resolve": 6, "hold texts": 1,
        "hold everything": 0.5, "hold an address": 1, "texts": 8}  # fmt: skip
#: What is done in the seconds in which a message is on its way.
PROVOKED = {
    "stop": 1,
    "texts": 3,
    "texts a stop": 3,
    "stop offers": 1,
    "move": 2,
    "hold": 2,
    "booked": 1,
    "cancel": 1,
    "hold texts": 0.5,
    "hold everything": 0.25,
    "hold an address": 1,
}


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does at an instant (true micros)."""

    at: int
    verb: str
    enrollment: Enrollment | None = None
    #: 0: anybody's.
    treatment_id: int = 0


def beginning(random: Random) -> int:
    """Midnight in New York of the first day."""
    return to_micros(datetime.fromisoformat(random.choice(_BEGINS)).replace(tzinfo=_NEW_YORK).astimezone(UTC))


def enrollments(random: Random, start: int, zones: tuple[str, ...], sharing: float, days: int) -> list[Act]:
    """New patients, most of them in the first two weeks; some share a number or an address."""
    patients = [_patient(random, number, start, zones, sharing, days) for number in range(random.randint(4, 8))]
    return [Act(_typed_in(random, one), "enroll", one) for one in patients]


def others(random: Random, start: int) -> list[Act]:
    """What is done later, to whom is decided then."""
    count = random.randint(4, 16)
    verbs = random.choices(list(ACTS), list(ACTS.values()), k=count)
    acts = [Act(start + random.randrange(HOUR, LASTS - DAY), verb) for verb in verbs]
    # Somebody looks at what is in doubt now and then, and lets a stopped channel go on.
    acts += [Act(start + day * DAY + random.randrange(14 * HOUR, 22 * HOUR), "release") for day in range(1, 30)]
    return acts + [Act(start + day * DAY + random.randrange(8 * HOUR, 20 * HOUR), "inbox") for day in range(1, 30)]


def again(random: Random, before: Enrollment, now: int) -> Enrollment:
    """The same patient was treated once more today."""
    return replace(before, treated_at=from_micros(now - random.randrange(10 * MINUTE, 3 * HOUR)))


def _patient(random: Random, number: int, start: int, zones: tuple[str, ...], sharing: float, days: int) -> Enrollment:
    shared = random.randrange(number) if number and random.random() < sharing else number
    phone, email = f"+120255501{20 + shared}", f"patient{shared}@example.com"
    channel = random.choice([Channel.SMS, Channel.SMS, Channel.SMS, Channel.EMAIL])
    both = random.random() < 0.5
    day = random.randrange(days) * DAY
    return Enrollment(
        schedule="peel",
        first_name=_NAMES[number],
        treated_at=from_micros(start + day + random.randrange(8 * HOUR, 22 * HOUR)),
        channel=channel,
        phone=phone if both or channel is Channel.SMS else "",
        email=email if both or channel is Channel.EMAIL else "",
        timezone=random.choice(zones),
        consents=random.choice(_KINDS),
        consent_how="signed form",
        present=random.random() < 0.4,
    )


def _typed_in(random: Random, one: Enrollment) -> int:
    """Minutes after the treatment, or days."""
    return to_micros(one.treated_at) + random.choice(
        [
            random.randrange(5 * MINUTE, 40 * MINUTE),
            random.randrange(5 * MINUTE, 12 * HOUR),
            random.randrange(DAY, 6 * DAY),
        ]
    )
