"""How the messages of one treatment are printed: as JSON, and as a table with the texts below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from reminders.cli.output import instant, instant_or_none, local_instant, local_words, print_table, say
from reminders.domain.planned import PlannedMessage
from reminders.domain.words import Channel, Status


@dataclass(frozen=True, slots=True)
class Shown:
    """One message of a plan as commands print it."""

    planned: PlannedMessage
    why: str
    subject: str | None = None
    text: str | None = None
    segments: int | None = None


def message_document(shown: Shown, zone: ZoneInfo) -> dict[str, Any]:
    """The JSON form of one planned message, the same in every command."""
    planned = shown.planned
    return {
        "stage": planned.stage,
        "step": planned.step,
        "kind": planned.kind,
        "channel": planned.channel,
        "opens_at": instant(planned.opens_at),
        "closes_at": instant(planned.closes_at),
        "due_at": instant_or_none(planned.due_at),
        "due_local": local_instant(planned.due_at, zone) if planned.due_at else None,
        "status": planned.status,
        "status_reason": planned.reason,
        "why": shown.why,
        "subject": shown.subject or None,
        "text": shown.text,
        "segments": shown.segments,
    }


def print_plan(messages: Sequence[Shown], zone: ZoneInfo, titles: dict[str, str], *, title: str) -> None:
    """A table of what leaves when and why. `titles` gives a stage's name for people."""
    print_table(
        ["Stage", "Message", f"When ({zone.key})", "What happens"],
        [
            [
                titles.get(shown.planned.stage, shown.planned.stage),
                f"{shown.planned.step}, {shown.planned.kind}" + _channel(shown.planned.channel),
                local_words(shown.planned.due_at, zone) if shown.planned.due_at else "not sent",
                shown.why,
            ]
            for shown in messages
        ],
        title=title,
    )


def print_texts(messages: Sequence[Shown]) -> None:
    """The text of every message that will be sent."""
    for shown in messages:
        if shown.text is not None and shown.planned.status is Status.PLANNED:
            size = f" ({_segments(shown.segments)})" if shown.segments else ""
            say(f"\n{shown.planned.step}{_channel(shown.planned.channel)}{size}")
            say("\n".join("  " + line for line in [*_subject(shown), *shown.text.splitlines()]))


def _channel(channel: Channel | None) -> str:
    return {Channel.SMS: ", text", Channel.EMAIL: ", email", None: ""}[channel]


def _segments(count: int) -> str:
    return "1 segment" if count == 1 else f"{count} segments"


def _subject(shown: Shown) -> list[str]:
    return [f"Subject: {shown.subject}", ""] if shown.subject else []
