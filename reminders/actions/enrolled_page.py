"""The page after enrolling: the plan as it is stored, how the welcome is doing, and until when it can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput
from reminders.actions.enroll_form import Typed
from reminders.actions.enroll_people import Person, person_with_id
from reminders.actions.enroll_view import variables_of
from reminders.actions.patient import AddressWish, change_address
from reminders.actions.showing import ShownMessage, show_message
from reminders.actions.treatment import Actor
from reminders.actions.welcome_tick import WelcomeTick, tick_of
from reminders.app import App, Published
from reminders.catalog.content import Content
from reminders.domain.addresses import show_phone
from reminders.domain.enrollment import Enrollment
from reminders.domain.instants import from_micros
from reminders.domain.words import Channel, Kind, Status, TreatmentStatus
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.listing import ListedMessage, list_messages, planned_from
from reminders.store.patient_audit import newest_act
from reminders.store.patients import addresses_with_past
from reminders.store.treatments import StoredTreatment, provider_and_external_id, treatments
from reminders.store.undoing import is_new_patient
from reminders.store.welcomes import welcome_since

_MOST = 1000


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
    #: The number of the newest act about the patient: what a form of this page brings back.
    seen: int

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
            welcome=tick_of(work, app, clinic, person, welcome, zone),
            messages=_messages(work, app, clinic, treatment, person, published, stored),
            titles={stage.name: stage.title for stage in published.schedule.stages},
            undo_until=until if running and app.now() < until else None,
            coming=sum(one.status is Status.PLANNED for one in stored),
            new_patient=is_new_patient(work, treatment.patient_id, treatment.id),
            kinds=frozenset(entry.kind for entry in agreed),
            how=agreed[-1].how if agreed else "",
            seen=newest_act(work, clinic.id, treatment.patient_id),
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
        return tick_of(work, app, clinic, person, welcome, zone)


def correct_number(
    app: App,
    treatment_id: int,
    phone: str,
    kinds: Sequence[str],
    by: str,
    *,
    present: bool = False,
    seen: int | None = None,
) -> None:
    """Another number takes the place of the wrong one. Its welcome leaves at once and at any hour while the patient is
    still there (`present`), else within the contact hours.

    `kinds` is what they agree to for it, `seen` the act that the page knew of. Raises BadInput with every mistake.
    """
    page = enrolled_page(app, treatment_id)
    if page is None:
        raise BadInput(["treatment: is not here"])
    how = page.how or "said so at the desk"
    wish = AddressWish(phone=phone, consent=",".join(kinds), consent_how=how, present=present)
    change_address(app, page.person.patient.id, wish, Actor(by, "corrected at the desk", seen))


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
