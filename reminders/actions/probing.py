"""Asks providers that are out of order whether they work again: never with a patient's message."""

from typing import Protocol, runtime_checkable

from reminders.app import App
from reminders.domain.breaker import PROBE_LASTS, probe_due, probed
from reminders.domain.words import Channel
from reminders.store.senders import breakers, save_breaker, the_clinic
from reminders.transports.base import SendError


@runtime_checkable
class Probing(Protocol):
    """A transport that can ask."""

    def probe(self) -> None:
        """Returns when the provider would listen. Raises SendError while it would not."""


def probe_providers(app: App) -> list[Channel]:
    """Probe every provider whose time has come, one after the other. Returns the channels that may go on.

    Of several workers one probes. Takes as long as a transport's time-outs. Raises StoreError.
    """
    return [channel for channel in _take(app) if _settle(app, channel, well=_answers(app, channel))]


def _take(app: App) -> list[Channel]:
    """The channels that this worker probes now: nobody else does for as long as a probe lasts."""
    now = app.now_micros()
    with app.database.read() as work:
        clinic_id = the_clinic(work)
        if clinic_id is None or not any(probe_due(one, now) for one in breakers(work, clinic_id).values()):
            return []
    mine = []
    with app.database.write() as work:
        broken = breakers(work, clinic_id, lock=True)
        for channel in Channel:
            name = app.transport_name(channel)
            if app.live(channel) and name in broken and probe_due(broken[name], now):
                save_breaker(work, clinic_id, name, broken[name].set_back(now + PROBE_LASTS))
                mine.append(channel)
    return mine


def _answers(app: App, channel: Channel) -> bool:
    transport = app.open_transport(channel)
    try:
        if isinstance(transport, Probing):
            transport.probe()
    except SendError:
        return False
    finally:
        transport.close()
    return True


def _settle(app: App, channel: Channel, *, well: bool) -> bool:
    name = app.transport_name(channel)
    with app.database.write() as work:
        clinic_id = the_clinic(work)
        assert clinic_id is not None
        broken = breakers(work, clinic_id, lock=True)
        if name in broken:
            save_breaker(work, clinic_id, name, probed(broken[name], app.now_micros(), well=well))
    return well
