"""What must hold between the parts of a schedule; judged on whatever parts can be read, so that all is said at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from reminders.catalog.mistakes import Mistake
from reminders.catalog.schedule_models import parse_offset
from reminders.catalog.yaml_source import Path, Source, Value
from reminders.domain.offsets import Offset
from reminders.domain.rules import ClinicRules
from reminders.domain.schedule import TOUCH_UP_STAGE, Schedule, Step
from reminders.domain.words import Channel, Kind, Question

#: Folder names under templates/ that are not a schedule's, and the step name the program uses itself.
RESERVED = "welcome"
#: Calendar offsets are compared from every day of a leap year and its neighbors.
_STARTS = tuple(date(2027, 1, 1) + timedelta(days=number) for number in range(365 + 366 + 365))
_DAY = 1440


def rule_mistakes(source: Source) -> list[Mistake]:
    """Every broken rule between keys: names used twice, windows, steps outside of them, mixed ways of counting."""
    return list(_mistakes(source))


def rule_warnings(schedule: Schedule, source: Source, rules: ClinicRules) -> Iterator[Mistake]:
    """Stages that count in both hours and days, and times outside their kind's contact hours on every weekday."""
    for stage_index, stage in enumerate(schedule.stages):
        path: Path = ("stages", stage_index)
        if len({offset.elapsed for offset in (stage.opens, stage.closes, *(step.at for step in stage.steps))}) > 1:
            yield source.mistake(path, "counts some offsets in hours and some in days; one way in a stage is clearer")
        for step_index, step in enumerate(stage.steps):
            if step.at_time is not None and not _permitted(step.at_time, step, rules):
                yield source.mistake(
                    (*path, "steps", step_index, "time"),
                    f"{step.at_time:%H:%M} is outside the contact hours for {step.kind}; it will wait for them",
                )


def _permitted(at: time, step: Step, rules: ClinicRules) -> bool:
    return any(span is not None and span[0] <= at < span[1] for span in rules.hours[step.kind].week)


def _mistakes(source: Source) -> Iterator[Mistake]:
    stages = list(_items(source.value, "stages", ()))
    steps = [step for path, stage in stages for step in _items(stage, "steps", path)]
    yield from _reserved(source, steps)
    yield from _twice(source, stages, "stage")
    yield from _twice(source, steps, "step")
    for path, stage in stages:
        yield from _stage_mistakes(source, path, stage)


def _items(value: Value, key: str, path: Path) -> Iterator[tuple[Path, dict[str, Value]]]:
    found = value.get(key) if isinstance(value, dict) else None
    for index, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, dict):
            yield (*path, key, index), item


def _reserved(source: Source, steps: list[tuple[Path, dict[str, Value]]]) -> Iterator[Mistake]:
    if isinstance(source.value, dict) and source.value.get("schedule") == RESERVED:
        yield source.mistake(("schedule",), f"{RESERVED!r} is the program's own name; choose another")
    for path, step in steps:
        if step.get("step") == RESERVED:
            yield source.mistake((*path, "step"), f"{RESERVED!r} is the program's own name; choose another")


def _twice(source: Source, items: list[tuple[Path, dict[str, Value]]], key: str) -> Iterator[Mistake]:
    first: dict[str, Path] = {}
    for path, item in items:
        name = item.get(key)
        if not isinstance(name, str):
            continue
        if name in first:
            line = source.line_of((*first[name], key))
            yield source.mistake((*path, key), f"{name!r} is already the name of the {key} on line {line}")
        first.setdefault(name, path)


@dataclass(frozen=True, slots=True)
class _Window:
    opens: Offset
    closes: Offset


def _stage_mistakes(source: Source, path: Path, stage: dict[str, Value]) -> Iterator[Mistake]:
    opens, closes = _offset(stage, "opens"), _offset(stage, "closes")
    if stage.get("stage") == TOUCH_UP_STAGE and any(offset and offset.elapsed for offset in (opens, closes)):
        yield source.mistake(
            path, "the touch-up stage counts in days, weeks or months, as a patient's own interval does"
        )
    window = _Window(opens, closes) if opens and closes else None
    if window and not _before(window.opens, window.closes):
        yield source.mistake((*path, "closes"), f"must be after opens ({stage['opens']}), got {stage['closes']}")
        window = None
    for step_path, step in _items(stage, "steps", path):
        yield from _step_mistakes(source, step_path, step, stage, window)


def _step_mistakes(
    source: Source, path: Path, step: dict[str, Value], stage: dict[str, Value], window: _Window | None
) -> Iterator[Mistake]:
    yield from _asking_mistakes(source, path, step, stage)
    at = _offset(step, "at")
    if at and at.elapsed and step.get("time") is not None:
        yield source.mistake((*path, "time"), f"goes with days, weeks or months; {step['at']} already says when")
    for key in ("at", "series_at"):
        offset = _offset(step, key)
        if offset and window and not _inside(offset, window):
            yield source.mistake(
                (*path, key),
                f"must be inside its stage's window ({stage['opens']} to {stage['closes']}), got {step[key]}",
            )
    series_at = _offset(step, "series_at")
    if at and series_at and at.elapsed != series_at.elapsed:
        yield source.mistake((*path, "series_at"), "must count as `at` does: both in hours, or both in days")


def _asking_mistakes(source: Source, path: Path, step: dict[str, Value], stage: dict[str, Value]) -> Iterator[Mistake]:
    """A care question in an invitation would be asked of people who never agreed to it, and the other way round."""
    asks, channels = step.get("asks"), step.get("channels")
    kind = step.get("kind") or stage.get("kind") or Kind.CARE
    if (asks, kind) in ((Question.CARE_CHECK, Kind.MARKETING), (Question.INVITATION, Kind.CARE)):
        yield source.mistake((*path, "asks"), f"{asks} does not go with kind {kind}")
    if asks is not None and isinstance(channels, list) and channels and Channel.SMS not in channels:
        yield source.mistake((*path, "asks"), "is answered by text, and the step never goes by sms")


def _offset(item: dict[str, Value], key: str) -> Offset | None:
    try:
        return parse_offset(item.get(key))
    except ValueError:
        return None


def _inside(at: Offset, window: _Window) -> bool:
    return _before(window.opens, at, or_with=True) and _before(at, window.closes)


def _before(first: Offset, second: Offset, *, or_with: bool = False) -> bool:
    """Hours must come before hours; days may share a day, as windows last to its end.

    Hours against days cannot be told for every time of day: only what is never in order is wrong.
    """
    if first.minutes is not None and second.minutes is not None:
        return first.minutes < second.minutes or (or_with and first.minutes == second.minutes)
    if first.minutes is None and second.minutes is None:
        return _not_after(first, second)
    return _minutes(first)[0] < _minutes(second)[1] + (0 if second.elapsed else _DAY)


@lru_cache(maxsize=1024)
def _not_after(first: Offset, second: Offset) -> bool:
    """Calendar offsets: from no day of the year does `first` lie after `second`."""
    if first.months <= second.months and first.days <= second.days:
        return True
    return all(first.date_from(start) <= second.date_from(start) for start in _STARTS)


@lru_cache(maxsize=1024)
def _minutes(offset: Offset) -> tuple[int, int]:
    """Minutes after treatment, the fewest and the most; a calendar day begins up to 24 h before that time of day."""
    if offset.minutes is not None:
        return offset.minutes, offset.minutes
    days = [(offset.date_from(start) - start).days for start in _STARTS]
    return (min(days) - 1) * _DAY, max(days) * _DAY
