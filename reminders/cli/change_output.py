"""How the changes of a plan are printed."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from reminders.actions.replan import Change, Fate
from reminders.app import App
from reminders.cli.output import instant, instant_or_none, local_words, print_json, print_table, say
from reminders.domain.instants import from_micros
from reminders.store.clinics import Clinic


def report_changes(app: App, changes: Sequence[Change], as_json: bool, said: str = "", **more: object) -> None:
    """What became of each step, on the patient's clock; `said` is said after it, and `more` is what else the JSON
    document tells.
    """
    if as_json:
        print_json({**more, "messages": [_change_document(change) for change in changes]})
        return
    moved = [change for change in changes if change.fate not in (Fate.SAME, Fate.KEPT)]
    if moved:
        _print_moved(app, moved)
    if said or not moved:
        say(said or "Done. No message changes.")


def _print_moved(app: App, moved: Sequence[Change]) -> None:
    with app.database.read() as work:
        clinic = app.clinic(work)
    print_table(
        ["Treatment", "Message", "What happens", "From", "To"],
        [[str(c.treatment.id), c.step, c.fate.value, *_from_to(c, clinic)] for c in moved],
    )


def _from_to(change: Change, clinic: Clinic) -> list[str]:
    zone = ZoneInfo(change.treatment.timezone or clinic.location(change.treatment.location_id).timezone)
    before = change.stored.due_at if change.stored else None
    after = change.planned.due_at if change.planned else None
    return [
        local_words(from_micros(before), zone) if before is not None else "",
        local_words(after, zone) if after is not None else "",
    ]


def _change_document(change: Change) -> dict[str, object]:
    before = change.stored.due_at if change.stored else None
    return {
        "treatment_id": change.treatment.id,
        "step": change.step,
        "change": change.fate,
        "due_before": instant(from_micros(before)) if before is not None else None,
        "due_at": instant_or_none(change.planned.due_at if change.planned else None),
    }
