"""Keeps people signed in: begins a session, finds it by its browser's token, and ends it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from reminders.app import App
from reminders.store.sessions import NewSession, Session, insert_session, saw_session, session_of

#: A screen left alone at a desk for so long closes itself; a shared one sooner.
IDLE = timedelta(minutes=60)
IDLE_AT_DESK = timedelta(minutes=5)
#: A day's work, however busy.
LONGEST = timedelta(hours=12)
#: Noting each request would write to the database with every click.
_NOTED_EVERY = timedelta(minutes=1)
_MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class Begun:
    """A new session, and the token for the browser's cookie: kept nowhere else."""

    session_id: int
    token: str


def begin_session(
    app: App,
    staff_id: int,
    browser: str,
    *,
    second_factor: bool = False,
    device_id: int | None = None,
    at_desk: bool = False,
) -> Begun:
    """Somebody has shown who they are. `at_desk`: on a computer that others use too, though with the password."""
    token, now = secrets.token_urlsafe(32), app.now_micros()
    idle = IDLE_AT_DESK if at_desk or device_id is not None else IDLE
    new = NewSession(
        staff_id,
        hash_token(token),
        browser,
        until_at=now + int(LONGEST.total_seconds()) * _MICROS,
        idle_seconds=int(idle.total_seconds()),
        second_factor_at=now if second_factor else None,
        device_id=device_id,
    )
    with app.database.write() as work:
        return Begun(insert_session(work, app.clinic(work).id, new, now), token)


def find_session(app: App, token: str, *, used: bool = True) -> Session | None:
    """Whose browser this is, when the session goes on and belongs to this clinic. Notes that it is in use, if it is
    `used`: an open page that looks again by itself must not keep a screen open that was left alone.
    """
    now = app.now_micros()
    with app.database.read() as work:
        session = session_of(work, hash_token(token), now)
        if session is None or session.clinic_id != app.clinic(work).id:
            return None
    if used and now - session.seen_at > _NOTED_EVERY.total_seconds() * _MICROS:
        with app.database.write() as work:
            saw_session(work, session.id, now)
    return session


def hash_token(token: str) -> bytes:
    """What is kept of a token: it is random and long, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()
