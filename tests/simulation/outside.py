"""What comes in from outside: news of deliveries in any order, once, twice or never; texts of patients."""

from random import Random

from reminders.actions.hearing import hear
from reminders.actions.track import report_delivery
from reminders.app import App
from reminders.domain.enrollment import Enrollment
from reminders.domain.instants import SECOND
from reminders.domain.reports import Rank
from reminders.store.database import StoreError
from reminders.transports.base import Fault, Report
from tests.simulation.baton import Baton
from tests.simulation.people import DAY
from tests.simulation.provider import Accepted, Provider

_CLINIC = "+12025550199"
_TEXTS = {
    "STOP": 3, "Stop!!": 1, "ALTO": 1, "START": 4, "HELP": 1, "1": 2, "2": 1, "3": 1, "": 1, "thank you": 2,
    "please stop texting me": 1, "wrong number": 1, "my face is swollen and I have a fever": 1, "no invitations": 1,
}  # fmt: skip
_STOPS = ("STOP", "Stop!!", "ALTO")
_PATHS: tuple[tuple[Rank, ...], ...] = (
    (Rank.TAKEN, Rank.SENT, Rank.DELIVERED),
    (Rank.SENT, Rank.DELIVERED, Rank.READ),
    (Rank.SENT,),
    (Rank.SENDING, Rank.UNDELIVERED),
    (Rank.FAILED,),
    (Rank.UNDELIVERED, Rank.DELIVERED),
)


def reports_of(entry: Accepted, random: Random) -> list[tuple[int, Report]]:
    """(true micros, news) of an accepted message: at once or late, out of order, twice, some of them lost."""
    told = []
    for rank in random.choices(_PATHS, (8, 2, 3, 1, 1, 1))[0]:
        for _ in range(random.choices((0, 1, 2), (1, 8, 2))[0]):
            late = random.choice([SECOND, 20 * SECOND, 20 * SECOND, 3 * DAY])
            told.append((entry.at + random.randrange(late), _report(entry, rank, random)))
    return told


def _report(entry: Accepted, rank: Rank, random: Random) -> Report:
    fault = Fault.ADDRESS if rank.failure and random.random() < 0.2 else Fault.MESSAGE
    code = "30003" if rank.failure else ""
    return Report(entry.provider_id, rank, rank.name.lower(), code, fault, entry.message_id, entry.attempt_number)


def deliver(provider: Provider, baton: Baton, app: App, until: int) -> None:
    """The provider calls back; what the clinic cannot take now is told once more."""
    while baton.now < until:
        provider.news.sort(key=lambda one: one[0])
        if not provider.news or provider.news[0][0] > baton.now:
            baton.rest(provider.news[0][0] if provider.news else until, "news")
            continue
        _, report = provider.news.pop(0)
        baton.happens(f"reports {report.status}")
        try:
            report_delivery(app, report)
        except StoreError:
            provider.news.append((baton.now + 30 * SECOND, report))
        else:
            provider.heard[report.message_id or 0] = max(provider.heard.get(report.message_id or 0, 0), report.rank)


def text(provider: Provider, baton: Baton, app: App, one: Enrollment, stops: bool) -> None:
    """A patient texts the clinic. The provider tells it again when it hears no answer, and sometimes when it does; some
    texts it cannot tell at all: only its list shows them.
    """
    if not one.phone:
        return
    random = baton.random
    said = random.choice(_STOPS) if stops else random.choices(list(_TEXTS), list(_TEXTS.values()))[0]
    inbound = provider.hears(one.phone, _CLINIC, said)
    baton.happens(f"texts {said!r}")
    if random.random() < 0.15:
        baton.happens("nobody is told of a text")
        return
    for _ in range(random.choice([1, 1, 1, 2])):
        try:
            hear(app, inbound)
        except StoreError:
            baton.step(15 * SECOND)
            hear(app, inbound)
