"""What a row can become, and what it is read against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from reminders.actions.importing.values import Action, plain
from reminders.domain.offsets import Offset
from reminders.domain.planned import Shift
from reminders.domain.words import Channel


@dataclass(frozen=True, slots=True)
class Place:
    """A location of the clinic as a row can name it."""

    location_id: int
    #: An IANA name.
    zone: str


@dataclass(frozen=True, slots=True)
class RowRules:
    """What rows are read against. Labels are plain: see `labels`."""

    #: Label → name of a schedule.
    schedules: Mapping[str, str]
    #: Where a row names no location.
    place: Place
    #: Label → name of a location, and name → location.
    locations: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    #: The order of numeric dates; None: none needs it.
    day_first: bool | None = None
    #: For a treatment of which only the date is known.
    default_time: time = time(12)
    #: Where phone numbers without a country code are dialed.
    region: str = "US"
    #: For rows that name none; empty: a row must.
    schedule: str = ""
    #: For rows that give consent and do not say how; empty: a row must.
    consent_how: str = ""
    #: Whether dates are held against the present; a simulation has a present of its own.
    judged: bool = True


@dataclass(frozen=True, slots=True)
class ImportRow:
    """What a row asks for, every value in its stored form. Empty text: not given."""

    line: int
    action: Action
    #: UTC. None only when a visit is canceled by its external id.
    treated_at: datetime | None
    #: The date of treated_at where the treatment takes place.
    treated_on: date | None
    schedule: str
    channel: Channel
    location_id: int
    first_name: str = ""
    last_name: str = ""
    #: E.164.
    phone: str = ""
    email: str = ""
    language: str = "en"
    #: The patient's own zone.
    timezone: str = ""
    consent_care: bool = False
    consent_marketing: bool = False
    consent_how: str = ""
    external_id: str = ""
    status: str = ""
    provider: str = ""
    session: tuple[int, int] | None = None
    touch_up: Offset | None = None
    tags: frozenset[str] = frozenset()
    #: The written time was skipped by the clocks, or occurred twice.
    shift: Shift | None = None
    #: As read from the file, for the errors file.
    cells: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def address(self) -> str:
        """What the row is matched by when it has no external id."""
        return self.phone or self.email


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong with one row."""

    line: int
    #: Empty: the row as a whole.
    field: str
    #: As written, shortened. Holds patient data: for the errors file and for the person who imports, never for logs.
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that is not taken, whole: nothing of it was stored."""

    line: int
    #: As read from the file; fewer or more than the header when its width is what is wrong.
    cells: tuple[str, ...]
    errors: tuple[RowError, ...]


@dataclass(frozen=True, slots=True)
class RepeatedRow:
    """A row that says exactly what an earlier one said."""

    line: int
    first_line: int


def labels(names_and_titles: Mapping[str, str]) -> dict[str, str]:
    """Plain label → name, for names and titles alike."""
    return {plain(label): name for name, title in names_and_titles.items() for label in (title, name)}
