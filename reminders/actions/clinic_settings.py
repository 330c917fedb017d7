"""The clinic's own settings: looked at and changed. Whatever plans depend on plans them anew (design, time rule 9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reminders.actions.bad_input import Answers
from reminders.actions.clinic_answers import (
    read_days,
    read_kind,
    read_limit,
    read_own,
    read_place,
    read_span,
    with_days,
)
from reminders.actions.clinic_edits import Edit, Order, Outcome, change
from reminders.actions.clinic_moves import unfinished
from reminders.app import App
from reminders.catalog.mistakes import near
from reminders.domain.rules import ClinicRules, ContactHours
from reminders.domain.words import Kind
from reminders.store.clinics import Clinic, Location
from reminders.store.database import Work
from reminders.store.replanning import Scope, count_in_progress


@dataclass(frozen=True, slots=True)
class HoursWish:
    """What was said of the contact hours of one kind; None or False where nothing was said."""

    kind: str
    days: str | None = None
    start: str | None = None
    end: str | None = None
    closed: bool = False
    #: yes or no: also on federal holidays.
    holidays: str | None = None
    default: bool = False


@dataclass(frozen=True, slots=True)
class LimitsWish:
    """What was said of the limits of one kind."""

    kind: str
    per_day: str | None = None
    per_week: str | None = None
    default: bool = False


def show_clinic(app: App) -> tuple[Clinic, bool]:
    """The clinic, and whether planning everyone anew after a change is still going on or was cut short."""
    with app.database.read() as work:
        clinic = app.clinic(work)
    return clinic, unfinished(app) is not None


def change_clinic(app: App, given: Mapping[str, str | None], order: Order) -> Outcome:
    """Another name, address, settle-minutes, send-time, texts-per-second and so on; None leaves each as it is.

    Raises BadInput.
    """
    return change(app, order, lambda _work, clinic, answers: Edit(read_own(answers, clinic, given)))


def add_location(app: App, given: Mapping[str, str | None], order: Order) -> Outcome:
    """One more place, from name, timezone, phone and booking-url. Raises BadInput."""

    def decide(_work: Work, clinic: Clinic, answers: Answers) -> Edit:
        wanted = {name: given[name] or "" for name in ("name", "timezone", "phone")}
        place = read_place(answers, Location(0, "", "", "", ""), {**given, **wanted}, clinic.locations)
        return Edit(replace(clinic, locations=(*clinic.locations, place)))

    return change(app, order, decide)


def change_location(app: App, name: str, given: Mapping[str, str | None], order: Order) -> Outcome:
    """Another name, timezone, phone or booking-url of a place; None leaves each as it is. Raises BadInput."""

    def decide(_work: Work, clinic: Clinic, answers: Answers) -> Edit:
        place = _named(answers, clinic, "location", name)
        others = [other for other in clinic.locations if other != place]
        new = read_place(answers, place or clinic.locations[0], given, others)
        return Edit(replace(clinic, locations=tuple(new if old == place else old for old in clinic.locations)))

    return change(app, order, decide)


def shut_location(app: App, name: str, continue_at: str | None, order: Order) -> Outcome:
    """Nobody is treated at a place any more; running treatments continue at another one. Raises BadInput."""

    def decide(work: Work, clinic: Clinic, answers: Answers) -> Edit:
        place = _named(answers, clinic, "location", name)
        other = _named(answers, clinic, "continue-at", continue_at) if continue_at is not None else None
        if place is None:
            return Edit(clinic)
        running = count_in_progress(work, clinic.id, Scope((place.id,)))
        if len(clinic.locations) == 1:
            answers.mistakes.append(f"location: {place.name} is the only one; add another one first")
        elif other == place:
            answers.mistakes.append("continue-at: name another location than the one that closes")
        elif running and continue_at is None:
            where = " or ".join(one.name for one in clinic.locations if one != place)
            answers.mistakes.append(
                f"continue-at: is missing; {running} patient(s) are in progress at {place.name}; choose {where}"
            )
        rest = tuple(one for one in clinic.locations if one != place)
        return Edit(replace(clinic, locations=rest), (place.id, other.id) if other else None)

    return change(app, order, decide)


def change_hours(app: App, wish: HoursWish, order: Order) -> Outcome:
    """Other contact hours of one kind, within what the law allows. Raises BadInput."""

    def decide(_work: Work, clinic: Clinic, answers: Answers) -> Edit:
        kind = read_kind(answers, wish.kind)
        old = clinic.rules.hours[kind or Kind.CARE]
        new = _usual(old, kind or Kind.CARE) if wish.default else _hours(answers, wish, old)
        _check_default(answers, wish.default, [wish.days, wish.start, wish.end, wish.closed or None, wish.holidays])
        if wish.closed and not any(new.week):
            answers.mistakes.append(
                "days: one day at least must stay open; to pause everything use `reminders holds start everything`"
            )
        hours = {**clinic.rules.hours, kind or Kind.CARE: new}
        return Edit(replace(clinic, rules=replace(clinic.rules, hours=hours)))

    return change(app, order, decide)


def change_limits(app: App, wish: LimitsWish, order: Order) -> Outcome:
    """Another number of messages that one address gets. Raises BadInput."""

    def decide(_work: Work, clinic: Clinic, answers: Answers) -> Edit:
        kind = read_kind(answers, wish.kind)
        old = clinic.rules.limits[kind or Kind.CARE]
        if not wish.default and wish.per_day is None and wish.per_week is None:
            answers.mistakes.append("per-day, per-week: give at least one of them, or --default")
        _check_default(answers, wish.default, [wish.per_day, wish.per_week])
        new = read_limit(answers, old, wish.per_day, wish.per_week)
        if wish.default:
            new = ClinicRules().limits[kind or Kind.CARE]
        limits = {**clinic.rules.limits, kind or Kind.CARE: new}
        return Edit(replace(clinic, rules=replace(clinic.rules, limits=limits)))

    return change(app, order, decide)


def _hours(answers: Answers, wish: HoursWish, hours: ContactHours) -> ContactHours:
    """As wished for single days or holidays."""
    if wish.holidays is not None:
        if wish.holidays not in ("yes", "no"):
            answers.mistakes.append(f"holidays: must be yes or no, got {wish.holidays!r}")
        hours = replace(hours, federal_holidays=wish.holidays == "yes")
    times = wish.start is not None or wish.end is not None
    if not times and not wish.closed:
        if wish.days is not None or wish.holidays is None:
            answers.mistakes.append("from, to: are missing; give both, or --closed, --holidays or --default")
        return hours
    if times and wish.closed:
        answers.mistakes.append("closed: cannot go with --from and --to")
    if wish.days is None:
        answers.mistakes.append("days: is missing; say on which, for example --days mon-fri")
    days = answers.read("days", read_days, wish.days, frozenset[int]())
    return with_days(hours, days, read_span(answers, wish.start, wish.end) if times else None)


def _usual(hours: ContactHours, kind: Kind) -> ContactHours:
    """As the program begins with; the clinic's own holidays stay."""
    return replace(ClinicRules().hours[kind], closed_days=hours.closed_days)


def _check_default(answers: Answers, default: bool, others: Sequence[object]) -> None:
    if default and any(other is not None for other in others):
        answers.mistakes.append("default: stands alone; it puts back everything of this kind")


def _named(answers: Answers, clinic: Clinic, what: str, name: str) -> Location | None:
    place = clinic.location_named(name.strip())
    if place is None:
        known = [one.name for one in clinic.locations]
        answers.mistakes.append(f"{what}: {name!r} is not here; there is {', '.join(known)}{near(name, known)}")
    return place
