"""What staff change of one patient: each act is audited, and plans anew; on both databases."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.following import Refusal, follow_refusal
from reminders.actions.patient import AddressWish, ConsentWish, change_address, change_consent, set_patient
from reminders.actions.patient_search import find, show
from reminders.actions.treatment import Actor
from reminders.domain.words import Channel, Kind
from reminders.store.database import Database, Row, Work
from reminders.store.people import address_hash
from reminders.transports.base import Fault
from tests.actions.house import ANA, ANAS_EMAIL, AS_PLANNED, BEN, CARE_ONLY, CLEO, House, fates, open_house
from tests.databases import KEYRING

ROSA = Actor("Rosa", "asked to")
NOTHING = {"language": None, "timezone": None, "channel": None, "tags": None}
NO_CONSENT = dict.fromkeys(AS_PLANNED, "canceled: no_consent")


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return open_house(database, tmp_path)


def names(house: House, text: str) -> list[str]:
    return [one.patient.first_name for one in find(house.app, text).patients]


def mistakes(act: Callable[[], object]) -> list[str]:
    with pytest.raises(BadInput) as refused:
        act()
    return [line.partition(":")[0] for line in refused.value.mistakes]


def test_patients_are_found_by_number_last_digits_email_and_name(house: House) -> None:
    house.enroll(last_name="Diaz Moreno", email=ANAS_EMAIL)
    house.enroll(first_name="Anabel", phone=BEN)
    house.enroll(first_name="Cleo", last_name="Andersson", phone=CLEO)
    assert names(house, "(202) 555-0111") == ["Ana"]
    assert names(house, "0112") == ["Anabel"]
    assert names(house, "ANA@example.com") == ["Ana"]
    assert names(house, "an") == ["Cleo", "Anabel", "Ana"]
    assert names(house, "anab") == ["Anabel"]
    assert names(house, "moreno an") == ["Ana"]
    assert names(house, "andersson") == ["Cleo"]
    assert names(house, "anderssen") == []
    assert names(house, "9999") == []


@pytest.mark.parametrize("text", ["", "a", "911", "ana@"])
def test_a_text_that_can_find_nobody_is_told(house: House, text: str) -> None:
    assert mistakes(lambda: find(house.app, text)) == ["text"]


def test_at_most_fifty_are_shown_the_newest_first(house: House) -> None:
    for number in range(52):
        house.enroll(first_name=f"Ana{number}", phone=f"+120255501{number:02}")
    found = find(house.app, "ana")
    assert (len(found.patients), found.more, found.patients[0].patient.first_name) == (50, True, "Ana51")


class Counting(Database):
    """Counts the queries of its transactions that only read."""

    queries = 0

    @contextmanager
    def read(self) -> Iterator[Work]:
        with super().read() as work:
            yield CountingWork(self, work)


class CountingWork(Work):
    def __init__(self, database: Counting, work: Work) -> None:
        super().__init__(work._cursor, work.keyring, work.postgres)
        self._database = database

    def all(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        self._database.queries += 1
        return super().all(sql, values)


def test_a_search_takes_as_many_queries_for_three_as_for_one(database_url: str, tmp_path: Path) -> None:
    counting = Counting(database_url, KEYRING)
    house = open_house(counting, tmp_path)
    house.enroll()
    taken = []
    for others in ((), (("Anabel", BEN), ("Anton", CLEO))):
        for first_name, phone in others:
            house.enroll(first_name=first_name, phone=phone)
        counting.queries = 0
        found = len(find(house.app, "an").patients)
        taken.append((found, counting.queries))
    counting.close()
    assert taken == [(1, 8), (3, 8)]


def test_a_new_number_replaces_the_old_one_and_asks_for_consent_again(house: House) -> None:
    ana = house.enroll()
    changes = change_address(house.app, ana.patient_id, AddressWish(phone=BEN), ROSA)
    assert set(fates(changes).values()) == {"canceled"}
    assert house.plan(ana.treatment_id) == NO_CONSENT
    old, new = show(house.app, ana.patient_id).addresses
    assert (old.value, old.until_at is None, new.value, new.until_at, new.consents) == (ANA, False, BEN, None, ())


def test_a_new_number_with_consent_is_welcomed_and_gets_the_plan(house: House) -> None:
    ana = house.enroll(consents=CARE_ONLY)
    house.send()
    wish = AddressWish(phone=BEN, consent="care", consent_how="on the phone")
    change_address(house.app, ana.patient_id, wish, ROSA)
    assert house.plan(ana.treatment_id) == AS_PLANNED | {"come-back": "canceled: no_consent"}
    assert house.welcomes() == [("sent", None), ("planned", None)]
    house.send()
    assert house.welcomes() == [("sent", None), ("sent", None)]
    assert house.audit(ana.patient_id) == [("Rosa", "changed address")]


def test_a_number_that_was_welcomed_for_somebody_else_is_not_welcomed_again(house: House) -> None:
    house.enroll(first_name="Ben", phone=BEN)
    house.send()
    ana = house.enroll()
    house.send()
    change_address(house.app, ana.patient_id, AddressWish(phone=BEN, consent="care", consent_how="form"), ROSA)
    assert house.welcomes() == [("sent", None), ("sent", None)]


def test_a_welcome_that_waits_for_the_old_number_ends(house: House) -> None:
    house.set_clock("2026-04-01 22:00")
    ana = house.enroll()
    wish = AddressWish(phone=BEN, consent="care", consent_how="form")
    change_address(house.app, ana.patient_id, wish, ROSA)
    assert house.welcomes() == [("canceled", "no_address"), ("planned", None)]


def test_mistakes_about_an_address_come_together(house: House) -> None:
    ana = house.enroll(email=ANAS_EMAIL).patient_id
    before = house.rows("SELECT COUNT(*) FROM address")
    wrong = AddressWish(phone="12", email="ana", consent="cake")
    assert mistakes(lambda: change_address(house.app, ana, wrong, Actor(""))) == [
        "by",
        "why",
        "phone",
        "email",
        "consent",
    ]
    same = AddressWish(phone=ANA, consent="care")
    assert mistakes(lambda: change_address(house.app, ana, same, ROSA)) == ["consent-how", "phone"]
    assert mistakes(lambda: change_address(house.app, ana, AddressWish(), ROSA)) == ["phone, email"]
    assert mistakes(lambda: change_address(house.app, 999, AddressWish(), ROSA)) == ["patient", "phone, email"]
    assert house.rows("SELECT COUNT(*) FROM address") == before


def test_a_consent_that_is_withdrawn_cancels_and_one_that_is_given_plans_again(house: House) -> None:
    ana = house.enroll()
    change_consent(house.app, ana.patient_id, ConsentWish("sms", withdraw="marketing"), ROSA)
    assert house.plan(ana.treatment_id) == AS_PLANNED | {"come-back": "canceled: no_consent"}
    changes = change_consent(house.app, ana.patient_id, ConsentWish("sms", "marketing", "signed form"), ROSA)
    assert fates(changes)["come-back"] == "revived"
    assert house.plan(ana.treatment_id) == AS_PLANNED
    (address,) = show(house.app, ana.patient_id).addresses
    told = [(one.kind, one.how, one.withdrawn_by) for one in address.consents if one.kind is Kind.MARKETING]
    assert told == [(Kind.MARKETING, "signed form", "Rosa"), (Kind.MARKETING, "signed form", None)]


def test_mistakes_about_a_consent_come_together(house: House) -> None:
    ana = house.enroll().patient_id
    wish = ConsentWish("email", "care", "", "care")
    assert mistakes(lambda: change_consent(house.app, ana, wish, Actor(""))) == [
        "by",
        "give, withdraw",
        "how",
        "channel",
    ]
    assert mistakes(lambda: change_consent(house.app, ana, ConsentWish("fax"), ROSA)) == ["channel", "give, withdraw"]


def test_a_zone_of_their_own_moves_the_messages_and_an_empty_one_moves_them_back(house: House) -> None:
    ana = house.enroll()
    set_patient(house.app, ana.patient_id, NOTHING | {"timezone": "America/Chicago"}, ROSA)
    assert house.plan(ana.treatment_id)["flaking"] == "2026-04-04 11:00"
    set_patient(house.app, ana.patient_id, NOTHING | {"timezone": ""}, ROSA)
    assert house.plan(ana.treatment_id) == AS_PLANNED


def test_another_channel_takes_the_messages_along(house: House) -> None:
    ana = house.enroll(email=ANAS_EMAIL)
    set_patient(house.app, ana.patient_id, NOTHING | {"channel": "email", "language": "es", "tags": "Smoker"}, ROSA)
    channels = house.rows("SELECT DISTINCT channel FROM message WHERE treatment_id = ?", ana.treatment_id)
    assert channels == [("email",)]
    patient = show(house.app, ana.patient_id).patient
    assert (patient.language, patient.tags) == ("es", frozenset({"smoker"}))


def test_mistakes_about_a_patient_come_together(house: House) -> None:
    ana = house.enroll().patient_id
    wrong = {"language": "fr", "timezone": "Mars", "channel": "email", "tags": None}
    assert mistakes(lambda: set_patient(house.app, ana, wrong, Actor("Rosa"))) == [
        "why",
        "timezone",
        "language",
        "channel",
    ]
    assert mistakes(lambda: set_patient(house.app, ana, NOTHING, ROSA)) == ["name, language, timezone, channel, tags"]


def test_another_name_is_greeted_and_found_and_the_old_one_is_not(house: House) -> None:
    ana = house.enroll(last_name="Diaz")
    set_patient(house.app, ana.patient_id, {"first_name": "Joanna", "last_name": ""}, ROSA)
    patient = show(house.app, ana.patient_id).patient
    assert (patient.first_name, patient.last_name) == ("Joanna", "")
    assert (names(house, "joan"), names(house, "diaz")) == (["Joanna"], [])
    assert show(house.app, ana.patient_id).history[-1][1:] == ("Rosa", "changed", "another name; asked to")


@pytest.mark.parametrize("given", [{"first_name": " "}, {"first_name": "A" * 300}, {"last_name": "Di\naz"}])
def test_a_name_that_cannot_be_greeted_is_refused(given: dict[str, str], house: House) -> None:
    ana = house.enroll().patient_id
    assert mistakes(lambda: set_patient(house.app, ana, given, ROSA)) == [next(iter(given)).replace("_", "-")]


def unusable(house: House, value: str = ANA) -> None:
    """A provider has refused this number as a landline."""
    with house.app.database.write() as work:
        clinic = house.app.clinic(work)
        value_hash = address_hash(work.keyring, clinic.id, Channel.SMS, value)
        follow_refusal(work, house.app, clinic, value_hash, Refusal(Fault.ADDRESS, "30006", house.app.now_micros()))


def test_a_number_that_a_person_made_sure_of_works_again_for_everybody_who_uses_it(house: House) -> None:
    ana, ben = house.enroll(), house.enroll(first_name="Ben")
    unusable(house)
    assert house.plan(ana.treatment_id)["flaking"] == "canceled: no_address"
    changes = change_address(house.app, ana.patient_id, AddressWish(phone=ANA, usable=True), ROSA)
    assert {change.treatment.patient_id for change in changes} == {ana.patient_id}
    assert house.plan(ana.treatment_id)["flaking"] == AS_PLANNED["flaking"]
    assert house.plan(ben.treatment_id)["flaking"].partition(":")[0] != "canceled"
    assert house.audit(ana.patient_id) == [("Rosa", "changed address")]


def test_a_number_is_made_sure_of_only_where_it_was_in_doubt(house: House) -> None:
    ana = house.enroll().patient_id

    def said(phone: str, *, usable: bool) -> list[str]:
        with pytest.raises(BadInput) as refused:
            change_address(house.app, ana, AddressWish(phone=phone, usable=usable), ROSA)
        return list(refused.value.mistakes)

    assert said(ANA, usable=True) == ["phone: counts as working already"]
    assert said(BEN, usable=True) == ["phone: is not this patient's number"]
    unusable(house)
    assert said(ANA, usable=False) == ["phone: is this patient's number already, and counts as not working"]


def test_who_comes_back_with_an_email_only_is_enrolled(house: House) -> None:
    house.enroll(email=ANAS_EMAIL)
    again = house.enroll(phone="", email=ANAS_EMAIL, treated_at=house.clock.at)
    assert house.welcomes() == [("planned", None)]
    assert again.added is True
