"""Hears a patient's text: stored once, read, and acted on in the same transaction."""

from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from reminders.actions.duty import raise_urgent
from reminders.actions.following import PROGRAM, replan_address, wake_for_address
from reminders.actions.opting_out import stop_address
from reminders.actions.writing import plan_automatic
from reminders.app import App
from reminders.domain.addresses import BadAddress, normalize_phone
from reminders.domain.instants import to_micros
from reminders.domain.questions import ANSWERS, answer_to
from reminders.domain.red_flags import RedFlags
from reminders.domain.replies import Reading, read_reply
from reminders.domain.reply_words import words_of
from reminders.domain.words import Channel, Intent, OptOutScope, Question, Reason
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.holds import start_hold
from reminders.store.inbox import voice_of
from reminders.store.messages import cancel_messages
from reminders.store.opt_outs import add_opt_out, end_opt_out
from reminders.store.people import address_hash, lock_people, names_of, patients_with_hash
from reminders.store.replies import (
    Asked,
    NewReply,
    asked_lately,
    end_own_hold,
    heard_before,
    insert_reply,
    planned_marketing,
)
from reminders.store.treatments import treatments_of
from reminders.store.versions import latest_versions
from reminders.transports.base import Inbound

PATIENT = "patient"
#: Why an address waits for a person; START takes back the first, not the second.
ASKED_TO_STOP = "asked in their own words to get no more texts"
WRONG_NUMBER = "says that this is the wrong number"

#: A digit answers the last question of so many days.
_ASKED_LATELY = timedelta(days=14)
_SPANISH = frozenset(("alto", "parar", "baja", "no mas", "alta", "ayuda"))
#: After these an invitation is not answered: the patient wants to be asked again, or speaks of something else.
_GOES_ON = frozenset((Intent.LATER, Intent.START, Intent.HELP))

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was made of a text."""

    reply_id: int
    #: False: it had been heard before, and nothing changed.
    new: bool
    intent: Intent | None = None
    urgent: bool = False
    #: Somebody has to read it.
    open: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with all that its effects depend on. The gates of everybody who uses its number are locked."""

    inbound: Inbound
    value_hash: bytes
    #: Who uses the number now.
    people: tuple[int, ...]
    #: The step that asked this number last, with what it asks.
    asked: Asked | None
    question: Question | None
    reading: Reading
    now: int

    @property
    def answers(self) -> bool:
        """Whether it is one of the answers that were asked for."""
        return self.question is not None and self.reading.intent in ANSWERS[self.question]

    @property
    def patient_id(self) -> int | None:
        """Whose words these are, where the question or the number tells; else None, and a person decides."""
        if self.answers and self.asked is not None and self.asked.patient_id in self.people:
            return self.asked.patient_id
        return self.people[0] if len(self.people) == 1 else None


def hear(app: App, inbound: Inbound) -> Heard:
    """Store a text and do what it asks for, in one transaction that holds the lock of its number: a stop takes effect
    at its commit. A text that was heard before changes nothing. Raises StoreError when the database cannot do it now.
    """
    with app.database.write() as work:
        clinic = app.clinic(work)
        value_hash = address_hash(work.keyring, clinic.id, Channel.SMS, _number(inbound.sender))
        lock_people(work, clinic.id, [value_hash])
        known = heard_before(work, clinic.id, inbound.provider_id)
        if known is not None:
            return Heard(known, new=False)
        text = _read(work, app, clinic, inbound, value_hash)
        heard = _store(work, clinic, text)
        _act(work, app, clinic, text, heard.reply_id)
    log.info("reply heard", reply=heard.reply_id, intent=text.reading.intent.value, urgent=heard.urgent)
    return heard


def _number(sender: str) -> str:
    """As patients' numbers are kept; a short code or a name is kept as it is written."""
    try:
        return normalize_phone(sender)
    except BadAddress:
        return sender


def _read(work: Work, app: App, clinic: Clinic, inbound: Inbound, value_hash: bytes) -> _Text:
    people = tuple(patients_with_hash(work, clinic.id, value_hash))
    asked, question = _last_question(work, app, clinic, value_hash)
    if asked is not None and question is not None and asked.answered:
        # A patient may think better of an answer; any other words after it are no answer to that question.
        question = question if answer_to(question, words_of(inbound.text)) else None
    flags = _red_flags(work, app, clinic, people)
    names = [first for first, _ in names_of(work, people).values()]
    reading = read_reply(inbound.text, media=len(inbound.media), question=question, red_flags=flags, names=names)
    reading = _as_the_provider_did(reading, inbound)
    return _Text(inbound, value_hash, people, asked, question, reading, app.now_micros())


def _last_question(work: Work, app: App, clinic: Clinic, value_hash: bytes) -> tuple[Asked | None, Question | None]:
    since = to_micros(app.now() - _ASKED_LATELY)
    for asked in asked_lately(work, clinic.id, value_hash, live=app.live(Channel.SMS), since=since):
        step = app.version(work, asked.version_id).step(asked.step)
        if step is not None and step.asks is not None:
            return asked, step.asks
    return None, None


def _red_flags(work: Work, app: App, clinic: Clinic, people: tuple[int, ...]) -> RedFlags:
    """Those of every schedule: a patient may write from another phone, about an older treatment."""
    ids = {version.id for version in latest_versions(work, clinic.id)}
    ids.update(treatment.version_id for treatment in treatments_of(work, people))
    return RedFlags.together(app.version(work, version_id).schedule.red_flags for version_id in sorted(ids))


def _as_the_provider_did(reading: Reading, inbound: Inbound) -> Reading:
    """What the provider took for STOP, START or HELP is one, by whatever words the clinic has told it."""
    if not inbound.opt_out_type or reading.intent.value == inbound.opt_out_type.lower():
        return reading
    urgent = bool(reading.red_flags)
    return replace(
        reading, intent=Intent(inbound.opt_out_type.lower()), urgent=urgent, flag_staff=urgent or bool(inbound.media)
    )


def _store(work: Work, clinic: Clinic, text: _Text) -> Heard:
    inbound, reading = text.inbound, text.reading
    must_read = reading.flag_staff or (not text.people and reading.intent not in (Intent.STOP, Intent.HELP))
    new = NewReply(
        clinic_id=clinic.id,
        address_hash=text.value_hash,
        sender=inbound.sender,
        text=inbound.text,
        provider_id=inbound.provider_id,
        received_at=to_micros(inbound.at),
        media=[(one.url, one.type) for one in inbound.media],
        opt_out_type=inbound.opt_out_type,
        intent=reading.intent,
        urgent=reading.urgent,
        red_flag=", ".join(flag.words for flag in reading.red_flags),
        patient_id=text.patient_id,
        question_id=text.asked.message_id if text.answers and text.asked else None,
        open=must_read,
    )
    return Heard(insert_reply(work, new, PROGRAM), True, reading.intent, reading.urgent, must_read)


def _act(work: Work, app: App, clinic: Clinic, text: _Text, reply_id: int) -> None:
    if text.reading.emergency:
        # Before all else, and whatever the provider has said: whoever writes this may wait for our answer.
        _tell(work, app, clinic, text, reply_id, "emergency", after_stop=False)
    match text.reading.intent:
        case Intent.STOP:
            _stop(work, app, clinic, text, reply_id)
        case Intent.START:
            _start(work, app, clinic, text, reply_id)
        case Intent.HELP:
            _say(work, app, clinic, text, reply_id, "help", after_stop=True)
        case Intent.ASKS_TO_STOP:
            _hold(work, app, clinic, text, reply_id, ASKED_TO_STOP)
        case Intent.WRONG_NUMBER:
            _hold(work, app, clinic, text, reply_id, WRONG_NUMBER)
        case Intent.NO_INVITATIONS:
            stop_address(work, app, text.value_hash, OptOutScope.MARKETING, PATIENT, "texted: no invitations")
    _end_invitations(work, text)
    if text.reading.urgent:
        raise_urgent(work, app, clinic, reply_id)


def _stop(work: Work, app: App, clinic: Clinic, text: _Text, reply_id: int) -> None:
    """Silence, but for one confirmation; a second STOP gets none."""
    stopped = stop_address(work, app, text.value_hash, OptOutScope.ALL, PATIENT, "texted a stop word")
    if stopped.added:
        _say(work, app, clinic, text, reply_id, "stop", after_stop=True)


def _start(work: Work, app: App, clinic: Clinic, text: _Text, reply_id: int) -> None:
    """Care only: what was stopped altogether stays stopped for invitations."""
    ended = end_opt_out(work, clinic.id, text.value_hash, OptOutScope.ALL, PATIENT, text.now)
    if ended:
        why = "texted a start word, which brings back care only"
        add_opt_out(work, clinic.id, text.value_hash, OptOutScope.MARKETING, PATIENT, why, text.now)
        for patient_id in text.people:
            add_audit(work, clinic.id, text.now, PATIENT, "started again, care only", "patient", patient_id, why)
    if end_own_hold(work, clinic.id, text.value_hash, PROGRAM, ASKED_TO_STOP, text.now) or ended:
        replan_address(work, app, clinic, text.value_hash)
        wake_for_address(work, clinic.id, text.value_hash, text.now)
    if ended or text.people:
        _say(work, app, clinic, text, reply_id, "start", after_stop=False)


def _hold(work: Work, app: App, clinic: Clinic, text: _Text, reply_id: int, why: str) -> None:
    """Nothing more to this number until a person has read what it says."""
    if start_hold(work, clinic.id, "address", text.value_hash.hex(), PROGRAM, why, text.now):
        add_audit(work, clinic.id, text.now, PROGRAM, "held address", "reply", reply_id, why)
    _say(work, app, clinic, text, reply_id, "held", after_stop=False)


def _say(work: Work, app: App, clinic: Clinic, text: _Text, reply_id: int, name: str, *, after_stop: bool) -> None:
    """The automatic reply, unless the provider has answered by itself."""
    if not text.inbound.answered:
        _tell(work, app, clinic, text, reply_id, name, after_stop=after_stop)


def _tell(work: Work, app: App, clinic: Clinic, text: _Text, reply_id: int, name: str, *, after_stop: bool) -> None:
    """In the language of who wrote it, unless the very word is of another."""
    language, _ = voice_of(work, clinic.id, text.patient_id, text.value_hash)
    plan_automatic(
        work,
        app,
        clinic,
        name=name,
        to=_number(text.inbound.sender),
        address_hash=text.value_hash,
        patient_id=text.patient_id,
        reply_id=reply_id,
        language="es" if words_of(text.inbound.text) in _SPANISH else language,
        after_stop=after_stop,
    )


def _end_invitations(work: Work, text: _Text) -> None:
    """Any answer to an invitation ends those that were to follow it; "later" asks for the next one."""
    if text.asked is None or text.question is not Question.INVITATION or text.reading.intent in _GOES_ON:
        return
    rows = planned_marketing(work, text.asked.treatment_id)
    cancel_messages(work, [(message_id, queue_at, Reason.ANSWERED) for message_id, queue_at in rows], PATIENT)
