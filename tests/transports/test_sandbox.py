from reminders.domain.words import Channel
from reminders.transports.base import Receipt
from reminders.transports.sandbox import Sandbox
from tests.transports.given import a_text


def test_the_sandbox_takes_everything_and_names_message_and_attempt() -> None:
    sandbox = Sandbox(Channel.SMS)
    receipts = [sandbox.send(a_text(message_id=4, attempt=attempt)) for attempt in (1, 2, 2)]
    sandbox.close()
    assert receipts == [Receipt(f"sandbox-4-{attempt}", raw_status="sandbox") for attempt in (1, 2, 2)]
