"""Sends once what is due, in a process that can be looked at: folder, database, Twilio's address, time, durable."""

import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

from reminders.actions.dispatch import Dispatcher
from reminders.app import App
from reminders.domain.words import Channel
from reminders.store.database import Database
from tests.actions.house import Hands
from tests.actions.sending_house import settings_of
from tests.databases import KEYRING


def main(folder: str, database_url: str, twilio_url: str, at: str, durable: str) -> None:
    """One sender, so that there is one order of things."""
    settings = settings_of(Path(folder), twilio_url, smtp_port=9)
    database = Database(database_url, KEYRING, durable=durable == "durable")
    app = App(settings, database, Hands(datetime.fromisoformat(at)))
    with closing(app), closing(Dispatcher(app, "traced", {Channel.SMS: 1, Channel.EMAIL: 1})) as dispatcher:
        print(dispatcher.run().sent)


if __name__ == "__main__":
    main(*sys.argv[1:])
