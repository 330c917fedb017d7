"""How people at the clinic sign in: passwords, second factors, PINs and invitations, each known by a hash or sealed."""

from collections.abc import Sequence
from dataclasses import dataclass

from reminders.domain.words import Role
from reminders.store.database import Row, Work

_TOTP = b"staff_member.totp"


@dataclass(frozen=True, slots=True)
class Account:
    """A person who works here and what they sign in with. Micros UTC."""

    id: int
    name: str
    role: Role
    email: str
    language: str
    #: Empty: cannot sign in yet.
    password_hash: str
    password_at: int
    #: The secret of the authenticator app in base32; empty without one.
    totp: str
    #: Empty without one.
    pin_hash: str
    #: Until when the invitation is good; None without one.
    invited_until: int | None


_COLUMNS = "id, name, role, email, language, password_hash, password_at, totp_enc, pin_hash, invite_until"


def accounts(work: Work, clinic_id: int) -> list[Account]:
    """Everybody who works here now, by name."""
    rows = work.all(
        f"SELECT {_COLUMNS} FROM staff_member WHERE clinic_id = ? AND until_at IS NULL ORDER BY name, id", (clinic_id,)
    )
    return [_account(work, row) for row in rows]


def account_of(work: Work, clinic_id: int, staff_id: int, *, lock: bool = False) -> Account | None:
    """One who works here now; `lock` keeps others from changing them until the end of the transaction."""
    locked = " FOR UPDATE" if lock and work.postgres else ""
    row = work.one(
        f"SELECT {_COLUMNS} FROM staff_member WHERE clinic_id = ? AND id = ? AND until_at IS NULL{locked}",
        (clinic_id, staff_id),
    )
    return _account(work, row) if row else None


def account_invited(work: Work, clinic_id: int, invite_hash: bytes, now: int) -> Account | None:
    """Whose invitation this is, while it is good."""
    row = work.one(
        f"SELECT {_COLUMNS} FROM staff_member WHERE clinic_id = ? AND until_at IS NULL AND invite_hash = ? AND invite_until > ?",
        (clinic_id, invite_hash, now),
    )
    return _account(work, row) if row else None


def an_admin_signs_in(work: Work, clinic_id: int, but: int = 0) -> bool:
    """Whether some admin has a password; `but` leaves one person out."""
    row = work.one(
        "SELECT 1 FROM staff_member WHERE clinic_id = ? AND until_at IS NULL AND role = 'admin' AND password_hash IS NOT NULL "
        "AND id <> ? LIMIT 1",
        (clinic_id, but),
    )
    return row is not None


def set_password(work: Work, staff_id: int, password_hash: str, now: int) -> None:
    """A new password; an invitation is then used up."""
    work.run(
        "UPDATE staff_member SET password_hash = ?, password_at = ?, invite_hash = NULL, invite_until = NULL WHERE id = ?",
        (password_hash, now, staff_id),
    )


def renew_hash(work: Work, staff_id: int, old: str, new: str) -> None:
    """The same password under a stronger hash."""
    work.run("UPDATE staff_member SET password_hash = ? WHERE id = ? AND password_hash = ?", (new, staff_id, old))


def set_totp(work: Work, staff_id: int, secret: str, counter: int | None) -> None:
    """Another authenticator app and the last counter used; an empty secret: none."""
    sealed = work.keyring.seal_optional(_TOTP, staff_id, secret)
    work.run("UPDATE staff_member SET totp_enc = ?, totp_last = ? WHERE id = ?", (sealed, counter, staff_id))


def use_counter(work: Work, staff_id: int, counter: int) -> bool:
    """Each code is good once, and no older one after it; False for one that is not any more."""
    used = work.run(
        "UPDATE staff_member SET totp_last = ? WHERE id = ? AND (totp_last IS NULL OR totp_last < ?)",
        (counter, staff_id, counter),
    )
    return used == 1


def mark_second_factor(work: Work, session_id: int, now: int) -> None:
    """This session has shown it."""
    work.run("UPDATE session SET second_factor_at = ? WHERE id = ?", (now, session_id))


def set_pin(work: Work, staff_id: int, pin_hash: str | None) -> None:
    """Another PIN for shared desks; None: none."""
    work.run("UPDATE staff_member SET pin_hash = ? WHERE id = ?", (pin_hash, staff_id))


def set_language(work: Work, staff_id: int, language: str) -> None:
    """Of the pages."""
    work.run("UPDATE staff_member SET language = ? WHERE id = ?", (language, staff_id))


def set_role(work: Work, staff_id: int, role: Role) -> None:
    """What they may do."""
    work.run("UPDATE staff_member SET role = ? WHERE id = ?", (role.value, staff_id))


def set_name(work: Work, staff_id: int, name: str) -> bool:
    """Another name; False when somebody else here has it."""
    renamed = work.run(
        "UPDATE staff_member SET name = ? WHERE id = ? AND NOT EXISTS (SELECT 1 FROM staff_member o "
        "WHERE o.clinic_id = staff_member.clinic_id AND o.name = ? AND o.id <> staff_member.id)",
        (name, staff_id, name),
    )
    return renamed == 1


def set_invite(work: Work, staff_id: int, invite_hash: bytes | None, until: int | None) -> None:
    """A link to choose a password; None: none."""
    work.run("UPDATE staff_member SET invite_hash = ?, invite_until = ? WHERE id = ?", (invite_hash, until, staff_id))


def end_account(work: Work, staff_id: int, now: int) -> None:
    """They do not work here any more, and nothing that they signed in with is kept."""
    work.run(
        "UPDATE staff_member SET until_at = ?, password_hash = NULL, password_at = NULL, totp_enc = NULL, totp_last = NULL, "
        "pin_hash = NULL, invite_hash = NULL, invite_until = NULL WHERE id = ? AND until_at IS NULL",
        (now, staff_id),
    )
    work.run("DELETE FROM recovery_code WHERE staff_id = ?", (staff_id,))
    work.run("UPDATE duty_shift SET until_at = ? WHERE staff_id = ? AND until_at IS NULL", (now, staff_id))


def open_replies_of(work: Work, clinic_id: int, staff_id: int) -> int:
    """How many replies wait for this person."""
    row = work.one(
        "SELECT COUNT(*) FROM reply WHERE clinic_id = ? AND state = 'open' AND owner_id = ?", (clinic_id, staff_id)
    )
    return int(row[0]) if row else 0


def disown_replies(work: Work, clinic_id: int, staff_id: int, now: int) -> None:
    """Open replies of this person are nobody's; the urgent ones are passed on at once."""
    work.run(
        "UPDATE reply SET owner_id = NULL, answer_by = CASE WHEN urgent = 1 AND answer_by > ? THEN ? ELSE answer_by END "
        "WHERE clinic_id = ? AND state = 'open' AND owner_id = ?",
        (now, now, clinic_id, staff_id),
    )


def gone(work: Work, clinic_id: int, limit: int = 50) -> list[tuple[int, str, str]]:
    """(id, name, role) of who worked here, the last to leave first."""
    return [
        (row[0], row[1], row[2])
        for row in work.all(
            "SELECT id, name, role FROM staff_member WHERE clinic_id = ? AND until_at IS NOT NULL "
            "ORDER BY until_at DESC, id DESC LIMIT ?",
            (clinic_id, limit),
        )
    ]


def bring_back(work: Work, clinic_id: int, staff_id: int, now: int) -> str | None:
    """They work here again, with the role they had; returns their name, or None for who never left."""
    rows = work.all(
        "UPDATE staff_member SET until_at = NULL, since_at = ? WHERE clinic_id = ? AND id = ? AND until_at IS NOT NULL RETURNING name",
        (now, clinic_id, staff_id),
    )
    return str(rows[0][0]) if rows else None


def replace_recovery_codes(work: Work, staff_id: int, hashes: Sequence[bytes], now: int) -> None:
    """These codes, and none of the earlier ones."""
    work.run("DELETE FROM recovery_code WHERE staff_id = ?", (staff_id,))
    ids = work.new_ids(len(hashes))
    work.many(
        "INSERT INTO recovery_code (id, staff_id, code_hash, since_at) VALUES (?, ?, ?, ?)",
        [(row_id, staff_id, code, now) for row_id, code in zip(ids, hashes, strict=True)],
    )


def use_recovery_code(work: Work, staff_id: int, code_hash: bytes, now: int) -> bool:
    """Each code is good once."""
    used = work.run(
        "UPDATE recovery_code SET used_at = ? WHERE staff_id = ? AND code_hash = ? AND used_at IS NULL",
        (now, staff_id, code_hash),
    )
    return used == 1


def recovery_codes_left(work: Work, staff_id: int) -> int:
    """How many are still good; ten at most are kept."""
    row = work.one("SELECT COUNT(*) FROM recovery_code WHERE staff_id = ? AND used_at IS NULL", (staff_id,))
    return int(row[0]) if row else 0


def _account(work: Work, row: Row) -> Account:
    staff_id, name, role, email, language, password, password_at, totp, pin, invited = row
    secret = work.keyring.open_optional(_TOTP, staff_id, bytes(totp) if totp is not None else None)
    return Account(
        staff_id, name, Role(role), email or "", language, password or "", password_at or 0, secret, pin or "", invited
    )
