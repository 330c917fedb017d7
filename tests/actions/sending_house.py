"""The clinic of `house` with real transports: its texts go to a fake Twilio over HTTP, its mails to a mail server."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reminders.actions.dispatch import Counts, Dispatcher
from reminders.actions.publishing import approve
from reminders.actions.setup import set_up
from reminders.actions.sweeping import sweep
from reminders.app import App
from reminders.config import Settings
from reminders.domain.words import Channel
from reminders.store.database import Database
from tests.actions.house import FACIAL, NOW, Hands, House, shown, write_schedule
from tests.fakes.fake_twilio import ACCOUNT, TOKEN, FakeTwilio
from tests.fakes.smtp_sink import SmtpSink

CLINICS_NUMBER = "+12025550199"
PUBLIC_URL = "https://aftercare.example"


@dataclass
class SendingHouse(House):
    """A clinic whose messages leave."""

    twilio: FakeTwilio
    sink: SmtpSink
    folder: Path

    def dispatcher(self, sms: int = 4, email: int = 1, worker: str = "worker") -> Dispatcher:
        """With so many senders. Close it."""
        return Dispatcher(self.app, worker, {Channel.SMS: sms, Channel.EMAIL: email})

    def send(self, sms: int = 4) -> Counts:
        """Everything that is due now."""
        sweep(self.app)
        with closing(self.dispatcher(sms)) as dispatcher:
            return dispatcher.run()

    def send_at(self, text: str, sms: int = 4) -> Counts:
        """Set the clock to what one in New York shows, and send."""
        self.set_clock(text)
        return self.send(sms)

    def welcomed(self, **changes: object) -> int:
        """Ana, or whom the changes make of her, with her welcome accepted. Returns the treatment's id."""
        treatment_id = self.enroll(**changes).treatment_id
        self.send()
        return treatment_id

    def status(self, step: str) -> tuple[str, str | None]:
        """(status, status_reason) of the newest message of a step."""
        rows = self.rows("SELECT status, status_reason FROM message WHERE step = ? ORDER BY id DESC LIMIT 1", step)
        return rows[0][0], rows[0][1]

    def statuses(self, step: str) -> list[tuple[str, str | None]]:
        """The same of every message of a step, oldest first."""
        rows = self.rows("SELECT status, status_reason FROM message WHERE step = ? ORDER BY id", step)
        return [(status, reason) for status, reason in rows]

    def due(self, step: str) -> str | None:
        """When the newest message of a step is to leave, to the second; None when it is not in the due queue."""
        rows = self.rows(
            "SELECT q.due_at FROM message m LEFT JOIN due_queue q ON q.message_id = m.id AND q.due_at = m.queue_at "
            "WHERE m.step = ? ORDER BY m.id DESC LIMIT 1",
            step,
        )
        return to_the_second(rows[0][0]) if rows[0][0] is not None else None

    def attempts(self, step: str) -> list[tuple[str, str | None]]:
        """(outcome, code) of every attempt at a step's messages, oldest first."""
        rows = self.rows(
            "SELECT a.outcome, a.code FROM attempt a JOIN message m ON m.id = a.message_id "
            "WHERE m.step = ? ORDER BY a.id",
            step,
        )
        return [(outcome, code) for outcome, code in rows]

    def texts(self) -> list[str]:
        """What each accepted text is about: welcome or the step, in the order of acceptance."""
        return [about(one.body) for one in self.twilio.ledger]

    def mails(self) -> list[str]:
        """The same of each accepted mail."""
        return [about(one.content.decode()) for one in self.sink.ledger]

    def holds(self) -> list[tuple[str, str, str]]:
        """(target, key, who) of every pause in force."""
        rows = self.rows("SELECT target, target_key, held_by FROM hold WHERE ended_at IS NULL ORDER BY id")
        return [(target, key, by) for target, key, by in rows]

    def with_settings(self, **changes: object) -> "SendingHouse":
        """The same clinic with other settings, as after a restart."""
        settings = self.app.settings.model_copy(update=changes)
        app = App(settings, self.app.database, self.clock)
        return SendingHouse(app, self.clock, self.twilio, self.sink, self.folder)


def about(body: str) -> str:
    """The step that a text of the house is about."""
    return body.partition("this is about ")[2].partition(".")[0] or "welcome"


def to_the_second(micros: int) -> str:
    """What a clock in New York shows, with seconds where there are any."""
    seconds = micros // 1_000_000 % 60
    return shown(micros) + (f":{seconds:02}" if seconds else "")


def settings_of(folder: Path, twilio_url: str, smtp_port: int, **changes: object) -> Settings:
    """Of the clinic, whose schedule's files are below the folder."""
    given: dict[str, Any] = {
        "database_url": f"sqlite:///{folder / 'not-used.db'}",
        "secret_key": "a secret key for tests, 32 chars or more",
        "public_url": PUBLIC_URL,
        "schedules_dir": str(folder / "schedules"),
        "templates_dir": str(folder / "templates"),
        "clinic_name": "Willow",
        "clinic_phone": "+12025550100",
        "clinic_settle_minutes": 0,
        "sms_transport": "twilio",
        "twilio_account_sid": ACCOUNT,
        "twilio_auth_token": TOKEN,
        "twilio_from": CLINICS_NUMBER,
        "twilio_base_url": twilio_url,
        "email_transport": "smtp",
        "smtp_url": f"smtp://127.0.0.1:{smtp_port}",
        "email_from": "Willow <care@clinic.example>",
    }
    return Settings.model_validate(given | changes)


@contextmanager
def open_sending_house(
    database: Database, folder: Path, schedule: str = FACIAL, *, approved: bool = True, **changes: object
) -> Iterator[SendingHouse]:
    """Set up on this database, ten minutes after Ana's treatment; nothing has to settle unless the changes say so."""
    write_schedule(folder, schedule)
    with FakeTwilio() as twilio, SmtpSink() as sink:
        clock = Hands(NOW)
        app = App(settings_of(folder, twilio.url, sink.port, **changes), database, clock)
        set_up(app)
        if approved:
            approve(app, "facial", "Dr. Reyes")
        yield SendingHouse(app, clock, twilio, sink, folder)
