"""How replies are printed: a list with the clock of each urgent one, and a conversation."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from reminders.actions.inbox import ListedReply, OpenedReply
from reminders.cli.output import instant, local_words, print_table, say
from reminders.domain.addresses import mask_phone
from reminders.domain.instants import from_micros
from reminders.domain.words import Intent, Origin, Status
from reminders.store.inbox import InboxReply, Line

_INTENTS = {
    Intent.STOP: "stop",
    Intent.START: "start again",
    Intent.HELP: "asked for help",
    Intent.ASKS_TO_STOP: "may want to stop: texts wait for you",
    Intent.WRONG_NUMBER: "may be a wrong number: texts wait for you",
    Intent.AS_EXPECTED: "as expected",
    Intent.QUESTION: "has a question",
    Intent.WORRIED: "is worried",
    Intent.CALL_ME: "wants a call",
    Intent.LATER: "not now",
    Intent.NO_INVITATIONS: "no invitations",
    Intent.OTHER: "wrote",
}
_SPEAKERS = {Origin.ANSWER: "Us", Origin.AUTOMATIC: "Automatic"}
_NOT_SENT = {
    Status.PLANNED: " (not sent yet)",
    Status.CANCELED: " (was not sent)",
    Status.FAILED: " (did not arrive)",
    Status.UNKNOWN: " (nobody knows whether it arrived)",
}


def print_list(replies: Sequence[ListedReply], zone: ZoneInfo, now: datetime) -> None:
    """For people; times by the clinic's clock."""
    if not replies:
        say("Nothing waits here.")
        return
    rows = [
        [
            str(one.reply.id),
            _mark(one.reply, now),
            one.patient or mask_phone(one.reply.sender),
            _what(one.reply),
            one.owner or ("nobody yet" if one.reply.urgent else ""),
            local_words(from_micros(one.reply.answer_by), zone) if one.reply.answer_by is not None else "",
            local_words(from_micros(one.reply.received_at), zone),
        ]
        for one in replies
    ]
    print_table(["Reply", "", "From", "What", "Whose turn", "Answer by", "Received"], rows)


def print_opened(found: OpenedReply, zone: ZoneInfo, now: datetime) -> None:
    """The reply, who may have written it, and the conversation."""
    reply = found.listed.reply
    say(f"Reply {reply.id} from {reply.sender}: {_what(reply)}. {_mark(reply, now)}".rstrip())
    if reply.red_flag:
        say(f"Warning sign: {reply.red_flag}")
    if found.listed.owner:
        until = f", answer by {local_words(from_micros(reply.answer_by), zone)}" if reply.answer_by else ""
        say(f"With {found.listed.owner}{until}")
    say(_whose(found))
    if found.held:
        say("Texts to this number wait: `reminders inbox stop`, `wrong-number` or `go-on` decides.")
    if found.stopped:
        say("This number has stopped all texts: call instead.")
    for url in found.pictures:
        say(f"Picture: {url}")
    rows = [
        [local_words(from_micros(line.at), zone), _speaker(line), line.text or _silent(line)] for line in found.lines
    ]
    print_table(["When", "Who", "What"], rows, title="What was said")


def listed_document(one: ListedReply) -> dict[str, object]:
    """For programs. Instants are UTC."""
    reply = one.reply
    return {
        "id": reply.id,
        "received_at": _instant(reply.received_at),
        "from": reply.sender,
        "text": reply.text,
        "media": reply.media,
        "intent": reply.intent.value,
        "urgent": reply.urgent,
        "red_flag": reply.red_flag or None,
        "patient_id": reply.patient_id,
        "patient": one.patient or None,
        "decided_by": reply.decided_by,
        "state": reply.state.value,
        "owner": one.owner or None,
        "answer_by": _instant(reply.answer_by),
        "passed_on": reply.passed_on,
        "acknowledged_at": _instant(reply.acknowledged_at),
        "done_at": _instant(reply.done_at),
        "done_by": reply.done_by,
    }


def opened_document(found: OpenedReply) -> dict[str, object]:
    """For programs. Instants are UTC."""
    return {
        **listed_document(found.listed),
        "candidates": [{"patient_id": one.patient_id, "name": one.name} for one in found.candidates],
        "held": found.held,
        "stopped": found.stopped,
        "pictures": list(found.pictures),
        "conversation": [
            {
                "at": _instant(line.at),
                "who": "clinic" if line.ours else "patient",
                "id": line.id,
                "channel": line.channel.value,
                "origin": line.origin.value if line.origin else None,
                "status": line.status.value if line.status else None,
                "patient_id": line.patient_id,
                "text": line.text,
                "media": line.media,
            }
            for line in found.lines
        ],
    }


def _whose(found: OpenedReply) -> str:
    if found.listed.patient:
        return f"From {found.listed.patient}"
    if not found.candidates:
        return "No patient uses this number."
    who = ", ".join(f"{one.name} ({one.patient_id})" for one in found.candidates)
    return f"Nobody has said yet whose it is: {who}. `reminders inbox belongs {found.listed.reply.id} --patient …`"


def _mark(reply: InboxReply, now: datetime) -> str:
    if not reply.urgent or reply.done_at is not None:
        return ""
    overdue = reply.answer_by is not None and reply.owner_id is not None and from_micros(reply.answer_by) <= now
    return "URGENT, overdue" if overdue else "URGENT"


def _what(reply: InboxReply) -> str:
    pictures = f" with {reply.media} picture(s)" if reply.media else ""
    done = f", done by {reply.done_by}" if reply.done_by else ""
    return f"{_INTENTS[reply.intent]}{pictures}{done}"


def _speaker(line: Line) -> str:
    if not line.ours:
        return "Patient"
    who = _SPEAKERS.get(line.origin, "Reminder") if line.origin else "Reminder"
    return who + (_NOT_SENT.get(line.status, "") if line.status else "")


def _silent(line: Line) -> str:
    return f"{line.media} picture(s), no words" if line.media else "(no words)"


def _instant(micros: int | None) -> str | None:
    return instant(from_micros(micros)) if micros is not None else None
