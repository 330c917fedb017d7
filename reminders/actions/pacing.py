"""How much of each channel may be claimed now: the rate that a clinic has set, what a provider asked to wait, and the
breaker of a provider that is out of order. Workers share all of it through the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.actions.recording import Finished, Unsent
from reminders.app import App
from reminders.domain.breaker import Breaker, Sign, flow, heard, unattended
from reminders.domain.instants import SECOND
from reminders.domain.rate import EMPTY, Bucket, filled, next_at, taken, whole
from reminders.domain.words import Channel
from reminders.store.database import Work
from reminders.store.senders import (
    Sender,
    breakers,
    fill_bucket,
    give_tokens_back,
    pause,
    save_breaker,
    senders,
    the_clinic,
)
from reminders.transports.base import Busy, InDoubt, SettingWrong, TryAgain

#: Who is asked to wait without being told how long waits so long.
_PAUSE = 5 * SECOND
#: Up to these phases of a send the provider has said nothing about the message itself.
_BEFORE_THE_MESSAGE = frozenset(("connect", "tls", "greeting", "ehlo", "starttls", "auth"))
_BROKEN_OFF = frozenset(("421", "connection_lost", "read_timeout", "bad_answer"))


@dataclass(frozen=True, slots=True)
class Pace:
    """Of one channel. `allowed` None: no limit; 0: nothing before `opens_at` (micros; None: nobody knows)."""

    allowed: int | None = None
    opens_at: int | None = None
    bucket: Bucket = EMPTY

    @property
    def drips(self) -> bool:
        """Whether a rate holds it up, and nothing worse."""
        return self.bucket is not EMPTY


class Pacing:
    """Of one worker: remembers what it saw last, so that a provider that works costs nothing."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._clinic_id: int | None = None
        self._limited: frozenset[Channel] = frozenset()
        #: Channels that the last answers have shut.
        self.shut: frozenset[Channel] = frozenset()
        #: Transports that have failed lately or are shut.
        self._doubted: frozenset[str] = frozenset()

    def look(self, work: Work, now: int, *, lock: bool = True) -> dict[Channel, Pace]:
        """What each channel may do now; with `lock` nobody else decides until the end of the transaction."""
        clinic_id = self._clinic(work)
        if clinic_id is None:
            return dict.fromkeys(Channel, Pace())
        known, broken = senders(work, clinic_id, lock=lock), breakers(work, clinic_id)
        self._doubted = frozenset(name for name, one in broken.items() if one.failures or one.opened_at is not None)
        paces = {
            channel: _pace(known.get(channel, Sender()), broken.get(self._app.transport_name(channel), Breaker()), now)
            for channel in Channel
        }
        self._limited = frozenset(channel for channel, pace in paces.items() if pace.allowed is not None)
        return paces

    def spend(self, work: Work, channel: Channel, pace: Pace, messages: int) -> None:
        """So many were claimed by this pace."""
        if pace.allowed and messages and self._clinic_id is not None:
            fill_bucket(work, self._clinic_id, channel, taken(pace.bucket, messages))

    def give_back(self, work: Work, unused: dict[Channel, int]) -> None:
        """So many of those did not leave after all."""
        for channel in sorted(unused):
            if unused[channel] > 0 and channel in self._limited and self._clinic_id is not None:
                give_tokens_back(work, self._clinic_id, channel, unused[channel])

    def hear(self, work: Work, finished: Sequence[Finished]) -> None:
        """What these answers say of the providers: at the end of the caller's transaction, it locks their rows."""
        clinic_id = self._clinic(work)
        if clinic_id is None:
            return
        self.shut = self._hear_of_providers(work, clinic_id, finished)
        for f in finished:
            if isinstance(f.answer, Busy):
                self.shut |= {f.ready.channel}
                wait = round(f.answer.after_s * SECOND) if f.answer.after_s else _PAUSE
                pause(work, clinic_id, f.ready.channel, f.at, f.at + wait)

    def _hear_of_providers(self, work: Work, clinic_id: int, finished: Sequence[Finished]) -> frozenset[Channel]:
        signs = [(self._app.transport_name(f.ready.channel), sign_of(f), f.at) for f in finished]
        if not any(sign is Sign.DOWN or (sign is Sign.WORKS and name in self._doubted) for name, sign, _ in signs):
            return frozenset()
        before = breakers(work, clinic_id, lock=True)
        after = dict(before)
        for name, sign, at in signs:
            after[name] = heard(unattended(after.get(name, Breaker()), at), sign, at)
        for name in sorted(after):
            if after[name] != before.get(name, Breaker()):
                save_breaker(work, clinic_id, name, after[name])
        self._doubted |= {name for name, one in after.items() if one.failures or one.opened_at is not None}
        is_open = {name for name, one in after.items() if one.opened_at is not None}
        return frozenset(channel for channel in Channel if self._app.transport_name(channel) in is_open)

    def _clinic(self, work: Work) -> int | None:
        if self._clinic_id is None:
            self._clinic_id = the_clinic(work)
        return self._clinic_id


def sign_of(finished: Finished) -> Sign:
    """Whether the provider works, as far as one answer tells."""
    answer = finished.answer
    if isinstance(answer, Unsent | SettingWrong):
        return Sign.NONE
    if isinstance(answer, InDoubt):
        return Sign.DOWN
    if isinstance(answer, TryAgain) and not isinstance(answer, Busy):
        down = answer.phase in _BEFORE_THE_MESSAGE or answer.code in _BROKEN_OFF
        return Sign.DOWN if down else Sign.WORKS
    return Sign.WORKS


def _pace(sender: Sender, breaker: Breaker, now: int) -> Pace:
    if (until := sender.paused_now(now)) is not None:
        return Pace(0, until)
    flows = flow(breaker, now)
    if flows == 0:
        return Pace(0)
    rates = [rate for rate in (flows, sender.per_second) if rate is not None]
    if not rates:
        return Pace()
    bucket = filled(sender.bucket, min(rates), now)
    return Pace(whole(bucket), next_at(bucket, min(rates)), bucket)
