"""A patient who had stopped asks a person at the clinic to be written to again."""

from dataclasses import dataclass

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.following import wake_for_address
from reminders.actions.opting_out import audit_address, read_address
from reminders.actions.replan import Fate, Replanning, replan
from reminders.app import App
from reminders.domain.said import say
from reminders.domain.words import Kind, OptOutScope
from reminders.store.database import Work
from reminders.store.opt_outs import add_opt_out, agreed_since, end_opt_out, newest_stop
from reminders.store.people import address_hash, lock_people, patients_with_hash
from reminders.store.treatments import treatments_of


@dataclass(frozen=True, slots=True)
class OptedIn:
    """What the end of a stop did."""

    #: Invitations too; else care only.
    invitations: bool
    patients: int
    #: Messages that go out again.
    planned: int


def end_stop(app: App, address: str, scope: OptOutScope, by: str, why: str) -> OptedIn:
    """End the stop of a number or email; `why` is how the patient asked for it.

    It brings back care only, as START does: invitations need a new consent besides, given after the stop by everybody
    who uses the address and agrees to them. `scope` marketing ends a stop of invitations alone. Raises BadInput with
    every mistake, and where nothing is stopped or that consent is missing.
    """
    by, why = by.strip(), why.strip()
    mistakes = [] if by else ["by: is missing; a stop is lifted by a person, by name"]
    mistakes += [] if why else ["why: is missing; say how the patient asked for it"]
    if mistakes:
        raise BadInput(mistakes)
    channel, value = read_address(address)
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now_micros()
        value_hash = address_hash(work.keyring, clinic.id, channel, value)
        lock_people(work, clinic.id, [value_hash])
        invitations = _may_invite(work, clinic.id, value_hash, scope)
        for one in OptOutScope if invitations else (OptOutScope.ALL,):
            end_opt_out(work, clinic.id, value_hash, one, by, now)
        if not invitations:
            add_opt_out(work, clinic.id, value_hash, OptOutScope.MARKETING, by, why, now)
        people = patients_with_hash(work, clinic.id, value_hash)
        audit_address(work, clinic.id, now, people, by, _verb(invitations), why)
        changes = replan(
            work, app, clinic, [treatment.id for treatment in treatments_of(work, people)], Replanning(app.now())
        )
        wake_for_address(work, clinic.id, value_hash, now)
    return OptedIn(invitations, len(people), sum(change.fate in (Fate.NEW, Fate.REVIVED) for change in changes))


def _may_invite(work: Work, clinic_id: int, value_hash: bytes, scope: OptOutScope) -> bool:
    """Whether invitations are wanted anew. Raises BadInput where the wish cannot be carried out."""
    everything, invitations = newest_stop(work, clinic_id, value_hash)
    if everything is None and invitations is None:
        raise BadInput([Mistake("address", say("nothing is stopped for it"))])
    if everything is not None and scope is OptOutScope.MARKETING:
        raise BadInput(["scope: everything is stopped for this address, not only invitations; leave --scope out"])
    fresh = agreed_since(work, clinic_id, value_hash, Kind.MARKETING, max(everything or 0, invitations or 0))
    if everything is None and not fresh:
        told = say("invitations need a new consent that was given after the stop; record it first")
        raise BadInput([Mistake("consent", told)])
    return fresh


def _verb(invitations: bool) -> str:
    return "wants messages again" if invitations else "wants messages again, care only"
