"""A patient's treatments as their page shows them: the stages of recovery, and each message with when, what and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from reminders.actions.message_may import choices_of
from reminders.actions.titles import title_of
from reminders.app import App, Published
from reminders.catalog.content import BadContent, NoTemplate, Variables
from reminders.domain.explain import explain, explain_reason
from reminders.domain.instants import from_micros
from reminders.domain.offsets import instant_of
from reminders.domain.said import say
from reminders.domain.windows import Origin as Counted
from reminders.domain.windows import own_interval, window_of
from reminders.domain.words import Channel, Reason, Status, TreatmentStatus
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.listing import ListedMessage, planned_from
from reminders.store.patients import KnownPatient
from reminders.store.treatments import StoredTreatment

_RUNNING = (TreatmentStatus.ACTIVE, TreatmentStatus.ON_HOLD)


@dataclass(frozen=True, slots=True)
class StageSpan:
    """A stage of recovery in this patient's calendar; instants are aware UTC."""

    title: str
    #: What the patient may notice.
    expect: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """One message on the page."""

    message: ListedMessage
    #: Its stage, or what else it is; a text of domain/said.py.
    title: str
    #: When it left, leaves, or was to leave.
    at: datetime
    #: Why it is then, or why it is not sent; empty where nothing needs to be said.
    why: str
    subject: str
    text: str
    #: The text as it would be today; it has not left.
    preview: bool
    #: What a person may do about it: now, move, skip, back, review.
    may: frozenset[str]
    #: In its window, but outside the contact hours: from then on it may leave at once, which is before its own time.
    now_from: datetime | None = None

    @property
    def coming(self) -> bool:
        """It has not left, and is to."""
        return self.message.status is Status.PLANNED


@dataclass(frozen=True, slots=True)
class Run:
    """One treatment."""

    treatment: StoredTreatment
    #: As people call it: "Microneedling".
    title: str
    location: str
    provider: str
    #: The patient's clock in it.
    zone: ZoneInfo
    stages: tuple[StageSpan, ...]
    #: By time.
    messages: tuple[Shown, ...]
    #: What a person may do about it: hold, resume, date, booked, next, cancel, error.
    may: frozenset[str]

    @property
    def treated_at(self) -> datetime:
        """Aware UTC."""
        return from_micros(self.treatment.treated_at)

    @property
    def booked_at(self) -> datetime | None:
        """Noon of the day for which a later visit is booked, on the patient's clock; None: no visit is."""
        on = self.treatment.booked_on
        return instant_of(date.fromisoformat(on), time(12), self.zone) if on else None

    @property
    def running(self) -> bool:
        """Under way or on hold."""
        return self.treatment.status in _RUNNING

    @property
    def coming(self) -> int:
        """How many messages are still to leave."""
        return sum(shown.coming for shown in self.messages)


@dataclass(frozen=True, slots=True)
class Folder:
    """What the runs of one patient are made of."""

    clinic: Clinic
    patient: KnownPatient
    providers: Mapping[int, str]
    now: datetime
    #: Channels on which nothing leaves for this patient now.
    held: frozenset[Channel]


def runs(
    work: Work, app: App, folder: Folder, treatments: Sequence[StoredTreatment], messages: Iterable[ListedMessage]
) -> tuple[Run, ...]:
    """The treatments, newest first."""
    by_treatment: dict[int | None, list[ListedMessage]] = {}
    for message in messages:
        by_treatment.setdefault(message.treatment_id, []).append(message)
    newest_first = sorted(treatments, key=lambda one: (one.treated_at, one.id), reverse=True)
    return tuple(_run(work, app, folder, one, by_treatment.get(one.id, [])) for one in newest_first)


def zone_of(clinic: Clinic, treatment: StoredTreatment) -> ZoneInfo:
    """The clock that a treatment's messages keep."""
    return ZoneInfo(treatment.timezone or clinic.location(treatment.location_id).timezone)


def shown_alone(work: Work, app: App, message: ListedMessage, zone: ZoneInfo, clinic: Clinic) -> Shown:
    """A message of no treatment: a welcome, an answer, an automatic reply."""
    title = title_of(work, app, message.version_id, message.stage, message.origin)
    may = frozenset({"review"} if message.status in (Status.UNKNOWN, Status.FAILED) else ())
    text = (message.subject, message.text, message.armed_at is None)
    return Shown(message, title, _at(message), _why(message, None, zone, clinic), *text, may)


def _run(work: Work, app: App, folder: Folder, treatment: StoredTreatment, messages: list[ListedMessage]) -> Run:
    published, zone = app.version(work, treatment.version_id), zone_of(folder.clinic, treatment)
    variables = _variables(app, folder, treatment)
    titles = {stage.name: stage.title for stage in published.schedule.stages}
    shown = [_shown(app, work, folder, treatment, one, titles, variables) for one in messages]
    return Run(
        treatment=treatment,
        title=published.schedule.title,
        location=folder.clinic.location(treatment.location_id).name,
        provider=folder.providers.get(treatment.id, ""),
        zone=zone,
        stages=_stages(published, treatment, zone),
        messages=tuple(sorted(shown, key=lambda one: (one.at, one.message.id))),
        may=_may(treatment.status),
    )


def _stages(published: Published, treatment: StoredTreatment, zone: ZoneInfo) -> tuple[StageSpan, ...]:
    facts = treatment.facts((), zone.key, frozenset())
    origin = Counted.of(facts)
    return tuple(
        StageSpan(stage.title, stage.expect, *window_of(stage, own_interval(stage, facts), origin))
        for stage in published.schedule.stages
    )


def _may(status: TreatmentStatus) -> frozenset[str]:
    running = {"date", "booked", "next", "cancel", "error"}
    return frozenset(
        {
            TreatmentStatus.ACTIVE: running | {"hold"},
            TreatmentStatus.ON_HOLD: running | {"resume"},
            TreatmentStatus.COMPLETED: {"date", "next", "error"},
            TreatmentStatus.CANCELED: {"next", "error"},
            TreatmentStatus.ENTERED_IN_ERROR: {"next"},
        }[status]
    )


def _shown(
    app: App,
    work: Work,
    folder: Folder,
    treatment: StoredTreatment,
    message: ListedMessage,
    titles: Mapping[str, str],
    variables: Variables,
) -> Shown:
    subject, text = message.subject, message.text
    if message.armed_at is None:
        subject, text = _preview(app, work, message, folder.patient.language, variables)
    zone = zone_of(folder.clinic, treatment)
    why = _no_email(app, work, message) or _why(message, treatment.status, zone, folder.clinic)
    title = titles.get(message.stage or "", message.stage or "")
    may, now_from = choices_of(message, treatment, zone, folder.clinic.rules, folder.now, folder.held)
    return Shown(
        message,
        title,
        _at(message),
        why,
        subject,
        text,
        message.armed_at is None,
        may,
        now_from,
    )


def _preview(app: App, work: Work, message: ListedMessage, language: str, variables: Variables) -> tuple[str, str]:
    if message.channel is None or message.version_id is None or not message.step:
        return "", ""
    try:
        content = app.version(work, message.version_id).render(message.step, message.channel, language, variables)
    except (NoTemplate, BadContent):
        return "", ""
    return content.subject, content.text


def _variables(app: App, folder: Folder, treatment: StoredTreatment) -> Variables:
    location = folder.clinic.location(treatment.location_id)
    session, sessions = treatment.session or (None, None)
    return Variables(
        first_name=folder.patient.first_name,
        language=folder.patient.language,
        clinic_name=folder.clinic.name,
        clinic_phone=location.phone,
        clinic_address=folder.clinic.postal_address,
        booking_url=location.booking_url,
        provider=folder.providers.get(treatment.id, ""),
        session=session,
        sessions=sessions,
        tags=folder.patient.tags,
        unsubscribe_url=f"{app.settings.public_url}/unsubscribe/…",
        emergency_number=folder.clinic.emergency_number,
        replies=app.replies_reach_us,
    )


def _at(message: ListedMessage) -> datetime:
    gone = message.sent_at or message.armed_at if message.status is not Status.PLANNED else None
    return from_micros(gone or message.due_at or message.wish_at)


def _why(message: ListedMessage, treatment: TreatmentStatus | None, zone: ZoneInfo, clinic: Clinic) -> str:
    match message.status:
        case Status.PLANNED:
            return _waiting(message, treatment) or explain(planned_from(message), zone, clinic.rules)
        case Status.CANCELED:
            return explain(planned_from(message), zone, clinic.rules)
        case Status.FAILED | Status.UNKNOWN:
            reason = message.reason or Reason.OUTCOME_UNKNOWN
            return say("{reason}.", reason=explain_reason(reason)) if reason is not Reason.STAFF else say("Closed.")
        case Status.SENT if message.unconfirmed_at is not None:
            return say("Nobody has told us that it arrived.")
    return ""


def _no_email(app: App, work: Work, message: ListedMessage) -> str:
    """Of a message that goes by email alone, that there is none: the patient may well have a phone number."""
    if (message.status, message.reason) != (Status.CANCELED, Reason.NO_ADDRESS) or message.version_id is None:
        return ""
    step = app.version(work, message.version_id).step(message.step or "")
    if step is None or step.channels != (Channel.EMAIL,):
        return ""
    return say("Not sent: it goes by email only, and there is no email address that works.")


def _waiting(message: ListedMessage, treatment: TreatmentStatus | None) -> str:
    """What keeps it back beside its time, if anything does."""
    if treatment is TreatmentStatus.ON_HOLD:
        return say("Waits until the treatment goes on.")
    if message.queue_at is not None:
        return ""
    if message.reason is not None:
        return say("Waits: {reason}.", reason=explain_reason(message.reason))
    return say("Waits until the first text to this number has arrived.")
