"""What the webhooks would have told is read from the provider's list: all of it where the provider cannot reach us, and
now and then the texts where it can. It does not knock again for long: what it could not tell while nobody answered the
door, or what a restored database does not know any more, would be lost, stops too.

The list lags behind by minutes to hours, so every look goes back over a whole day; what is known changes nothing.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from reminders.actions.hearing import hear
from reminders.actions.track import report_delivery
from reminders.app import App
from reminders.domain.instants import from_micros, to_micros
from reminders.store.database import Work
from reminders.store.facts import get_fact, set_fact
from reminders.store.lookups import known_ranks, known_replies, unheard_since
from reminders.transports.base import Inbound, ListTooLong, Lookup, Received

#: Seconds between two looks for texts to us, and for news of ours.
EVERY, NEWS_EVERY = 60.0, 300.0
#: The same where the provider tells us by itself.
BACKSTOP_EVERY = 600.0
#: A text may come into the list so long after it was made.
OVERLAP = timedelta(hours=24)
#: Older ones are asked for one by one, by their timetable.
_NEWS_OF = timedelta(hours=25)

_READ_UNTIL = "texts_read_until"
_NOT_READ = "texts_not_read"
#: So long after it was seen, a gap is told.
_TOLD_FOR = timedelta(days=14)

_One = TypeVar("_One")

log = structlog.get_logger(__name__)


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
    found, read_to = _as_far_as_it_goes(lookup.received(since - OVERLAP))
    with app.database.read() as work:
        known = known_replies(work, clinic.id, [one.inbound.provider_id for one in found])
    new = [one for one in reversed(found) if one.inbound.provider_id not in known]
    heard = [hear(app, _whole(lookup, one)).new for one in new]
    # What is older than the mark was read before.
    _remember(app, now, (since, read_to) if read_to is not None and read_to > since else None)
    return sum(heard)


def texts_not_read(work: Work, now: datetime) -> tuple[datetime, datetime] | None:
    """Between which moments texts may have come that were not read, the list being too long; None when all was read, or
    two weeks after it was seen.
    """
    noted = json.loads(get_fact(work, _NOT_READ) or "null")
    if noted is None or from_micros(noted["seen_at"]) < now - _TOLD_FOR:
        return None
    return from_micros(noted["from_at"]), from_micros(noted["until_at"])


def read_news(app: App, lookup: Lookup) -> int:
    """Keep what the list tells of our texts beyond what is known. Returns how many news there were."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        unheard = unheard_since(work, clinic.id)
    if unheard is None:
        return 0
    since = max(from_micros(unheard) - timedelta(minutes=5), app.now() - _NEWS_OF)
    # What a list that is too long does not tell is asked for one by one.
    seen = {one.provider_id: one for one in _as_far_as_it_goes(lookup.sent(since))[0]}
    with app.database.read() as work:
        known = known_ranks(work, clinic.id, list(seen))
    news = [seen[provider_id].report for provider_id, rank in known.items() if seen[provider_id].report.rank > rank]
    return sum([report_delivery(app, report) for report in news])


def _whole(lookup: Lookup, received: Received) -> Inbound:
    inbound = received.inbound
    return replace(inbound, media=lookup.media(inbound.provider_id)) if received.pictures else inbound


def _as_far_as_it_goes(listed: Iterator[_One]) -> tuple[list[_One], datetime | None]:
    """What a list tells, and since when, where it was too long to be read to its end."""
    found: list[_One] = []
    try:
        for one in listed:
            found.append(one)  # noqa: PERF402
    except ListTooLong as error:
        log.warning("list too long", read_to=error.read_to.isoformat(), read=len(found))
        return found, error.read_to
    return found, None


def _remember(app: App, until: datetime, gap: tuple[datetime, datetime] | None) -> None:
    """Never less than before: a clock that was put back would have years read again."""
    with app.database.write() as work:
        if gap is not None:
            _note(work, gap, until)
        before = int(get_fact(work, _READ_UNTIL) or 0)
        if to_micros(until) > before:
            set_fact(work, _READ_UNTIL, str(to_micros(until)))


def _note(work: Work, gap: tuple[datetime, datetime], now: datetime) -> None:
    """Together with a gap that is still told."""
    told = texts_not_read(work, now) or gap
    from_at, until_at = min(gap[0], told[0]), max(gap[1], told[1])
    moments = {"from_at": to_micros(from_at), "until_at": to_micros(until_at), "seen_at": to_micros(now)}
    set_fact(work, _NOT_READ, json.dumps(moments))
