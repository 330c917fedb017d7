"""How the messages of one treatment are printed: as JSON, and as a table with the texts below."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from reminders.actions.showing import ShownMessage
from reminders.catalog.content import Content
from reminders.cli.output import instant, instant_or_none, local_instant, local_words, print_table, say
from reminders.domain.words import Channel, Status


def message_document(shown: ShownMessage, zone: ZoneInfo) -> dict[str, Any]:
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
        "subject": (shown.content.subject or None) if shown.content else None,
        "text": shown.content.text if shown.content else None,
        "segments": shown.segments,
    }


def print_plan(messages: Sequence[ShownMessage], zone: ZoneInfo, titles: dict[str, str], *, title: str) -> None:
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


def print_texts(messages: Sequence[ShownMessage]) -> None:
    """The text of every message that will be sent, and why one has none."""
    for shown in messages:
        if shown.planned.status is not Status.PLANNED:
            continue
        if shown.content:
            size = f" ({_segments(shown.segments)})" if shown.segments else ""
            say(f"\n{shown.planned.step}{_channel(shown.planned.channel)}{size}")
            say("\n".join("  " + line for line in [*_subject(shown.content), *shown.content.text.splitlines()]))
        elif shown.problem:
            say(f"\n{shown.planned.step}: {shown.problem}")


def _channel(channel: Channel | None) -> str:
    return {Channel.SMS: ", text", Channel.EMAIL: ", email", None: ""}[channel]


def _segments(count: int) -> str:
    return "1 segment" if count == 1 else f"{count} segments"


def _subject(content: Content) -> list[str]:
    return [f"Subject: {content.subject}", ""] if content.subject else []
