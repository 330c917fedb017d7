"""The second factor: an authenticator app, and recovery codes for who lost it."""

import base64
import binascii
import io
import secrets
from dataclasses import dataclass
from datetime import datetime

import segno
from pyotp import TOTP, random_base32
from pyotp.exceptions import OTPVerificationError

from reminders.actions.hashing import hash_code, plain_code
from reminders.app import App
from reminders.store.accounts import Account, replace_recovery_codes, use_counter, use_recovery_code
from reminders.store.database import Work
from reminders.store.keyring import KeyringError

_PENDING = b"staff_member.totp_pending"
#: Clocks of phones and servers differ a little: a code is good for one step of 30 s before and after its own.
_WINDOW = 1
RECOVERY_CODES = 10
#: Without letters and digits that look alike; 12 of them are 58 bits.
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Offer:
    """An authenticator app that is being set up: nothing is stored until its first code is typed."""

    #: What the form carries: the secret, sealed for this person.
    sealed: str
    #: For who cannot point a camera at the picture: the secret in groups of four.
    typed: str
    #: A QR code as an SVG element, without styles.
    picture: str


def offer(app: App, account: Account, clinic_name: str, sealed: str = "") -> Offer:
    """A new secret, or the one of a form that comes back."""
    secret = offered(app, account, sealed) or random_base32()
    link = TOTP(secret).provisioning_uri(name=account.name, issuer_name=clinic_name or None)
    kept = app.database.keyring.seal(_PENDING, account.id, secret)
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return Offer(base64.urlsafe_b64encode(kept).decode(), groups, _picture(link))


def offered(app: App, account: Account, sealed: str) -> str:
    """The secret that a form carries; empty for anything that is not this person's."""
    try:
        kept = base64.b64decode(sealed.encode(), altchars=b"-_", validate=True)
        return app.database.keyring.open(_PENDING, account.id, kept) if kept else ""
    except (KeyringError, binascii.Error, ValueError, IndexError):
        return ""


def counter_of(secret: str, code: str, now: datetime) -> int | None:
    """Which step of time this code belongs to, near now; None for a wrong one."""
    try:
        return TOTP(secret).verify_and_get_timecode(plain_code(code), for_time=now.timestamp(), valid_window=_WINDOW)
    except OTPVerificationError:
        return None


def second_factor_shown(work: Work, account: Account, code: str, now: datetime, now_micros: int) -> str:
    """ "app" or "recovery code", used up by this; empty for a wrong one."""
    counter = counter_of(account.totp, code, now) if account.totp else None
    if counter is not None:
        return "app" if use_counter(work, account.id, counter) else ""
    spent = use_recovery_code(work, account.id, hash_code(work.keyring, account.id, code), now_micros)
    return "recovery code" if spent else ""


def new_recovery_codes(work: Work, staff_id: int, now: int) -> tuple[str, ...]:
    """Ten codes to write down: shown now and never again; the earlier ones are void."""
    codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    replace_recovery_codes(work, staff_id, [hash_code(work.keyring, staff_id, code) for code in codes], now)
    return codes


def _recovery_code() -> str:
    letters = [secrets.choice(_LETTERS) for _ in range(12)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, 12, 4))


def _picture(link: str) -> str:
    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=False, nl=False, border=4, omitsize=True,
        dark="#000", light="#fff", svgclass="qr", lineclass=None,
    )  # fmt: skip
    return drawn.getvalue().decode()
