"""The clinic of `house` with people on duty, to whom patients write back."""

from dataclasses import dataclass, field
from itertools import count

from reminders.actions.hearing import Heard, hear
from reminders.actions.rostering import ShiftWish, add_duty
from reminders.actions.staffing import hire
from reminders.domain.words import Channel
from reminders.store.people import address_hash
from reminders.store.writings import TO
from reminders.transports.base import Inbound
from tests.actions.house import ANA, House, shown

ROSA, LEE, MAYA = "Rosa", "Lee", "Maya"
PHONES = {ROSA: "+12025550141", LEE: "+12025550142", MAYA: "+12025550143"}
#: Urgent in every schedule.
WORRIED = "I can't breathe well since this morning"


@dataclass
class Desk:
    """A house whose patients write, and whose staff are told."""

    house: House
    _texts: "count[int]" = field(default_factory=lambda: count(1))

    def hire_all(self) -> None:
        """Rosa, Lee and Maya, each with a phone; Rosa is an admin."""
        for name, phone in PHONES.items():
            hire(self.house.app, name, "admin" if name == ROSA else "staff", "", "Rosa", phone)

    def shift(self, name: str, days: str, starts: str, ends: str, turn: int = 1) -> list[int]:
        return add_duty(self.house.app, name, ShiftWish(days, starts, ends, str(turn)), "Rosa")

    def hear(self, text: str, sender: str = ANA) -> Heard:
        """A text from a phone, now."""
        return hear(
            self.house.app,
            Inbound(f"SM{next(self._texts):032x}", sender, "+12025550199", text, self.house.clock.at),
        )

    def said(self, origin: str) -> list[tuple[str, str, str]]:
        """(name, to, status) of every message of this origin, oldest first."""
        rows = self.house.rows("SELECT id, step, to_enc, status FROM message WHERE origin = ? ORDER BY id", origin)
        opened = self.house.app.database.keyring.open
        return [(step, opened(TO, message_id, bytes(to)), status) for message_id, step, to, status in rows]

    def alerts(self) -> list[tuple[str, str]]:
        """(what, whom) was alerted by text, oldest first."""
        names = {phone: name for name, phone in PHONES.items()}
        return [(what, names[to]) for what, to, _ in self.said("alert")]

    def turn(self, reply_id: int) -> tuple[str | None, str | None, int]:
        """(owner, answer-by time, how often it passed on) of a reply."""
        ((owner, answer_by, passed),) = self.house.rows(
            "SELECT s.name, r.answer_by, r.passed_on FROM reply r LEFT JOIN staff_member s ON s.id = r.owner_id "
            "WHERE r.id = ?",
            reply_id,
        )
        return owner, shown(answer_by) if answer_by is not None else None, passed

    def hash_of(self, phone: str = ANA) -> bytes:
        with self.house.app.database.read() as work:
            return address_hash(work.keyring, self.house.app.clinic(work).id, Channel.SMS, phone)
