"""What a page says of a reply: what it is about, why it is urgent, whose turn it is and by when."""

from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.actions.inbox import ListedReply
from reminders.domain.instants import MINUTE, from_micros, to_micros
from reminders.domain.said import Said, Style, When, nsay, say, when
from reminders.domain.words import Intent, ReplyState
from reminders.store.inbox import InboxReply


def intent_words(intent: Intent) -> Said:
    """What somebody who wrote wants, as the end of "Ana …"."""
    return _INTENTS[intent]()


def why_urgent(reply: InboxReply) -> Said:
    """The warning sign in the text, or what else made it urgent."""
    if reply.red_flag:
        return say("Warning sign: {sign}", sign=_signs(reply.red_flag))
    return say("Is worried") if reply.intent is Intent.WORRIED else say("May be in danger")


def _signs(found: str) -> str:
    """The signs without those that only spell another one differently: "pus" says what "puss" does."""
    signs: list[str] = []
    for sign in found.split(", "):
        bare = sign.strip("*")
        if not any(bare.startswith(known) or known.startswith(bare) for known in (one.strip("*") for one in signs)):
            signs.append(sign)
    return ", ".join(signs).replace("*", "…")


def turn_words(one: ListedReply, now: datetime, zone: ZoneInfo, me: int = 0) -> Said | str:
    """Who answers and by when, on the clock of `zone`, told to the person `me` (0: to anybody); empty where nobody has
    it and nothing is urgent.
    """
    reply = one.reply
    if reply.state is ReplyState.DONE:
        return _done(reply, now, zone)
    mine = me != 0 and reply.owner_id == me
    return turn_of(one.owner, reply.answer_by, reply.passed_on, now, zone, mine=mine)


def turn_of(
    owner: str, answer_by: int | None, passed_on: int, now: datetime, zone: ZoneInfo, *, mine: bool = False
) -> Said | str:
    """The same of an open reply that is known by its owner's name, its answer-by time (micros UTC) and how often it was
    passed on. `mine`: whoever reads it has it.
    """
    if answer_by is None:
        return _without_clock(owner, mine)
    by = _clock(answer_by, now, zone)
    if not owner:
        return say("Nobody is on duty until {at}", at=by)
    minutes = (answer_by - to_micros(now)) / MINUTE
    if minutes < 0:
        return _late(owner, int(-minutes // 1), mine)
    left = int(-(-minutes // 1))
    return _your_time(by, left, passed_on) if mine else _in_time(owner, by, left, passed_on)


def _without_clock(owner: str, mine: bool) -> Said | str:
    if mine:
        return say("You have it")
    return say("{owner} has it", owner=owner) if owner else ""


def _your_time(by: When, minutes: int, passed_on: int) -> Said:
    if passed_on:
        return say("Not answered in time, passed on to you: answer by {at}, in {minutes} min", at=by, minutes=minutes)
    return say("You answer by {at}, in {minutes} min", at=by, minutes=minutes)


def _in_time(owner: str, by: When, minutes: int, passed_on: int) -> Said:
    if passed_on:
        return say(
            "Not answered in time, passed on to {owner}: answer by {at}, in {minutes} min",
            owner=owner,
            at=by,
            minutes=minutes,
        )
    return say("{owner} answers by {at}, in {minutes} min", owner=owner, at=by, minutes=minutes)


def _late(owner: str, minutes: int, mine: bool) -> Said:
    if mine:
        return (
            nsay("{count} min late, with you", "{count} min late, with you", minutes)
            if minutes
            else say("You were to answer by now")
        )
    if minutes == 0:
        return say("{owner} was to answer by now", owner=owner)
    return nsay("{count} min late, with {owner}", "{count} min late, with {owner}", minutes, owner=owner)


def _done(reply: InboxReply, now: datetime, zone: ZoneInfo) -> Said:
    at = _clock(reply.done_at or reply.received_at, now, zone)
    return say("Done by {who} at {at}", who=reply.done_by, at=at) if reply.done_by else say("Nothing to do")


def _clock(at: int, now: datetime, zone: ZoneInfo) -> When:
    """The time alone for today, with its day for any other."""
    instant = from_micros(at)
    today = instant.astimezone(zone).date() == now.astimezone(zone).date()
    return when(instant, zone, Style.CLOCK if today else Style.MOMENT)


_INTENTS = {
    Intent.STOP: lambda: say("wants no more messages"),
    Intent.START: lambda: say("wants messages again"),
    Intent.HELP: lambda: say("asked for help"),
    Intent.ASKS_TO_STOP: lambda: say("may want to stop: texts wait for you"),
    Intent.WRONG_NUMBER: lambda: say("may be a wrong number: texts wait for you"),
    Intent.AS_EXPECTED: lambda: say("says all is as expected"),
    Intent.QUESTION: lambda: say("has a question"),
    Intent.WORRIED: lambda: say("is worried"),
    Intent.CALL_ME: lambda: say("wants a call"),
    Intent.LATER: lambda: say("not now, maybe later"),
    Intent.NO_INVITATIONS: lambda: say("wants no invitations"),
    Intent.OTHER: lambda: say("wrote"),
}
