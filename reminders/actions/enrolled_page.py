"""The page after enrolling: the plan as it is stored, how the welcome is doing, and until when it can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput
from reminders.actions.enroll_form import Typed
from reminders.actions.enroll_notices import why_unusable
from reminders.actions.enroll_people import Person, person_with_id
from reminders.actions.enroll_view import variables_of
from reminders.actions.patient import AddressWish, change_address
from reminders.actions.showing import ShownMessage, show_message
from reminders.actions.treatment import Actor
from reminders.actions.welcome import is_welcomed
from reminders.app import App, Published
from reminders.catalog.content import Content
from reminders.domain.addresses import show_phone
from reminders.domain.enrollment import Enrollment
from reminders.domain.explain import explain_reason
from reminders.domain.instants import from_micros
from reminders.domain.said import Said, say, when
from reminders.domain.words import Channel, Kind, Reason, Status, TreatmentStatus
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.listing import ListedMessage, list_messages, planned_from
from reminders.store.patients import addresses_with_past
from reminders.store.people import gates_of
from reminders.store.treatments import StoredTreatment, provider_and_external_id, treatments
from reminders.store.undoing import is_new_patient
from reminders.store.welcomes import welcome_since

_MOST = 1000


class Tick(StrEnum):
    """How the first text to the number is doing."""

    #: They have not agreed, nothing goes there by text, or it was welcomed before.
    NONE = "none"
    WAITING = "waiting"
    LEAVING = "leaving"
    TAKEN = "taken"
    ARRIVED = "arrived"
    REFUSED = "refused"
    DOUBT = "doubt"
    CANCELED = "canceled"


#: Nothing more is to come.
FINAL = (Tick.NONE, Tick.ARRIVED, Tick.REFUSED, Tick.CANCELED)

_TICKS = {
    Status.PLANNED: Tick.LEAVING,
    Status.SENDING: Tick.LEAVING,
    Status.SENT: Tick.TAKEN,
    Status.DELIVERED: Tick.ARRIVED,
    Status.FAILED: Tick.REFUSED,
    Status.UNKNOWN: Tick.DOUBT,
    Status.CANCELED: Tick.CANCELED,
}


@dataclass(frozen=True, slots=True)
class WelcomeTick:
    """The welcome as the page shows it."""

    tick: Tick
    says: Said
    #: A first text was planned for this number because of this treatment.
    sent_by_us: bool = False

    @property
    def looks_again(self) -> bool:
        """Whether something may still change."""
        return self.tick not in FINAL


@dataclass(frozen=True, slots=True)
class EnrolledPage:
    """Everything that the page shows."""

    treatment: StoredTreatment
    person: Person
    #: As people write it; empty for none.
    phone: str
    title: str
    zone: ZoneInfo
    welcome: WelcomeTick
    messages: tuple[ShownMessage, ...]
    titles: dict[str, str]
    #: UTC; None: it is too late, or it was undone.
    undo_until: datetime | None
    #: So many messages would not be sent if it were undone.
    coming: int
    #: Undoing it closes the patient's record too: they came with this treatment.
    new_patient: bool
    #: What they agreed to for the number that may be wrong, and how.
    kinds: frozenset[Kind]
    how: str

    @property
    def undone(self) -> bool:
        """It was entered in error."""
        return self.treatment.status is TreatmentStatus.ENTERED_IN_ERROR


def enrolled_page(app: App, treatment_id: int) -> EnrolledPage | None:
    """One treatment as it was enrolled; None for one that is not here."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        treatment = _treatment(work, clinic, treatment_id)
        person = person_with_id(work, clinic.id, treatment.patient_id) if treatment else None
        if treatment is None or person is None:
            return None
        published = app.version(work, treatment.version_id)
        stored = list_messages(work, treatment_id=treatment_id, limit=_MOST)
        welcome = welcome_since(work, person.patient.id, treatment.enrolled_at)
        zone = ZoneInfo(treatment.timezone or clinic.location(treatment.location_id).timezone)
        until = from_micros(treatment.enrolled_at) + timedelta(minutes=clinic.settle_minutes)
        running = treatment.status in (TreatmentStatus.ACTIVE, TreatmentStatus.ON_HOLD)
        phone = person.address(Channel.SMS)
        agreed = [entry for entry in phone.consents if entry.withdrawn_at is None] if phone else []
        return EnrolledPage(
            treatment=treatment,
            person=person,
            phone=show_phone(person.phone) if person.phone else "",
            title=published.schedule.title,
            zone=zone,
            welcome=_tick(app, person, welcome, zone) if welcome else _no_welcome(work, app, clinic, person),
            messages=_messages(work, app, clinic, treatment, person, published, stored),
            titles={stage.name: stage.title for stage in published.schedule.stages},
            undo_until=until if running and app.now() < until else None,
            coming=sum(one.status is Status.PLANNED for one in stored),
            new_patient=is_new_patient(work, treatment.patient_id, treatment.id),
            kinds=frozenset(entry.kind for entry in agreed),
            how=agreed[-1].how if agreed else "",
        )


def welcome_tick(app: App, treatment_id: int) -> WelcomeTick | None:
    """The welcome alone, for a page that looks again and again; None for a treatment that is not here."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        treatment = _treatment(work, clinic, treatment_id)
        person = person_with_id(work, clinic.id, treatment.patient_id) if treatment else None
        if treatment is None or person is None:
            return None
        zone = ZoneInfo(treatment.timezone or clinic.location(treatment.location_id).timezone)
        welcome = welcome_since(work, person.patient.id, treatment.enrolled_at)
        return _tick(app, person, welcome, zone) if welcome else _no_welcome(work, app, clinic, person)


def correct_number(app: App, treatment_id: int, phone: str, kinds: Sequence[str], by: str) -> None:
    """Another number takes the place of the wrong one while the patient is still there; its welcome leaves at once.

    `kinds` is what they agree to for it. Raises BadInput with every mistake.
    """
    page = enrolled_page(app, treatment_id)
    if page is None:
        raise BadInput(["treatment: is not here"])
    wish = AddressWish(
        phone=phone, consent=",".join(kinds), consent_how=page.how or "said so at the desk", present=True
    )
    change_address(app, page.person.patient.id, wish, Actor(by, "corrected at the desk"))


def typed_again(app: App, treatment_id: int, key: str) -> Typed | None:
    """The form of a treatment that was undone, filled in as it was, to be corrected; None where there is none."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        treatment = _treatment(work, clinic, treatment_id)
        person = person_with_id(work, clinic.id, treatment.patient_id) if treatment else None
        if treatment is None or person is None or treatment.status is not TreatmentStatus.ENTERED_IN_ERROR:
            return None
        last = {address.channel: address.value for address in addresses_with_past(work, [treatment.patient_id])}
        provider, _ = provider_and_external_id(work, treatment.id)
        local = from_micros(treatment.treated_at).astimezone(ZoneInfo(clinic.location(treatment.location_id).timezone))
        phone = last.get(Channel.SMS, "")
        return Typed(
            key=key,
            patient=str(treatment.patient_id) if person.addresses else "",
            phone=show_phone(phone) if phone else "",
            email=last.get(Channel.EMAIL, ""),
            first_name=person.patient.first_name,
            last_name=person.patient.last_name,
            schedule=treatment.schedule,
            when="then",
            day=f"{local:%Y-%m-%d}",
            time=f"{local:%H:%M}",
            location=str(treatment.location_id),
            provider=provider,
            session_n=str(treatment.session[0]) if treatment.session else "",
            session_m=str(treatment.session[1]) if treatment.session else "",
            touch_up=treatment.touch_up or "",
            channel=person.patient.channel.value,
            language=person.patient.language,
            tags=", ".join(sorted(person.patient.tags)),
        )


def _treatment(work: Work, clinic: Clinic, treatment_id: int) -> StoredTreatment | None:
    found = treatments(work, [treatment_id])
    return found[0] if found and found[0].clinic_id == clinic.id else None


def _no_welcome(work: Work, app: App, clinic: Clinic, person: Person) -> WelcomeTick:
    """Why none was planned."""
    if all(entry.withdrawn_at is not None for address in person.addresses for entry in address.consents):
        return WelcomeTick(Tick.NONE, say("Nothing is sent until they agree."))
    phone = person.address(Channel.SMS)
    if phone is not None and is_welcomed(app, gates_of(work, clinic.id, [phone.hash]), phone.hash):
        return WelcomeTick(Tick.NONE, say("No welcome is needed: this number had one before."))
    return WelcomeTick(Tick.NONE, say("Nothing goes by text."))


def _tick(app: App, person: Person, welcome: ListedMessage, zone: ZoneInfo) -> WelcomeTick:
    tick = _TICKS[welcome.status]
    if tick is Tick.LEAVING and welcome.status is Status.PLANNED and _waits(app, welcome):
        assert welcome.due_at is not None
        at = when(from_micros(max(welcome.due_at, welcome.queue_at or 0)), zone)
        return WelcomeTick(Tick.WAITING, say("The welcome leaves at {at}.", at=at), True)
    return WelcomeTick(tick, _says(tick, person, welcome), True)


def _waits(app: App, welcome: ListedMessage) -> bool:
    return welcome.due_at is not None and (welcome.queue_at or welcome.due_at) > app.now_micros() + 60_000_000


def _says(tick: Tick, person: Person, welcome: ListedMessage) -> Said:
    match tick:
        case Tick.ARRIVED:
            return say("The phone has it.")
        case Tick.TAKEN:
            return say("Taken by the network. The phone has not confirmed it yet.")
        case Tick.DOUBT:
            return say("Nobody knows yet whether it arrived. It is looked for; ask whether the phone has it.")
        case Tick.REFUSED:
            phone = person.address(Channel.SMS)
            if phone is not None and phone.unusable_why is not None:
                return say("Refused. {why}", why=why_unusable(Channel.SMS, phone.unusable_why))
            return say("Refused: {why}.", why=explain_reason(welcome.reason or Reason.REJECTED))
        case Tick.CANCELED:
            return say("It will not be sent: {why}.", why=explain_reason(welcome.reason or Reason.STAFF))
        case _:
            return say("The welcome is leaving now …")


def _messages(
    work: Work,
    app: App,
    clinic: Clinic,
    treatment: StoredTreatment,
    person: Person,
    published: Published,
    stored: Sequence[ListedMessage],
) -> tuple[ShownMessage, ...]:
    given = Enrollment(
        schedule=treatment.schedule,
        first_name=person.patient.first_name,
        treated_at=from_micros(treatment.treated_at),
        channel=person.patient.channel,
        language=person.patient.language,
        provider=provider_and_external_id(work, treatment.id)[0],
        session=treatment.session,
        tags=person.patient.tags,
    )
    variables = variables_of(app, clinic, treatment.location_id, given)
    zone = ZoneInfo(treatment.timezone or clinic.location(treatment.location_id).timezone)

    def render(step: str, channel: Channel) -> Content:
        return published.render(step, channel, given.language, variables)

    return tuple(show_message(planned_from(one), zone, clinic.rules, render) for one in stored)
