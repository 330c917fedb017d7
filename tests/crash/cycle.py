"""One cycle: patients are enrolled, workers run, one is cut off, leases run out, the rest is sent, one says stop."""

import random
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from reminders.actions.bad_input import BadInput
from reminders.domain.reports import Rank
from reminders.store.due import LEASE
from reminders.transports.base import Inbound, Report
from tests.crash.crew import Crew, Member
from tests.crash.errands import Errand, carry_out
from tests.crash.points import (
    AFTER_THE_LAST_LOOK,
    HARMLESS,
    IN_LOOKS,
    IN_RECOVERY,
    OF_ERRANDS,
    PROBE,
    STOPPING,
    WHEN_NEW,
    Plan,
    Way,
)
from tests.crash.ward import Stop, Ward, count_taken, text_taken, wrongs
from tests.crash.worker import SENDERS

#: In the morning, and so late that three leases lead beyond the contact hours.
_STARTS = ("10:30", "19:57")
_MOMENTS = ("before", "meanwhile", "cut off", "afterwards")
_CLINIC = "+12025550199"
#: How many rows an errand leaves, where it is not one: of the treatment and of its messages.
_WHOLE = {"an enrollment": (1, 2)}
_A_LEASE = timedelta(microseconds=LEASE)
#: A stop that takes longer (seconds) waits for what a frozen worker holds.
_BLOCKED = 0.5
_PATIENCE = 60.0
_TRIES = 6


@dataclass(frozen=True)
class Cycle:
    """What is to happen."""

    point: str
    way: Way
    workers: int
    seed: int

    @property
    def left_out(self) -> bool:
        """Frozen between the last look and the first byte: nobody can stop such a worker from sending."""
        return self.way is Way.FREEZE and self.point in AFTER_THE_LAST_LOOK


def play(ward: Ward, crew: Crew, cycle: Cycle) -> list[str]:
    """Day after day until a worker was cut off as planned. Returns what was wrong, also on days on which none came to
    the point.
    """
    chance = random.Random(f"{cycle}")
    for tried in range(_TRIES):
        nth = chance.choice((1, 1, 2, 3)) if tried < 2 and cycle.point not in OF_ERRANDS else 1
        crashed, wrong = _Day(ward, crew, cycle, chance, nth).live()
        if crashed or wrong:
            return wrong
    return [f"no worker came to the point in {_TRIES} days"]


class _Day:
    """One try."""

    def __init__(self, ward: Ward, crew: Crew, cycle: Cycle, chance: random.Random, nth: int) -> None:
        self._ward, self._crew, self._cycle, self._chance = ward, crew, cycle, chance
        self._errand = OF_ERRANDS.get(cycle.point, "")
        self._moment = "by a process" if self._errand in STOPPING else chance.choice(_MOMENTS)
        # A provider out of order in the last minutes of the day rightly costs the messages whose windows end that day.
        addresses = ward.new_day(_STARTS[0] if self._errand == PROBE else chance.choice(_STARTS))
        # Mail boxes do not text.
        self._address = chance.choice(addresses[:4] if self._errand == "a texted stop" else addresses)
        self._phone = chance.choice(addresses[:4])
        self._began = ward.clock()
        self._plan = Plan(cycle.point, cycle.way, nth, ward.place.folder / f"cut-off-{self._began:%m-%d}")
        self._in_flight: set[int] = set()
        self._armed: set[int] = set()
        self._stop: Stop | None = None
        self._stopping: threading.Thread | None = None
        self._wrong: list[str] = []

    def live(self) -> tuple[bool, list[str]]:
        """Whether a worker was cut off, and what was wrong in the end."""
        if self._cycle.point in WHEN_NEW:
            self._crew.dismiss()
        self._say_stop("before")
        errand = self._prepare() if self._errand else None
        sent = self._crew.order(1, errand) if errand else []
        # Else a worker may be the first to ask.
        frozen, beside = (self._cut_off(sent), []) if self._errand == PROBE else ([], sent)
        first = self._crew.order(self._cycle.workers, self._doubtful if self._late else self._plan)
        if self._moment == "meanwhile":
            # Some way into the run: most turns take a few thousandths of a second.
            time.sleep(self._chance.random() * 0.03)
            self._start_to_say_stop()
        frozen += self._cut_off([*beside, *first])
        if self._cycle.point in IN_LOOKS:
            self._let_a_lease_run_out()
            self._cut_off(self._crew.order(1, None))
        if self._late:
            self._let_a_lease_run_out()
            frozen = self._cut_off(self._crew.order(self._cycle.workers, self._plan))
        self._let_leases_run_out(frozen)
        if errand and errand.name != PROBE:
            self._say_it_again(errand, sent[0])
        self._end_the_day()
        assert self._stop is not None
        return self._plan.token.exists(), self._wrong + wrongs(self._ward, self._stop, self._in_flight, self._armed)

    def _prepare(self) -> Errand:
        """What the other process is to do."""
        plan, address = self._plan, self._address
        if self._errand == PROBE:
            self._ward.break_off(self._chance.choice(("twilio", "smtp")))
            return Errand(PROBE, "", None, plan)
        if self._errand == "an enrollment":
            newcomer = self._ward.newcomer()
            return Errand(self._errand, newcomer.email, newcomer, plan)
        if self._errand == "a report":
            return self._report()
        if self._errand == "a stop":
            return Errand(self._errand, address, None, plan)
        said, who = ("STOP", address) if self._errand in STOPPING else ("How long will I be red?", self._phone)
        return Errand(self._errand, who, Inbound(f"SM{self._began:%m%d}", who, _CLINIC, said, self._began), plan)

    def _report(self) -> Errand:
        """News of a text whose sender has ended before it heard the answer."""
        self._cut_off(self._crew.order(self._cycle.workers, self._doubtful))
        until = time.monotonic() + _PATIENCE
        while not (texts := self._ward.texts()) and time.monotonic() < until:
            time.sleep(0.01)
        taken = next((one for one in texts if text_taken(one).message_id in self._in_flight), texts[-1])
        ids = text_taken(taken)
        told = Report(taken.sid, Rank.DELIVERED, "delivered", message_id=ids.message_id, attempt_number=ids.attempt)
        return Errand(self._errand, taken.to, told, self._plan)

    def _say_it_again(self, errand: Errand, sent: Member) -> None:
        """A process that ended has told nobody, so it is done a second time; the first may have been committed."""
        lost = self._plan.token.exists() and self._cycle.way is not Way.FREEZE and "before" in self._cycle.point
        whole = _WHOLE.get(self._errand, (1,))
        written, expected = self._ward.written(errand), (0,) * len(whole) if lost else whole
        if written != expected:
            self._wrong.append(f"{self._errand} has left {written} rows; before the commit its process ended: {lost}")
        if errand.stops:
            self._stop = self._ward.stop(self._address, errand)
            if not lost:
                self._stop.attempts = sent.armed_before
        else:
            # Who is enrolled already is told so.
            with suppress(BadInput):
                carry_out(self._ward.app, errand)
        if self._ward.written(errand) != whole:
            self._wrong.append(f"{self._errand}, done twice, has left {self._ward.written(errand)} rows")

    @property
    def _late(self) -> bool:
        """Whether a first worker has to be killed for a second one to come to the point."""
        return self._cycle.point in IN_RECOVERY

    @property
    def _doubtful(self) -> Plan:
        return Plan("text: the request has left", Way.KILL, 1, self._plan.token.with_suffix(".first"))

    def _cut_off(self, members: list[Member]) -> list[Member]:
        """Wait until they are done or cut off. Returns the frozen ones."""
        settled = self._crew.settle(members)
        crashed = [member for member in members if member.crashed_at]
        self._in_flight.update(one for member in crashed for one in member.in_flight)
        for member in crashed:
            self._wrong += self._left_open(member)
        frozen = [member for member in crashed if member.frozen]
        self._wrong += [] if settled or self._crew.beside_a_frozen_one else ["the workers did not come to an end"]
        self._wrong += ["a worker ended by itself" for one in members if not one.alive and not one.crashed_at]
        return frozen

    def _left_open(self, member: Member) -> list[str]:
        """What it had armed and not recorded may come in doubt: no more than its senders can take at once, and nothing
        where it was not sending.
        """
        left = self._ward.open_attempts(member.name)
        self._armed |= left
        most = 0 if member.crashed_at in HARMLESS else sum(SENDERS.values())
        return [f"cut off at {member.crashed_at} with {len(left)} messages armed"] if len(left) > most else []

    def _let_leases_run_out(self, frozen: list[Member]) -> None:
        """Three of them, while the others work on; then a frozen worker goes on."""
        for number in range(3):
            if number == self._said_after:
                self._say_stop("cut off")
            self._let_a_lease_run_out()
            # One that waits for what a frozen one holds need not be joined by another.
            self._crew.settle(self._crew.busy or self._crew.order(1, None))
        for member in frozen:
            member.thaw()
        self._settle()

    def _let_a_lease_run_out(self) -> None:
        with self._crew.at_rest():
            self._ward.clock.advance(_A_LEASE)

    @property
    def _said_after(self) -> int:
        """How many leases pass before a stop that comes after the crash."""
        return self._cycle.seed % 3

    def _end_the_day(self) -> None:
        """Until every window is closed."""
        self._say_stop("afterwards")
        # After a probe messages flow slowly at first, and no clock goes on while a worker is at work.
        slowly = (5, 6) if self._errand == PROBE else ()
        for later in (*(timedelta(minutes=one) for one in (4, *slowly)), timedelta(hours=13), timedelta(hours=26)):
            self._ward.clock.set(self._began + later)
            self._crew.order(1, None)
            self._settle()

    def _settle(self) -> None:
        if not self._crew.settle(self._crew.busy):
            self._wrong.append("the workers did not come to an end")
        if self._stopping is not None:
            self._stopping.join(_PATIENCE)

    def _say_stop(self, moment: str) -> None:
        """If it is the moment, and nothing is on the wire but what a crash left there."""
        if moment != self._moment:
            return
        # A worker that was let be beside a frozen one may have taken its last look just before.
        with self._crew.at_rest():
            self._start_to_say_stop()
            assert self._stopping is not None
            self._stopping.join(_BLOCKED)
            if not self._stopping.is_alive() and self._stop is not None:
                self._stop.accepted = count_taken(self._ward, self._address, self._in_flight)

    def _start_to_say_stop(self) -> None:
        """In a thread of its own: a frozen worker may hold what the stop waits for."""

        def say() -> None:
            self._stop = self._ward.stop(self._address)

        self._stopping = threading.Thread(target=say, daemon=True)
        self._stopping.start()
