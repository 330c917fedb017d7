"""What staff call a message: its stage of recovery, or why else it exists."""

from reminders.app import App
from reminders.domain.said import say
from reminders.domain.words import Origin
from reminders.store.database import Work


def title_of(work: Work, app: App, version_id: int | None, stage: str | None, origin: Origin) -> str:
    """The stage's own name as its version of the schedule has it; for a message of no stage, why it exists."""
    if origin is not Origin.STEP or version_id is None:
        return _OTHERS.get(origin) or say("Message")
    stages = app.version(work, version_id).schedule.stages
    return next((one.title for one in stages if one.name == stage), stage or "")


_OTHERS = {
    Origin.WELCOME: say("Welcome"),
    Origin.ANSWER: say("Answer"),
    Origin.AUTOMATIC: say("Automatic reply"),
    Origin.ALERT: say("Alert to staff"),
}
