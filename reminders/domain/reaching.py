"""Which channel a message takes, or why none."""

from reminders.domain.treatment import Reach
from reminders.domain.words import Channel, Kind, Reason


def choose_channel(
    reaches: tuple[Reach, ...], kind: Kind, channels: tuple[Channel, ...] = ()
) -> tuple[Channel, None] | tuple[None, Reason]:
    """The first channel that is usable, consented and not opted out for `kind`; else None and the reason.

    Candidates are the step's own `channels` in their order if it names any, else the patient's, preferred first. A
    patient who said stop on the first candidate is not followed to another channel.
    """
    candidates = _named(channels, reaches) if channels else reaches
    for place, reach in enumerate(candidates):
        if kind in reach.opted_out:
            if place == 0:
                return None, Reason.OPTED_OUT
        elif reach.usable and kind in reach.consents:
            return reach.channel, None
    return None, _why_none(candidates, kind)


def _named(channels: tuple[Channel, ...], reaches: tuple[Reach, ...]) -> tuple[Reach, ...]:
    return tuple([reach for channel in channels for reach in reaches if reach.channel is channel])


def _why_none(candidates: tuple[Reach, ...], kind: Kind) -> Reason:
    usable = [reach for reach in candidates if reach.usable]
    if not usable:
        return Reason.NO_ADDRESS
    return Reason.OPTED_OUT if all(kind in reach.opted_out for reach in usable) else Reason.NO_CONSENT
