"""What the page behind an unsubscribe link needs to know, without naming anybody."""

from dataclasses import dataclass

from reminders.app import App
from reminders.store.outbox import recipients


@dataclass(frozen=True, slots=True)
class UnsubscribePage:
    """Whose mail it is, and in which language to speak."""

    message_id: int
    clinic: str
    phone: str
    language: str


def unsubscribe_page(app: App, token: str) -> UnsubscribePage | None:
    """The page of a token; None for one that is not ours, or whose message is gone."""
    message_id = app.message_of_token(token)
    if message_id is None:
        return None
    with app.database.read() as work:
        clinic = app.clinic(work)
        recipient = recipients(work, [message_id]).get(message_id)
    if recipient is None:
        return None
    phone = clinic.location(recipient.location_id or 0).phone
    return UnsubscribePage(message_id, clinic.name, phone, recipient.language)
