"""Asks the provider what became of messages of which nobody knows enough. Nothing is ever sent again here."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from reminders.actions.polling import Poller
from reminders.actions.track import keep_report, report_delivery
from reminders.app import App
from reminders.domain.instants import MINUTE, from_micros, to_micros
from reminders.domain.lookups import UNCONFIRMED_AFTER, next_look
from reminders.domain.words import AttemptOutcome, Channel
from reminders.store.database import Work
from reminders.store.listing import message_address
from reminders.store.lookups import Look, bound_ids, doubt_expired, flag_unconfirmed, looked, rivals, take_looks
from reminders.store.messages import TEXT
from reminders.store.people import lock_people
from reminders.store.senders import breakers
from reminders.transports.base import Lookup, Seen, SettingWrong, TryAgain

#: So many messages are asked about in one turn: the provider is there to send first of all.
MOST_LOOKS = 20
#: A look that failed is made again after so long (micros).
_AGAIN = MINUTE
#: After a failure nothing is asked for so long (seconds), twice as long after the next.
_FIRST_PAUSE, _LONGEST_PAUSE = 10.0, 300.0
#: The clocks of two machines; and the provider tells whole seconds only.
_SLACK = timedelta(seconds=120)
_BATCH = 500

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """What one turn did: how many messages it asked about, and how many texts it heard."""

    looks: int = 0
    heard: int = 0


class Reconciler:
    """Of one worker, for one thread at a time. Close it. `monotonic` is in seconds."""

    def __init__(self, app: App, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._app = app
        self._monotonic = monotonic
        self._poller = Poller(app, monotonic)
        self._lookup: Lookup | None = None
        self._failures = 0
        self._quiet_until = 0.0

    def turn(self, stop: threading.Event | None = None) -> Asked:
        """Ask about what is due, hear what has come. A provider that cannot tell now is left alone for a while.

        `stop` ends it after the look that is under way. Raises StoreError when the database cannot do it now.
        """
        self._tidy()
        if not self._app.live(Channel.SMS) or self._monotonic() < self._quiet_until or self._is_out_of_order():
            return Asked()
        lookup = self._lookup = self._lookup or self._app.open_lookup()
        try:
            asked = Asked(heard=self._poller.poll(lookup))
            asked = replace(asked, looks=self._ask(lookup, stop or threading.Event()))
        except TryAgain as error:
            self._pause(error)
            return Asked()
        self._failures = 0
        return asked

    def close(self) -> None:
        """Let go of the connection. Safe to call twice."""
        if self._lookup is not None:
            self._lookup.close()
            self._lookup = None

    def _tidy(self) -> None:
        """What time alone decides, whether the provider answers or not."""
        now = self._app.now_micros()
        with self._app.database.write() as work:
            doubt_expired(work, now, _BATCH)
            flag_unconfirmed(work, now - UNCONFIRMED_AFTER // timedelta(microseconds=1), now)

    def _is_out_of_order(self) -> bool:
        with self._app.database.read() as work:
            clinic = self._app.clinic(work)
            breaker = breakers(work, clinic.id).get(self._app.transport_name(Channel.SMS))
        return breaker is not None and breaker.opened_at is not None and not breaker.on_trial

    def _pause(self, error: TryAgain) -> None:
        wait = min(_FIRST_PAUSE * 2**self._failures, _LONGEST_PAUSE)
        self._failures += 1
        self._quiet_until = self._monotonic() + max(wait, error.after_s or 0.0)
        say = log.error if isinstance(error, SettingWrong) else log.warning
        say("the provider cannot be asked now", why=str(error), code=error.code)

    def _ask(self, lookup: Lookup, stop: threading.Event) -> int:
        now = self._app.now_micros()
        with self._app.database.write() as work:
            clinic = self._app.clinic(work)
            looks = take_looks(work, clinic.id, now, now + _AGAIN, MOST_LOOKS)
        for number, look in enumerate(looks):
            if stop.is_set():
                return number
            self._ask_about(lookup, look)
        return len(looks)

    def _ask_about(self, lookup: Lookup, look: Look) -> None:
        if look.outcome is AttemptOutcome.IN_DOUBT:
            since = from_micros(look.armed_at) - _SLACK
            bind(self._app, look, [one for one in lookup.sent_to(look.to, since) if one.text == look.text])
        elif (report := lookup.one(look.provider_id or "")) is not None:
            mine = replace(report, message_id=look.message_id, attempt_number=look.attempt_number)
            report_delivery(self._app, mine)
        again = next_look(look.outcome, from_micros(look.since), self._app.now())
        with self._app.database.write() as work:
            looked(work, look, to_micros(again) if again else None)


def bind(app: App, look: Look, seen: Sequence[Seen]) -> bool:
    """Of a message in doubt: the provider's text that can be no other's than its own proves that it was taken.

    `seen` are the provider's texts to the same number, from our sender, of exactly the same words, not created before
    it was armed. True when exactly one is nobody's yet, and no other message could be the one that it is.
    """
    if not seen:
        return False
    with app.database.write() as work:
        clinic = app.clinic(work)
        address = message_address(work, look.message_id)
        # Nothing can be armed to this address meanwhile, and what a failure would plan anew is locked in order.
        lock_people(work, clinic.id, [address] if address else [])
        bound = bound_ids(work, address)
        free = [one for one in seen if one.provider_id not in bound]
        if len(free) != 1 or _could_be_another(work, address, look, free[0]):
            return False
        report = replace(free[0].report, message_id=look.message_id, attempt_number=look.attempt_number)
        return keep_report(work, app, clinic, report)


def _could_be_another(work: Work, address: bytes | None, look: Look, seen: Seen) -> bool:
    """The same words to the same number, whose answer is not known either: nobody can tell the two apart."""
    before = to_micros(seen.created_at + _SLACK)
    others = rivals(work, address, look.message_id, before)
    return any(work.keyring.open(TEXT, other_id, sealed) == look.text for other_id, sealed in others)
