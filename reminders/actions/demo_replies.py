"""What came back at the demo clinic before anybody looks: reports of the network, and three texts of patients."""

from dataclasses import dataclass
from datetime import timedelta

from reminders.actions.sandbox_phone import decide_fate, sandbox_phones, text_from_phone
from reminders.actions.sandbox_words import Fate
from reminders.app import App
from reminders.domain.words import Status
from reminders.store.listing import list_messages

#: Nothing of that size has been said in a demo.
_MANY = 10_000


@dataclass(frozen=True, slots=True)
class Came:
    """A text of a patient of the shipped file, so long before now."""

    ago: timedelta
    who: str
    text: str


#: A question, a booking after an invitation, and a warning sign that somebody on duty has minutes to answer.
CAME = (
    Came(timedelta(minutes=12), "Hana Sato", "2 - can I use my retinol cream again?"),
    Came(timedelta(minutes=9), "Lena Fischer", "1"),
    Came(timedelta(minutes=4), "Joy Adeyemi", "One spot has pus and hurts. Is that ok?"),
)
#: A text to this patient was reported as not delivered.
_UNREACHED = "Ivan Kovac"


def report_all(app: App) -> None:
    """The network tells what became of every message so far: all arrived, but one."""
    first = next((row.id for row in sandbox_phones(app) if row.who == _UNREACHED), None)
    with app.database.read() as work:
        sent = [one for one in list_messages(work, limit=_MANY) if one.status is Status.SENT]
    patient = next((one.patient_id for one in sent if one.id == first), None)
    newest = max((one.id for one in sent if patient is not None and one.patient_id == patient), default=None)
    for message in sent:
        decide_fate(app, message.id, (Fate.UNREACHABLE if message.id == newest else Fate.DELIVERED).value)


def text_back(app: App, came: Came) -> None:
    """From this patient's phone; a file of other patients has none."""
    phone = next((row for row in sandbox_phones(app) if row.who == came.who), None)
    if phone is not None:
        text_from_phone(app, phone.id, came.text, "", f"demo{phone.id}")
