"""The time machine: a file of patients through the real planner and dispatcher, under a clock that jumps."""

import secrets
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from reminders.actions.bad_input import BadInput
from reminders.actions.dispatch import Dispatcher
from reminders.actions.enroll import enroll_batch, seal_batch
from reminders.actions.importing.apply import row_rules
from reminders.actions.importing.changing import Ground, book, cancel
from reminders.actions.importing.matching import keyed, match_rows
from reminders.actions.importing.preparing import enrollment_of
from reminders.actions.importing.row_types import ImportRow, RejectedRow, RepeatedRow
from reminders.actions.importing.source import Source, read_rows, survey
from reminders.actions.importing.values import Action
from reminders.actions.preview import ClinicFacts
from reminders.actions.setup import set_up
from reminders.actions.simulate_calendar import Calendar, Told, draw_calendar
from reminders.actions.simulate_world import Happening, happenings
from reminders.actions.sweeping import sweep
from reminders.app import App
from reminders.config import Settings
from reminders.domain.dates import DateOrder
from reminders.domain.instants import SECOND, from_micros
from reminders.store.database import Database
from reminders.store.due import next_due
from reminders.store.keyring import Keyring

_YEAR = timedelta(days=365)
_DAY = timedelta(days=1)
#: The clock of the scratch database before the first patient comes.
_BEFORE = datetime(1991, 1, 1, tzinfo=UTC)
_STAFF = "simulation"
_HARMLESS: dict[str, object] = {
    # Fixed, because links in texts are signed with it and the same seed gives the same texts.
    "secret_key": SecretStr("the links of a simulation lead nowhere"),
    "sms_transport": "sandbox",
    "email_transport": "sandbox",
}


@dataclass(frozen=True, slots=True)
class SimulationRequest:
    """What to simulate."""

    path: Path
    #: UTC; None: a year after the last treatment of the file.
    until: datetime | None = None
    #: Decides what the world does, such as when staff type each patient in.
    seed: int = 0
    #: As for an import: `header=field` each, the encoding, and the order of numeric dates.
    overrides: tuple[str, ...] = ()
    encoding: str | None = None
    date_order: DateOrder | None = None


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was simulated and what came of it. UTC."""

    began_at: datetime
    until: datetime
    #: About the file, for people.
    notes: tuple[str, ...]
    #: Of the file, header not counted.
    rows: int
    #: Rows that say what an earlier one said.
    repeated: int
    #: Rows whose time lies beyond the end.
    beyond: int
    rejected: tuple[RejectedRow, ...]
    calendar: Calendar


class Clock:
    """Stands still until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The simulated present, UTC."""
        return self.at


def simulate(
    settings: Settings,
    request: SimulationRequest,
    progress: Callable[[datetime, datetime, datetime], None] = lambda _began, _now, _until: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Simulated:
    """Run the file's patients through a year on a scratch database that is gone afterwards. Nothing is sent.

    Uses the clinic, schedules and templates of the settings; needs no keys. `progress` hears (began_at, now, until) in
    simulated time; once `stopped` says so, the calendar ends early. Raises BadInput for what is wrong with the file as
    a whole or when no row can be used, and Mistakes for schedules or templates.
    """
    source = survey(request.path, encoding=request.encoding, overrides=request.overrides, date_order=request.date_order)
    clock = Clock(_BEFORE)
    with _scratch(settings, clock) as app:
        set_up(app)
        rows, repeated, rejected = _read(app, source)
        planned = happenings(rows, request.seed)
        began_at, until = _span(request, planned, rejected)
        run = _Run(app, clock, until)
        run.all(planned, lambda now: progress(began_at, now, until), stopped)
        calendar = draw_calendar(app, run.told)
    beyond = sum(happening.at >= until for happening in planned)
    return Simulated(began_at, until, source.notes, source.rows, repeated, beyond, tuple(rejected), calendar)


@contextmanager
def _scratch(settings: Settings, clock: Clock) -> Iterator[App]:
    """An app on an empty database of its own, sandbox only, under keys that nobody keeps."""
    with TemporaryDirectory(prefix="reminders-simulate-") as folder:
        url = f"sqlite:///{Path(folder) / 'scratch.db'}"
        own = settings.model_copy(update=_HARMLESS | _clinic(settings) | {"database_url": url})
        keyring = Keyring([(_STAFF, secrets.token_bytes(32))], secrets.token_bytes(32))
        with closing(App(own, Database(url, keyring, durable=False), clock)) as app:
            yield app


def _clinic(settings: Settings) -> dict[str, object]:
    """The settings' clinic, each gap filled with an invented value, so that texts read as they will."""
    demo = ClinicFacts()
    return {
        "clinic_name": settings.clinic_name or demo.name,
        "clinic_phone": settings.clinic_phone or demo.phone,
        "clinic_address": settings.clinic_address or demo.address,
        "clinic_booking_url": settings.clinic_booking_url or demo.booking_url,
    }


def _read(app: App, source: Source) -> tuple[list[ImportRow], int, list[RejectedRow]]:
    """Every usable row, how many repeat an earlier one, and those that cannot be used."""
    with app.database.read() as work:
        rules = replace(row_rules(work, app.clinic(work)), judged=False)
    outcomes = list(read_rows(source, rules, app.now()))
    rows = [outcome for outcome in outcomes if isinstance(outcome, ImportRow)]
    repeated = sum(isinstance(outcome, RepeatedRow) for outcome in outcomes)
    return rows, repeated, [outcome for outcome in outcomes if isinstance(outcome, RejectedRow)]


def _span(
    request: SimulationRequest, planned: Sequence[Happening], rejected: Sequence[RejectedRow]
) -> tuple[datetime, datetime]:
    treated = [h.row.treated_at for h in planned if h.row.action is Action.ENROLL and h.row.treated_at is not None]
    if not treated:
        mistakes = [
            f"line {error.line}{f', {error.field}' if error.field else ''}: {error.reason}"
            for row in rejected
            for error in row.errors
        ]
        raise BadInput(mistakes or ["file: no row of it is a treatment that took place, so there is nothing to show"])
    until = request.until or max(treated) + _YEAR
    if until <= min(treated):
        raise BadInput(
            [f"until: lies before the first treatment of the file ({min(treated):%Y-%m-%d}); choose a later day"]
        )
    return min(treated), until


class _Run:
    """From the first patient to the end, one instant after the other."""

    def __init__(self, app: App, clock: Clock, until: datetime) -> None:
        self._app = app
        self._clock = clock
        self._until = until
        with app.database.read() as work:
            self._clinic = app.clinic(work)
        #: What became of the rows that were enrolled, in that order.
        self.told: list[Told] = []

    def all(
        self, planned: Sequence[Happening], progress: Callable[[datetime], None], stopped: Callable[[], bool]
    ) -> None:
        """Let everything happen that happens before the end."""
        waiting = deque(planned)
        tidied = self._clock.at
        with closing(Dispatcher(self._app, _STAFF)) as dispatcher:
            while (at := self._next(waiting)) < self._until and not stopped():
                self._clock.at = at
                self._tell([waiting.popleft() for _ in list(takewhile(lambda h: h.at <= at, waiting))])
                dispatcher.run()
                if at - tidied >= _DAY:
                    sweep(self._app)
                    tidied = at
                progress(at)
        self._clock.at = self._until
        sweep(self._app)

    def _next(self, waiting: Sequence[Happening]) -> datetime:
        """The next instant at which anything happens: somebody is typed in, or a message is due."""
        now = self._app.now_micros()
        with self._app.database.read() as work:
            due = next_due(work, now)
        # What is due already and did not leave is looked at again a second later, as a worker would.
        nexts = [from_micros(max(due, now + SECOND))] if due is not None else []
        nexts += [waiting[0].at] if waiting else []
        return min(nexts, default=self._until)

    def _tell(self, happened: Sequence[Happening]) -> None:
        """Staff type these rows in."""
        rows = [happening.row for happening in happened]
        self._enroll([row for row in rows if row.action is Action.ENROLL])
        for row in rows:
            if row.action is not Action.ENROLL:
                self._change(row)

    def _enroll(self, rows: Sequence[ImportRow]) -> None:
        if not rows:
            return
        sealed = seal_batch(self._app, [enrollment_of(row, _STAFF) for row in rows])
        # No two rows of a file that are taken share an external id: none need be looked up.
        batch = [replace(one, external_hash=None) for one in sealed]
        with self._app.database.write() as work:
            enrolled = enroll_batch(work, self._app, batch)
        self.told += [Told(row, one.treatment_id) for row, one in zip(rows, enrolled, strict=True)]

    def _change(self, row: ImportRow) -> None:
        """A booking, or its cancellation."""
        k = keyed(self._app.database.keyring, self._clinic.id, row)
        with self._app.database.write() as work:
            ground = Ground(self._app, work, self._clinic, _STAFF, self._app.now())
            if row.action is Action.BOOKING:
                book(ground, k)
                return
            match = match_rows(work, self._clinic.id, [k]).get(row.line)
            cancel(ground, k, match.treatment_id if match else None)
