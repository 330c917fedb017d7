"""How stored messages are printed: as JSON, and as a table."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from reminders.cli.output import instant, local_words, print_table
from reminders.domain.explain import explain_reason
from reminders.domain.instants import from_micros
from reminders.store.listing import ListedMessage


def message_row(message: ListedMessage) -> dict[str, object]:
    """The JSON form of one stored message, without its text or address."""
    return {
        "id": message.id,
        "origin": message.origin,
        "treatment_id": message.treatment_id,
        "stage": message.stage,
        "step": message.step,
        "kind": message.kind,
        "channel": message.channel,
        "status": message.status,
        "status_reason": message.reason,
        "due_at": _instant(message.due_at),
        "sent_at": _instant(message.sent_at),
        "provider_id": message.provider_id,
        "attempts": message.attempts,
        "unconfirmed": message.unconfirmed_at is not None,
    }


def print_messages(messages: Sequence[ListedMessage], zone: ZoneInfo) -> None:
    """A table for people, with times in `zone`."""
    print_table(
        ["Message", "Treatment", "What", "By", f"When ({zone.key})", "Status"],
        [
            [
                str(message.id),
                str(message.treatment_id or ""),
                message.step or message.origin,
                message.channel or "",
                _when(message, zone),
                _status(message),
            ]
            for message in messages
        ],
    )


def _when(message: ListedMessage, zone: ZoneInfo) -> str:
    at = message.sent_at if message.sent_at is not None else message.due_at
    return "" if at is None else local_words(from_micros(at), zone)


def _status(message: ListedMessage) -> str:
    if message.unconfirmed_at is not None:
        return f"{message.status}: nobody has told for three days whether it arrived"
    return f"{message.status}: {explain_reason(message.reason)}" if message.reason else message.status.value


def _instant(micros: int | None) -> str | None:
    return None if micros is None else instant(from_micros(micros))
