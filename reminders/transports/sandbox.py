"""The transport that delivers nothing: the default, so that nobody texts a patient by accident."""

from reminders.domain.words import Channel
from reminders.transports.base import Outgoing, Receipt


class Sandbox:
    """Takes every message and opens no connection.

    It keeps nothing: the program stores the text of a message before any transport sees it, and shows it from there.
    """

    name = "sandbox"

    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def send(self, outgoing: Outgoing) -> Receipt:
        """A receipt that names message and attempt, so that the same attempt always has the same one."""
        return Receipt(f"sandbox-{outgoing.message_id}-{outgoing.attempt_number}", raw_status="sandbox")

    def close(self) -> None:
        """Nothing is open."""
