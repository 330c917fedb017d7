"""The clinic as the first run asks for it, in small steps. Each is kept at once, so going back shows what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.clinic_edits import Order
from reminders.actions.clinic_facts import save_facts, save_place
from reminders.actions.clinic_settings import HoursWish, change_hours
from reminders.app import App
from reminders.domain.words import Kind
from reminders.store.clinics import Clinic
from reminders.store.replanning import Scope, count_in_progress

#: The days whose hours the first run asks for.
_DAYS = {Kind.CARE: "mon-sun", Kind.MARKETING: "mon-fri"}
#: Planning so many anew takes about a second.
MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Span:
    """Hours of one kind as a form shows them: "08:00"."""

    start: str
    end: str


def hours_of(clinic: Clinic) -> dict[str, Span]:
    """Care on Mondays and invitations on Mondays, by kind; empty where that day is closed."""
    found = {}
    for kind in Kind:
        span = clinic.rules.hours[kind].week[0]
        found[kind.value] = Span(*(_shown(at) for at in span)) if span else Span("", "")
    return found


def save_clinic_step(app: App, given: Mapping[str, str], by: str) -> None:
    """Name and postal address; a place that is named like the clinic goes on to be. Raises BadInput."""
    save_facts(app, given, Order(by))


def save_place_step(app: App, given: Mapping[str, str], by: str, place_id: int = 0) -> None:
    """Zone, phone and booking link of a place, the first one where none is named. Raises BadInput."""
    save_place(app, given, place_id, order_at_desk(app, by, place_id))


def save_hours_step(app: App, given: Mapping[str, Span], by: str) -> None:
    """From when to when messages of each kind may leave, by kind. Raises BadInput with every mistake, by fields like
    "care_from"; then nothing is changed.
    """
    with app.database.read() as work:
        present = hours_of(app.clinic(work))
    wishes = [
        HoursWish(kind.value, _DAYS[kind], given[kind.value].start, given[kind.value].end)
        for kind in Kind
        if given[kind.value] != present[kind.value]
    ]
    mistakes = [mistake for wish in wishes for mistake in _mistakes(app, wish, by)]
    if mistakes:
        raise BadInput(mistakes)
    for wish in wishes:
        change_hours(app, wish, order_at_desk(app, by))


def in_progress(app: App, place_id: int = 0) -> int:
    """How many patients have a treatment under way (at this place), whose coming messages a change plans anew."""
    with app.database.read() as work:
        return count_in_progress(work, app.clinic(work).id, Scope((place_id,) if place_id else ()))


def order_at_desk(app: App, by: str, place_id: int = 0) -> Order:
    """Whoever waits for a page waits for few plans only; the worker takes up the others within minutes."""
    return Order(by, later=in_progress(app, place_id) > MOST_AT_ONCE)


def _mistakes(app: App, wish: HoursWish, by: str) -> list[Mistake]:
    try:
        change_hours(app, wish, Order(by, dry_run=True, later=True))
    except BadInput as error:
        return [_of_kind(wish.kind, mistake) for mistake in error.mistakes]
    return []


def _of_kind(kind: str, mistake: str) -> Mistake:
    """Both kinds stand in one form."""
    if isinstance(mistake, Mistake):
        return Mistake(f"{kind}_{mistake.name}", mistake.says)
    name, _, says = mistake.partition(": ")
    return Mistake(f"{kind}_{name}", says)


def _shown(at: time) -> str:
    return f"{at:%H:%M}"
