"""The page on which staff enroll one patient: what it shows while it is typed, and what saving it does."""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.enroll import enroll_once
from reminders.actions.enroll_form import (
    NEW,
    Desk,
    Typed,
    channel_of,
    email_of,
    morning_is_over,
    phone_of,
    read_form,
)
from reminders.actions.enroll_people import Person, people_at, people_named, person_with_id, same_name
from reminders.actions.enroll_plan import Plan, plan_of
from reminders.app import App
from reminders.domain.addresses import show_phone
from reminders.domain.consent import WORDING, WORDING_VERSION
from reminders.domain.enrollment import Enrollment
from reminders.domain.said import say
from reminders.domain.words import Channel, Kind, Role
from reminders.store.clinics import Location
from reminders.store.database import Work
from reminders.store.forms import form_hash, treatment_of_form
from reminders.store.patients import AddressEntry, ConsentEntry
from reminders.store.staff import list_staff
from reminders.store.treatments import provider_and_external_id
from reminders.store.versions import latest_versions


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is here already: the people that what was typed may mean."""

    people: tuple[Person, ...]
    #: They have the same name, and another number; else they use what was typed.
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class EnrollPage:
    """Everything that the page shows."""

    typed: Typed
    #: Name → how people call it.
    schedules: dict[str, str]
    places: tuple[Location, ...]
    #: Of the location: the clock on which the treatment's time is typed.
    zone: ZoneInfo
    #: "This morning" can be chosen.
    morning: bool
    #: Who may have treated: suggestions.
    providers: tuple[str, ...]
    #: Who was chosen.
    person: Person | None
    #: Still to be decided; nobody when it is.
    choice: Choice
    #: The chosen patient's number, when another one was typed.
    old_number: str
    channel: Channel
    #: What the chosen patient agreed to before, for every address that counts.
    on_record: dict[Kind, ConsentEntry]
    #: What patients are asked, by language, in the version that is recorded.
    wording: dict[str, dict[Kind, str]]
    wording_version: str
    #: None before a treatment is chosen.
    plan: Plan | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving did."""

    patient_id: int
    treatment_id: int
    #: False: this treatment was here already; nothing was changed.
    added: bool
    #: It was this very form that added it before.
    sent_twice: bool = False


def look(app: App, typed: Typed, by: str) -> EnrollPage:
    """The page as typed so far. A constant number of queries; nothing is stored."""
    with app.database.read() as work:
        desk = desk_of(work, app, by)
        person = person_with_id(work, desk.clinic.id, typed.patient_id)
        choice = Choice(()) if person is not None else choice_of(work, desk.clinic.id, typed)
        typed = _with_defaults(desk, typed)
        zone = desk.zone(typed)
        staff = list_staff(work, desk.clinic.id)
        return EnrollPage(
            typed=typed,
            schedules=dict(desk.schedules),
            places=desk.clinic.locations,
            zone=zone,
            morning=morning_is_over(desk.now, zone),
            providers=tuple(member.name for member in staff if member.role == Role.CLINICIAN),
            person=person,
            choice=choice,
            old_number=show_phone(person.phone) if person and person.other_number(typed.phone) else "",
            channel=channel_of(typed, person),
            on_record=_on_record(typed, person),
            wording=WORDING,
            wording_version=WORDING_VERSION,
            plan=plan_of(work, app, desk, typed, person),
        )


def take_over(app: App, typed: Typed, patient_id: int) -> Typed:
    """The form for a patient who is here already: what is known of them is filled in, the rest stays as typed."""
    with app.database.read() as work:
        clinic_id = app.clinic(work).id
        person = person_with_id(work, clinic_id, patient_id)
        if person is None:
            return replace(typed, patient="")
        last = person.treatments[0] if person.treatments else None
        provider = provider_and_external_id(work, last.id)[0] if last else ""
    first, count = last.session if last and last.session else (0, 0)
    again = 0 < first < count
    return replace(
        typed,
        patient=str(patient_id),
        phone=typed.phone or (show_phone(person.phone) if person.phone else ""),
        email=typed.email or person.email,
        first_name=person.patient.first_name,
        last_name=person.patient.last_name,
        language=person.patient.language,
        channel=person.patient.channel.value,
        schedule=typed.schedule or (last.schedule if last else ""),
        provider=typed.provider or provider,
        session_n=typed.session_n or (str(first + 1) if again else ""),
        session_m=typed.session_m or (str(count) if again else ""),
        touch_up=typed.touch_up or ((last.touch_up if last else "") or ""),
        tags=typed.tags or ", ".join(sorted(person.patient.tags)),
    )


def save(app: App, typed: Typed, by: str, *, trusting: bool = False) -> Saved:
    """Enroll what was typed. Raises BadInput with every mistake; the same form again changes nothing.

    `trusting`: who has the number and the name is the same person, without being chosen.
    """
    try:
        enrollment = check(app, typed, by, trusting=trusting)
    except BadInput:
        # Sent twice: the first time has made its number a known one.
        before = _sent_before(app, typed.once)
        if before is None:
            raise
        return before
    done = enroll_once(app, enrollment)
    before = None if done.added else _sent_before(app, typed.once)
    return before or Saved(done.patient_id, done.treatment_id, done.added)


def check(app: App, typed: Typed, by: str, *, trusting: bool = False) -> Enrollment:
    """The enrollment that these fields stand for. Raises BadInput with every mistake."""
    once = typed.once
    with app.database.read() as work:
        desk = desk_of(work, app, by)
        clinic_id = desk.clinic.id
        person = person_with_id(work, clinic_id, typed.patient_id)
        typed = _with_defaults(desk, typed)
        choice = Choice(()) if person is not None else choice_of(work, clinic_id, typed)
        if trusting and not typed.patient:
            person = person or _of_this_name(typed, choice)
        given = read_form(desk, typed, person, [] if person is not None else _undecided(typed, choice))
        return replace(given, form_key=once)


def desk_of(work: Work, app: App, by: str) -> Desk:
    """What forms are read against."""
    clinic = app.clinic(work)
    versions = latest_versions(work, clinic.id)
    titles = {version.schedule: app.version(work, version.id).schedule.title for version in versions}
    return Desk(clinic, titles, app.now(), by)


def choice_of(work: Work, clinic_id: int, typed: Typed) -> Choice:
    """The people that a form may mean in which nobody was chosen."""
    people = people_at(work, clinic_id, typed.phone, typed.email)
    if people or typed.patient == NEW:
        return Choice(tuple(people))
    return Choice(tuple(people_named(work, clinic_id, typed.first_name, typed.last_name)), by_name=True)


def _of_this_name(typed: Typed, choice: Choice) -> Person | None:
    """Who has the number and the name, if that is one person."""
    twins = [one for one in choice.people if same_name(one, typed.first_name, typed.last_name)]
    return twins[0] if len(twins) == 1 and not choice.by_name else None


def _undecided(typed: Typed, choice: Choice) -> list[Mistake]:
    if typed.patient == NEW:
        twin = next((one for one in choice.people if same_name(one, typed.first_name, typed.last_name)), None)
        if twin is None:
            return []
        wrong = say("{name} is here already with this number: choose them, or write the name in full", name=twin.name)
        return [Mistake("patient", wrong)]
    if typed.patient:
        return [Mistake("patient", say("is not here; choose again"))]
    if not choice.people:
        return []
    if choice.by_name:
        wrong = say("somebody of this name is here already: choose them, or say that this is someone new")
        return [Mistake("patient", wrong)]
    return [Mistake("patient", say("this number is known here: choose whose it is, or say that this is someone new"))]


def _with_defaults(desk: Desk, typed: Typed) -> Typed:
    """A clinic with one schedule, or with one location, has nothing to choose from."""
    (only, *others) = [*desk.schedules] or [""]
    return replace(
        typed,
        schedule=typed.schedule if others else typed.schedule or only,
        location=typed.location or str(desk.clinic.locations[0].id),
    )


def _on_record(typed: Typed, person: Person | None) -> dict[Kind, ConsentEntry]:
    """What was agreed to before for every address that counts: a new one starts without."""
    if person is None:
        return {}
    given = ((Channel.SMS, phone_of(typed, person)), (Channel.EMAIL, email_of(typed, person)))
    known = [person.known_as(channel, text) for channel, text in given if text.strip()]
    agreed = [_agreed(person, address) if address is not None else {} for address in known]
    return {kind: entry for kind, entry in agreed[0].items() if all(kind in each for each in agreed)} if agreed else {}


def _agreed(person: Person, address: AddressEntry) -> dict[Kind, ConsentEntry]:
    stopped = person.stopped.get(address.hash, set())
    return {e.kind: e for e in address.consents if e.withdrawn_at is None and e.kind not in stopped}


def _sent_before(app: App, once: str) -> Saved | None:
    """What this very form has enrolled."""
    if not once:
        return None
    with app.database.read() as work:
        clinic_id = app.clinic(work).id
        found = treatment_of_form(work, clinic_id, form_hash(work.keyring, clinic_id, once))
    return Saved(*found, added=False, sent_twice=True) if found else None
