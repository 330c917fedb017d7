"""The processes of a history: workers, the tidier, staff, patients. Each has its own app and way to the database."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

from reminders.actions import answering, resolving, treatment
from reminders.actions.bad_input import BadInput
from reminders.actions.dispatch import Dispatcher
from reminders.actions.enroll import enroll
from reminders.actions.holding import hold_sending, release_sending
from reminders.actions.opting_out import opt_out, unsubscribe
from reminders.actions.probing import probe_providers
from reminders.actions.sending import InlineSenders, Senders
from reminders.actions.sweeping import sweep
from reminders.actions.treatment import Actor
from reminders.app import App, Published
from reminders.domain.enrollment import Enrollment
from reminders.domain.instants import SECOND, from_micros
from reminders.domain.words import Channel, OptOutScope
from reminders.store.database import Database, StoreError, Work
from reminders.transports.base import Lookup, Outgoing, Transport
from tests.simulation.baton import Baton, Crash
from tests.simulation.chances import Chances
from tests.simulation.clinic_template import Template
from tests.simulation.listing import Listing
from tests.simulation.outside import deliver, text
from tests.simulation.people import DAY, HOUR, PROVOKED, Act, again
from tests.simulation.provider import Provider, Wire
from tests.simulation.stepped_database import SteppedDatabase
from tests.simulation.variants import Variant
from tests.simulation.watcher import Watcher

_POLL = 4_500_000
_SHORTEST = 20_000
_ASK = 10 * SECOND
#: The program itself lists patients' texts every ten minutes.
_POLL_TEXTS = 8 * HOUR
#: A probe that is due no sooner than this was set by a clock that was ahead.
_PROBE = 10 * 60 * SECOND
_ROSA = Actor("Rosa", "asked to")

#: Versions are immutable and the same in every history: compiled once.
_COMPILED: dict[tuple[str, int], Published] = {}


class SteppedApp(App):
    """One process's app: its clock is the machine's, its transports lead to the provider of the history."""

    def __init__(
        self, world: "World", database: Database, wire: Callable[[Channel], Transport], lookup: Callable[[], Lookup]
    ) -> None:
        super().__init__(world.template.settings, database, world.baton.clock)
        self._variant = world.variant
        self._wire, self._lookup = wire, lookup

    def open_transport(self, channel: Channel) -> Transport:
        """To the provider."""
        return self._wire(channel)

    def open_lookup(self) -> Lookup:
        """Its list."""
        return self._lookup()

    def version(self, work: Work, version_id: int) -> Published:
        """Compiled once for all histories."""
        known = (self._variant.name, version_id)
        if known not in _COMPILED:
            _COMPILED[known] = self._variant.published(super().version(work, version_id))
        return _COMPILED[known]


class InlineDispatcher(Dispatcher):
    """A dispatcher whose senders send in its own thread, so many messages a turn."""

    def _open(self, channel: Channel, count: int) -> Senders:
        return InlineSenders(self._app, channel, self._answers, count)


@dataclass
class World:
    """Everything that the processes share but the database file."""

    template: Template
    baton: Baton
    provider: Provider
    watcher: Watcher
    variant: Variant
    open_database: Callable[[Chances], SteppedDatabase]
    chances: Callable[[bool], Chances]
    until: int
    #: How likely it is that a message on its way makes somebody act.
    provocation: float
    workers: int = 0
    #: What somebody is about to do because of what just happened, by time.
    provoked: list[Act] = field(default_factory=list)
    #: Numbers and addresses that staff have put on hold.
    held: set[str] = field(default_factory=set)
    #: What was enrolled: (treatment, who).
    enrolled: list[tuple[int, Enrollment]] = field(default_factory=list)

    def app(self, mortal: bool) -> tuple[SteppedApp, SteppedDatabase]:
        """A process starts."""
        chances = self.chances(mortal)
        database = self.open_database(chances)

        def wire(channel: Channel) -> Transport:
            return self.variant.wire(Wire(channel, self.provider, chances, self.first_byte))

        return SteppedApp(self, database, wire, lambda: Listing(self.provider, chances)), database

    def dispatcher(self, app: App, name: str, at_once: int) -> Dispatcher:
        """Of this variant."""
        senders = dict.fromkeys(Channel, at_once)
        return InlineDispatcher(app, name, senders, judge=self.variant.judge, monotonic=self.baton.monotonic)

    def first_byte(self, outgoing: Outgoing) -> None:
        """Told by the wire."""
        self.watcher.first_byte(outgoing)

    def committed(self) -> None:
        """Told by the databases. Now and then somebody acts just when a message of theirs is claimed or armed."""
        before = self.watcher.seen
        self.watcher.committed()
        random, touched = self.baton.random, self.watcher.touched(before)
        for message in touched:
            armed = message.status == "sending"
            if random.random() < (self.provocation if armed else self.provocation / 4):
                at = self.baton.now + random.randrange(random.choice([SECOND // 3, 12 * SECOND]))
                verb = random.choices(list(PROVOKED), list(PROVOKED.values()))[0]
                verb = "texts a stop" if armed and random.random() < 0.5 else verb
                self.provoked.append(Act(at, verb, treatment_id=message.treatment_id or 0))
                self.baton.ring(at, "acts")


def keep_running(world: World, work: Callable[[SteppedApp], None]) -> None:
    """A process that is started again some time after it died."""
    baton = world.baton
    while baton.now < world.until:
        app, database = world.app(mortal=True)
        try:
            work(app)
        except Crash:
            assert baton.holder is not None
            baton.holder.dead = False
        finally:
            database.abandon()
        baton.step(baton.random.randrange(SECOND, 10 * 60 * SECOND))


def worker(world: World, at_once: int) -> Callable[[SteppedApp], None]:
    """Sends what is due, as the worker's loop does."""

    def work(app: SteppedApp) -> None:
        world.workers += 1
        dispatcher = world.dispatcher(app, f"worker-{world.workers}", at_once)
        while world.baton.now < world.until:
            try:
                # Nothing else sets a time for a probe; so what nobody is left alone for need not be looked up.
                if world.watcher.seen.probe_at is not None:
                    probe_providers(app)
                dispatcher.run()
                due_at = dispatcher.next_at()
            except StoreError:
                world.baton.step(_POLL)
            else:
                _rest(world, app.now_micros(), due_at)

    return work


def _rest(world: World, now: int, due_at: int | None) -> None:
    """Until the next message can be claimed; a real worker looks up every few seconds, here whoever commits rings."""
    baton, probe_at = world.baton, world.watcher.seen.probe_at
    waits = [DAY] if due_at is None else [DAY, max(due_at - now, _SHORTEST)]
    if probe_at is not None:
        waits.append(min(max(probe_at - now, _SHORTEST), _PROBE))
    baton.rest(min(baton.now + min(waits), world.until), "queue")


def reconciler(world: World) -> Callable[[SteppedApp], None]:
    """Asks the provider what became of what nobody knows enough of; looks less often while it cannot be asked."""

    def work(app: SteppedApp) -> None:
        asker, pause = world.variant.reconciler(app, world.baton.monotonic), _ASK
        while world.baton.now < world.until:
            looks = 0
            with suppress(StoreError):
                looks = asker.turn().looks
            pause = _ASK if looks else min(2 * pause, HOUR)
            ask_at = world.watcher.seen.ask_at
            wait = _POLL_TEXTS if ask_at is None else min(max(ask_at - app.now_micros(), pause), _POLL_TEXTS)
            world.baton.rest(min(world.baton.now + wait, world.until), "looks" if wait > pause else "nothing")

    return work


def tidier(world: World) -> Callable[[SteppedApp], None]:
    """Sweeps now and then."""

    def work(app: SteppedApp) -> None:
        while world.baton.now < world.until:
            try:
                sweep(app)
            except StoreError:
                world.baton.note("not swept")
            world.baton.step(world.baton.random.randrange(HOUR, 8 * HOUR))

    return work


def people(world: World, acts: list[Act]) -> Callable[[], None]:
    """Staff or patients, through the web or the command line: their process does not die, but may fail them."""

    def work() -> None:
        app, database = world.app(mortal=False)
        for act in sorted(acts, key=lambda act: act.at):
            world.baton.step(max(act.at - world.baton.now, 0))
            _act(world, app, act)
        database.abandon()

    return work


def provoked(world: World) -> Callable[[], None]:
    """Patients and staff who act in the very seconds in which a message is on its way."""

    def work() -> None:
        app, database = world.app(mortal=False)
        while world.baton.now < world.until:
            world.provoked.sort(key=lambda act: act.at)
            if not world.provoked or world.provoked[0].at > world.baton.now:
                world.baton.rest(world.provoked[0].at if world.provoked else world.until, "acts")
                continue
            _act(world, app, world.provoked.pop(0))
        database.abandon()

    return work


def _act(world: World, app: App, act: Act) -> None:
    world.baton.happens(act.verb)
    try:
        _do(world, app, act)
    except (BadInput, StoreError) as error:
        world.baton.note(f"{act.verb}: {error}")


def _do(world: World, app: App, act: Act) -> None:
    if act.verb == "enroll" and act.enrollment is not None:
        _enroll(world, app, act.enrollment)
    elif act.verb == "release":
        _release(world, app)
    elif act.verb == "inbox":
        _read_inbox(world, app)
    elif known := [one for one in world.enrolled if act.treatment_id in (0, one[0])]:
        treatment_id, one = world.baton.random.choice(known)
        _ACTS[act.verb](world, app, treatment_id, one)


def _enroll(world: World, app: App, one: Enrollment) -> None:
    try:
        done = enroll(app, one)
    except StoreError:
        # Staff type it in once more; if it was there after all, they are told.
        world.baton.step(30 * SECOND)
        done = enroll(app, one)
    world.enrolled.append((done.treatment_id, one))


def _release(world: World, app: App) -> None:
    """A person looks at what is stopped, and lets most of it go on."""
    for target in ("sms", "email", "everything", *sorted(world.held)):
        if world.baton.random.random() < 0.8:
            with suppress(BadInput):
                release_sending(app, target, "Rosa", "put right")
                world.baton.happens("released")
            world.held.discard(target)


def _read_inbox(world: World, app: App) -> None:
    """Somebody at the clinic reads what came in, and answers or not."""
    for reply_id in world.watcher.seen.open_replies:
        decision = world.baton.random.choice(["answer", "close", "go on", "stop", ""])
        world.baton.happens(f"reply: {decision}")
        with suppress(BadInput):
            if decision == "answer":
                answering.answer(app, reply_id, "Thank you. We will call you today.", "Admin")
            elif decision == "close":
                answering.close(app, reply_id, "Admin", "called")
            elif decision == "go on":
                answering.go_on(app, reply_id, "Admin")
            elif decision == "stop":
                answering.stop(app, reply_id, "Admin")


def provider_calls(world: World) -> Callable[[], None]:
    """The web process that takes the provider's news."""

    def work() -> None:
        app, database = world.app(mortal=False)
        deliver(world.provider, world.baton, app, world.until)
        database.abandon()

    return work


def _move(world: World, app: App, treatment_id: int, one: Enrollment) -> None:
    by = timedelta(minutes=world.baton.random.choice([-2880, -1440, -60, 60, 1440]))
    treatment.move(app, treatment_id, min(one.treated_at + by, app.now()), _ROSA)


def _again(world: World, app: App, treatment_id: int, one: Enrollment) -> None:
    _enroll(world, app, again(world.baton.random, one, world.baton.now))


def _hold_address(world: World, app: App, one: Enrollment) -> None:
    address = world.baton.random.choice([known for known in (one.phone, one.email) if known])
    world.held.add(address)
    hold_sending(app, address, "Rosa", "somebody else answered")


def _stop(world: World, app: App, one: Enrollment, scope: OptOutScope) -> None:
    """Told to staff, who enter it for one of the patient's addresses."""
    address = world.baton.random.choice([known for known in (one.phone, one.email) if known])
    opt_out(app, address, scope, "Rosa", "the patient said so")


def _unsubscribe(world: World, app: App, treatment_id: int, one: Enrollment) -> None:
    mails = [entry.message_id for entry in world.provider.ledger if entry.to == one.email]
    if mails:
        unsubscribe(app, world.baton.random.choice(mails))


def _resolve(world: World, app: App, treatment_id: int, one: Enrollment) -> None:
    """One of those in the review queue."""
    open_ones = [m.id for m in world.watcher.seen.messages.values() if m.status in ("unknown", "failed")]
    if open_ones:
        decide = world.baton.random.choice([resolving.resend, resolving.close])
        decide(app, world.baton.random.choice(open_ones), "Rosa", "looked into it")


_ACTS: dict[str, Callable[[World, App, int, Enrollment], object]] = {
    "move": _move,
    "hold": lambda world, app, treatment_id, one: treatment.hold(app, treatment_id, _ROSA),
    "resume": lambda world, app, treatment_id, one: treatment.resume(app, treatment_id, _ROSA),
    "booked": lambda world, app, treatment_id, one: treatment.booked(app, treatment_id, date(2026, 12, 1), _ROSA),
    "unbooked": lambda world, app, treatment_id, one: treatment.booked(app, treatment_id, None, _ROSA),
    "cancel": lambda world, app, treatment_id, one: treatment.cancel(app, treatment_id, _ROSA),
    "entered in error": lambda world, app, treatment_id, one: treatment.entered_in_error(app, treatment_id, _ROSA),
    "again": _again,
    "texts": lambda world, app, treatment_id, one: text(world.provider, world.baton, app, one, stops=False),
    "texts a stop": lambda world, app, treatment_id, one: text(world.provider, world.baton, app, one, stops=True),
    "stop": lambda world, app, treatment_id, one: _stop(world, app, one, OptOutScope.ALL),
    "stop offers": lambda world, app, treatment_id, one: _stop(world, app, one, OptOutScope.MARKETING),
    "unsubscribe": _unsubscribe,
    "resolve": _resolve,
    "hold texts": lambda world, app, treatment_id, one: hold_sending(app, "sms", "Rosa", "a wrong text went out"),
    "hold everything": lambda world, app, treatment_id, one: hold_sending(app, "everything", "Rosa", "we move house"),
    "hold an address": lambda world, app, treatment_id, one: _hold_address(world, app, one),
}


def machine_clock(world: World, jumps: int) -> Callable[[], None]:
    """The machine's clock jumps by an hour or a day, and is put right some time later."""

    def work() -> None:
        baton = world.baton
        for _ in range(jumps):
            baton.step(baton.random.randrange(HOUR, 8 * DAY))
            _jump(baton, baton.random.choice([HOUR, -HOUR, DAY, -DAY]))
            baton.step(baton.random.randrange(60 * SECOND, 36 * HOUR))
            _jump(baton, 0)

    return work


def _jump(baton: Baton, skew: int) -> None:
    baton.skew = skew
    baton.happens("the clock jumps")
    baton.note(f"wrong by {skew // SECOND} s: {from_micros(baton.shown)}")
    baton.ring(0, "queue", "looks")
