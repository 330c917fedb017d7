"""A person writes to a patient who has not asked anything: their own words, by text or email.

It keeps what an answer need not: consent to care, the contact hours, and that a number was welcomed before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.patient_search import the_patient
from reminders.actions.welcome import Gates, is_welcomed
from reminders.actions.writing import ANSWER_WINDOW, said_already
from reminders.app import App
from reminders.catalog.content import Content, content_mistakes
from reminders.domain.arming import UNASKED
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.planning import due_again
from reminders.domain.said import Said, say
from reminders.domain.words import Channel, Kind, Origin, Reason
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.holds import Holds, holds_in_force
from reminders.store.patients import KnownPatient
from reminders.store.people import ADDRESS, KnownAddress, current_addresses, lock_gates
from reminders.store.treatments import patient_zone
from reminders.store.writings import Writing, insert_writings

MOST_TEXT = 1_000
#: What a mail's reader sees first, by the patient's language.
_SUBJECTS = {"en": "A message from {clinic}", "es": "Un mensaje de {clinic}"}


@dataclass(frozen=True, slots=True)
class Written:
    """Their message is on its way, or waits for the contact hours."""

    message_id: int
    due_at: datetime
    channel: Channel


def write_first(app: App, patient_id: int, channel: str, text: str, by: str) -> Written:
    """Send these words to the patient's number ("sms") or mailbox ("email") within the contact hours for care: now, or
    when they begin; the same words of the same person right after each other are one message. Raises BadInput with
    every mistake.
    """
    way, said = Channel(channel) if channel in list(Channel) else None, text.strip().replace("\r\n", "\n")
    mistakes = [] if way is not None else [Mistake("channel", say("choose text or email"))]
    with app.database.write() as work:
        clinic, now = app.clinic(work), app.now()
        patient = the_patient(work, clinic.id, patient_id)
        known = current_addresses(work, clinic.id, [patient_id])[patient_id]
        gates = lock_gates(work, clinic.id, [address.hash for address in known])
        known = current_addresses(work, clinic.id, [patient_id])[patient_id]
        address = next((one for one in known if one.channel is way), None)
        if way is not None:
            holds = holds_in_force(work, clinic.id)
            mistakes += [Mistake("channel", why) for why in obstacles(app, gates, holds, way, address)]
        content = Content(_subject(clinic, patient, way), said)
        mistakes += _text_mistakes(content, way or Channel.SMS)
        if mistakes or address is None:
            raise BadInput(mistakes)
        zone = ZoneInfo(patient_zone(work, patient_id) or clinic.locations[0].timezone)
        if slip := said_already(work, now, address.hash, said, by, patient_id=patient_id):
            return Written(slip.id, from_micros(slip.due_at), address.channel)
        # Hours that leave no minute in a day and a night do not exist: a week is more than enough.
        due = due_again(now, now, now + 7 * ANSWER_WINDOW, Kind.CARE, zone, clinic.rules, now)
        if isinstance(due, Reason):
            raise BadInput([Mistake("channel", say("the contact hours leave no time for it"))])
        message_id = _store(work, app, clinic, address, content, (due, by, patient_id))
        add_audit(work, clinic.id, to_micros(now), by, "wrote to the patient", "message", message_id)
        return Written(message_id, due, address.channel)


def obstacles(app: App, gates: Gates, holds: Holds, channel: Channel, address: KnownAddress | None) -> Sequence[Said]:
    """Why a person cannot write there first; none when they can."""
    if address is None:
        return [say("there is no phone number")] if channel is Channel.SMS else [say("there is no email address")]
    if Kind.CARE in address.opted_out:
        return [say("the patient has stopped all messages there; call instead")]
    if address.unusable_why is not None:
        return [say("messages do not arrive there; call instead, or change it")]
    if Kind.CARE not in address.consents:
        return [say("the patient has not agreed to messages there; record the consent first, or call")]
    if address.hash.hex() in holds.addresses:
        return [say("messages there wait until somebody has decided about the patient's reply")]
    if channel is Channel.SMS and not is_welcomed(app, gates, address.hash):
        return [say("the first text, which says who writes, has not been sent there yet")]
    return []


def _text_mistakes(content: Content, channel: Channel) -> list[Mistake]:
    if not content.text:
        return [Mistake("text", say("is missing"))]
    if len(content.text) > MOST_TEXT:
        return [Mistake("text", say("is longer than {most} characters", most=MOST_TEXT))]
    return [Mistake("text", mistake) for mistake in content_mistakes(content, channel)]


def _subject(clinic: Clinic, patient: KnownPatient, channel: Channel | None) -> str:
    if channel is not Channel.EMAIL:
        return ""
    return _SUBJECTS.get(patient.language, _SUBJECTS["en"]).format(clinic=clinic.name[:100])


def _store(
    work: Work, app: App, clinic: Clinic, address: KnownAddress, content: Content, decided: tuple[datetime, str, int]
) -> int:
    due, by, patient_id = decided
    to = work.keyring.open(ADDRESS, address.id, address.sealed)
    writing = Writing(
        Origin.ANSWER, UNASKED, address.channel, to, address.hash, content.subject, content.text, to_micros(due),
        to_micros(due + ANSWER_WINDOW), app.live(address.channel), patient_id=patient_id, by=by,
    )  # fmt: skip
    return insert_writings(work, clinic.id, [writing])[0]
