"""A whole day's visits at once: each row is checked and enrolled alone, the others stay to be put right."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.enroll_form import NEW, Typed
from reminders.actions.enroll_page import Choice, choice_of, desk_of, save
from reminders.app import App
from reminders.domain.said import say
from reminders.domain.words import Role
from reminders.store.clinics import Location
from reminders.store.staff import list_staff

#: More rows than a day has visits: a file is imported.
MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Top:
    """What holds for every row that says nothing else, as typed."""

    day: str = ""
    time: str = ""
    schedule: str = ""
    location: str = ""
    language: str = "en"
    provider: str = ""
    how: str = "signed"
    present: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One visit, as typed; empty where nothing was."""

    #: One-time: the row sent twice enrolls once.
    key: str
    #: A phone number or an email.
    address: str = ""
    first_name: str = ""
    last_name: str = ""
    #: Empty: as on top.
    schedule: str = ""
    time: str = ""
    language: str = ""
    provider: str = ""
    care: bool = False
    marketing: bool = False
    #: Who it is where the address or the name is known: an id, "new", or empty.
    patient: str = ""

    @property
    def empty(self) -> bool:
        """Nobody has typed anything here."""
        return not (self.address or self.first_name or self.last_name)

    @property
    def name(self) -> str:
        """Both in one."""
        return " ".join(filter(None, (self.first_name.strip(), self.last_name.strip())))


@dataclass(frozen=True, slots=True)
class DayDesk:
    """What the page offers to choose from."""

    schedules: dict[str, str]
    places: tuple[Location, ...]
    #: Of the location on top.
    zone: ZoneInfo
    #: ISO, at the location.
    today: str
    providers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A row that is done."""

    name: str
    treatment_id: int
    #: False: it was enrolled before.
    added: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that stays."""

    row: Row
    error: BadInput
    #: Who it may be.
    choice: Choice


@dataclass(frozen=True, slots=True)
class DayResult:
    """What became of the rows, in their order."""

    enrolled: tuple[Enrolled, ...]
    refused: tuple[Refused, ...]


def day_desk(app: App, top: Top, by: str) -> DayDesk:
    """A constant number of queries."""
    with app.database.read() as work:
        desk = desk_of(work, app, by)
        zone = desk.zone(Typed(location=top.location))
        staff = list_staff(work, desk.clinic.id)
        return DayDesk(
            schedules=dict(desk.schedules),
            places=desk.clinic.locations,
            zone=zone,
            today=desk.now.astimezone(zone).date().isoformat(),
            providers=tuple(member.name for member in staff if member.role == Role.CLINICIAN),
        )


def save_day(app: App, top: Top, rows: Sequence[Row], by: str) -> DayResult:
    """Enroll every row that can be; empty ones are passed over. The same rows again change nothing."""
    enrolled: list[Enrolled] = []
    refused: list[Refused] = []
    for row in [row for row in rows if not row.empty][:MOST_ROWS]:
        typed = typed_of(top, row)
        try:
            done = save(app, typed, by, trusting=True)
        except BadInput as error:
            refused.append(Refused(row, _told_here(error, typed), _choice(app, typed)))
        else:
            enrolled.append(Enrolled(row.name, done.treatment_id, done.added))
    return DayResult(tuple(enrolled), tuple(refused))


def typed_of(top: Top, row: Row) -> Typed:
    """The row as the form of one patient."""
    by_email = "@" in row.address
    return Typed(
        key=row.key,
        patient=row.patient,
        # Whoever is chosen by name has a new number: it is the one that was just given.
        number="new" if row.patient not in ("", NEW) else "",
        phone="" if by_email else row.address,
        email=row.address if by_email else "",
        first_name=row.first_name,
        last_name=row.last_name,
        schedule=row.schedule or top.schedule,
        when="then",
        day=top.day,
        time=row.time or top.time,
        location=top.location,
        provider=row.provider or top.provider,
        channel="email" if by_email else "sms",
        language=row.language or top.language,
        care=row.care,
        marketing=row.marketing,
        how=top.how,
        present=top.present,
    )


def _told_here(error: BadInput, typed: Typed) -> BadInput:
    """A time may stand in the row or on top: where it is missing, both are named."""
    if typed.time.strip():
        return error
    missing = Mistake("time", say("is missing; give a time in the row or above"))
    return BadInput(missing if isinstance(one, Mistake) and one.name == "time" else one for one in error.mistakes)


def _choice(app: App, typed: Typed) -> Choice:
    with app.database.read() as work:
        return choice_of(work, app.clinic(work).id, typed)
