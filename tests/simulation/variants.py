"""Deliberately broken programs: each differs from ours in one rule, and the histories must show it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from reminders.actions.reconcile import Reconciler
from reminders.app import App, Published
from reminders.domain.arming import Candidate, Judge, Verdict, verdict
from reminders.domain.offsets import Offset
from reminders.domain.rules import ClinicRules
from reminders.domain.schedule import Schedule, Step
from reminders.domain.words import TreatmentStatus
from reminders.store.due import enqueue
from reminders.store.lookups import Look
from reminders.transports.base import InDoubt, Lookup, Outgoing, Receipt, Transport, TryAgain
from tests.simulation.chances import HOSTILE, Weather
from tests.simulation.people import ZONES
from tests.simulation.stepped_database import Altered

_NEW_YORK = ZoneInfo("America/New_York")
_LONG_AFTER = timedelta(days=400)
_STOPS = Weather(pause=0.25, network=True, workers=2, provocation=0.5, at_once=4)
_OUTAGES = Weather(network=True, outages=7, workers=1, at_once=4, sharing=0.9, outage="busy")
_SLOW = Weather(pause=0.01, network=True, workers=3, sharing=0.9, rate=0.02)
_DOUBTS = Weather(network=True, workers=2, at_once=4, sharing=0.95, doubtful=True, days=1)
_LOST = replace(HOSTILE, confirmation_lost=0.1)


@dataclass(frozen=True, slots=True)
class Variant:
    """What a program does otherwise than ours. As it stands: nothing."""

    name: str = "ours"
    #: The invariants by which it may be noticed first.
    shows: tuple[str, ...] = ()
    #: Statements as it would have them.
    altered: Altered | None = None
    #: The last decision before arming.
    judge: Judge = verdict
    #: The transport as it would have it.
    wire: Callable[[Transport], Transport] = lambda wire: wire
    #: Who asks the provider.
    reconciler: Callable[[App, Callable[[], float]], Reconciler] = Reconciler
    #: A published version as it would read it.
    published: Callable[[Published], Published] = lambda published: published
    #: The weather in which it shows; None: the seed's own.
    weather: Weather | None = HOSTILE
    #: Of its patients.
    zones: tuple[str, ...] = ZONES


def _instead(*pairs: tuple[str, str]) -> Altered:
    """Pieces of statements replaced."""

    def altered(sql: str) -> str:
        for piece, other in pairs:
            sql = sql.replace(piece, other)
        return sql

    return altered


def _judging(change: Callable[[Candidate, datetime], Candidate]) -> Judge:
    """Our judge, shown something else."""

    def judge(candidate: Candidate, rules: ClinicRules, now: datetime) -> Verdict:
        return verdict(change(candidate, now), rules, now)

    return judge


def _no_last_look(sql: str) -> str:
    if not sql.startswith("SELECT EXISTS (SELECT 1 FROM due_queue"):
        return sql
    return "SELECT 1, 0" + ", ?" * sql.count("?")


class _Impatient:
    """Takes silence for a refusal."""

    def __init__(self, wire: Transport) -> None:
        self.name = wire.name
        self._wire = wire

    def send(self, outgoing: Outgoing) -> Receipt:
        try:
            return self._wire.send(outgoing)
        except InDoubt as error:
            raise TryAgain("no answer") from error

    def close(self) -> None:
        self._wire.close()


@dataclass(frozen=True, slots=True)
class _ByHours(Offset):
    """A calendar day taken for 24 hours; right for patients in New York, until the clocks change."""

    wall: time = time()

    def instant_from(self, treated_at: datetime) -> datetime:
        local = treated_at.astimezone(_NEW_YORK)
        offset = local.utcoffset()
        assert offset is not None
        assert self.minutes is not None
        first = datetime.combine(local.date(), self.wall, tzinfo=timezone(offset))
        return (first + timedelta(minutes=self.minutes)).astimezone(UTC)


class _PublishedByHours(Published):
    """A version whose steps count days by adding 24 hours."""

    def __init__(self, published: Published) -> None:
        super().__init__(published.bundle)
        stages = [replace(stage, steps=tuple(map(_by_hours, stage.steps))) for stage in self.schedule.stages]
        self.schedule = Schedule(self.schedule.name, self.schedule.title, tuple(stages))


def _by_hours(step: Step) -> Step:
    if step.at.elapsed:
        return step
    return replace(step, at=_ByHours(minutes=step.at.days * 24 * 60, wall=step.at_time or time(10)))


def _at_the_same_moment_forgotten(candidate: Candidate, now: datetime) -> Candidate:
    return replace(candidate, taken=[one for one in candidate.taken if one.at != now])


class _Resending(Reconciler):
    """Takes absence from the provider's list for a proof."""

    def _ask_about(self, lookup: Lookup, look: Look) -> None:
        super()._ask_about(lookup, look)
        with self._app.database.write() as work:
            if work.run(
                "UPDATE attempt SET outcome = 'unsent' WHERE message_id = ? AND outcome = 'in_doubt'",
                (look.message_id,),
            ):
                now = self._app.now_micros()
                work.run("UPDATE message SET status = 'planned', queue_at = ? WHERE id = ?", (now, look.message_id))
                enqueue(work, [(now, look.message_id)])


_AGAIN = "planned again though the provider may have it"
_OTHER_TIME = "planned at another time than the schedule says"
_RATE = "claimed faster than the rate"
_OTHERS = "bound to what another attempt was taken for"
_UNCLAIMED = "armed without a claim of its own"
_QUEUE = "the due queue does not hold what may be sent"

VARIANTS = (
    Variant(
        "claims what another worker holds",
        ("put in doubt while its sender held it", _UNCLAIMED),
        altered=_instead(("(claimed_until <= ? OR", "(claimed_until < ? + 60000000 OR")),
    ),
    Variant(
        "arms under an old claim",
        (_UNCLAIMED, "put in doubt while its sender held it"),
        altered=_instead(
            ("AND q.token = ? AND q.claimed_until > ?", "AND (q.token = ? OR 1) AND (q.claimed_until > ? OR 1)")
        ),
    ),
    Variant("takes no last look", ("sent after a stop",), altered=_no_last_look, weather=_STOPS),
    Variant(
        "plans again what was being sent when its lease ran out",
        (_AGAIN, "waits for nothing", "waits for a welcome that was accepted"),
        altered=_instead(
            ("SET outcome = 'in_doubt', ended_at = ?", "SET outcome = 'try_again', ended_at = ?"),
            (
                "SET status = 'unknown', status_reason = 'outcome_unknown'",
                "SET status = 'planned', status_reason = NULL",
            ),
        ),
    ),
    Variant("sends again when no answer comes", (_AGAIN,), wire=_Impatient),
    Variant(
        "records over what has happened since",
        (
            _QUEUE,
            _AGAIN,
            "planned again though it has left",
            "a message that left went back",
            "news that were taken did not count",
        ),
        altered=_instead((" AND outcome IN ('open', 'in_doubt')", ""), (" AND status IN ('sending', 'unknown')", "")),
        weather=_LOST,
    ),
    Variant(
        "forgets what waits for a welcome",
        ("waits for a welcome that was accepted",),
        altered=_instead(("WHERE m.status = 'planned' AND m.queue_at IS NULL", "WHERE m.status = 'nowhere'")),
    ),
    Variant("counts a day as 24 hours", (_OTHER_TIME,), published=_PublishedByHours, zones=("",)),
    Variant(
        "arms after a stop",
        ("armed after a stop",),
        judge=_judging(lambda one, _: replace(one, opted_out=False)),
    ),
    Variant(
        "does not await the welcome",
        ("armed before the number was welcomed",),
        judge=_judging(lambda one, _: replace(one, welcomed=True)),
    ),
    Variant(
        "sends old news",
        ("armed though a newer one is late too",),
        judge=_judging(lambda one, _: replace(one, newer_late=False)),
        weather=_OUTAGES,
    ),
    Variant(
        "asks for no hours",
        ("armed outside contact hours", _OTHER_TIME),
        judge=_judging(lambda one, _: replace(one, zone=ZoneInfo("Pacific/Kiritimati"))),
    ),
    Variant(
        "asks for no window",
        ("armed outside its window", _OTHER_TIME),
        judge=_judging(lambda one, now: replace(one, closes_at=now + _LONG_AFTER)),
    ),
    Variant(
        "sends what is on hold",
        ("armed on hold",),
        judge=_judging(lambda one, _: replace(one, held=False, treatment=TreatmentStatus.ACTIVE)),
    ),
    Variant("knows no limits", ("armed over a limit",), judge=_judging(lambda one, _: replace(one, taken=()))),
    Variant(
        "takes no tokens",
        (_RATE,),
        altered=_instead(("SET tokens = excluded.tokens", "SET tokens = excluded.tokens + 1000")),
        weather=_SLOW,
    ),
    Variant(
        "gives back tokens that it never took",
        (_RATE, "more tokens given back than were taken"),
        altered=_instead(("SET tokens = tokens + ?", "SET tokens = tokens + 5 + ?")),
        weather=_SLOW,
    ),
    Variant(
        "takes for its own what is another's",
        (_OTHERS,),
        altered=_instead(
            ("AND t.armed_at <= ?", "AND t.armed_at <= ? AND 0"), ("AND t.provider_id IS NOT NULL", "AND 0")
        ),
        weather=_DOUBTS,
    ),
    Variant("sends again what the list does not show", (_AGAIN,), reconciler=_Resending, weather=_DOUBTS),
    Variant(
        "counts no limits within a batch",
        ("armed over a limit",),
        judge=_judging(_at_the_same_moment_forgotten),
        weather=_OUTAGES,
    ),
)
