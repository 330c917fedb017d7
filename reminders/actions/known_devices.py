"""Browsers on which a person has signed in before: their tries are counted apart from those of strangers, so that
nobody can keep a colleague out by guessing. Nothing is stored here: a signed cookie says it.
"""

import hmac
import secrets

from reminders.app import App

_DAY = 86_400 * 1_000_000
#: After so long a browser is a stranger again.
KNOWN_FOR_DAYS = 180
#: A front desk has several people.
_MOST = 12


def known_device(app: App, cookie: str, staff_id: int) -> str:
    """What names this browser for this person; empty for one that is not known."""
    for entry in _entries(cookie):
        owner, until, nonce, proof = entry
        if owner == str(staff_id) and until.isdecimal() and hmac.compare_digest(_proof(app, *entry[:3]), proof):
            return nonce if int(until) * _DAY > app.now_micros() else ""
    return ""


def remember_device(app: App, cookie: str, staff_id: int) -> str:
    """The cookie once this person has signed in."""
    others = [entry for entry in _entries(cookie) if entry[0] != str(staff_id)][: _MOST - 1]
    until = str(app.now_micros() // _DAY + KNOWN_FOR_DAYS)
    own = (str(staff_id), until, secrets.token_hex(8))
    return "~".join("-".join(entry) for entry in [(*own, _proof(app, *own)), *others])


def _entries(cookie: str) -> list[tuple[str, str, str, str]]:
    parts = [entry.split("-") for entry in cookie.split("~")[:_MOST]]
    return [(part[0], part[1], part[2], part[3]) for part in parts if len(part) == 4 and "".join(part).isascii()]


def _proof(app: App, owner: str, until: str, nonce: str) -> str:
    return app.database.keyring.mac(b"known device", f"{owner}-{until}-{nonce}".encode()).hex()
