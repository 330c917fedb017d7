"""A clinic whose people sign in: Rosa is its admin, Lee a clinician."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from pyotp import TOTP

from reminders.actions.accounts import offer_second_factor, take_second_factor
from reminders.actions.hashing import hash_password
from reminders.actions.sessions import Begun, find_session
from reminders.actions.signing_in import Asked, Passed, check_password, open_session
from reminders.actions.staffing import hire
from reminders.app import App
from reminders.config import Settings
from reminders.domain.words import Role
from reminders.store.accounts import Account, accounts, set_password
from reminders.store.database import Database
from reminders.store.sessions import Session
from tests.actions.house import House, open_house

ROSA, LEE = "Rosa", "Lee"
PASSWORD, OTHER = "blue kettle on the hill", "seven green umbrellas"
PEER = "203.0.113.9"


class Team(House):
    """What people at a browser do."""

    def sign_in(self, who: str = ROSA, password: str = PASSWORD, peer: str = PEER, known: str = "") -> Passed:
        return check_password(self.app, Asked(who, password, peer, known))

    def session(self, name: str = ROSA, **given: object) -> Session:
        """This person is signed in."""
        return self.found(open_session(self.app, self.account(name).id, "Firefox, Linux", **given))  # type: ignore[arg-type]

    def found(self, begun: Begun) -> Session:
        session = find_session(self.app, begun.token)
        assert session is not None
        return session

    def account(self, name: str) -> Account:
        with self.app.database.read() as work:
            return next(one for one in accounts(work, self.app.clinic(work).id) if one.name == name)

    def second_factor(self, name: str = ROSA) -> tuple[str, tuple[str, ...]]:
        """They set an authenticator app up; its secret and the recovery codes."""
        session = self.session(name)
        offer = offer_second_factor(self.app, session)
        secret = offer.typed.replace(" ", "")
        return secret, take_second_factor(self.app, session, offer.sealed, self.code(secret), "")

    def code(self, secret: str) -> str:
        """What the app shows now."""
        return TOTP(secret).at(self.clock.at)

    def wait(self, seconds: float) -> None:
        self.clock.at += timedelta(seconds=seconds)

    def told(self, name: str) -> list[tuple[str, str]]:
        """(by, verb) of the audit about this person, oldest first; not how they came here."""
        return [entry for entry in self.audit(self.account(name).id) if entry not in BEGINNING]

    def live(self) -> "Team":
        """The same clinic where emails really leave."""
        settings = Settings.model_validate(
            self.app.settings.model_dump() | {"email_transport": "smtp", "smtp_url": "smtp://127.0.0.1:2525"}
        )
        return Team(App(settings, self.app.database, self.clock), self.clock)


BEGINNING = (("setup", "added as admin"), ("test", "added as clinician"))
#: As the program hashes it, which takes a quarter of a second each time.
hashed = cache(hash_password)


def have_password(app: App, names: tuple[str, ...], password: str) -> None:
    """These people sign in with it."""
    with app.database.write() as work:
        for account in accounts(work, app.clinic(work).id):
            if account.name in names:
                set_password(work, account.id, hashed(password), app.now_micros())


def open_team(database: Database, folder: Path) -> Team:
    """Rosa and Lee have passwords."""
    house = open_house(database, folder)
    team = Team(house.app, house.clock)
    with database.write() as work:
        work.run("UPDATE staff_member SET name = ? WHERE name = 'Admin'", (ROSA,))
    hire(house.app, LEE, Role.CLINICIAN, "lee@clinic.example", "test")
    have_password(house.app, (ROSA, LEE), PASSWORD)
    return team
