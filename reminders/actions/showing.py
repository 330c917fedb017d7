"""A planned message as people read it: why it comes when it comes, and the text it would have."""

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from reminders.catalog.content import BadContent, Content, NoTemplate
from reminders.domain.explain import explain
from reminders.domain.planned import PlannedMessage
from reminders.domain.rules import ClinicRules
from reminders.domain.segments import count
from reminders.domain.words import Channel

#: The text of a step on a channel; raises NoTemplate or BadContent.
Render = Callable[[str, Channel], Content]


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One step: when, why, and the text it would have."""

    planned: PlannedMessage
    #: In plain words, for staff.
    why: str
    #: None where the step has no template, or it cannot be filled in (`problem`).
    content: Content | None = None
    #: SMS segments; None for an email or without content.
    segments: int | None = None
    problem: str | None = None


def show_message(planned: PlannedMessage, zone: ZoneInfo, rules: ClinicRules, render: Render) -> ShownMessage:
    """The message with its reason and, where it has a channel and a template, its text."""
    why = explain(planned, zone, rules)
    if planned.channel is None:
        return ShownMessage(planned, why)
    try:
        content = render(planned.step, planned.channel)
    except NoTemplate:
        return ShownMessage(planned, why)
    except BadContent as error:
        return ShownMessage(planned, why, problem=str(error))
    segments = count(content.text).segments if planned.channel is Channel.SMS else None
    return ShownMessage(planned, why, content, segments)
