"""What a patient treated then would get: the plan of one imagined treatment, with its texts."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.actions.preview_request import PreviewRequest
from reminders.catalog.bundle import Bundle
from reminders.catalog.content import BadContent, Content, NoTemplate, Variables
from reminders.catalog.rendering import CompiledBundle, compile_bundle
from reminders.domain.explain import explain
from reminders.domain.planned import PlannedMessage
from reminders.domain.planning import plan
from reminders.domain.rules import ClinicRules
from reminders.domain.segments import count
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


@dataclass(frozen=True, slots=True)
class PreviewedMessage:
    """One step: when, why, and the text it would have."""

    planned: PlannedMessage
    #: In plain words, for staff.
    why: str
    #: None where the step has no template, or it cannot be filled in (`problem`).
    content: Content | None
    #: SMS segments; None for an email or without content.
    segments: int | None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole plan, one message a step in the order of the schedule."""

    schedule: str
    title: str
    #: None for files and drafts.
    version: int | None
    treated_at: datetime
    zone: ZoneInfo
    messages: tuple[PreviewedMessage, ...]


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
    schedule = bundle.schedule
    compiled = compile_bundle(bundle)
    variables = _variables(request, clinic or ClinicFacts())
    return Preview(
        schedule.name,
        schedule.title,
        version,
        request.treated_at,
        request.zone,
        tuple(
            _previewed(planned, request, rules, compiled, variables)
            for planned in plan(schedule, _treatment(request), rules, request.now)
        ),
    )


def _treatment(request: PreviewRequest) -> TreatmentFacts:
    other = Channel.EMAIL if request.channel is Channel.SMS else Channel.SMS
    return TreatmentFacts(
        treated_at=request.treated_at,
        zone=request.zone,
        reaches=tuple(Reach(channel, consents=request.kinds) for channel in (request.channel, other)),
        session=request.session,
        touch_up=request.touch_up,
    )


def _previewed(
    planned: PlannedMessage,
    request: PreviewRequest,
    rules: ClinicRules,
    compiled: CompiledBundle,
    variables: Variables,
) -> PreviewedMessage:
    why = explain(planned, request.zone, rules)
    if planned.channel is None:
        return PreviewedMessage(planned, why, None, None)
    try:
        content = compiled.render(planned.step, planned.channel, request.language, variables)
    except NoTemplate:
        return PreviewedMessage(planned, why, None, None)
    except BadContent as error:
        return PreviewedMessage(planned, why, None, None, str(error))
    segments = count(content.text).segments if planned.channel is Channel.SMS else None
    return PreviewedMessage(planned, why, content, segments)


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
    )
