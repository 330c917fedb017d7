"""The clinic's database as every history finds it: set up, published, approved; nobody enrolled."""

import shutil
from contextlib import closing
from pathlib import Path

from reminders.actions.publishing import approve
from reminders.actions.setup import set_up
from reminders.app import App
from reminders.config import Settings
from reminders.domain.instants import from_micros
from reminders.domain.words import Channel
from reminders.store.database import Database
from reminders.store.senders import set_rate
from tests.actions.sending_house import settings_of
from tests.databases import KEYRING
from tests.simulation.plan_model import STEPS, as_yaml

_TEXT = "{{ clinic_name }}: this is about %s. Questions? Call {{ clinic_phone }}."
_WELCOME = (
    "{{ clinic_name }}: we text you about your care. Msg & data rates may apply. Reply STOP to stop, HELP for help."
)
#: 2026-01-05, long before any history begins.
_SET_UP_AT = 1_767_600_000_000_000


class Template:
    """A database file to copy, and the settings that go with it."""

    def __init__(self, folder: Path) -> None:
        _write_files(folder)
        self.settings: Settings = settings_of(folder, "http://127.0.0.1:9", 9, clinic_settle_minutes=5)
        self._path = folder / "template.db"
        database = Database(f"sqlite:///{self._path}", KEYRING, durable=False)
        with closing(App(self.settings, database, lambda: from_micros(_SET_UP_AT))) as app:
            set_up(app)
            approve(app, "peel", "Dr. Reyes")
            with database.read() as work:
                self.clinic_id = app.clinic(work).id

    def copy_to(self, path: Path, rate: float) -> None:
        """A new database there, with so many messages a second by each channel; 0: no limit."""
        shutil.copy(self._path, path)
        if rate:
            with closing(Database(f"sqlite:///{path}", KEYRING, durable=False)) as database, database.write() as work:
                for channel in Channel:
                    set_rate(work, self.clinic_id, channel, rate)


def _write_files(folder: Path) -> None:
    (folder / "schedules").mkdir()
    (folder / "schedules" / "peel.yaml").write_text(as_yaml(), encoding="utf-8")
    texts = {f"peel/{step.name}": _TEXT % step.name for step in STEPS} | {"welcome": _WELCOME}
    for name, text in texts.items():
        target = folder / "templates" / name
        target.mkdir(parents=True)
        for file in ("sms.txt", "email.txt"):
            (target / file).write_text(text, encoding="utf-8")
        (target / "email.subject.txt").write_text("About your visit", encoding="utf-8")
