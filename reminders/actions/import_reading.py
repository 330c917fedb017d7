"""How an uploaded file is read: which column holds what, as found and as a person corrects it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.importing.columns import Columns, Field, suggest_columns
from reminders.actions.importing.encodings import ENCODINGS
from reminders.actions.importing.reading import CsvFile, RawRow
from reminders.actions.importing.values import BadValue, plain, read_yes_no
from reminders.domain.dates import DateOrder
from reminders.domain.said import Said, say

#: So many values of each column are shown.
_SAMPLES = 3
_SHOWN = 60
_MOST_COLUMNS = 300
#: It does not tell what for: consent to the treatment, to messages of care, to invitations.
_BARE_CONSENT = ("consent", "consentimiento")

FIELD_WORDS: Mapping[Field, Said] = {
    Field.FIRST_NAME: say("First name"),
    Field.LAST_NAME: say("Last name"),
    Field.NAME: say("Whole name"),
    Field.PHONE: say("Mobile phone"),
    Field.EMAIL: say("Email"),
    Field.SCHEDULE: say("Treatment"),
    Field.TREATED_AT: say("Date and time of treatment"),
    Field.TREATED_ON: say("Date of treatment"),
    Field.TREATED_TIME: say("Time of treatment"),
    Field.CONSENT_CARE: say("Agreed to aftercare messages"),
    Field.CONSENT_MARKETING: say("Agreed to invitations"),
    Field.CONSENT_HOW: say("How consent was given"),
    Field.STATUS: say("What became of the visit"),
    Field.EXTERNAL_ID: say("Number of the visit"),
    Field.CHANNEL: say("Text or email"),
    Field.LANGUAGE: say("Language"),
    Field.PROVIDER: say("Who treated"),
    Field.SESSION: say("Session (2/4)"),
    Field.TOUCH_UP: say("Touch-up interval"),
    Field.TAGS: say("Tags"),
    Field.LOCATION: say("Location"),
    Field.TIMEZONE: say("Time zone"),
}


@dataclass(frozen=True, slots=True)
class Peeked:
    """The beginning of a file."""

    header: tuple[str, ...]
    #: A few values of each column, shortened.
    samples: tuple[tuple[str, ...], ...]
    #: What was uncertain about the file.
    notes: tuple[str, ...]
    #: As it was read, by a name of ENCODINGS where it has one there.
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class FileReading:
    """How to read a file."""

    #: Column (from 0) → what it holds; columns that are not there are not read.
    columns: Mapping[int, Field]
    #: Empty: by its bytes.
    encoding: str = ""
    #: None: by the dates themselves.
    order: DateOrder | None = None
    #: For rows that name none.
    schedule: str = ""
    consent_how: str = ""

    def to_json(self) -> str:
        """For the run."""
        columns = {str(place): wanted.value for place, wanted in self.columns.items()}
        order = self.order.value if self.order else ""
        return json.dumps([columns, self.encoding, order, self.schedule, self.consent_how])

    def for_import(self, header: Sequence[str]) -> Columns:
        """As the import wants it."""
        ignored = tuple(name for place, name in enumerate(header) if place not in self.columns and name)
        return Columns({wanted: place for place, wanted in self.columns.items()}, ignored)


def reading_of(text: str) -> FileReading:
    """From the run's JSON."""
    stored: Any = json.loads(text)
    if not stored:
        return FileReading({})
    columns, encoding, order, schedule, how = stored
    found = {int(place): Field(wanted) for place, wanted in columns.items()}
    return FileReading(found, encoding, DateOrder(order) if order else None, schedule, how)


def peek(path: Path, encoding: str = "") -> Peeked:
    """The header and a few values. Raises BadInput, by the name "file", for what is no CSV file."""
    return about_file(path, lambda: _peek(path, encoding))


def suggested(peeked: Peeked) -> FileReading:
    """By the names of the columns. A bare "Consent" that holds yes and no is offered as consent to aftercare: only
    here, where a person reads the choice before anything is taken.
    """
    columns = suggest_columns(peeked.header)
    if Field.CONSENT_CARE not in columns.values():
        bare = _bare_consents(peeked)
        if len(bare) == 1 and bare[0] not in columns:
            columns[bare[0]] = Field.CONSENT_CARE
    return FileReading(columns)


def suggested_notes(peeked: Peeked, reading: FileReading) -> tuple[str, ...]:
    """What a person has to look at among the columns that were suggested."""
    taken = [place for place in _bare_consents(peeked) if reading.columns.get(place) is Field.CONSENT_CARE]
    told = say(
        "The column {header} is read as: agreed to aftercare messages. If it means something else, such as consent to "
        "the treatment, choose what it is.",
        header=peeked.header[taken[0]] if taken else "",
    )
    return (told,) if taken else ()


def read_form(
    peeked: Peeked, before: FileReading, given: Mapping[str, str], schedules: Sequence[str]
) -> tuple[FileReading, list[Mistake]]:
    """What a person chose, and what is wrong with it: "column-3" is the field of the fourth column."""
    columns: dict[int, Field] = {}
    mistakes: list[Mistake] = []
    for place in range(len(peeked.header)):
        chosen = given.get(f"column-{place}", "")
        if chosen in set(Field):
            wanted = Field(chosen)
            if wanted in columns.values():
                told = say("two columns are read as: {field}; choose one", field=FIELD_WORDS[wanted])
                mistakes.append(Mistake(f"column-{place}", told))
            else:
                columns[place] = wanted
    encoding, order, schedule = (given.get(name, "") for name in ("encoding", "order", "schedule"))
    reading = replace(
        before,
        columns=columns,
        encoding=encoding if encoding in ENCODINGS else "",
        order=DateOrder(order) if order in set(DateOrder) else None,
        schedule=schedule if schedule in schedules else "",
        consent_how=" ".join(given.get("how", "").split())[:200],
    )
    return reading, [*mistakes, *_missing(reading)]


def about_file(path: Path, act: "Callable[[], Peeked]") -> Peeked:
    """The same, but a mistake about the file does not tell the server's name for it."""
    try:
        return act()
    except BadInput as error:
        raise BadInput(named_file(path, error.mistakes)) from None


def named_file(path: Path, mistakes: Sequence[str]) -> list[str]:
    """Mistakes by the name "file" instead of the server's path."""
    return [
        Mistake("file", line.says) if isinstance(line, Mistake) and line.name.startswith(str(path)) else line
        for line in mistakes
    ]


def _peek(path: Path, encoding: str) -> Peeked:
    with CsvFile(path, encoding or None) as file:
        rows = list(islice((row for row in file.rows() if isinstance(row, RawRow)), 50))
        samples = tuple(_samples([row.cells[place] for row in rows]) for place in range(len(file.header)))
        if len(file.header) > _MOST_COLUMNS:
            told = say("has more than {most} columns; keep those that are needed", most=_MOST_COLUMNS)
            raise BadInput([Mistake("file", told)])
        return Peeked(file.header, samples, file.notes, file.encoding)


def _bare_consents(peeked: Peeked) -> list[int]:
    """Columns named consent and no more, whose first values are yes or no."""
    return [
        place
        for place, header in enumerate(peeked.header)
        if plain(header) in _BARE_CONSENT and place < len(peeked.samples) and _yes_no(peeked.samples[place])
    ]


def _yes_no(samples: Sequence[str]) -> bool:
    try:
        for sample in samples:
            read_yes_no(sample)
    except BadValue:
        return False
    return bool(samples)


def _samples(cells: Sequence[str]) -> tuple[str, ...]:
    seen = list(dict.fromkeys(text for cell in cells if (text := " ".join(cell.split()))))
    return tuple(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…" for text in seen[:_SAMPLES])


def _missing(reading: FileReading) -> list[Mistake]:
    """What the file as a whole cannot do without."""
    known = set(reading.columns.values())
    if {Field.EXTERNAL_ID, Field.STATUS} <= known:
        return []  # Visits that are known already can be canceled by their number alone.
    found = []
    if not known & {Field.PHONE, Field.EMAIL}:
        found.append(Mistake("columns", say("choose the column with the phone or the email")))
    if not known & {Field.FIRST_NAME, Field.NAME}:
        found.append(Mistake("columns", say("choose the column with the name")))
    if not known & {Field.TREATED_AT, Field.TREATED_ON}:
        found.append(Mistake("columns", say("choose the column with the date of treatment")))
    if Field.SCHEDULE not in known and not reading.schedule:
        found.append(Mistake("schedule", say("choose the treatment, or the column that names it")))
    return found
