"""Importing files into a database: what is stored, moved, canceled, booked, refused; and that repeating is harmless."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.importing.apply import Imported, ImportRequest, import_file
from reminders.actions.importing.row_types import RowError
from reminders.actions.setup import set_up
from reminders.actions.treatment import Actor, cancel
from reminders.app import App
from reminders.config import read_settings
from reminders.domain.instants import from_micros
from reminders.domain.words import Kind, Reason, Status, TreatmentStatus
from reminders.store.audit import audit_of
from reminders.store.database import Database
from reminders.store.messages import stored_plans
from reminders.store.people import current_addresses, names_of
from reminders.store.treatments import StoredTreatment, treatments_of

NOW = datetime(2026, 4, 1, 15, tzinfo=UTC)
_KEY = b64encode(bytes(range(32))).decode()
_ENVIRONMENT = {
    "SECRET_KEY": "0123456789abcdef" * 4,
    "ENCRYPTION_KEYS": f"test:{_KEY}",
    "LOOKUP_KEY": _KEY,
    "CLINIC_NAME": "Harbor Skin Clinic",
    "CLINIC_TIMEZONE": "America/New_York",
    "CLINIC_PHONE": "+12025550101",
}
HEADER = (
    "first_name,last_name,phone,email,schedule,treated_at,"
    "consent_care,consent_marketing,consent_how,external_id,status\n"
)
ANA = "Ana,Lopez,2025550143,ana@example.com,microneedling,{at},yes,yes,signed form,A1,{status}\n"
BEN = "Ben,Reed,2025550144,,microneedling,2026-03-30 10:00,yes,no,signed form,,\n"


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Iterator[App]:
    environment = _ENVIRONMENT | {"DATABASE_URL": f"sqlite:///{tmp_path / 'not-used.db'}"}
    opened = App(read_settings(environment, storing=True), database, lambda: NOW)
    set_up(opened)
    yield opened
    opened.close()


class Desk:
    """Imports files and looks at what is stored."""

    def __init__(self, app: App, folder: Path) -> None:
        self.app = app
        self.path = folder / "spring.csv"

    def imports(self, *rows: str, dry_run: bool = False, by: str = "import") -> Imported:
        self.path.write_text(HEADER + "".join(rows), encoding="utf-8")
        return import_file(self.app, ImportRequest(self.path, dry_run=dry_run, by=by))

    def treatments(self) -> list[StoredTreatment]:
        with self.app.database.read() as work:
            patients = [row[0] for row in work.all("SELECT id FROM patient ORDER BY id")]
            return treatments_of(work, patients)

    def the_treatment(self) -> StoredTreatment:
        (treatment,) = self.treatments()
        return treatment

    def plans(self, treatment_id: int) -> dict[str, tuple[Status, Reason | None]]:
        with self.app.database.read() as work:
            return {plan.step: (plan.status, plan.reason) for plan in stored_plans(work, treatment_id)}

    def verbs(self, treatment_id: int) -> list[str]:
        with self.app.database.read() as work:
            return [verb for _, _, verb, _ in audit_of(work, "treatment", treatment_id)]


@pytest.fixture
def desk(app: App, tmp_path: Path) -> Desk:
    return Desk(app, tmp_path)


def ana(at: str = "2026-03-31 15:00", status: str = "completed") -> str:
    return ANA.format(at=at, status=status)


def counts(imported: Imported) -> dict[str, int]:
    names = ("rows", "enrolled", "updated", "canceled", "booked", "unchanged", "rejected")
    return {name: count for name in names if (count := getattr(imported, name))}


def test_patients_are_enrolled_with_their_consents_and_plans(desk: Desk) -> None:
    assert counts(desk.imports(ana(), BEN)) == {"rows": 2, "enrolled": 2}
    first, second = desk.treatments()
    with desk.app.database.read() as work:
        names = names_of(work, [first.patient_id, second.patient_id])
        addresses = current_addresses(work, first.clinic_id, [first.patient_id])[first.patient_id]
    assert list(names.values()) == [("Ana", "Lopez"), ("Ben", "Reed")]
    assert [address.consents for address in addresses] == [{Kind.CARE, Kind.MARKETING}] * 2
    assert from_micros(first.treated_at) == datetime(2026, 3, 31, 19, tzinfo=UTC)
    assert desk.plans(first.id)["flaking"] == (Status.PLANNED, None)


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    desk.imports(ana(), BEN)
    before = desk.treatments()
    assert counts(desk.imports(ana(), BEN)) == {"rows": 2, "unchanged": 2}
    assert desk.treatments() == before
    assert desk.verbs(before[0].id) == ["enrolled"]


def test_a_file_that_was_read_halfway_is_completed(desk: Desk) -> None:
    desk.imports(ana())
    assert counts(desk.imports(ana(), BEN)) == {"rows": 2, "enrolled": 1, "unchanged": 1}


def test_a_dry_run_tells_the_same_and_stores_nothing(desk: Desk) -> None:
    imported = desk.imports(ana(), BEN, "=x,,1,,,,,,,,\n", dry_run=True)
    assert (imported.dry_run, counts(imported)) == (True, {"rows": 3, "enrolled": 2, "rejected": 1})
    assert desk.treatments() == []
    assert (imported.errors_file, [p.name for p in desk.path.parent.glob("*.csv")]) == (None, ["spring.csv"])


def test_a_changed_date_moves_the_treatment_and_its_plan(desk: Desk) -> None:
    desk.imports(ana())
    assert counts(desk.imports(ana("2026-03-30 15:00"))) == {"rows": 1, "updated": 1}
    treatment = desk.the_treatment()
    assert from_micros(treatment.treated_at) == datetime(2026, 3, 30, 19, tzinfo=UTC)
    assert desk.verbs(treatment.id) == ["enrolled", "moved"]
    assert counts(desk.imports(ana("2026-03-30 15:00"))) == {"rows": 1, "unchanged": 1}


def test_a_changed_number_replaces_the_old_one_and_a_changed_name_the_old_name(desk: Desk) -> None:
    desk.imports(ana())
    changed = ana().replace("2025550143", "2025550199").replace("Ana,", "Anna,").replace(",yes,yes,", ",no,no,")
    assert counts(desk.imports(changed)) == {"rows": 1, "updated": 1}
    treatment = desk.the_treatment()
    with desk.app.database.read() as work:
        addresses = current_addresses(work, treatment.clinic_id, [treatment.patient_id])[treatment.patient_id]
        assert names_of(work, [treatment.patient_id]) == {treatment.patient_id: ("Anna", "Lopez")}
    by_channel = {address.channel.value: address.consents for address in addresses}
    assert by_channel == {"sms": set(), "email": {Kind.CARE, Kind.MARKETING}}


@pytest.mark.parametrize("status", ["canceled", "no-show"])
def test_a_canceled_visit_ends_its_treatment_and_a_completed_one_runs_again(desk: Desk, status: str) -> None:
    desk.imports(ana())
    assert counts(desk.imports(ana(status=status))) == {"rows": 1, "canceled": 1}
    assert counts(desk.imports(ana(status=status))) == {"rows": 1, "unchanged": 1}
    treatment = desk.the_treatment()
    assert treatment.status is TreatmentStatus.CANCELED
    assert desk.plans(treatment.id)["flaking"] == (Status.CANCELED, Reason.TREATMENT_ENDED)
    assert counts(desk.imports(ana())) == {"rows": 1, "updated": 1}
    assert desk.the_treatment().status is TreatmentStatus.ACTIVE
    assert desk.plans(treatment.id)["flaking"] == (Status.PLANNED, None)


def test_a_canceled_visit_that_nobody_enrolled_means_nothing(desk: Desk) -> None:
    assert counts(desk.imports(ana(status="canceled"))) == {"rows": 1, "unchanged": 1}
    assert desk.treatments() == []


def test_a_file_cannot_undo_what_staff_canceled(desk: Desk) -> None:
    desk.imports(ana())
    treatment = desk.the_treatment()
    cancel(desk.app, treatment.id, Actor("Rita", "asked by phone"))
    assert counts(desk.imports(ana())) == {"rows": 1, "unchanged": 1}
    imported = desk.imports(ana("2026-03-30 15:00"))
    reason = f"was set to canceled by staff (treatment {treatment.id}), which a file cannot undo"
    assert imported.errors == [RowError(2, "status", "completed", reason)]
    assert desk.the_treatment().status is TreatmentStatus.CANCELED


def test_a_booking_stops_the_invitations_and_its_cancellation_lets_them_go_on(desk: Desk) -> None:
    desk.imports(ana())
    booking = "Ana,Lopez,2025550143,,,2026-06-20 10:00,,,,A2,{}\n"
    assert counts(desk.imports(booking.format("booked"))) == {"rows": 1, "booked": 1}
    treatment = desk.the_treatment()
    assert (treatment.booked_on, desk.plans(treatment.id)["touch-up-1"]) == (
        "2026-06-20",
        (Status.CANCELED, Reason.BOOKED),
    )
    assert counts(desk.imports(booking.format("booked"))) == {"rows": 1, "unchanged": 1}
    assert counts(desk.imports(booking.format("canceled"))) == {"rows": 1, "booked": 1}
    assert desk.plans(treatment.id)["touch-up-1"] == (Status.PLANNED, None)


def test_a_booking_in_the_same_file_finds_the_treatment_it_follows(desk: Desk) -> None:
    booking = "Ana,Lopez,2025550143,,microneedling,2026-06-20 10:00,,,,A2,booked\n"
    assert counts(desk.imports(booking, ana())) == {"rows": 2, "enrolled": 1, "booked": 1}
    assert desk.the_treatment().booked_on == "2026-06-20"


def test_a_patient_without_consent_is_stored_sends_nothing_and_is_listed(desk: Desk) -> None:
    imported = desk.imports(ana().replace("yes,yes,signed form", ",,"), BEN)
    assert (counts(imported), imported.without_consent) == ({"rows": 2, "enrolled": 2}, [2])
    first, _ = desk.treatments()
    assert set(desk.plans(first.id).values()) == {(Status.CANCELED, Reason.NO_CONSENT)}


def test_bad_rows_are_rejected_whole_and_the_others_are_taken(desk: Desk) -> None:
    imported = desk.imports(ana(), "=x,,900-555-0143,,botox,2026-05-01,yes,,,,\n", BEN)
    assert counts(imported) == {"rows": 3, "enrolled": 2, "rejected": 1}
    assert [(error.line, error.field) for error in imported.errors] == [
        (3, "first_name"),
        (3, "phone"),
        (3, "treated_at"),
        (3, "consent_how"),
        (3, "schedule"),
    ]
    assert imported.errors_file == desk.path.with_name("spring.errors.csv")


def test_a_corrected_errors_file_enrolls_the_rest(desk: Desk) -> None:
    imported = desk.imports(ana(), BEN.replace("2025550144", "900-555-0144"))
    assert imported.errors_file is not None
    corrected = imported.errors_file.read_text(encoding="utf-8-sig").replace("900-555-0144", "2025550144")
    imported.errors_file.write_text(corrected, encoding="utf-8")
    again = import_file(desk.app, ImportRequest(imported.errors_file))
    assert (counts(again), again.ignored) == ({"rows": 1, "enrolled": 1}, ())


def test_relatives_at_one_number_at_one_time_need_an_external_id(desk: Desk) -> None:
    desk.imports(BEN)
    imported = desk.imports(BEN.replace("Ben", "Cleo"))
    reason = "another patient with this address had this treatment at this time; give both rows an external_id"
    assert imported.errors == [RowError(2, "first_name", "Cleo", reason)]


def test_a_visit_cannot_change_its_schedule(desk: Desk, app: App) -> None:
    desk.imports(ana())
    with app.database.write() as work:
        work.run("UPDATE treatment SET schedule = 'peel'")
    imported = desk.imports(ana("2026-03-30 15:00"))
    reason = "was peel so far; cancel that treatment and give this one another external_id"
    assert imported.errors == [RowError(2, "schedule", "microneedling", reason)]


def test_a_file_larger_than_a_batch_is_taken_whole_and_reports_its_progress(desk: Desk) -> None:
    rows = [f"Pat{n},Lopez,({201 + n % 3}) 555-{100 + n // 3 % 100:04d},,microneedling,2026-03-{1 + n % 28:02d},"
            f"yes,no,signed form,V{n},\n" for n in range(700)]  # fmt: skip
    desk.path.write_text(HEADER + "".join(rows), encoding="utf-8")
    heard: list[tuple[int, int]] = []
    imported = import_file(desk.app, ImportRequest(desk.path), lambda done, total: heard.append((done, total)))
    assert (counts(imported), heard) == ({"rows": 700, "enrolled": 700}, [(500, 700), (700, 700)])
    assert counts(import_file(desk.app, ImportRequest(desk.path))) == {"rows": 700, "unchanged": 700}


def test_what_is_wrong_with_the_whole_file_changes_nothing(desk: Desk) -> None:
    with pytest.raises(BadInput) as caught:
        desk.imports(ana(), BEN.replace("2026-03-30", "03/07/2026"))
    assert caught.value.mistakes == (
        "date-order: 1 date can be read month first or day first (first on line 3); "
        "say which with --date-order mdy or --date-order dmy",
    )
    assert desk.treatments() == []
