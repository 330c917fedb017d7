"""How the impact of a publication is shown before anything changes."""

from reminders.actions.publishing_impact import Impact, StepImpact
from reminders.cli.output import instant, local_words, print_table, say
from reminders.domain.instants import MINUTE, SECOND

_COLUMNS = {
    "moved": "Moves",
    "new": "New",
    "revived": "Planned again",
    "canceled": "Canceled",
    "unchanged": "Stays",
    "sent": "Already sent",
    "late": "Late, leaves next",
    "missed": "Too late, not sent",
}


def impact_document(impact: Impact) -> dict[str, object]:
    """The JSON form."""
    return {
        "patients": impact.patients,
        "treatments": impact.treatments,
        "treatments_changed": impact.changed,
        "files": [{"path": change.path, "change": change.change} for change in impact.files],
        "steps": [_step_document(step) for step in impact.steps.values()],
    }


def print_impact(impact: Impact) -> None:
    """For people."""
    for change in impact.files:
        say(f"{change.change}: {change.path}")
    if not impact.treatments:
        say("Nobody is in progress on another version.")
        return
    say(f"In progress: {counted(impact.patients, 'patient')} with {counted(impact.treatments, 'treatment')}.")
    if not impact.changed:
        say("For everyone: only words change, no message moves.")
        return
    steps = [step for step in impact.steps.values() if any(getattr(step, column) for column in _COLUMNS)]
    columns = [column for column in _COLUMNS if any(getattr(step, column) for step in steps)]
    # Not as the table's title: that is broken at the width of the table.
    say(f"What changes for everyone: messages of {counted(impact.changed, 'treatment')}")
    print_table(
        ["Message", *(_COLUMNS[column] for column in columns)],
        [[step.step, *(_number(step, column) for column in columns)] for step in steps],
    )
    for step in impact.steps.values():
        _print_moves(step)


def shift_words(micros: int) -> str:
    """1 day later; 2 hours 30 minutes earlier."""
    minutes = abs(micros) // MINUTE
    parts = [(minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute")]
    words = [counted(number, unit) for number, unit in parts if number]
    return f"{' '.join(words) or 'less than a minute'} {'later' if micros > 0 else 'earlier'}"


def counted(number: int, one: str) -> str:
    """1 treatment; 2 treatments."""
    return f"{number} {one}{'' if number == 1 else 's'}"


def _number(step: StepImpact, column: str) -> str:
    number: int = getattr(step, column)
    return str(number) if number else ""


def _print_moves(step: StepImpact) -> None:
    if step.shift is None:
        return
    least, most = (shift_words(shift) for shift in step.shift)
    say(f"{step.step} moves: {least}" + ("" if least == most else f" to {most}"))
    for example in step.examples:
        before, after = local_words(example.before, example.zone), local_words(example.after, example.zone)
        say(f"  treatment {example.treatment_id}: from {before} to {after} ({example.zone.key})")


def _step_document(step: StepImpact) -> dict[str, object]:
    return {
        "step": step.step,
        **{column: getattr(step, column) for column in _COLUMNS},
        "shift_seconds": [shift // SECOND for shift in step.shift] if step.shift else None,
        "examples": [
            {"treatment_id": one.treatment_id, "from": instant(one.before), "to": instant(one.after)}
            for one in step.examples
        ],
    }
