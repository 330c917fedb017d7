"""Which column holds which field: our own names, those of common clinic software, and what `--map` says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from reminders.actions.bad_input import BadInput
from reminders.actions.importing.values import plain


class Field(StrEnum):
    """What a row can say. The values are the names that a file's header uses."""

    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    #: First and last name in one column.
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    CHANNEL = "channel"
    LANGUAGE = "language"
    TIMEZONE = "timezone"
    SCHEDULE = "schedule"
    TREATED_AT = "treated_at"
    TREATED_ON = "treated_on"
    TREATED_TIME = "treated_time"
    CONSENT_CARE = "consent_care"
    CONSENT_MARKETING = "consent_marketing"
    CONSENT_HOW = "consent_how"
    EXTERNAL_ID = "external_id"
    STATUS = "status"
    PROVIDER = "provider"
    SESSION = "session"
    TOUCH_UP = "touch_up"
    TAGS = "tags"
    LOCATION = "location"


#: In `--map header=ignore`: that column is not read.
IGNORE = "ignore"

#: Other names, the better one first where a file has several (a mobile number before any other).
#: Names of a person's record number are left out on purpose: external_id names one visit.
#: So are bare "consent" columns: care and marketing are asked apart.
_SYNONYMS: dict[Field, tuple[str, ...]] = {
    Field.FIRST_NAME: (
        "client first name", "patient first name", "guest first name", "given name", "forename", "nombre",
    ),
    Field.LAST_NAME: (
        "client last name", "patient last name", "guest last name", "surname", "family name", "apellido", "apellidos",
    ),
    Field.NAME: ("full name", "client name", "patient name", "guest name", "customer name", "client", "patient"),
    Field.PHONE: (
        "mobile", "mobile phone", "mobile number", "mobile phone number", "cell", "cell phone", "cell number",
        "cell phone number", "phone mobile", "client mobile", "patient mobile", "phone number", "client phone",
        "patient phone", "telephone", "tel", "movil", "celular", "telefono",
    ),
    Field.EMAIL: ("e mail", "email address", "e mail address", "client email", "patient email", "mail", "correo"),
    Field.CHANNEL: ("preferred channel", "contact preference", "preferred contact method", "contact method"),
    Field.LANGUAGE: ("preferred language", "client language", "patient language", "idioma", "lang"),
    Field.TIMEZONE: ("time zone", "tz"),
    Field.SCHEDULE: (
        "service", "service name", "treatment", "treatment name", "treatment type", "appointment type", "procedure",
        "servicio", "tratamiento",
    ),
    Field.TREATED_AT: ("treatment date and time", "appointment date time", "appointment datetime", "start", "start at"),
    Field.TREATED_ON: (
        "treatment date", "appointment date", "appt date", "date of treatment", "date of service", "service date",
        "visit date", "date", "fecha",
    ),
    Field.TREATED_TIME: (
        "treatment time", "appointment time", "appt time", "start time", "visit time", "time", "hora",
    ),
    Field.CONSENT_CARE: ("care consent", "aftercare consent", "consent to aftercare", "consent to care messages"),
    Field.CONSENT_MARKETING: ("marketing consent", "consent to marketing", "marketing opt in", "marketing messages"),
    Field.CONSENT_HOW: ("consent source", "consent method", "how consent was given", "consent given by"),
    Field.EXTERNAL_ID: (
        "appointment id", "appt id", "appointment number", "visit id", "booking id", "treatment id",
    ),
    Field.STATUS: ("appointment status", "appt status", "visit status", "booking status", "estado"),
    Field.PROVIDER: (
        "provider name", "practitioner", "practitioner name", "clinician", "therapist", "esthetician", "aesthetician",
        "injector", "staff", "staff member", "employee", "performed by",
    ),
    Field.SESSION: ("session number", "session no", "visit number"),
    Field.TOUCH_UP: ("touch up interval", "touchup", "touch up after"),
    Field.TAGS: ("tag", "labels", "client tags", "patient tags"),
    Field.LOCATION: ("location name", "branch", "site", "office", "clinic location"),
}  # fmt: skip

#: The column that our own errors file adds, as each language calls it; plain.
REASONS = frozenset(("reason", "que corregir"))


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands."""

    #: Field → index of its column.
    index: Mapping[Field, int]
    #: Headers that are not read, as written.
    ignored: tuple[str, ...]
    #: For people: choices that were made, such as one of two phone columns.
    notes: tuple[str, ...] = ()


def find_columns(header: Sequence[str], overrides: Sequence[str] = (), *, schedule_known: bool = False) -> Columns:
    """The columns of a file. `overrides` are `header=field` of `--map`, where the field may be "ignore".

    `schedule_known`: a schedule is given for the whole file. Raises BadInput with every mistake: an unknown header or
    field in an override, two columns of one name, no header at all, no way to reach a patient, no date.
    """
    mistakes: list[str] = []
    forced = _read_overrides(header, overrides, mistakes)
    index = {wanted: place for place, wanted in forced.items() if wanted != IGNORE}
    free = [place for place in range(len(header)) if place not in forced]
    notes: list[str] = []
    for wanted in Field:
        if wanted not in index:
            _choose(wanted, header, free, index, notes, mistakes)
    mistakes += _missing(index, schedule_known)
    if mistakes:
        raise BadInput(mistakes)
    taken = set(index.values())
    ignored = [h for place, h in enumerate(header) if place not in taken and h and plain(h) not in REASONS]
    return Columns({Field(wanted): place for wanted, place in index.items()}, tuple(ignored), tuple(notes))


def suggest_columns(header: Sequence[str]) -> dict[int, Field]:
    """Place → field, by the names of the columns; for a person to correct."""
    index: dict[str, int] = {}
    for wanted in Field:
        _choose(wanted, header, list(range(len(header))), index, [], [])
    return {place: Field(wanted) for wanted, place in index.items()}


def _read_overrides(header: Sequence[str], overrides: Sequence[str], mistakes: list[str]) -> dict[int, str]:
    """Place → field (or IGNORE)."""
    forced: dict[int, str] = {}
    for override in overrides:
        name, equals, wanted = (part.strip() for part in override.rpartition("="))
        if not equals or not name or not wanted:
            mistakes.append(f'map: {override!r} has no header=field form; write for example --map "Cell No=phone"')
            continue
        places = [place for place, written in enumerate(header) if written == name]
        places = places or [place for place, written in enumerate(header) if plain(written) == plain(name)]
        wrong = _override_mistake(name, wanted, places, header, forced)
        if wrong:
            mistakes.append(f"map: {wrong}")
        else:
            forced[places[0]] = wanted
    return forced


def _override_mistake(
    name: str, wanted: str, places: list[int], header: Sequence[str], forced: Mapping[int, str]
) -> str | None:
    if not places:
        return f"the file has no column {name!r}{_near(name, header)}; it has {', '.join(filter(None, header))}"
    if len(places) > 1:
        return f"{len(places)} columns are named {name!r}; rename them in the file"
    if wanted != IGNORE and wanted not in set(Field):
        known = [field.value for field in Field]
        return f"there is no field {wanted!r}{_near(wanted, known)}; use {', '.join(known)} or {IGNORE}"
    if places[0] in forced:
        return f"column {name!r} is given twice"
    if wanted != IGNORE and wanted in forced.values():
        return f"field {wanted!r} is given to two columns"
    return None


def _choose(
    wanted: Field, header: Sequence[str], free: list[int], index: dict[str, int], notes: list[str], mistakes: list[str]
) -> None:
    """Give `wanted` the best named free column."""
    ranks = {name: rank for rank, name in enumerate((plain(wanted), *_SYNONYMS[wanted]))}
    fitting = sorted((ranks[plain(header[place])], place) for place in free if plain(header[place]) in ranks)
    if not fitting:
        return
    best, place = fitting[0]
    twins = [other for rank, other in fitting if rank == best]
    if len(twins) > 1:
        columns = " and ".join(str(twin + 1) for twin in twins)
        mistakes.append(f"header: columns {columns} are both named {header[place]!r}; rename one or leave it out")
    others = [header[other] for rank, other in fitting if rank != best]
    if others:
        notes.append(f"{wanted} is read from {header[place]!r}; not read: {', '.join(map(repr, others))}.")
    index[wanted] = place


def _missing(index: Mapping[str, int], schedule_known: bool) -> list[str]:
    """What the file as a whole cannot do without."""
    if not index:
        # The row is not shown: without a header it is a patient's.
        return [
            "header: the first row names no known column; it must name them, for example first_name, phone, treated_at"
        ]
    if Field.EXTERNAL_ID in index and Field.STATUS in index:
        return []  # Visits that are known already can be canceled by their id alone; each row is judged by itself.
    groups: dict[str, tuple[Field, ...]] = {
        "a phone or email column": (Field.PHONE, Field.EMAIL),
        "a treated_at (or treated_on) column": (Field.TREATED_AT, Field.TREATED_ON),
        "a first_name (or name) column": (Field.FIRST_NAME, Field.NAME),
    }
    if not schedule_known:
        groups["a schedule column"] = (Field.SCHEDULE,)
    cure = "name it in the header, or say which with --map header=field"
    return [
        f"header: {what} is missing; {cure}" for what, names in groups.items() if not any(n in index for n in names)
    ]


def _near(word: str, known: Sequence[str]) -> str:
    close = get_close_matches(word, [name for name in known if name], n=1, cutoff=0.6)
    return f" (did you mean {close[0]!r}?)" if close else ""
