"""What the clinic's messages came to: by week, by schedule and stage, and what they cost. Days are the clinic's own."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from io import StringIO

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.duty import duty_zone
from reminders.actions.report_counting import counted_at, day_number, day_of_number
from reminders.app import App
from reminders.domain.cells import harmless
from reminders.domain.said import say
from reminders.domain.words import Channel, Origin
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Row, Work
from reminders.store.facts import drop_fact, get_fact, set_fact
from reminders.store.report_counts import counts_by_week, week_of
from reminders.store.versions import latest_versions

#: Choices of weeks; the last is also the longest stretch of own days.
WEEKS = (4, 13, 26)
LONGEST = timedelta(days=366)
_PRICE = "cents_per_segment"
_MOST_CENTS = 1_000
#: 1969-12-29.
_FIRST_MONDAY = -3


@dataclass(slots=True)
class Tally:
    """Counts of some messages, and of what people did after them."""

    #: On their way, taken without final news, arrived, did not arrive, in doubt.
    sending: int = 0
    sent: int = 0
    delivered: int = 0
    failed: int = 0
    unknown: int = 0
    #: Invitations that left, and how many of their patients have booked since.
    invited: int = 0
    booked: int = 0
    #: Urgent replies, and those of them that were not answered in time.
    urgent: int = 0
    unanswered: int = 0
    #: Stops of everything, and of invitations alone.
    stopped: int = 0
    stopped_invitations: int = 0
    segments: int = 0

    @property
    def left(self) -> int:
        """All that left, whatever became of it."""
        return self.sending + self.sent + self.delivered + self.failed + self.unknown

    @property
    def no_news(self) -> int:
        """Left, and it is not known yet whether they arrived."""
        return self.sending + self.sent + self.unknown

    @property
    def stops(self) -> int:
        """Of either kind."""
        return self.stopped + self.stopped_invitations

    def add(self, what: str, number: int, segments: int) -> None:
        """One count more."""
        setattr(self, what, getattr(self, what) + number)
        self.segments += segments

    def numbers(self) -> list[int]:
        """In the order of the fields."""
        return [getattr(self, one.name) for one in fields(self)]


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from the first to the last."""

    first: date
    last: date
    #: So many weeks up to now; None: own days.
    weeks: int | None = None


@dataclass(frozen=True, slots=True)
class StageTally:
    """What one stage of a schedule came to; `title` is empty for its welcomes."""

    title: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class ScheduleTally:
    """What one schedule came to; `title` is empty for what belongs to none: answers, automatic replies."""

    title: str
    stages: list[StageTally]
    total: Tally


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the page shows."""

    period: Period
    #: Messages to patients; their segments.
    total: Tally
    #: (Monday, what the days of its week in the period came to), without a gap.
    weeks: list[tuple[date, Tally]]
    schedules: list[ScheduleTally]
    #: Segments of alerts to staff: they cost as well.
    alert_segments: int
    #: What a segment costs in cents; None: nobody has said.
    cents: Decimal | None
    counted_at: datetime | None
    #: Days of the past are still being counted.
    counting: bool
    #: (name, title) of every schedule there is.
    choices: list[tuple[str, str]] = field(default_factory=list)

    def cost(self, segments: int) -> Decimal | None:
        """In dollars; None while nobody has said what a segment costs."""
        return None if self.cents is None else (self.cents * segments / 100).quantize(Decimal("0.01"))


def read_period(weeks: str, first: str, last: str, today: date) -> Period:
    """From what was chosen or typed (days as 2026-03-09); 13 weeks where nothing was. Raises BadInput."""
    if not first.strip() and not last.strip():
        chosen = int(weeks) if weeks in map(str, WEEKS) else WEEKS[1]
        monday = today - timedelta(days=today.weekday())
        return Period(monday - timedelta(weeks=chosen - 1), today, chosen)
    mistakes: list[str] = []
    begins, ends = _read_day("from", first, mistakes), _read_day("to", last or today.isoformat(), mistakes)
    if begins and ends and begins > ends:
        mistakes.append(Mistake("to", say("lies before the first day")))
    elif begins and ends and ends - begins >= LONGEST:
        mistakes.append(Mistake("from", say("choose at most a year at once")))
    if mistakes or begins is None or ends is None:
        raise BadInput(mistakes)
    return Period(begins, ends)


def clinic_today(app: App) -> date:
    """The day that the clinic's clock shows."""
    with app.database.read() as work:
        return app.now().astimezone(duty_zone(app.clinic(work))).date()


def report(app: App, period: Period, schedule: str = "") -> Report:
    """What the days of a period came to; of one schedule, or of everything."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        rows = [row for row in _rows(work, app, clinic, period) if not schedule or row[1] == schedule]
        looked_at, counting = counted_at(work)
        titles = _titles(work, app, clinic)
        cents = get_fact(work, _PRICE)
    patients = [row for row in rows if row[4] != Origin.ALERT]
    return Report(
        period=period,
        total=_tally(patients),
        weeks=_weeks(patients, period),
        schedules=_schedules(patients, titles),
        alert_segments=sum(row[7] for row in rows if row[4] == Origin.ALERT),
        cents=Decimal(cents) if cents else None,
        counted_at=looked_at,
        counting=counting,
        choices=[(name, title) for name, (title, _) in titles.items()],
    )


def report_csv(app: App, period: Period, schedule: str = "") -> str:
    """The same as a file for a spreadsheet: a row for each week, schedule, stage, channel and origin."""
    with app.database.read() as work:
        rows = _rows(work, app, app.clinic(work), period, fine=True)
    found: dict[tuple[int, str, str, str, str], Tally] = {}
    for row in rows:
        if not schedule or row[1] == schedule:
            found.setdefault(row[:5], Tally()).add(*row[5:8])
    written = StringIO()
    out = csv.writer(written)
    out.writerow(["week_begins", "schedule", "stage", "channel", "origin", *(one.name for one in fields(Tally))])
    for (week, *place), tally in found.items():
        out.writerow([_monday(week).isoformat(), *map(harmless, place), *tally.numbers()])
    return written.getvalue()


def set_price(app: App, typed: str, by: str) -> None:
    """What one segment of a text costs, in cents as typed ("0.83"); empty: nobody knows. Raises BadInput."""
    cents = _read_cents(typed) if typed.strip() else None
    with app.database.write() as work:
        clinic = app.clinic(work)
        if cents is None:
            drop_fact(work, _PRICE)
        else:
            set_fact(work, _PRICE, str(cents))
        detail = f"{cents} cents a segment" if cents is not None else "none"
        add_audit(work, clinic.id, app.now_micros(), by, "set the price of a text", "clinic", clinic.id, detail)


def _read_day(name: str, typed: str, mistakes: list[str]) -> date | None:
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        mistakes.append(Mistake(name, say("write the day as {example}", example="2026-03-09")))
        return None
    if not 1990 <= day.year <= 2200:
        mistakes.append(Mistake(name, say("choose a day between {first} and {last}", first=1990, last=2200)))
        return None
    return day


def _read_cents(typed: str) -> Decimal:
    try:
        cents = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation:
        cents = Decimal(-1)
    if not cents.is_finite() or not 0 <= cents <= _MOST_CENTS:
        raise BadInput([Mistake("cents", say("write it in cents, for example {example}", example="0.83"))])
    return cents.quantize(Decimal("0.0001")).normalize() + 0


def _rows(work: Work, app: App, clinic: Clinic, period: Period, *, fine: bool = False) -> list[Row]:
    days = day_number(period.first), day_number(period.last)
    return counts_by_week(work, clinic.id, days, {channel: app.live(channel) for channel in Channel}, fine=fine)


def _tally(rows: Sequence[Row]) -> Tally:
    tally = Tally()
    for row in rows:
        tally.add(*row[5:8])
    return tally


def _weeks(rows: Sequence[Row], period: Period) -> list[tuple[date, Tally]]:
    first, last = (week_of(day_number(day)) for day in (period.first, period.last))
    found = {week: Tally() for week in range(first, last + 1)}
    for row in rows:
        found[row[0]].add(*row[5:8])
    return [(_monday(week), tally) for week, tally in found.items()]


def _monday(week: int) -> date:
    return day_of_number(week * 7 + _FIRST_MONDAY)


Titles = dict[str, tuple[str, dict[str, str]]]


def _titles(work: Work, app: App, clinic: Clinic) -> Titles:
    """Schedule → its title, and its stages' titles in their order; of the newest versions."""
    found = {}
    for version in latest_versions(work, clinic.id):
        schedule = app.version(work, version.id).schedule
        found[version.schedule] = schedule.title, {stage.name: stage.title for stage in schedule.stages}
    return found


def _schedules(rows: Sequence[Row], titles: Titles) -> list[ScheduleTally]:
    """Schedules as they are known, stages in their order; what belongs to none last."""
    by_place: dict[str, dict[str, list[Row]]] = {}
    for row in rows:
        by_place.setdefault(row[1], {}).setdefault(row[2], []).append(row)
    names = [*(name for name in titles if name in by_place), *sorted(by_place.keys() - titles.keys(), reverse=True)]
    return [_schedule(by_place[name], *titles.get(name, (name, {}))) for name in names]


def _schedule(by_stage: dict[str, list[Row]], title: str, stages: dict[str, str]) -> ScheduleTally:
    return ScheduleTally(
        title,
        [StageTally(stages.get(name, name), _tally(by_stage[name])) for name in _ordered(by_stage, stages)],
        _tally([row for rows in by_stage.values() for row in rows]),
    )


def _ordered(found: dict[str, list[Row]], known: dict[str, str]) -> Iterator[str]:
    """What belongs to no stage (a welcome) first, then the stages as the schedule has them, then older ones."""
    yield from sorted(
        found, key=lambda name: (name != "", list(known).index(name) if name in known else len(known), name)
    )
