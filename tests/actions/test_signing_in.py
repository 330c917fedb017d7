"""Signing in: passwords, second factors, and guessing that gets slow."""

from pathlib import Path

import pytest

from reminders.actions.accounts import change_password
from reminders.actions.bad_input import BadInput
from reminders.actions.known_devices import remember_device
from reminders.actions.second_factor import RECOVERY_CODES
from reminders.actions.signing_in import TooSoon, check_code
from reminders.store.database import Database
from tests.actions.house import at_once
from tests.actions.team_house import LEE, OTHER, PASSWORD, ROSA, Team, open_team

WRONG = "password: This name and password do not belong together. Check both."


@pytest.fixture
def team(database: Database, tmp_path: Path) -> Team:
    return open_team(database, tmp_path)


def refused(team: Team, who: str = ROSA, password: str = "wrong", **given: str) -> tuple[str, ...]:
    with pytest.raises(BadInput) as error:
        team.sign_in(who, password, **given)
    return error.value.mistakes


def seconds(team: Team, who: str = ROSA, password: str = "wrong", **given: str) -> int:
    """Until the next try; 0 when this one could be made."""
    try:
        team.sign_in(who, password, **given)
    except TooSoon as error:
        return error.seconds
    except BadInput:
        return 0
    return 0


@pytest.mark.parametrize("who", ["Lee", " lee ", "LEE@clinic.example"])
def test_a_name_or_an_email_and_the_password_are_enough(who: str, team: Team) -> None:
    passed = team.sign_in(who)
    assert (passed.staff_id, passed.pending) == (team.account(LEE).id, "")


def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words(team: Team) -> None:
    assert (refused(team), refused(team, "Nobody")) == ((WRONG,), (WRONG,))
    assert team.told(ROSA) == [("sign-in", "failed to sign in")]


def test_an_email_of_two_people_is_nobodys_but_their_names_are_theirs(team: Team) -> None:
    with team.app.database.write() as work:
        work.run("UPDATE staff_member SET email = 'desk@clinic.example'")
    assert refused(team, "desk@clinic.example", PASSWORD) == (WRONG,)
    assert team.sign_in(ROSA).staff_id == team.account(ROSA).id


def test_what_is_empty_is_named(team: Team) -> None:
    assert refused(team, "", "") == ("who: Type your name or your email.", "password: Type your password.")


def test_guessing_gets_slow_and_a_right_password_after_the_wait_is_taken(team: Team) -> None:
    waits = []
    for _ in range(12):
        waits.append(seconds(team))
        team.wait(waits[-1])
    assert waits == [0, 0, 0, 0, 0, 1, 0, 2, 0, 4, 0, 8]
    team.wait(60)
    assert team.sign_in().staff_id == team.account(ROSA).id
    assert [seconds(team) for _ in range(5)] == [0, 0, 0, 0, 0]


def test_a_try_that_comes_too_soon_is_not_counted_even_with_the_right_password(team: Team) -> None:
    for _ in range(5):
        seconds(team)
    assert [seconds(team, password=PASSWORD) for _ in range(3)] == [1, 1, 1]
    team.wait(1)
    assert team.sign_in().staff_id == team.account(ROSA).id


def test_unknown_names_are_slowed_down_like_known_ones(team: Team) -> None:
    assert [seconds(team, "Nobody") for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_one_place_that_tries_many_names_is_slowed_down_and_others_are_not(team: Team) -> None:
    assert [seconds(team, f"Nobody {n}") for n in range(22)][-2:] == [0, 1]
    assert seconds(team, "Somebody", peer="198.51.100.7") == 0


def test_strangers_cannot_keep_a_person_from_a_browser_that_has_signed_in_before(team: Team) -> None:
    known = remember_device(team.app, "", team.account(ROSA).id)
    for _ in range(30):
        seconds(team, peer="198.51.100.7")
    assert seconds(team, password=PASSWORD, peer="198.51.100.7") > 0
    assert team.sign_in(peer="198.51.100.7", known=known).staff_id == team.account(ROSA).id


def test_a_known_browser_does_not_help_with_another_persons_name_nor_forever(team: Team) -> None:
    known = remember_device(team.app, "", team.account(LEE).id)
    for _ in range(5):
        seconds(team, known=known)
    assert seconds(team, known=known) == 1
    assert [seconds(team, LEE, known=known) for _ in range(10)][-1] == 1
    forged = known.replace(str(team.account(LEE).id), str(team.account(ROSA).id), 1)
    assert seconds(team, known=forged) == 1
    team.wait(181 * 86_400)
    for _ in range(5):
        seconds(team, LEE, known=known)
    assert seconds(team, LEE, known=known) == 1


def test_many_tries_at_once_do_not_slip_through_before_the_first_has_failed(team: Team) -> None:
    waits: list[int] = []
    at_once([lambda: waits.append(seconds(team)) for _ in range(9)])
    assert sorted(waits) == [0, 0, 0, 0, 0, 1, 1, 1, 1]


def test_who_has_an_authenticator_app_types_its_code_and_each_code_is_good_once(team: Team) -> None:
    secret, _ = team.second_factor()
    team.wait(60)
    pending = team.sign_in().pending
    assert check_code(team.app, pending, team.code(secret)).staff_id == team.account(ROSA).id
    assert code_refused(team, team.sign_in().pending, team.code(secret)) == ["code"]
    team.wait(30)
    spaced = f"{team.code(secret)[:3]} {team.code(secret)[3:]}"
    assert check_code(team.app, team.sign_in().pending, spaced).staff_id == team.account(ROSA).id


def test_an_older_code_than_the_last_one_is_not_good_any_more(team: Team) -> None:
    secret, _ = team.second_factor()
    team.wait(60)
    earlier = team.code(secret)
    team.wait(30)
    check_code(team.app, team.sign_in().pending, team.code(secret))
    assert code_refused(team, team.sign_in().pending, earlier) == ["code"]


def test_each_recovery_code_opens_once_however_it_is_typed(team: Team) -> None:
    _, codes = team.second_factor()
    assert len(set(codes)) == RECOVERY_CODES
    check_code(team.app, team.sign_in().pending, codes[0].lower().replace("-", " "))
    assert code_refused(team, team.sign_in().pending, codes[0]) == ["code"]
    assert check_code(team.app, team.sign_in().pending, codes[1]).staff_id == team.account(ROSA).id
    assert team.told(ROSA)[-3:] == [
        (ROSA, "used a recovery code"),
        ("sign-in", "failed the second factor"),
        (ROSA, "used a recovery code"),
    ]


def test_guessing_codes_gets_slow_too(team: Team) -> None:
    team.second_factor()
    pending, waits = team.sign_in().pending, []
    for _ in range(6):
        try:
            check_code(team.app, pending, "000000")
        except TooSoon as error:
            waits.append(error.seconds)
        except BadInput:
            waits.append(0)
    assert waits == [0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("pending", ["", "made up", "AAAA", "é"])
def test_a_code_without_a_password_before_it_is_nothing(pending: str, team: Team) -> None:
    assert code_refused(team, pending, "000000") == ["pending"]


def test_the_password_is_asked_for_again_after_ten_minutes_or_when_it_was_changed(team: Team) -> None:
    secret, _ = team.second_factor()
    pending = team.sign_in().pending
    team.wait(601)
    assert code_refused(team, pending, team.code(secret)) == ["pending"]
    pending = team.sign_in().pending
    change_password(team.app, team.session(), PASSWORD, OTHER, OTHER)
    assert code_refused(team, pending, team.code(secret)) == ["pending"]


def test_neither_secret_nor_password_nor_code_is_readable_in_the_database(team: Team) -> None:
    secret, codes = team.second_factor()
    ((password, totp),) = team.rows("SELECT password_hash, totp_enc FROM staff_member WHERE name = ?", ROSA)
    kept = b"".join(bytes(code) for (code,) in team.rows("SELECT code_hash FROM recovery_code"))
    assert password.startswith("$argon2id$")
    assert (secret.encode() in bytes(totp), codes[0].replace("-", "").encode() in kept) == (False, False)


def code_refused(team: Team, pending: str, code: str) -> list[str]:
    with pytest.raises(BadInput) as error:
        check_code(team.app, pending, code)
    return [mistake.partition(":")[0] for mistake in error.value.mistakes]
