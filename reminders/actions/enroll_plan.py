"""The plan beside the form: what this patient would get, when and why, before anything is saved. Nothing is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput
from reminders.actions.enroll_form import Desk, Typed, channel_of, email_of, phone_of, read_when
from reminders.actions.enroll_notices import notices_of
from reminders.actions.enroll_people import Person
from reminders.actions.enroll_view import variables_of
from reminders.actions.enrollment import LANGUAGES, read_tags
from reminders.actions.showing import Render, ShownMessage, show_message
from reminders.actions.welcome import is_welcomed, latest_close
from reminders.app import App, Published
from reminders.catalog.content import BadContent, Content, NoTemplate
from reminders.catalog.template_names import WELCOME
from reminders.domain.addresses import normalize_email, normalize_phone
from reminders.domain.enrollment import Enrollment
from reminders.domain.instants import to_micros
from reminders.domain.offsets import Offset
from reminders.domain.planned import PlannedMessage, Taken
from reminders.domain.planning import due_again, plan
from reminders.domain.said import Said
from reminders.domain.treatment import Reach, TreatmentFacts
from reminders.domain.words import Channel, Kind, Reason
from reminders.store.database import Work
from reminders.store.enroll_page import Known, known_of
from reminders.store.messages import taken_by_others
from reminders.store.people import address_hash, patients_with_hashes
from reminders.store.versions import Version, latest_version

_WEEK = timedelta(days=7)
#: Greets a patient whose name is not typed yet.
_NOBODY = "…"


@dataclass(frozen=True, slots=True)
class Welcome:
    """The first text to a number."""

    #: UTC; None: as soon as the form is saved.
    due_at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be sent."""

    #: The patient's own, else the location's.
    zone: ZoneInfo
    #: What the plan stands on that somebody should know: a stop, a landline, a missing approval.
    notices: tuple[Said, ...]
    #: Nothing was agreed to yet: this is what they would get if they agreed to everything.
    if_agreed: bool
    #: None: the number was welcomed before, or nothing goes by text.
    welcome: Welcome | None
    messages: tuple[ShownMessage, ...]
    #: Stage name to what people call it.
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Draft:
    """What of the form can be read so far; what cannot is left out."""

    enrollment: Enrollment
    hashes: dict[Channel, bytes]
    known: Known
    reaches: tuple[Reach, ...]
    if_agreed: bool


def plan_of(work: Work, app: App, desk: Desk, typed: Typed, person: Person | None) -> Plan | None:
    """The plan of what is typed so far; None before a treatment is chosen."""
    version = latest_version(work, desk.clinic.id, typed.schedule) if typed.schedule in desk.schedules else None
    if version is None:
        return None
    published = app.version(work, version.id)
    draft = _draft(work, desk, typed, person)
    zone = ZoneInfo((person.patient.timezone if person else "") or desk.place(typed).timezone)
    given = draft.enrollment
    facts = TreatmentFacts(given.treated_at, zone, draft.reaches, session=given.session, touch_up=given.touch_up)
    planned = plan(published.schedule, facts, desk.clinic.rules, desk.now, _taken(work, desk, draft, person))
    return _shown(app, desk, typed, version, published, draft, planned, zone)


def _draft(work: Work, desk: Desk, typed: Typed, person: Person | None) -> _Draft:
    addresses = _addresses(typed, person)
    keyring, clinic_id = work.keyring, desk.clinic.id
    hashes = {channel: address_hash(keyring, clinic_id, channel, value) for channel, value in addresses.items()}
    known = known_of(work, clinic_id, list(hashes.values()))
    agreed = {channel: typed.kinds | _on_record(person, value_hash) for channel, value_hash in hashes.items()}
    if_agreed = not any(agreed.values())
    preferred = channel_of(typed, person)
    reaches = [
        Reach(
            channel,
            usable=value_hash not in known.unusable,
            consents=frozenset(Kind) if if_agreed else frozenset(agreed[channel]),
            opted_out=frozenset(known.stopped.get(value_hash, ())),
        )
        for channel, value_hash in hashes.items()
    ] or [Reach(preferred, consents=frozenset(Kind) if if_agreed else typed.kinds)]
    reaches.sort(key=lambda reach: reach.channel is not preferred)
    return _Draft(_enrollment(desk, typed, person), hashes, known, tuple(reaches), if_agreed)


def _addresses(typed: Typed, person: Person | None) -> dict[Channel, str]:
    found = {}
    for channel, form, text in (
        (Channel.SMS, normalize_phone, phone_of(typed, person)),
        (Channel.EMAIL, normalize_email, email_of(typed, person)),
    ):
        try:
            found[channel] = form(text)
        except ValueError:
            continue
    return found


def _on_record(person: Person | None, value_hash: bytes) -> frozenset[Kind]:
    """What the patient agreed to before for this very address."""
    given = [one for one in person.addresses if one.hash == value_hash] if person else []
    return frozenset(entry.kind for one in given for entry in one.consents if entry.withdrawn_at is None)


def _enrollment(desk: Desk, typed: Typed, person: Person | None) -> Enrollment:
    try:
        treated_at = min(read_when(desk, typed), desk.now)
    except BadInput:
        treated_at = desk.now
    try:
        tags = read_tags(typed.tags)
    except ValueError:
        tags = frozenset()
    first_name = person.patient.first_name if person else typed.first_name.strip()
    return Enrollment(
        schedule=typed.schedule,
        first_name=first_name or _NOBODY,
        treated_at=treated_at,
        channel=channel_of(typed, person),
        language=typed.language if typed.language in LANGUAGES else "en",
        provider=typed.provider.strip(),
        session=_session(typed),
        touch_up=_touch_up(typed),
        tags=tags,
        location_id=desk.place(typed).id,
    )


def _touch_up(typed: Typed) -> Offset | None:
    try:
        offset = Offset.parse(typed.touch_up) if typed.touch_up else None
    except ValueError:
        return None
    return None if offset is None or offset.elapsed else offset


def _session(typed: Typed) -> tuple[int, int] | None:
    numbers = typed.session_n.strip(), typed.session_m.strip()
    if not all(number.isdecimal() and len(number) < 3 for number in numbers):
        return None
    first, last = int(numbers[0]), int(numbers[1])
    return (first, last) if 1 <= first <= last else None


def _taken(work: Work, desk: Desk, draft: _Draft, person: Person | None) -> list[Taken]:
    """The room that other treatments take at these addresses."""
    sharers = set(patients_with_hashes(work, desk.clinic.id, list(draft.hashes.values())))
    mine = person.patient.id if person else 0
    sharers |= {mine} - {0}
    return taken_by_others(work, sorted(sharers), (mine, 0), to_micros(desk.now - _WEEK)) if sharers else []


def _shown(
    app: App,
    desk: Desk,
    typed: Typed,
    version: Version,
    published: Published,
    draft: _Draft,
    planned: tuple[PlannedMessage, ...],
    zone: ZoneInfo,
) -> Plan:
    variables = variables_of(app, desk.clinic, draft.enrollment.location_id, draft.enrollment)

    def render(step: str, channel: Channel) -> Content:
        return published.render(step, channel, draft.enrollment.language, variables)

    welcome = None
    closes_at = latest_close(planned)
    if closes_at is not None and _is_new_number(app, draft):
        due = _welcome_due(desk, typed, closes_at, zone)
        welcome = None if isinstance(due, Reason) else Welcome(due, _text(render))
    return Plan(
        zone=zone,
        notices=tuple(notices_of(app, version, draft.hashes, draft.known)),
        if_agreed=draft.if_agreed,
        welcome=welcome,
        messages=tuple(show_message(one, zone, desk.clinic.rules, render) for one in planned),
        titles={stage.name: stage.title for stage in published.schedule.stages},
    )


def _is_new_number(app: App, draft: _Draft) -> bool:
    value_hash = draft.hashes.get(Channel.SMS)
    return value_hash is None or not is_welcomed(app, {value_hash: draft.known.welcomed(value_hash)}, value_hash)


def _welcome_due(desk: Desk, typed: Typed, closes_at: datetime, zone: ZoneInfo) -> datetime | Reason | None:
    if typed.present:
        return None
    now = desk.now
    due = due_again(now, now, closes_at, Kind.CARE, zone, desk.clinic.rules, now)
    return None if due == now else due


def _text(render: Render) -> str:
    try:
        return render(WELCOME, Channel.SMS).text
    except (NoTemplate, BadContent):
        return ""
