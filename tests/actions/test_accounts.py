"""What people change of their own account, shared desks, the team, and the first run."""

from datetime import time
from pathlib import Path

import pytest

from reminders.actions.accounts import (
    change_password,
    choose_pin,
    drop_pin,
    drop_second_factor,
    end_my_other_sessions,
    end_my_session,
    my_account,
    offer_second_factor,
    renew_recovery_codes,
    take_second_factor,
)
from reminders.actions.bad_input import BadInput
from reminders.actions.clinic_edits import Order
from reminders.actions.clinic_moves import go_on
from reminders.actions.clinic_settings import HoursWish, change_hours
from reminders.actions.desks import check_pin, register_desk, revoke_desk, shared_desk
from reminders.actions.first_run import first_account, first_name_of_admin, first_run_open, first_run_token
from reminders.actions.hashing import hash_pin
from reminders.actions.rostering import ShiftWish, add_duty, duty_list
from reminders.actions.sessions import IDLE_AT_DESK, find_session
from reminders.actions.signing_in import TooSoon, check_code, open_session
from reminders.actions.starting import Span, hours_of, save_clinic_step, save_hours_step, save_place_step
from reminders.actions.team import (
    accept,
    change_role,
    colleague,
    end_access,
    give_password,
    invite,
    invite_again,
    invited,
    reset_second_factor,
    return_access,
)
from reminders.actions.team import (
    team as the_team,
)
from reminders.domain.words import Kind, Role
from reminders.store.clinics import Clinic
from reminders.store.database import Database
from tests.actions.house import House, at_once, open_house
from tests.actions.team_house import LEE, OTHER, PASSWORD, ROSA, Team, open_team
from tests.actions.test_patient import Counting
from tests.databases import KEYRING

PIN = "482915"


@pytest.fixture
def team(database: Database, tmp_path: Path) -> Team:
    return open_team(database, tmp_path)


def fields(error: pytest.ExceptionInfo[BadInput]) -> list[str]:
    return [mistake.partition(":")[0] for mistake in error.value.mistakes]


def test_a_changed_password_is_the_only_one_and_ends_the_other_sessions(team: Team) -> None:
    here, there = team.session(), open_session(team.app, team.account(ROSA).id, "Safari, iPhone")
    change_password(team.app, here, PASSWORD, OTHER, OTHER)
    assert find_session(team.app, there.token) is None
    assert [one.id for one in my_account(team.app, here).sessions] == [here.id]
    assert team.sign_in(password=OTHER).staff_id == team.account(ROSA).id
    with pytest.raises(BadInput):
        team.sign_in()


@pytest.mark.parametrize(
    ("old", "new", "again", "named"),
    [
        ("wrong", OTHER, OTHER, ["old"]),
        ("", OTHER, OTHER, ["old"]),
        (PASSWORD, "short", "short", ["new"]),
        (PASSWORD, OTHER, f"{OTHER}!", ["again"]),
        (PASSWORD, "rosa at willow 2026", "rosa at willow 2026", ["new"]),
    ],
)
def test_a_password_that_may_not_be_chosen_changes_nothing(
    old: str, new: str, again: str, named: list[str], team: Team
) -> None:
    with pytest.raises(BadInput) as error:
        change_password(team.app, team.session(), old, new, again)
    assert fields(error) == named
    assert team.sign_in().staff_id == team.account(ROSA).id


def test_guessing_the_present_password_gets_slow(team: Team) -> None:
    session, waits = team.session(), []
    for _ in range(6):
        try:
            change_password(team.app, session, "wrong", OTHER, OTHER)
        except TooSoon as error:
            waits.append(error.seconds)
        except BadInput:
            waits.append(0)
    assert waits == [0, 0, 0, 0, 0, 1]


def test_an_authenticator_app_counts_once_it_has_shown_its_code(team: Team) -> None:
    session = team.session()
    offer = offer_second_factor(team.app, session)
    with pytest.raises(BadInput) as error:
        take_second_factor(team.app, session, offer.sealed, "000000", "")
    assert (fields(error), team.account(ROSA).totp) == (["code"], "")
    same = offer_second_factor(team.app, session, offer.sealed)
    assert same.typed == offer.typed
    secret = same.typed.replace(" ", "")
    assert len(take_second_factor(team.app, session, same.sealed, team.code(secret), "")) == 10
    assert team.account(ROSA).totp == secret
    assert [one.second_factor_at is not None for one in my_account(team.app, session).sessions] == [True]


def test_the_form_of_somebody_else_sets_nothing_up(team: Team) -> None:
    offer = offer_second_factor(team.app, team.session(LEE))
    code = team.code(offer.typed.replace(" ", ""))
    with pytest.raises(BadInput):
        take_second_factor(team.app, team.session(), offer.sealed, code, "")
    assert team.account(ROSA).totp == ""


def test_the_picture_of_the_app_carries_no_style(team: Team) -> None:
    picture = offer_second_factor(team.app, team.session()).picture
    assert (picture.startswith("<svg"), picture.count("style="), picture.count("<script")) == (True, 0, 0)


def test_new_recovery_codes_make_the_earlier_ones_void(team: Team) -> None:
    _, earlier = team.second_factor()
    new = renew_recovery_codes(team.app, team.session(second_factor=True), "")
    assert set(new) & set(earlier) == set()
    with pytest.raises(BadInput):
        check_code(team.app, team.sign_in().pending, earlier[0])
    assert check_code(team.app, team.sign_in().pending, new[0]).staff_id == team.account(ROSA).id
    assert my_account(team.app, team.session()).recovery_codes == 9


def test_a_password_alone_does_not_replace_the_second_factor_beside_it(team: Team) -> None:
    elsewhere = open_session(team.app, team.account(ROSA).id, "Chrome")
    secret, _ = team.second_factor()
    assert find_session(team.app, elsewhere.token) is None
    alone = team.session()
    offer = offer_second_factor(team.app, alone)
    for act in (
        lambda: take_second_factor(team.app, alone, offer.sealed, team.code(offer.typed.replace(" ", "")), ""),
        lambda: renew_recovery_codes(team.app, alone, ""),
        lambda: drop_second_factor(team.app, alone, PASSWORD),
    ):
        with pytest.raises(BadInput):
            act()
    assert team.account(ROSA).totp == secret


def test_a_new_phone_takes_the_place_of_the_old_one(team: Team) -> None:
    old, _ = team.second_factor()
    shown = team.session(second_factor=True)
    offer = offer_second_factor(team.app, shown)
    new = offer.typed.replace(" ", "")
    take_second_factor(team.app, shown, offer.sealed, team.code(new), "")
    team.wait(60)
    with pytest.raises(BadInput):
        check_code(team.app, team.sign_in().pending, team.code(old))
    assert check_code(team.app, team.sign_in().pending, team.code(new)).staff_id == shown.staff_id


def test_whoever_signed_in_long_ago_or_by_pin_types_the_password_before_security_changes(team: Team) -> None:
    old = team.session()
    team.wait(16 * 60)
    at_desk = team.session(device_id=desk(team))
    for session in (old, at_desk):
        assert my_account(team.app, session).asks_password is True
        with pytest.raises(BadInput) as error:
            choose_pin(team.app, session, PIN, "")
        assert fields(error) == ["password"]
    choose_pin(team.app, old, PIN, PASSWORD)
    assert team.account(ROSA).pin_hash != ""


def test_the_second_factor_is_dropped_in_the_sandbox_only_and_with_a_long_password(team: Team) -> None:
    team.second_factor()
    with pytest.raises(BadInput):
        drop_second_factor(team.live().app, team.session(second_factor=True), PASSWORD)
    change_password(team.app, team.session(), PASSWORD, "kettle 17", "kettle 17")
    with pytest.raises(BadInput) as error:
        drop_second_factor(team.app, team.session(second_factor=True), "kettle 17")
    assert error.value.mistakes == ("password: Choose a password of at least 15 characters first.",)
    change_password(team.app, team.session(), "kettle 17", PASSWORD, PASSWORD)
    drop_second_factor(team.app, team.session(second_factor=True), PASSWORD)
    assert team.sign_in().pending == ""


def test_a_session_of_mine_can_be_ended_and_nobody_elses(team: Team) -> None:
    here, there, lees = team.session(), team.session(), team.session(LEE)
    assert end_my_session(team.app, here, there.id) is True
    assert end_my_session(team.app, here, there.id) is False
    assert end_my_session(team.app, here, lees.id) is False
    team.session()
    assert end_my_other_sessions(team.app, here) == 1
    assert [one.id for one in my_account(team.app, here).sessions] == [here.id]
    assert [one.id for one in my_account(team.app, lees).sessions] == [lees.id]


def desk(team: Team) -> int:
    """The id of a shared desk."""
    found = shared_desk(team.app, register_desk(team.app, f"Desk {team.clock.at}", ROSA))
    assert found is not None
    return found.device.id


def test_who_has_a_pin_switches_on_at_a_shared_desk_for_five_idle_minutes(team: Team) -> None:
    token = register_desk(team.app, "Front desk", ROSA)
    choose_pin(team.app, team.session(LEE), PIN, "")
    found = shared_desk(team.app, token)
    assert found is not None
    assert (found.device.name, found.people) == ("Front desk", ((team.account(LEE).id, LEE),))
    device_id = check_pin(team.app, token, team.account(LEE).id, PIN)
    begun = open_session(team.app, team.account(LEE).id, "Chrome, Windows", device_id=device_id)
    team.wait(IDLE_AT_DESK.total_seconds() + 1)
    assert find_session(team.app, begun.token) is None


def test_whoever_makes_a_computer_a_shared_desk_is_not_signed_in_there_for_longer_than_others(team: Team) -> None:
    begun, elsewhere = (open_session(team.app, team.account(ROSA).id, "Chrome") for _ in range(2))
    register_desk(team.app, "Front desk", ROSA, team.found(begun).id)
    team.wait(IDLE_AT_DESK.total_seconds() + 1)
    assert [find_session(team.app, one.token) is None for one in (begun, elsewhere)] == [True, False]


def test_the_same_pin_of_two_people_is_kept_differently_and_not_guessed_from_the_database_alone(team: Team) -> None:
    keyring = team.app.database.keyring
    assert hash_pin(keyring, 1, PIN) != hash_pin(keyring, 2, PIN)
    assert PIN not in hash_pin(keyring, 1, PIN)


def test_guessing_pins_gets_slow_for_the_person_and_for_the_desk(team: Team) -> None:
    token = register_desk(team.app, "Front desk", ROSA)
    for name in (ROSA, LEE):
        choose_pin(team.app, team.session(name), PIN, "")
    assert [pin_wait(team, token, ROSA) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    assert [pin_wait(team, token, LEE) for _ in range(5)] == [0, 0, 0, 0, 0]
    team.wait(60)
    check_pin(team.app, token, team.account(LEE).id, PIN)
    assert team.told(LEE)[-1] == ("sign-in", "failed with the PIN")


def pin_wait(team: Team, token: str, name: str) -> int:
    try:
        check_pin(team.app, token, team.account(name).id, "000000")
    except TooSoon as error:
        return error.seconds
    except BadInput:
        return 0
    raise AssertionError("a wrong PIN was taken")


def test_without_a_pin_or_a_desk_nobody_switches_on(team: Team) -> None:
    token = register_desk(team.app, "Front desk", ROSA)
    session = team.session(LEE)
    choose_pin(team.app, session, PIN, "")
    for desk_token, staff_id in (("", team.account(LEE).id), (token, team.account(ROSA).id), (token, 0)):
        with pytest.raises(BadInput) as error:
            check_pin(team.app, desk_token, staff_id, PIN)
        assert fields(error) == ["person"]
    drop_pin(team.app, session)
    with pytest.raises(BadInput):
        check_pin(team.app, token, team.account(LEE).id, PIN)


def test_a_removed_desk_signs_out_whoever_works_there_with_a_pin(team: Team) -> None:
    token = register_desk(team.app, "Front desk", ROSA)
    found = shared_desk(team.app, token)
    assert found is not None
    begun = open_session(team.app, team.account(LEE).id, "Chrome", device_id=found.device.id)
    elsewhere = open_session(team.app, team.account(LEE).id, "Safari")
    assert [revoke_desk(team.app, found.device.id, ROSA) for _ in range(2)] == [True, False]
    assert (shared_desk(team.app, token), find_session(team.app, begun.token)) == (None, None)
    assert find_session(team.app, elsewhere.token) is not None


@pytest.mark.parametrize("name", ["", "x" * 81, "front DESK", "two\nlines"])
def test_a_desk_needs_a_name_of_its_own(name: str, team: Team) -> None:
    register_desk(team.app, "Front desk", ROSA)
    with pytest.raises(BadInput) as error:
        register_desk(team.app, name, ROSA)
    assert fields(error) == ["desk"]


def test_an_invited_person_chooses_a_password_once_within_three_days(team: Team) -> None:
    made = invite(team.app, "Sam", "staff", "sam@clinic.example", ROSA)
    assert accept(team.app, made.token, OTHER, OTHER, "es").id == made.staff_id
    assert team.sign_in("sam@clinic.example", OTHER).staff_id == made.staff_id
    assert team.account("Sam").language == "es"
    with pytest.raises(BadInput) as error:
        accept(team.app, made.token, PASSWORD, PASSWORD, "en")
    assert fields(error) == ["link"]
    again = invite_again(team.app, made.staff_id, ROSA)
    team.wait(3 * 86_400)
    assert invited(team.app, again.token) is None


def test_a_newer_link_makes_the_earlier_one_void_and_the_password_stays_until_it_is_used(team: Team) -> None:
    first = invite_again(team.app, team.account(LEE).id, ROSA)
    second = invite_again(team.app, team.account(LEE).id, ROSA)
    assert (invited(team.app, first.token), team.sign_in(LEE).pending) == (None, "")
    session = open_session(team.app, team.account(LEE).id, "Chrome")
    accept(team.app, second.token, OTHER, OTHER, "en")
    assert find_session(team.app, session.token) is None
    with pytest.raises(BadInput):
        team.sign_in(LEE)


@pytest.mark.parametrize(
    ("name", "role", "email", "named"), [("", "boss", "nobody", ["name", "role", "email"]), ("lee", "staff", "", [])]
)
def test_an_invitation_names_every_mistake(name: str, role: str, email: str, named: list[str], team: Team) -> None:
    if not named:
        assert invite(team.app, name, role, email, ROSA).name == name
        return
    with pytest.raises(BadInput) as error:
        invite(team.app, name, role, email, ROSA)
    assert fields(error) == named


def test_who_worked_here_before_is_brought_back_and_not_invited_as_somebody_new(team: Team) -> None:
    lee = team.account(LEE).id
    end_access(team.app, lee, ROSA)
    with pytest.raises(BadInput) as error:
        invite(team.app, LEE, "staff", "", ROSA)
    assert fields(error) == ["name"]
    assert the_team(team.app).gone == ((lee, LEE, "clinician"),)
    made = return_access(team.app, lee, ROSA)
    accept(team.app, made.token, OTHER, OTHER, "en")
    assert (team.sign_in(LEE, OTHER).staff_id, the_team(team.app).gone) == (lee, ())


def test_ended_access_ends_everything_that_was_theirs(team: Team) -> None:
    team.second_factor(LEE)
    choose_pin(team.app, team.session(LEE), PIN, "")
    add_duty(team.app, LEE, ShiftWish("mon-fri", "08:00", "18:00"), ROSA)
    found = colleague(team.app, team.account(LEE).id)
    assert found is not None
    assert (found.sessions, found.shifts, found.replies, found.last_admin) == (2, 5, 0, False)
    session = open_session(team.app, found.account.id, "Chrome")
    assert end_access(team.app, found.account.id, ROSA) == LEE
    assert (find_session(team.app, session.token), colleague(team.app, found.account.id)) == (None, None)
    assert duty_list(team.app).shifts == ()
    kept = team.rows(
        "SELECT password_hash, totp_enc, pin_hash, (SELECT COUNT(*) FROM recovery_code) FROM staff_member WHERE id = ?",
        found.account.id,
    )
    assert kept == [(None, None, None, 0)]
    with pytest.raises(BadInput):
        team.sign_in(LEE)


def test_the_last_admin_who_can_sign_in_stays_one(team: Team) -> None:
    rosa = team.account(ROSA).id
    invite(team.app, "Sam", "admin", "", ROSA)
    for act in (lambda: end_access(team.app, rosa, ROSA), lambda: change_role(team.app, rosa, "staff", ROSA)):
        with pytest.raises(BadInput) as error:
            act()
        assert fields(error) == ["person"]
    change_role(team.app, team.account(LEE).id, "admin", ROSA)
    assert change_role(team.app, rosa, "staff", ROSA) is True
    assert team.account(ROSA).role is Role.STAFF


def test_two_admins_who_dismiss_each_other_at_once_leave_one(team: Team) -> None:
    change_role(team.app, team.account(LEE).id, "admin", ROSA)
    ids = [team.account(name).id for name in (ROSA, LEE)]
    refusals: list[str] = []

    def dismiss(staff_id: int) -> None:
        try:
            end_access(team.app, staff_id, "a colleague")
        except BadInput as error:
            refusals.extend(error.mistakes)

    at_once([lambda one=one: dismiss(one) for one in ids])  # type: ignore[misc]
    assert (len(refusals), len(the_team(team.app).people)) == (1, 1)


def test_a_reset_second_factor_leaves_the_password_and_signs_out(team: Team) -> None:
    team.second_factor()
    session = open_session(team.app, team.account(ROSA).id, "Chrome")
    assert reset_second_factor(team.app, team.account(ROSA).id, LEE) == ROSA
    assert (find_session(team.app, session.token), team.sign_in().pending) == (None, "")


def test_a_password_from_the_console_is_held_to_the_same_rules(team: Team) -> None:
    with pytest.raises(BadInput):
        give_password(team.app, LEE, "short", "console")
    assert give_password(team.app, "lee", OTHER, "console") == LEE
    assert team.sign_in(LEE, OTHER).staff_id == team.account(LEE).id


@pytest.fixture
def empty(database: Database, tmp_path: Path) -> Team:
    """A clinic in which nobody can sign in."""
    house = open_house(database, tmp_path)
    return Team(house.app, house.clock)


GIVEN = {"name": "Rosa Diaz", "email": "rosa@clinic.example", "new": PASSWORD, "again": PASSWORD}


def test_the_first_account_takes_the_place_of_the_nameless_admin_and_ends_the_first_run(empty: Team) -> None:
    token = first_run_token(empty.app)
    assert token is not None
    assert (first_run_open(empty.app, token), first_name_of_admin(empty.app)) == (True, ("", ""))
    staff_id = first_account(empty.app, token, GIVEN, "es")
    account = empty.account("Rosa Diaz")
    assert (account.id, account.role, account.email, account.language) == (
        staff_id, Role.ADMIN, "rosa@clinic.example", "es",
    )  # fmt: skip
    assert [one.name for one in the_team(empty.app).people] == ["Rosa Diaz"]
    assert (first_run_open(empty.app, token), first_run_token(empty.app)) == (False, None)
    assert empty.sign_in("Rosa Diaz").staff_id == staff_id


def test_each_start_prints_a_new_link_that_is_good_for_a_day(empty: Team) -> None:
    first, second = first_run_token(empty.app), first_run_token(empty.app)
    assert (first_run_open(empty.app, first or ""), first_run_open(empty.app, second or "")) == (False, True)
    empty.wait(86_400)
    assert first_run_open(empty.app, second or "") is False
    ((kept,),) = empty.rows("SELECT value FROM fact WHERE name = 'first_run_link'")
    assert str(second) not in kept


def test_an_admin_with_a_password_from_the_console_closes_the_first_run(empty: Team) -> None:
    token = first_run_token(empty.app)
    give_password(empty.app, "Admin", PASSWORD, "console")
    assert first_run_open(empty.app, token or "") is False


def test_the_first_account_names_every_mistake_and_keeps_the_link(empty: Team) -> None:
    token = first_run_token(empty.app) or ""
    with pytest.raises(BadInput) as error:
        first_account(empty.app, token, {"name": "", "email": "nobody", "new": "short", "again": ""}, "en")
    assert fields(error) == ["name", "email", "new"]
    assert first_run_open(empty.app, token) is True


def test_two_browsers_with_the_same_link_make_one_account(empty: Team) -> None:
    token = first_run_token(empty.app) or ""
    made: list[int] = []

    def make(name: str) -> None:
        try:
            made.append(first_account(empty.app, token, GIVEN | {"name": name}, "en"))
        except BadInput:
            return

    at_once([lambda: make("Rosa Diaz"), lambda: make("Somebody Else")])
    assert len(made) == 1


def clinic_of(house: House) -> Clinic:
    with house.app.database.read() as work:
        return house.app.clinic(work)


def test_the_steps_of_the_first_run_are_kept_one_by_one(empty: Team) -> None:
    save_clinic_step(empty.app, {"name": "Lakeside Skin", "address": "1 Shore Road, Chicago"}, "first run")
    place = {"timezone": "America/Chicago", "phone": "(202) 555-0148", "booking_url": "https://lakeside.example/book"}
    save_place_step(empty.app, place, "first run")
    save_hours_step(empty.app, {"care": Span("09:00", "19:00"), "marketing": Span("11:00", "17:00")}, "first run")
    clinic = clinic_of(empty)
    assert (clinic.name, clinic.postal_address) == ("Lakeside Skin", "1 Shore Road, Chicago")
    at = clinic.locations[0]
    assert (at.name, at.timezone, at.phone) == ("Lakeside Skin", "America/Chicago", "(202) 555-0148")
    assert hours_of(clinic) == {"care": Span("09:00", "19:00"), "marketing": Span("11:00", "17:00")}
    assert clinic.rules.hours[Kind.MARKETING].week[5] == (time(10), time(17))


def test_hours_with_a_mistake_change_neither_kind_and_are_named_by_their_fields(empty: Team) -> None:
    before = clinic_of(empty)
    with pytest.raises(BadInput) as error:
        save_hours_step(empty.app, {"care": Span("07:00", "19:00"), "marketing": Span("17:00", "")}, "first run")
    assert fields(error) == ["care_from", "marketing_to"]
    assert clinic_of(empty) == before


def test_team_and_account_take_as_many_queries_for_three_as_for_one(database_url: str, tmp_path: Path) -> None:
    counting = Counting(database_url, KEYRING)
    team = open_team(counting, tmp_path)
    session, taken = team.session(), []
    for more in (["Sam"], ["Kim", "Max"]):
        for name in more:
            invite(team.app, name, "staff", "", ROSA)
            register_desk(team.app, f"Desk of {name}", ROSA)
            team.session()
        counting.queries = 0
        the_team(team.app)
        colleague(team.app, session.staff_id)
        listing, counting.queries = counting.queries, 0
        my_account(team.app, session)
        taken.append((listing, counting.queries))
    counting.close()
    assert taken[0] == taken[1]


def test_a_change_for_many_is_left_to_the_worker_which_takes_it_up_within_minutes(empty: Team) -> None:
    treatment = empty.enroll().treatment_id
    wish = HoursWish("care", "mon-sun", "12:00", "18:00")
    outcome = change_hours(empty.app, wish, Order("Rosa", later=True))
    assert (len(outcome.changes), outcome.moved.treatments) == (1, 0)
    assert empty.plan(treatment)["flaking"] == "2026-04-04 10:00"
    empty.wait(121)
    assert go_on(empty.app) is not None
    assert empty.plan(treatment)["flaking"] == "2026-04-04 12:00"
