"""One row of a file as a typed value, or everything that is wrong with it."""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from reminders.actions.importing.columns import Columns, Field
from reminders.actions.importing.reading import RawRow
from reminders.actions.importing.row_types import ImportRow, Place, RowError, RowRules
from reminders.actions.importing.values import (
    Action,
    BadValue,
    one_of,
    plain,
    read_channel,
    read_language,
    read_name,
    read_session,
    read_status,
    read_tags,
    read_text,
    read_timezone,
    read_touch_up,
    read_yes_no,
    split_name,
)
from reminders.domain.addresses import BadAddress, normalize_email, normalize_phone
from reminders.domain.dates import BadDate, When, parse_time, parse_when, when_of
from reminders.domain.said import say
from reminders.domain.words import Channel

#: A treatment further back is taken for a typing error.
OLDEST = timedelta(days=3653)

Value = TypeVar("Value")


def read_row(raw: RawRow, columns: Columns, rules: RowRules, now: datetime) -> ImportRow | tuple[RowError, ...]:
    """The row, or all its errors. `now` is aware; it decides what is past and what is to come."""
    cells = _Cells(raw, columns.index)
    action = cells.read(Field.STATUS, read_status, Action.ENROLL)
    external_id = cells.read(Field.EXTERNAL_ID, read_text, "")
    row = _visit(cells, rules, action, external_id, now)
    if cells.errors and action is Action.CANCEL and external_id:
        # Its id alone tells which visit is canceled: a wrong phone number must not keep it alive.
        return row
    return tuple(cells.errors) if cells.errors else row


class _Cells:
    """The cells of one row by field, and the errors found in them."""

    __slots__ = ("_texts", "errors", "line", "raw")

    def __init__(self, raw: RawRow, index: Mapping[Field, int]) -> None:
        cells = self.raw = raw.cells
        self._texts = {wanted: text for wanted, place in index.items() if (text := cells[place].strip())}
        self.line = raw.line
        self.errors: list[RowError] = []

    def text(self, wanted: Field) -> str:
        return self._texts.get(wanted, "")

    def read(self, wanted: Field, form: Callable[[str], Value], blank: Value) -> Value:
        """The cell's value; `blank` for an empty cell, and for one that is refused."""
        text = self._texts.get(wanted)
        if text is None:
            return blank
        try:
            return form(text)
        except (BadAddress, BadDate, BadValue) as error:
            self.refuse(wanted, error.reason)
            return blank

    def refused(self, wanted: Field) -> bool:
        return any(error.field == wanted for error in self.errors)

    def refuse(self, wanted: Field, reason: str) -> None:
        value = self.text(wanted)
        shown = value if len(value) <= 80 else value[:79] + "…"
        self.errors.append(RowError(self.line, wanted.value, shown, reason))


def _visit(cells: _Cells, rules: RowRules, action: Action, external_id: str, now: datetime) -> ImportRow:
    enrolls = action is Action.ENROLL
    first_name, last_name = _names(cells, required=enrolls)
    phone = cells.read(Field.PHONE, lambda text: normalize_phone(text, rules.region), "")
    email = cells.read(Field.EMAIL, normalize_email, "")
    timezone = cells.read(Field.TIMEZONE, read_timezone, "")
    place = _place(cells, rules)
    zone = ZoneInfo(timezone or place.zone)
    when = _when(cells, rules, zone)
    if when is not None and rules.judged and not cells.refused(Field.STATUS):
        _judge(cells, when, action, zone, now)
    care, marketing, how = _consents(cells, rules) if enrolls else (False, False, "")
    return ImportRow(
        line=cells.line,
        action=action,
        treated_at=when.at if when else None,
        treated_on=when.on if when else None,
        schedule=_schedule(cells, rules, action),
        channel=_channel(cells),
        location_id=place.location_id,
        first_name=first_name,
        last_name=last_name,
        phone=phone,
        email=email,
        language=cells.read(Field.LANGUAGE, read_language, "en"),
        timezone=timezone,
        consent_care=care,
        consent_marketing=marketing,
        consent_how=how,
        external_id=external_id,
        status=plain(cells.text(Field.STATUS)),
        provider=cells.read(Field.PROVIDER, read_text, ""),
        session=cells.read(Field.SESSION, read_session, None),
        touch_up=cells.read(Field.TOUCH_UP, read_touch_up, None),
        tags=cells.read(Field.TAGS, read_tags, frozenset()),
        shift=when.shift if when else None,
        cells=tuple(cells.raw),
    )


def _names(cells: _Cells, *, required: bool) -> tuple[str, str]:
    first = cells.read(Field.FIRST_NAME, read_name, "")
    last = cells.read(Field.LAST_NAME, read_name, "")
    if not cells.text(Field.FIRST_NAME) and cells.text(Field.NAME):
        first, split_last = cells.read(Field.NAME, split_name, ("", ""))
        return first, last or split_last
    if required and not cells.text(Field.FIRST_NAME):
        cells.refuse(Field.FIRST_NAME, say("is missing; messages greet the patient by it"))
    return first, last


def _place(cells: _Cells, rules: RowRules) -> Place:
    name = cells.read(Field.LOCATION, lambda text: one_of(text, rules.locations, places=True), "")
    return rules.places[name] if name else rules.place


def _when(cells: _Cells, rules: RowRules, zone: ZoneInfo) -> When | None:
    wanted = Field.TREATED_AT if cells.text(Field.TREATED_AT) else Field.TREATED_ON
    if not cells.text(wanted):
        cells.refuse(Field.TREATED_AT, say("is missing; write it as 2026-03-07 15:00"))
        return None

    def parsed(text: str) -> When | None:
        return parse_when(text, day_first=rules.day_first, zone=zone, default_time=rules.default_time)

    when = cells.read(wanted, parsed, None)
    clock = cells.read(Field.TREATED_TIME, parse_time, None)
    if when is None or clock is None:
        return when
    if not when.timed or when.at.astimezone(zone).time() == time(0):
        return when_of(when.on, clock, zone)
    if when.at.astimezone(zone).time() != clock:
        cells.refuse(
            Field.TREATED_TIME, say("is another time than the one in {field}; keep one of them", field=wanted.value)
        )
    return when


def _judge(cells: _Cells, when: When, action: Action, zone: ZoneInfo, now: datetime) -> None:
    """A date alone is judged as a date: a treatment of this morning may carry a default time that is still to come."""
    past = when.at <= now if when.timed else when.on <= now.astimezone(zone).date()
    today = not when.timed and past and when.on == now.astimezone(zone).date()
    wanted = Field.TREATED_AT if cells.text(Field.TREATED_AT) else Field.TREATED_ON
    if when.at < now - OLDEST:
        cells.refuse(wanted, say("is more than ten years ago; check the year"))
    elif action is Action.ENROLL and not past:
        cells.refuse(wanted, say("lies in the future; a visit to come needs the status booked"))
    elif action is Action.BOOKING and past and not today:
        cells.refuse(
            wanted, say("is past; a visit that took place needs the status completed, one that did not, canceled")
        )


def _schedule(cells: _Cells, rules: RowRules, action: Action) -> str:
    """A booking may leave it out: it then concerns every treatment of the patient."""
    name = cells.read(Field.SCHEDULE, lambda text: one_of(text, rules.schedules), rules.schedule)
    if not name and not cells.text(Field.SCHEDULE) and action is not Action.BOOKING:
        cells.refuse(Field.SCHEDULE, say("is missing; name the schedule of this treatment"))
    return name


def _channel(cells: _Cells) -> Channel:
    phone, email = cells.text(Field.PHONE), cells.text(Field.EMAIL)
    if not phone and not email:
        cells.refuse(
            Field.PHONE, say("is missing, and so is email; give at least one, else nothing can reach the patient")
        )
    channel = cells.read(Field.CHANNEL, read_channel, Channel.SMS if phone else Channel.EMAIL)
    if channel is Channel.SMS and not phone and email:
        cells.refuse(Field.CHANNEL, say("asks for texts, and the row has no phone number"))
    if channel is Channel.EMAIL and not email and phone:
        cells.refuse(Field.CHANNEL, say("asks for email, and the row has no email address"))
    return channel


def _consents(cells: _Cells, rules: RowRules) -> tuple[bool, bool, str]:
    care = cells.read(Field.CONSENT_CARE, read_yes_no, False)
    marketing = cells.read(Field.CONSENT_MARKETING, read_yes_no, False)
    how = cells.read(Field.CONSENT_HOW, read_text, rules.consent_how)
    if (care or marketing) and not how and not cells.text(Field.CONSENT_HOW):
        cells.refuse(Field.CONSENT_HOW, say('is missing; say how consent was given, for example "signed form"'))
    return care, marketing, how
