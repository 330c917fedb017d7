"""Who the clinic is and how a place of it is reached, as pages change them: with a mark of what a form was made from,
so that whoever comes second is told instead of overwriting.
"""

from collections.abc import Mapping
from dataclasses import replace

from reminders.actions.bad_input import Answers, Mistake
from reminders.actions.clinic_answers import read_own, read_place
from reminders.actions.clinic_edits import Edit, Order, Outcome, change
from reminders.actions.clinic_rules import expected, mark_of
from reminders.app import App
from reminders.domain.said import say
from reminders.store.clinics import Clinic, Location
from reminders.store.database import Work

_UNTOUCHED = dict.fromkeys(("name", "address", "settle-minutes", "send-time"))


def mark_of_facts(clinic: Clinic) -> str:
    """Another one when name, postal address or emergency number is another."""
    return mark_of([clinic.name, clinic.postal_address, clinic.emergency_number])


def mark_of_place(place: Location) -> str:
    """Another one when zone, phone or booking page is another."""
    return mark_of([place.timezone, place.phone, place.booking_url])


def save_facts(app: App, given: Mapping[str, str], order: Order, seen: str | None = None) -> Outcome:
    """Name, postal address and, where it is given, emergency number; a place that is named like the clinic goes on to
    be. `seen`: what the form was made from; None: they have just looked. Raises BadInput with every mistake by field,
    and Meanwhile.
    """
    wanted = {"name": given["name"], "address": given["address"], "emergency-number": given.get("emergency_number")}

    def decide(work: Work, clinic: Clinic, answers: Answers) -> Edit:
        own = read_own(answers, clinic, _UNTOUCHED | wanted)
        edit = Edit(_named_alike(answers, clinic, own))
        return expected(work, clinic, edit, answers, seen in (None, mark_of_facts(clinic)))

    return change(app, order, decide)


def save_place(app: App, given: Mapping[str, str], place_id: int, order: Order, seen: str | None = None) -> Outcome:
    """Zone, phone and booking link of a place, the first one where there is none of this id; else as `save_facts`."""
    wanted = {"timezone": given["timezone"], "phone": given["phone"], "booking-url": given["booking_url"]}

    def decide(work: Work, clinic: Clinic, answers: Answers) -> Edit:
        place = clinic.location(place_id)
        new = read_place(answers, place, {"name": None, **wanted}, ())
        edit = Edit(replace(clinic, locations=tuple(new if old == place else old for old in clinic.locations)))
        return expected(work, clinic, edit, answers, seen in (None, mark_of_place(place)))

    return change(app, order, decide)


def _named_alike(answers: Answers, before: Clinic, after: Clinic) -> Clinic:
    first, *others = before.locations
    if first.name != before.name or after.name == before.name:
        return after
    if any(place.name.casefold() == after.name.casefold() for place in others):
        told = say("{name} is another location already; use a name that tells them apart", name=repr(after.name))
        answers.mistakes.append(Mistake("name", told))
    return replace(after, locations=(replace(first, name=after.name), *others))
