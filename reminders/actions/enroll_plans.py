"""What the messages of a new treatment are planned as, where nothing that is stored bears on them but opt-outs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from reminders.actions.bad_input import BadInput
from reminders.actions.replan import queue_time
from reminders.actions.welcome import latest_close
from reminders.app import App, Published
from reminders.domain.planned import PlannedMessage
from reminders.domain.planning import Planner
from reminders.domain.treatment import Reach, TreatmentFacts
from reminders.domain.words import Channel, Kind, TreatmentStatus
from reminders.store.clinics import Clinic
from reminders.store.database import Row, Work
from reminders.store.enrolling import Sealed
from reminders.store.messages import planned_fields
from reminders.store.versions import latest_version

#: By address hash: what nobody may be sent there any more.
Stopped = Mapping[bytes, Collection[Kind]]


class Plan(NamedTuple):
    """Of one treatment."""

    #: Of each step: its name, and the values of the columns that planning decides.
    steps: list[tuple[str, Row]]
    #: When the last text's window closes; None: nothing is to go by text.
    texts_close_at: datetime | None


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What plans are made from: as long as it stays the same, the same treatment is planned alike."""

    clinic: Clinic
    #: By schedule name: the version that new enrollments get.
    versions: Mapping[str, int]

    def holds(self, clinic: Clinic, versions: Mapping[str, tuple[int, Published]]) -> bool:
        """Whether this is how things stand."""
        same = all(self.versions.get(name) == version_id for name, (version_id, _) in versions.items())
        return same and self.clinic == clinic


@dataclass(frozen=True, slots=True)
class PlansAhead:
    """Plans that were made before the transaction that stores them, as if nobody had opted out."""

    made_from: MadeFrom
    #: By treatment.
    plans: Mapping[int, Plan]


class Plans:
    """The plans of a batch: treatments that are alike share one, and those of one day share most of it."""

    def __init__(self, clinic: Clinic, published: Mapping[str, Published], now: datetime) -> None:
        """`published`: by schedule name, the version that new enrollments get."""
        self._clinic = clinic
        self._published = published
        self._now = now
        self._planners: dict[str, Planner] = {}
        self._plans: dict[tuple[str, TreatmentFacts, int], Plan] = {}
        #: By identity and time of enrollment; each message is kept, so that its identity stays its own.
        self._fields: dict[tuple[int, int], tuple[PlannedMessage, tuple[str, Row]]] = {}

    def of(self, sealed: Sealed, stopped: Stopped) -> Plan:
        """The plan of one new treatment."""
        like = (sealed.enrollment.schedule, _facts_of(sealed, self._clinic, stopped), sealed.now)
        found = self._plans.get(like)
        if found is None:
            found = self._plans[like] = self._plan(*like)
        return found

    def _plan(self, schedule: str, facts: TreatmentFacts, enrolled_at: int) -> Plan:
        planner = self._planners.get(schedule)
        if planner is None:
            parsed = self._published[schedule].schedule
            planner = self._planners[schedule] = Planner(parsed, self._clinic.rules, self._now)
        planned = planner.plan(facts)
        return Plan([self._stored(message, enrolled_at) for message in planned], latest_close(planned))

    def _stored(self, planned: PlannedMessage, enrolled_at: int) -> tuple[str, Row]:
        key = (id(planned), enrolled_at)
        found = self._fields.get(key)
        if found is None:
            queue_at = queue_time(planned, TreatmentStatus.ACTIVE, enrolled_at, self._clinic.settle_minutes)
            found = self._fields[key] = planned, (planned.step, planned_fields(planned, queue_at))
        return found[1]


def zone_of(sealed: Sealed, clinic: Clinic) -> ZoneInfo:
    """Where the patient lives, as far as is known."""
    given = sealed.enrollment
    return ZoneInfo(given.timezone or clinic.location(given.location_id).timezone)


def _facts_of(sealed: Sealed, clinic: Clinic, stopped: Stopped) -> TreatmentFacts:
    """What a plan depends on."""
    given = sealed.enrollment
    reaches = [_reach(a.channel, given.consents, frozenset(stopped.get(a.hash, ()))) for a in sealed.addresses]
    reaches.sort(key=lambda reach: reach.channel is not given.channel)
    return TreatmentFacts(
        treated_at=given.treated_at,
        zone=zone_of(sealed, clinic),
        reaches=tuple(reaches),
        session=given.session,
        touch_up=given.touch_up,
        booked=bool(given.booked_on),
    )


# Few differ, and a file has a hundred thousand.
@lru_cache(maxsize=64)
def _reach(channel: Channel, consents: frozenset[Kind], stopped: frozenset[Kind]) -> Reach:
    return Reach(channel, True, consents, stopped)


def newest_versions(work: Work, app: App, clinic: Clinic, schedules: Iterable[str]) -> dict[str, tuple[int, Published]]:
    """By schedule name: the id of the version that new enrollments get, and the version. Raises BadInput for schedules
    that nobody published.
    """
    found = {}
    mistakes = []
    for name in sorted(schedules):
        version = latest_version(work, clinic.id, name)
        if version is None:
            mistakes.append(f"schedule: {name!r} is not published here; `reminders schedules list` shows what is")
        else:
            found[name] = (version.id, app.version(work, version.id))
    if mistakes:
        raise BadInput(mistakes)
    return found
