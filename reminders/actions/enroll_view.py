"""What staff see after enrolling somebody: the welcome, and the plan with its texts."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reminders.actions.showing import ShownMessage, show_message
from reminders.app import App
from reminders.catalog.content import Content, Variables
from reminders.domain.enrollment import Enrolled, Enrollment
from reminders.domain.words import Channel
from reminders.store.clinics import Clinic
from reminders.store.listing import ListedMessage, list_messages, planned_from
from reminders.store.treatments import treatments
from reminders.store.welcomes import welcome_since

_MOST = 1000


@dataclass(frozen=True, slots=True)
class EnrolledView:
    """A fresh enrollment for people and programs."""

    patient_id: int
    treatment_id: int
    zone: ZoneInfo
    #: None where the number was welcomed before, or no text is to go to it.
    welcome: ListedMessage | None
    messages: tuple[ShownMessage, ...]
    #: Stage name to what people call it.
    titles: dict[str, str]


def view_enrolled(app: App, enrollment: Enrollment, enrolled: Enrolled) -> EnrolledView:
    """What `enroll` has stored, with each text as this patient would get it today."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        (treatment,) = treatments(work, [enrolled.treatment_id])
        published = app.version(work, treatment.version_id)
        stored = list_messages(work, treatment_id=treatment.id, limit=_MOST)
        welcome = welcome_since(work, enrolled.patient_id, treatment.enrolled_at)
    zone = ZoneInfo(treatment.timezone or clinic.location(treatment.location_id).timezone)
    variables = variables_of(app, clinic, treatment.location_id, enrollment)

    def render(step: str, channel: Channel) -> Content:
        return published.render(step, channel, enrollment.language, variables)

    shown = tuple(show_message(planned_from(one), zone, clinic.rules, render) for one in stored)
    titles = {stage.name: stage.title for stage in published.schedule.stages}
    return EnrolledView(enrolled.patient_id, enrolled.treatment_id, zone, welcome, shown, titles)


def variables_of(app: App, clinic: Clinic, location_id: int, given: Enrollment) -> Variables:
    """What the texts of this enrollment are filled in with; the link that ends all mail is a sample."""
    location = clinic.location(location_id)
    session, sessions = given.session or (None, None)
    return Variables(
        first_name=given.first_name,
        language=given.language,
        clinic_name=clinic.name,
        clinic_phone=location.phone,
        clinic_address=clinic.postal_address,
        booking_url=location.booking_url,
        provider=given.provider,
        session=session,
        sessions=sessions,
        tags=given.tags,
        # The real link names the message, which has none before it is sent.
        unsubscribe_url=f"{app.settings.public_url}/unsubscribe",
        emergency_number=clinic.emergency_number,
        replies=app.replies_reach_us,
    )
