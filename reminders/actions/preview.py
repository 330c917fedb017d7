"""What a patient treated then would get: the plan of one imagined treatment, with its texts."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.actions.preview_request import PreviewRequest
from reminders.actions.showing import ShownMessage, show_message
from reminders.catalog.bundle import Bundle
from reminders.catalog.content import Content, Variables
from reminders.catalog.rendering import compile_bundle
from reminders.domain.planning import plan
from reminders.domain.rules import ClinicRules
from reminders.domain.treatment import Reach, TreatmentFacts
from reminders.domain.words import Channel

#: The imagined patient.
SAMPLE_NAME = "Ana"


@dataclass(frozen=True, slots=True)
class ClinicFacts:
    """What templates say about the clinic. As it stands: an invented one, for drafts."""

    name: str = "Lakeside Skin Clinic"
    phone: str = "(202) 555-0143"
    address: str = "12 Harbor Street, Springfield"
    booking_url: str = "https://clinic.example/book"
    emergency_number: str = "911"
    #: Whether texts of patients reach it at once.
    replies: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole plan, one message a step in the order of the schedule."""

    schedule: str
    title: str
    #: None for files and drafts.
    version: int | None
    treated_at: datetime
    zone: ZoneInfo
    messages: tuple[ShownMessage, ...]


def preview(
    bundle: Bundle,
    request: PreviewRequest,
    *,
    version: int | None = None,
    clinic: ClinicFacts | None = None,
    rules: ClinicRules | None = None,
) -> Preview:
    """Plan and fill in every step for a sample patient. Nothing is read, stored or sent.

    Raises catalog Mistakes when a template of the bundle cannot be compiled.
    """
    rules = rules or ClinicRules()
    schedule, compiled = bundle.schedule, compile_bundle(bundle)
    variables = _variables(request, clinic or ClinicFacts())

    def render(step: str, channel: Channel) -> Content:
        return compiled.render(step, channel, request.language, variables)

    planned = plan(schedule, _treatment(request), rules, request.now)
    shown = tuple(show_message(one, request.zone, rules, render) for one in planned)
    return Preview(schedule.name, schedule.title, version, request.treated_at, request.zone, shown)


def _treatment(request: PreviewRequest) -> TreatmentFacts:
    other = Channel.EMAIL if request.channel is Channel.SMS else Channel.SMS
    return TreatmentFacts(
        treated_at=request.treated_at,
        zone=request.zone,
        reaches=tuple(Reach(channel, consents=request.kinds) for channel in (request.channel, other)),
        session=request.session,
        touch_up=request.touch_up,
    )


def _variables(request: PreviewRequest, clinic: ClinicFacts) -> Variables:
    session, sessions = request.session or (None, None)
    return Variables(
        first_name=SAMPLE_NAME,
        language=request.language,
        clinic_name=clinic.name,
        clinic_phone=clinic.phone,
        clinic_address=clinic.address,
        booking_url=clinic.booking_url,
        provider="",
        session=session,
        sessions=sessions,
        tags=frozenset(),
        unsubscribe_url="https://clinic.example/unsubscribe",
        emergency_number=clinic.emergency_number,
        replies=clinic.replies,
    )
