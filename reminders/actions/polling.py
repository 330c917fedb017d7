"""What the webhooks would have told is read from the provider's list: all of it where the provider cannot reach us, and
now and then the texts where it can. It does not knock again for long: what it could not tell while nobody answered the
door, or what a restored database does not know any more, would be lost, stops too.

The list lags behind by minutes to hours, so every look goes back over a whole day; what is known changes nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from reminders.actions.hearing import hear
from reminders.actions.track import report_delivery
from reminders.app import App
from reminders.domain.instants import from_micros, to_micros
from reminders.store.facts import get_fact, set_fact
from reminders.store.lookups import known_ranks, known_replies, unheard_since
from reminders.transports.base import Inbound, Lookup, Received

#: Seconds between two looks for texts to us, and for news of ours.
EVERY, NEWS_EVERY = 60.0, 300.0
#: The same where the provider tells us by itself.
BACKSTOP_EVERY = 600.0
#: A text may come into the list so long after it was made.
OVERLAP = timedelta(hours=24)
#: Older ones are asked for one by one, by their timetable.
_NEWS_OF = timedelta(hours=25)

_READ_UNTIL = "texts_read_until"


class Poller:
    """Of one worker. `monotonic` is in seconds."""

    def __init__(self, app: App, monotonic: Callable[[], float]) -> None:
        self._app = app
        self._monotonic = monotonic
        self._texts_at = self._news_at = float("-inf")
        if app.settings.reachable:
            self._texts_at = monotonic() + BACKSTOP_EVERY

    def poll(self, lookup: Lookup) -> int:
        """When it is time to, hear the texts that are new and keep the news. Returns how many texts.

        No news where the provider tells us by itself: single messages are asked about by their timetable. Raises
        TryAgain: then it is time again at once, and nothing is passed over.
        """
        told = self._app.settings.reachable
        heard = 0
        if self._monotonic() >= self._texts_at:
            heard = hear_new(self._app, lookup)
            self._texts_at = self._monotonic() + (BACKSTOP_EVERY if told else EVERY)
        if not told and self._monotonic() >= self._news_at:
            read_news(self._app, lookup)
            self._news_at = self._monotonic() + NEWS_EVERY
        return heard


def hear_new(app: App, lookup: Lookup) -> int:
    """Hear every text to us that is not stored, oldest first: a stop and a start take effect in their order.

    Returns how many.
    """
    now = app.now()
    with app.database.read() as work:
        clinic = app.clinic(work)
        mark = get_fact(work, _READ_UNTIL)
    # A mark in the future was set before the clock was put right.
    since = min(from_micros(int(mark)), now) if mark else now
    found = list(lookup.received(since - OVERLAP))
    with app.database.read() as work:
        known = known_replies(work, clinic.id, [one.inbound.provider_id for one in found])
    new = [one for one in reversed(found) if one.inbound.provider_id not in known]
    heard = [hear(app, _whole(lookup, one)).new for one in new]
    _remember(app, now)
    return sum(heard)


def read_news(app: App, lookup: Lookup) -> int:
    """Keep what the list tells of our texts beyond what is known. Returns how many news there were."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        unheard = unheard_since(work, clinic.id)
    if unheard is None:
        return 0
    since = max(from_micros(unheard) - timedelta(minutes=5), app.now() - _NEWS_OF)
    seen = {one.provider_id: one for one in lookup.sent(since)}
    with app.database.read() as work:
        known = known_ranks(work, clinic.id, list(seen))
    news = [seen[provider_id].report for provider_id, rank in known.items() if seen[provider_id].report.rank > rank]
    return sum([report_delivery(app, report) for report in news])


def _whole(lookup: Lookup, received: Received) -> Inbound:
    inbound = received.inbound
    return replace(inbound, media=lookup.media(inbound.provider_id)) if received.pictures else inbound


def _remember(app: App, until: datetime) -> None:
    """Never less than before: a clock that was put back would have years read again."""
    with app.database.write() as work:
        before = int(get_fact(work, _READ_UNTIL) or 0)
        if to_micros(until) > before:
            set_fact(work, _READ_UNTIL, str(to_micros(until)))
