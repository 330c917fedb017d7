"""One history from one seed. `python -m tests.simulation.history SEED` tells it."""

import sys
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from reminders.actions.polling import BACKSTOP_EVERY
from reminders.actions.reconcile import Reconciler
from reminders.actions.sweeping import sweep
from reminders.domain.instants import MINUTE, SECOND
from reminders.domain.words import Channel
from reminders.store.people import address_hash
from tests.databases import KEYRING
from tests.simulation.baton import Baton
from tests.simulation.chances import Chances, Weather
from tests.simulation.clinic_template import Template
from tests.simulation.outside import reports_of
from tests.simulation.people import DAY, HOUR, LASTS, beginning, enrollments, others
from tests.simulation.processes import (
    World,
    keep_running,
    machine_clock,
    people,
    provider_calls,
    provoked,
    reconciler,
    tidier,
    worker,
)
from tests.simulation.provider import Provider
from tests.simulation.stepped_database import SteppedDatabase, Writer
from tests.simulation.variants import Variant
from tests.simulation.watcher import Watcher

OURS = Variant(weather=None)


@dataclass(frozen=True, slots=True)
class History:
    """What came of one seed."""

    seed: int
    #: A hash of everything that happened, in order.
    trace: str
    #: (invariant, what was seen); empty when all is well.
    faults: tuple[tuple[str, str], ...]
    #: The last lines of the trace.
    recent: tuple[str, ...]
    weather: Weather
    #: How often each kind of thing has happened, and how many messages ended in which status.
    counts: Counter[str]


def live_through(
    seed: int,
    template: Template,
    folder: Path,
    variant: Variant = OURS,
    weather: Weather | None = None,
) -> History:
    """Thirty days of the clinic, in the seed's own weather unless given. The same arguments give the same trace."""
    random = Random(f"world {seed}")
    weather, start = weather or variant.weather or Weather.of(random), beginning(random)
    baton = Baton(seed, start)
    world = _world(baton, template, folder, weather, variant, start)
    _cast(world, random, weather, start)
    baton.run()
    if not world.watcher.faults:
        _tidy_up(world)
    world.watcher.close()
    counts = _counts(world)
    return History(seed, baton.trace, tuple(world.watcher.faults), tuple(baton.recent), weather, counts)


def _world(baton: Baton, template: Template, folder: Path, weather: Weather, variant: Variant, start: int) -> World:
    path = folder / "history.db"
    for name in ("history.db", "history.db-wal", "history.db-shm", "history.db.lock"):
        (folder / name).unlink(missing_ok=True)
    template.copy_to(path, weather.rate)
    provider, writer = Provider(baton), Writer(baton)
    if not weather.doubtful:
        provider.reports_of = reports_of
    watcher = Watcher(str(path), baton, provider, partial(_hash_of, template.clinic_id))

    def open_database(chances: Chances) -> SteppedDatabase:
        return SteppedDatabase(f"sqlite:///{path}", chances, writer, lambda: world.committed(), variant.altered)

    def chances(mortal: bool) -> Chances:
        return Chances(baton, weather, mortal)

    until = start + LASTS
    world = World(template, baton, provider, watcher, variant, open_database, chances, until, weather.provocation)
    return world


def _hash_of(clinic_id: int, to: str) -> bytes:
    return address_hash(KEYRING, clinic_id, Channel.EMAIL if "@" in to else Channel.SMS, to)


def _cast(world: World, random: Random, weather: Weather, start: int) -> None:
    baton = world.baton
    world.provider.outages = [_outage(random, start) for _ in range(weather.outages)]
    for number in range(weather.workers):
        work = worker(world, weather.at_once or random.randint(1, 4))
        baton.add(f"worker-{number}", partial(keep_running, world, work), random.randrange(MINUTE))
    baton.add("tidier", partial(keep_running, world, tidier(world)))
    baton.add("reconciler", partial(keep_running, world, reconciler(world)))
    baton.add("staff", people(world, enrollments(random, start, world.variant.zones, weather.sharing, weather.days)))
    baton.add("others", people(world, others(random, start)))
    baton.add("provoked", provoked(world))
    baton.add("provider", provider_calls(world))
    baton.add("clock", machine_clock(world, weather.clock_jumps))


def _outage(random: Random, start: int) -> tuple[int, int]:
    since = start + random.randrange(LASTS)
    return since, since + random.randrange(60 * MINUTE, random.choice([6 * HOUR, DAY, 3 * DAY]))


def _tidy_up(world: World) -> None:
    """After the last day a worker runs that nothing disturbs: every lease is over, all that is due is sent."""
    baton = world.baton
    baton.skew = 0
    baton.now = max(baton.now, world.until) + 2 * MINUTE + DAY
    world.provider.outages.clear()
    app, database = world.app(mortal=False)
    dispatcher = world.dispatcher(app, "the last worker", 1)
    for _ in range(5):
        sweep(app)
        dispatcher.run()
        baton.now += 5 * SECOND
    asker = Reconciler(app, baton.monotonic)
    baton.now += 2 * round(BACKSTOP_EVERY) * SECOND
    asker.turn()
    # Meanwhile windows may have closed, and messages become due.
    sweep(app)
    dispatcher.run()
    while (token_at := dispatcher.next_token_at()) is not None:
        baton.now = max(baton.now + 20_000, token_at)
        dispatcher.run()
    world.watcher.ended()
    database.abandon()


def _counts(world: World) -> Counter[str]:
    ended = Counter(f"{m.status} {m.reason}" if m.reason else m.status for m in world.watcher.seen.messages.values())
    return world.baton.happened + ended + Counter(steps=world.baton.steps, taken=len(world.provider.ledger))


def main(seeds: list[int]) -> None:
    """Tell these histories."""
    with TemporaryDirectory() as folder:
        template = Template(Path(folder))
        for seed in seeds:
            told = live_through(seed, template, Path(folder))
            print(seed, told.trace, told.weather, dict(told.counts))
            if told.faults:
                print("\n".join([*told.recent, *map(str, told.faults)]))


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]])
