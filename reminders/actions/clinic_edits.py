"""How a change of the clinic is made: decided from the clinic as it is, then stored, audited and noted for planning in
one transaction; after that everyone it bears on is planned anew, a few at a time.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from reminders.actions.bad_input import Answers
from reminders.actions.clinic_moves import Progress, estimate, foresee, move_everyone
from reminders.actions.publishing import name_mistakes
from reminders.actions.publishing_moves import Moved
from reminders.actions.replan import Fate
from reminders.app import App
from reminders.domain.explain import hours_words
from reminders.domain.instants import MINUTE
from reminders.domain.rules import ContactHours
from reminders.domain.words import Kind
from reminders.store.audit import add_audit
from reminders.store.clinics import (
    Clinic,
    Location,
    close_location,
    insert_location,
    lock_clinic,
    save_clinic,
    save_location,
)
from reminders.store.database import Work
from reminders.store.replanning import Pending, Scope, begin, move_to_location, pending


@dataclass(frozen=True, slots=True)
class Order:
    """Who decides, and whether only to look at what would happen."""

    by: str
    why: str = ""
    dry_run: bool = False
    progress: Progress | None = None
    #: Plans are left to the worker, which takes them up within minutes: nobody waits for a page that long.
    later: bool = False
    #: Looking only: at so many patients at most, spread over all of them, as nobody waits for a page that long.
    look_at: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a change did, or would do."""

    #: "send time: 10:00 → 11:00"; empty: nothing differs.
    changes: tuple[str, ...]
    #: The plans that it bears on.
    moved: Moved
    dry_run: bool
    #: The plans were looked at in part; numbers are scaled up.
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """A decided change."""

    after: Clinic
    #: From a closed location to the one where its treatments continue.
    continued: tuple[int, int] | None = None


Decide = Callable[[Work, Clinic, Answers], Edit]


def change(app: App, order: Order, decide: Decide) -> Outcome:
    """Make the change, or look at it. `decide` keeps mistakes in the Answers: BadInput tells all of them.

    Safe to repeat: a change that is there already changes nothing, and finishes planning that was cut short.
    """
    with app.database.read() as work:
        before = app.clinic(work)
        edit = _decided(work, before, order, decide)
    if order.dry_run:
        moved, estimated = _look(app, edit, _scope(app, before, edit), order)
        return Outcome(tuple(_differences(before, edit.after)), moved, True, estimated)
    with app.database.write() as work:
        changes, started = _store(work, app, order, decide)
    if started is None or order.later:
        return Outcome(changes, Moved(), False)
    moved = move_everyone(app, started, order.progress)
    _audit_moves(app, order, moved)
    return Outcome(changes, moved, False)


def _decided(work: Work, clinic: Clinic, order: Order, decide: Decide) -> Edit:
    answers = Answers()
    edit = decide(work, clinic, answers)
    answers.mistakes += name_mistakes(order.by)
    answers.refuse()
    return edit


def _look(app: App, edit: Edit, scope: Scope | None, order: Order) -> tuple[Moved, bool]:
    if scope is None or order.later:
        return Moved(), False
    if order.look_at is not None:
        return estimate(app, _as_if(edit), scope, order.look_at)
    return foresee(app, _as_if(edit), scope, order.progress), False


def _store(work: Work, app: App, order: Order, decide: Decide) -> tuple[tuple[str, ...], Pending | None]:
    """Returns what changed, and the planning that it (or an earlier change) leaves to be done."""
    # The note before the clinic, as planning locks it: what is being planned by the old rules is done first.
    left = pending(work, lock=True)
    lock_clinic(work, app.clinic(work).id)
    before, now = app.clinic(work), app.now_micros()
    edit = _decided(work, before, order, decide)
    changes, scope = tuple(_differences(before, edit.after)), _scope(app, before, edit)
    _write(work, before, edit, now)
    if changes:
        said = "; ".join([*changes, *([order.why.strip()] if order.why.strip() else [])])
        add_audit(work, before.id, now, order.by.strip(), "changed the clinic", "clinic", before.id, said)
    if scope is not None and edit.continued is not None:
        scope = replace(scope, location_ids=(*scope.location_ids, edit.continued[1]))
    return changes, begin(work, scope or Scope(), now) if scope or left else None


def _write(work: Work, before: Clinic, edit: Edit, now: int) -> None:
    after = edit.after
    if replace(before, locations=()) != replace(after, locations=()):
        save_clinic(work, after)
    kept = {place.id for place in after.locations}
    for place in after.locations:
        if place.id == 0:
            given = {"name": place.name, "timezone": place.timezone, "phone": place.phone}
            insert_location(work, before.id, given | {"booking_url": place.booking_url})
        elif place not in before.locations:
            save_location(work, place)
    for place in before.locations:
        if place.id not in kept:
            close_location(work, place.id, now)
    if edit.continued is not None:
        move_to_location(work, *edit.continued)


def _scope(app: App, before: Clinic, edit: Edit) -> Scope | None:
    """Whose plans depend on what changes; None: nobody's."""
    after, now = edit.after, app.now_micros()
    zones = {place.id: place.timezone for place in after.locations}
    if edit.continued is not None:
        zones[edit.continued[0]] = zones[edit.continued[1]]
    # Elsewhere than before: by the clock of a place that has another zone now.
    moved = tuple(place.id for place in before.locations if zones.get(place.id, place.timezone) != place.timezone)
    settling = before.settle_minutes != after.settle_minutes
    if before.rules != after.rules or (moved and settling):
        return Scope()
    if settling:
        return Scope(enrolled_since=now - max(before.settle_minutes, after.settle_minutes) * MINUTE)
    return Scope(location_ids=moved) if moved else None


def _as_if(edit: Edit) -> Clinic:
    """The clinic as plans would see it while treatments still name a location that closes."""
    if edit.continued is None:
        return edit.after
    closed, other = edit.continued
    stand_in = replace(next(place for place in edit.after.locations if place.id == other), id=closed)
    return replace(edit.after, locations=(*edit.after.locations, stand_in))


def _audit_moves(app: App, order: Order, moved: Moved) -> None:
    with app.database.write() as work:
        clinic_id = app.clinic(work).id
        counts = ", ".join(f"{moved.messages[fate]} {fate.value}" for fate in Fate if moved.messages[fate])
        said = f"{moved.treatments} treatments" + (f": messages {counts}" if counts else "")
        add_audit(work, clinic_id, app.now_micros(), order.by.strip(), "planned anew", "clinic", clinic_id, said)


def _differences(before: Clinic, after: Clinic) -> Iterator[str]:
    """One line for each thing that differs: "send time: 10:00 → 11:00"."""
    yield from _lines("", _own_words(before), _own_words(after))
    was = {place.id: place for place in before.locations}
    for place in after.locations:
        old = was.pop(place.id, None)
        if old is None:
            yield f"new location: {place.name} ({place.timezone})"
        else:
            yield from _lines(f"{old.name}, ", _place_words(old), _place_words(place))
    for place in was.values():
        yield f"location closed: {place.name}"


def _lines(of: str, before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    for name, old in before.items():
        if old != after[name]:
            yield f"{of}{name}: {old or 'none'} → {after[name] or 'none'}"


def _own_words(clinic: Clinic) -> dict[str, str]:
    rules = clinic.rules
    words = {
        "name": clinic.name,
        "address": clinic.postal_address,
        "emergency number": clinic.emergency_number,
        "settling time": f"{clinic.settle_minutes} min",
        "send time": f"{rules.send_time:%H:%M}",
        "texts a second": rate_words(clinic.texts_per_second),
        "mails a second": rate_words(clinic.mails_per_second),
    }
    words |= {f"{kind} hours": hours_words(rules.hours[kind]) for kind in Kind}
    words |= {f"{kind} holidays": closed_words(rules.hours[kind]) for kind in Kind}
    return words | {f"{kind} limits": limit_words(clinic, kind) for kind in Kind}


def rate_words(per_second: float | None) -> str:
    """ "1", "0.5" or "no limit"."""
    return "no limit" if per_second is None else f"{per_second:g}"


def closed_words(hours: ContactHours) -> str:
    """The clinic's own holidays: "2026-12-24 Christmas Eve, 2026-12-31 Office party"."""
    return ", ".join(f"{day.on} {day.name}" for day in hours.closed_days)


def limit_words(clinic: Clinic, kind: Kind) -> str:
    """ "2 a day, 5 in seven days"."""
    limit = clinic.rules.limits[kind]
    return f"{limit.per_day} a day, {limit.per_week} in seven days"


def _place_words(place: Location) -> dict[str, str]:
    return {"name": place.name, "zone": place.timezone, "phone": place.phone, "booking link": place.booking_url}
