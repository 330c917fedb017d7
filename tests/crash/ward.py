"""The clinic of the crash matrix: who is enrolled, how time goes on, who says stop, what must be true in the end."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from reminders.actions.enroll import enroll_batch, seal_batch
from reminders.actions.opting_out import opt_out
from reminders.actions.publishing import approve
from reminders.actions.setup import set_up
from reminders.app import App
from reminders.domain.breaker import OPENS_AFTER, PROBES, Breaker
from reminders.domain.enrollment import Enrollment
from reminders.domain.hours import permitted
from reminders.domain.instants import from_micros, to_micros
from reminders.domain.words import Channel, Kind, OptOutScope
from reminders.store.database import Database, Row, Work
from reminders.store.people import opted_out
from reminders.store.senders import save_breaker
from reminders.transports.base import Inbound, Report
from tests.actions.house import NEW_YORK, moment, write_schedule
from tests.crash.errands import Errand, carry_out
from tests.crash.looking import attempts_to, hash_of
from tests.crash.worker import Place, SharedClock
from tests.databases import KEYRING
from tests.fakes.fake_twilio import Accepted, FakeTwilio
from tests.fakes.smtp_sink import Received, SmtpSink

SCHEDULE = """\
schedule: facial
name: Facial
stages:
  - stage: first-day
    name: First day
    opens: PT0H
    closes: PT24H
    steps:
      - step: calm
        at: PT30M
        essential: true
  - stage: first-minutes
    name: First minutes
    opens: PT0H
    closes: PT32M
    steps:
      - step: flaking
        at: PT30M
        essential: true
"""
#: Texts to numbers of their own, texts to a number that two share, and mails.
_PEOPLE = (("Ana", 0), ("Ben", 1), ("Cleo", 2), ("Dana", 3), ("Emil", 3))
_MAILED = ("Fay", "Gil")
_TAKEN = ("sent", "delivered")
_CALLBACK = re.compile(r"\?m=(\d+)&a=(\d+)")
_MAIL_ID = re.compile(rb"(?im)^Message-ID: <(\d+)@")


class LookingDatabase(Database):
    """Reads which attempts an address has at the last moment before a transaction that stops it is committed."""

    stopping: str = ""
    armed_before: frozenset[int] = frozenset()

    @contextmanager
    def write(self) -> Iterator[Work]:
        """As the database itself."""
        with super().write() as work:
            yield work
            if self.stopping:
                self.armed_before = attempts_to(work, hash_of(work, self.stopping))


@dataclass
class Stop:
    """A patient's stop, once it is committed."""

    address: str
    #: What was armed for this address before.
    attempts: frozenset[int]
    #: How many messages to it had been accepted by then, those left out that were in flight in a worker that was cut
    #: off; None: others were on the wire.
    accepted: int | None = None


@dataclass
class Ward:
    """One clinic on one database, through many days."""

    app: App
    clock: SharedClock
    database: LookingDatabase
    twilio: FakeTwilio
    sink: SmtpSink
    place: Place
    _days: Iterator[int] = field(default_factory=count)
    _opens_from: int = 0
    _texts: int = 0
    _mails: int = 0

    def new_day(self, at: str) -> list[str]:
        """Seven patients more, whose messages are due at `at` of another day. Returns their addresses."""
        day = next(self._days)
        self.clock.set(moment(f"2026-04-01 {at}") + timedelta(days=2 * day))
        self._texts, self._mails = len(self.twilio.ledger), len(self.sink.ledger)
        treated_at = self.clock() - timedelta(minutes=30)
        self._opens_from = to_micros(treated_at)
        phones = [f"+1{AREAS[day // 25]}55501{day % 25 * 4 + number:02}" for number in range(4)]
        mails = [f"{name.lower()}{day}@example.com" for name in _MAILED]
        common = {"treated_at": treated_at, "consents": frozenset({Kind.CARE}), "consent_how": "signed form"}
        people = [
            Enrollment("facial", name, channel=Channel.SMS, phone=phones[number], **common)  # type: ignore[arg-type]
            for name, number in _PEOPLE
        ] + [
            Enrollment("facial", name, channel=Channel.EMAIL, email=mail, **common)  # type: ignore[arg-type]
            for name, mail in zip(_MAILED, mails, strict=True)
        ]
        batch = seal_batch(self.app, people)
        with self.database.write() as work:
            enroll_batch(work, self.app, batch)
        return phones + mails

    def stop(self, address: str, errand: Errand | None = None) -> Stop:
        """This patient says stop; by an errand that was sent before, or to staff."""
        self.database.stopping = address
        try:
            if errand is None:
                opt_out(self.app, address, OptOutScope.ALL, "Rosa", "said so")
            else:
                carry_out(self.app, errand)
        finally:
            self.database.stopping = ""
        return Stop(address, self.database.armed_before)

    def break_off(self, transport: str) -> None:
        """This provider has been out of order, and its probe is due now."""
        now = to_micros(self.clock())
        with self.database.write() as work:
            clinic_id = self.app.clinic(work).id
            save_breaker(work, clinic_id, transport, Breaker(OPENS_AFTER, opened_at=now - PROBES[0], probe_at=now))

    def newcomer(self) -> Enrollment:
        """One patient more, who is not enrolled yet."""
        return Enrollment(
            "facial", "Hana", channel=Channel.EMAIL, email=f"hana{to_micros(self.clock())}@example.com",
            treated_at=from_micros(self._opens_from), consents=frozenset({Kind.CARE}), consent_how="signed form",
        )  # fmt: skip

    def written(self, errand: Errand) -> tuple[int, ...]:
        """How many rows of each kind an errand has left: of its reply, its report, or its patient and messages."""
        if isinstance(errand.about, Inbound):
            return (self._count("reply WHERE provider_id = ?", errand.about.provider_id),)
        if isinstance(errand.about, Report):
            told = (errand.about.provider_id, errand.about.status)
            return (self._count("delivery_report WHERE provider_id = ? AND status = ?", *told),)
        if not isinstance(errand.about, Enrollment):
            return (int(self.is_stopped(errand.address)),)
        with self.database.read() as work:
            value_hash = hash_of(work, errand.address)
        of_patient = "patient_id IN (SELECT patient_id FROM address WHERE value_hash = ?)"
        return tuple(self._count(f"{table} WHERE {of_patient}", value_hash) for table in ("treatment", "message"))

    def open_attempts(self, worker: str) -> set[int]:
        """The messages that this worker has armed and not recorded."""
        rows = self.rows("SELECT message_id FROM attempt WHERE outcome = 'open' AND claimed_by = ?", worker)
        return {row[0] for row in rows}

    def _count(self, what: str, *values: object) -> int:
        return int(self.rows(f"SELECT COUNT(*) FROM {what}", *values)[0][0])

    def is_stopped(self, address: str) -> bool:
        """Whether a stop of everything is in force."""
        with self.database.read() as work:
            return opted_out(work, self.app.clinic(work).id, [hash_of(work, address)]) != {}

    def texts(self) -> list[Accepted]:
        """What Twilio took today."""
        return self.twilio.ledger[self._texts :]

    def mails(self) -> list[Received]:
        """What the mail server took today."""
        return self.sink.ledger[self._mails :]

    def taken(self, address: str = "") -> list["Taken"]:
        """What providers took today, to anybody or to one address."""
        every = [text_taken(one) for one in self.texts()] + [mail_taken(one) for one in self.mails()]
        return [one for one in every if address in ("", one.to)]

    def rows(self, sql: str, *values: object) -> list[Row]:
        with self.database.read() as work:
            return work.all(sql, values)

    def messages(self) -> list["Kept"]:
        """Today's, as stored."""
        rows = self.rows(
            "SELECT id, patient_id, origin, step, status, status_reason, opens_at, closes_at FROM message "
            "WHERE opens_at >= ? ORDER BY id",
            self._opens_from,
        )
        return [Kept(*row[:6], *map(from_micros, row[6:])) for row in rows]

    def messages_to(self, address: str, step: str) -> list["Kept"]:
        """Those of a step to the patients of an address."""
        patients = self.patients_of(address)
        return [one for one in self.messages() if one.patient_id in patients and one.step == step]

    def sharers(self, patient_id: int) -> set[int]:
        """The patients of the same address, this one included."""
        rows = self.rows(
            "SELECT patient_id FROM address WHERE value_hash IN (SELECT value_hash FROM address WHERE patient_id = ?)",
            patient_id,
        )
        return {row[0] for row in rows}

    def patients_of(self, address: str) -> set[int]:
        """The patients of an address."""
        with self.database.read() as work:
            found = work.all("SELECT patient_id FROM address WHERE value_hash = ?", (hash_of(work, address),))
        return {row[0] for row in found}

    def attempts(self) -> dict[tuple[int, int], datetime]:
        """(message, number) → armed at, of today's attempts."""
        rows = self.rows(
            "SELECT a.message_id, a.number, a.armed_at FROM attempt a JOIN message m ON m.id = a.message_id "
            "WHERE m.opens_at >= ?",
            self._opens_from,
        )
        return {(message, number): from_micros(at) for message, number, at in rows}


@dataclass(frozen=True)
class Taken:
    """One acceptance by a provider. A mail does not tell its attempt."""

    to: str
    message_id: int
    attempt: int | None
    at: datetime


@dataclass(frozen=True)
class Kept:
    """A message as stored."""

    id: int
    patient_id: int | None
    origin: str
    step: str
    status: str
    reason: str | None
    opens_at: datetime
    closes_at: datetime


def text_taken(one: Accepted) -> Taken:
    """The callback of a text names message and attempt."""
    found = _CALLBACK.search(one.callback)
    assert found is not None
    return Taken(one.to, int(found[1]), int(found[2]), one.created_at)


def mail_taken(one: Received) -> Taken:
    """The Message-ID of a mail names its message."""
    found = _MAIL_ID.search(one.content)
    assert found is not None
    assert one.at is not None
    return Taken(one.to, int(found[1]), None, one.at)


def wrongs(ward: Ward, stop: Stop, excused: set[int], doubtful: set[int]) -> list[str]:
    """Which promises a day broke. `excused`: messages in flight in a worker that was cut off; `doubtful`: those that it
    had armed and not recorded.
    """
    messages = {one.id: one for one in ward.messages()}
    taken = ward.taken()
    times = Counter(one.message_id for one in taken)
    return [
        *(f"message {one} was accepted {how_often} times" for one, how_often in times.items() if how_often > 1),
        *_lost(ward, messages.values(), times, stop),
        *_at_the_wrong_time(ward, messages, [one for one in taken if one.message_id not in excused]),
        *_after_the_stop(ward, stop, excused),
        *_without_attempt(ward, taken),
        *_in_doubt(ward, messages.values(), doubtful),
    ]


def _lost(ward: Ward, messages: Collection[Kept], times: Counter[int], stop: Stop) -> Iterator[str]:
    """Every window is closed by now: what is not final, or not truly so, is lost."""
    stopped = ward.patients_of(stop.address)
    doubtful = [one.patient_id for one in messages if one.origin == "welcome" and one.status not in _TAKEN]
    unwelcomed = set[int]().union(*[ward.sharers(one) for one in doubtful if one is not None])
    for one in messages:
        accepted = times[one.id] == 1
        if one.status == "canceled":
            late = one.reason == "too_late" and (one.step == "flaking" or one.patient_id in unwelcomed)
            fine = not accepted and (late or (one.reason == "opted_out" and one.patient_id in stopped))
        else:
            fine = one.status == "unknown" or (one.status in _TAKEN and accepted)
        if not fine:
            yield f"message {one.id} ({one.step}) is {one.status} ({one.reason}), accepted: {accepted}"


def _in_doubt(ward: Ward, messages: Collection[Kept], doubtful: set[int]) -> Iterator[str]:
    """Only what was cut off may stay in doubt; of it, nothing that the provider's list tells apart from the rest."""
    listed = Counter((one.to, one.body) for one in ward.texts())
    found = {text_taken(one).message_id for one in ward.texts() if listed[one.to, one.body] == 1}
    for one in messages:
        if one.status == "unknown" and one.id not in doubtful:
            yield f"message {one.id} ({one.step}) is in doubt though whoever sent it was not cut off"
        elif one.status == "unknown" and one.id in found:
            yield f"message {one.id} ({one.step}) is in doubt though the provider's list shows it"


def _at_the_wrong_time(ward: Ward, messages: dict[int, Kept], taken: Sequence[Taken]) -> Iterator[str]:
    with ward.database.read() as work:
        rules = ward.app.clinic(work).rules
    for one in taken:
        kept = messages.get(one.message_id)
        if kept is None or not kept.opens_at <= one.at < kept.closes_at:
            yield f"message {one.message_id} was accepted outside its window, at {one.at}"
        if (kept is None or kept.origin != "automatic") and not permitted(one.at, Kind.CARE, NEW_YORK, rules):
            yield f"message {one.message_id} was accepted outside the contact hours, at {one.at}"


def _after_the_stop(ward: Ward, stop: Stop, excused: set[int]) -> Iterator[str]:
    with ward.database.read() as work:
        late = attempts_to(work, hash_of(work, stop.address)) - stop.attempts
    if late:
        yield f"attempts {sorted(late)} were armed after the stop was committed"
    since = count_taken(ward, stop.address, excused)
    if stop.accepted is not None and since > stop.accepted:
        yield f"{since - stop.accepted} more were accepted for an address that stopped while nothing was on the wire"


def count_taken(ward: Ward, address: str, excused: Collection[int]) -> int:
    """How many messages to an address were accepted today, some left out."""
    return len([one for one in ward.taken(address) if one.message_id not in excused])


def _without_attempt(ward: Ward, taken: Sequence[Taken]) -> Iterator[str]:
    attempts = ward.attempts()
    tried = {message for message, _ in attempts}
    for one in taken:
        known = one.message_id in tried if one.attempt is None else (one.message_id, one.attempt) in attempts
        if not known:
            yield f"message {one.message_id} was accepted without an attempt"


#: Where numbers are valid; a hundred of each area belong to nobody.
AREAS = (202, 212, 213, 214, 215, 216, 217, 305, 312, 313, 314, 315, 404, 405, 406, 407, 408, 412, 413, 414)


@contextmanager
def open_ward(database_url: str, folder: Path) -> Iterator[Ward]:
    """A clinic with real transports and fake providers on a migrated database."""
    write_schedule(folder, SCHEDULE)
    clock = SharedClock.made(folder / "clock", moment("2026-04-01 09:00"))
    with (
        FakeTwilio(clock=clock) as twilio,
        SmtpSink(clock=clock) as sink,
        closing(LookingDatabase(database_url, KEYRING)) as database,
    ):
        place = Place(folder, database_url, twilio.url, sink.port)
        app = App(place.settings(), database, clock)
        set_up(app)
        approve(app, "facial", "Dr. Reyes")
        yield Ward(app, clock, database, twilio, sink, place)
