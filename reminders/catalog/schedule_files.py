"""Schedule files: YAML text in, the planner's Schedule out, or every mistake at once."""

from dataclasses import dataclass
from functools import lru_cache

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from reminders.catalog.mistakes import Mistake, Mistakes, near
from reminders.catalog.schedule_checks import rule_mistakes, rule_warnings
from reminders.catalog.schedule_models import NAME_PATTERN, FlagsModel, ScheduleModel, StageModel, StepModel
from reminders.catalog.yaml_source import Path, Source, read_source
from reminders.domain.red_flags import RedFlags
from reminders.domain.rules import ClinicRules
from reminders.domain.said import Named
from reminders.domain.schedule import Schedule, Stage, Step

_SCHEDULE_KEYS = tuple(ScheduleModel.model_fields)
_STAGE_KEYS = tuple(StageModel.model_fields)
_STEP_KEYS = tuple(StepModel.model_fields)
_FLAGS_KEYS = tuple(FlagsModel.model_fields)


@dataclass(frozen=True, slots=True)
class ScheduleFile:
    """A schedule file without mistakes."""

    schedule: Schedule
    #: Worth a look; nothing that stops it.
    warnings: tuple[Mistake, ...]


def parse_schedule(text: str, file: str) -> Schedule:
    """The schedule of a file's text; `file` names it in messages. Raises Mistakes with all that is wrong."""
    return read_schedule(text, file).schedule


@lru_cache(maxsize=16)
def read_schedule(text: str, file: str, rules: ClinicRules | None = None) -> ScheduleFile:
    """The schedule and its warnings, judged by the clinic's rules (the defaults where none are given). The same text
    is read once: it takes the parser a twentieth of a second.

    Raises Mistakes with all that is wrong.
    """
    source = read_source(text, file)
    if not isinstance(source.value, dict):
        raise Mistakes([Mistake(file, 1, "", "must hold `schedule:`, `name:` and `stages:`")])
    model, mistakes = _validated(source)
    mistakes += rule_mistakes(source)
    if mistakes or model is None:
        raise Mistakes(sorted(mistakes, key=lambda mistake: mistake.line or 0))
    schedule = _schedule(model)
    return ScheduleFile(schedule, tuple(rule_warnings(schedule, source, rules or ClinicRules())))


def _validated(source: Source) -> tuple[ScheduleModel | None, list[Mistake]]:
    try:
        return ScheduleModel.model_validate(source.value), []
    except ValidationError as error:
        return None, [_mistake(detail, source) for detail in error.errors(include_url=False)]


def _mistake(detail: ErrorDetails, source: Source) -> Mistake:
    path: Path = detail["loc"]
    return source.mistake(path, _TEXTS.get(detail["type"], _other_text)(detail, path))


def _unknown_key_text(_: ErrorDetails, path: Path) -> str:
    known = _keys_in(path[:-1])
    guess = near(str(path[-1]), known)
    return f"is not a key here{guess or '; the keys are ' + ', '.join(known)}"


def _keys_in(path: Path) -> tuple[str, ...]:
    """The keys of the part at this place."""
    return {0: _SCHEDULE_KEYS, 1: _FLAGS_KEYS, 2: _STAGE_KEYS, 4: _STEP_KEYS}[len(path)]


def _missing_text(_detail: ErrorDetails, _path: Path) -> str:
    return "is missing"


def _choice_text(detail: ErrorDetails, _path: Path) -> str:
    expected = str((detail.get("ctx") or {}).get("expected", ""))
    words = [word.strip("'") for word in expected.replace(" or ", ", ").split(", ")]
    return f"must be {' or '.join(words)}, got {_shown(detail)}{near(str(detail['input']), words)}"


def _name_text(detail: ErrorDetails, _path: Path) -> str:
    return f"must be lower-case letters, digits and hyphens ({NAME_PATTERN}), got {_shown(detail)}"


def _value_text(detail: ErrorDetails, _path: Path) -> str:
    return detail["msg"].removeprefix("Value error, ")


def _yes_no_text(detail: ErrorDetails, _path: Path) -> str:
    return f"must be true or false, got {_shown(detail)}"


def _list_text(detail: ErrorDetails, _path: Path) -> str:
    return f"must be a list, got {_shown(detail)}"


def _empty_text(_detail: ErrorDetails, _path: Path) -> str:
    return "must not be empty"


def _words_text(detail: ErrorDetails, _path: Path) -> str:
    return f"must be text, got {_shown(detail)}"


def _keys_text(detail: ErrorDetails, path: Path) -> str:
    return f"must hold keys ({', '.join(_keys_in(path))}), got {_shown(detail)}"


def _other_text(detail: ErrorDetails, _path: Path) -> str:
    return f"{detail['msg'][:1].lower()}{detail['msg'][1:]}, got {_shown(detail)}"


def _shown(detail: ErrorDetails) -> str:
    given = detail["input"]
    if given is None:
        return "nothing"
    shown = repr(given) if isinstance(given, str | bool) else f"a {type(given).__name__}"
    return shown if len(shown) <= 60 else shown[:57] + "…'"


_TEXTS = {
    "extra_forbidden": _unknown_key_text,
    "missing": _missing_text,
    "enum": _choice_text,
    "string_pattern_mismatch": _name_text,
    "value_error": _value_text,
    "bool_parsing": _yes_no_text,
    "bool_type": _yes_no_text,
    "list_type": _list_text,
    "too_short": _empty_text,
    "string_too_short": _empty_text,
    "string_type": _words_text,
    "model_type": _keys_text,
}


def _schedule(model: ScheduleModel) -> Schedule:
    return Schedule(
        model.schedule,
        model.name or _title(model.schedule),
        tuple(map(_stage, model.stages)),
        RedFlags(_flags(model.red_flags), _flags(model.emergencies)),
    )


def _flags(model: FlagsModel) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*model.en, *model.es)))


def _stage(model: StageModel) -> Stage:
    return Stage(
        name=model.stage,
        title=Named(model.name or _title(model.stage)),
        opens=model.opens,
        closes=model.closes,
        steps=tuple(_step(step, model) for step in model.steps),
        expect=model.expect,
    )


def _step(model: StepModel, stage: StageModel) -> Step:
    return Step(
        name=model.step,
        at=model.at,
        kind=model.kind or stage.kind,
        at_time=model.time,
        essential=model.essential,
        late=model.late,
        channels=tuple(model.channels or ()),
        stops_on=frozenset(stage.stops_on if model.stops_on is None else model.stops_on),
        series_at=model.series_at,
        asks=model.asks,
    )


def _title(name: str) -> str:
    return name.replace("-", " ").strip().capitalize() or name
