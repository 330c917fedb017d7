"""The hours of a week as a form shows and takes them: every day the same, Monday to Friday the same, or day by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum

from reminders.actions.bad_input import Answers, Mistake
from reminders.actions.clinic_answers import read_span
from reminders.domain.rules import ContactHours, Span
from reminders.domain.said import say
from reminders.domain.words import Kind


class Days(StrEnum):
    """How a week is told."""

    #: The same on all seven days.
    SAME = "same"
    #: The same from Monday to Friday; Saturday and Sunday apart.
    WORK = "work"
    #: Seven days apart.
    EACH = "each"


_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Row → the weekdays that it is for, 0 is Monday; in the order in which a form shows them.
ROWS: Mapping[str, Sequence[int]] = {
    "all": range(7),
    "work": range(5),
    **{name: (at,) for at, name in enumerate(_WEEKDAYS)},
}
#: Which rows count.
COUNT: Mapping[str, Sequence[str]] = {
    Days.SAME: ("all",),
    Days.WORK: ("work", "sat", "sun"),
    Days.EACH: _WEEKDAYS,
}


@dataclass(frozen=True, slots=True)
class DayRow:
    """One row as a form shows it: "08:00". Times stand there for a closed day too, for when it opens again."""

    start: str
    end: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class WeekForm:
    """What a form says of one kind; rows that do not count are there too."""

    days: str
    rows: Mapping[str, DayRow]


def week_form(hours: ContactHours) -> WeekForm:
    """Hours as they are, in the shortest way to tell them."""
    week = hours.week
    usual = next((span for span in week if span), (time(8), time(20)))
    rows = {name: _row(week[at[0]], usual) for name, at in ROWS.items()}
    rows["all"] = _row(usual, usual)
    if week[0] is not None and len(set(week)) == 1:
        return WeekForm(Days.SAME, rows)
    return WeekForm(Days.WORK if len(set(week[:5])) == 1 else Days.EACH, rows)


def typed_week(form: Mapping[str, str], kind: Kind) -> WeekForm:
    """What was typed into "care_days", "care_mon_from", "care_mon_to", "care_mon_closed" and so on."""
    rows = {
        name: DayRow(
            form.get(f"{kind}_{name}_from", ""), form.get(f"{kind}_{name}_to", ""), f"{kind}_{name}_closed" in form
        )
        for name in ROWS
    }
    return WeekForm(form.get(f"{kind}_days", ""), rows)


def read_week(answers: Answers, kind: Kind, typed: WeekForm, before: ContactHours) -> ContactHours:
    """The hours that were typed; mistakes are named like the fields, "care_mon_from"."""
    if typed.days not in COUNT:
        answers.mistakes.append(Mistake(f"{kind}_days", say("choose one")))
        return before
    week: list[Span | None] = [None] * 7
    for name in COUNT[typed.days]:
        row = typed.rows[name]
        if not row.closed or typed.days == Days.SAME:
            span = _read_row(answers, f"{kind}_{name}", row)
            for day in ROWS[name]:
                week[day] = span
    if all(typed.rows[name].closed for name in COUNT[typed.days]) and typed.days != Days.SAME:
        answers.mistakes.append(Mistake(f"{kind}_days", say("one day at least must stay open")))
    return replace(before, week=tuple(week))  # type: ignore[arg-type]  # seven items


def _row(span: Span | None, usual: Span) -> DayRow:
    start, end = span or usual
    return DayRow(f"{start:%H:%M}", f"{end:%H:%M}", span is None)


def _read_row(answers: Answers, field: str, row: DayRow) -> Span | None:
    """Each row has names of its own."""
    of_row = Answers()
    span = read_span(of_row, row.start.strip(), row.end.strip())
    for mistake in of_row.mistakes:
        assert isinstance(mistake, Mistake)
        answers.mistakes.append(Mistake(f"{field}_{mistake.name}", mistake.says))
    return span
