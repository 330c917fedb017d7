"""What waits for a person, for the numbers beside the names of the pages."""

from dataclasses import dataclass

from reminders.app import App
from reminders.store.badges import count_open_replies, count_to_review


@dataclass(frozen=True, slots=True)
class Badges:
    """Counts up to 100, which stands for more than 99."""

    #: Replies that nobody has answered yet, and how many of them are urgent.
    inbox: int
    urgent: int
    #: Messages in doubt or failed.
    review: int


def badges(app: App) -> Badges:
    """The counts of now."""
    with app.database.read() as work:
        clinic_id = app.clinic(work).id
        inbox, urgent = count_open_replies(work, clinic_id)
        return Badges(inbox, urgent, count_to_review(work, clinic_id))
