"""The list of patients as a file for a spreadsheet, in bounded memory. Who takes it is audited."""

import csv
from collections.abc import Callable, Iterator
from io import StringIO

from reminders.actions.patient_lines import PatientLine, zone_of
from reminders.actions.patient_list import Wanted, list_patients
from reminders.actions.patient_search import Sought
from reminders.app import App
from reminders.domain.cells import harmless
from reminders.domain.instants import from_micros
from reminders.domain.words import Channel, Kind
from reminders.store.audit import add_audit
from reminders.store.clinics import Clinic
from reminders.store.keyring import Keyring
from reminders.store.patient_list import Place
from reminders.store.people import ADDRESS, KnownAddress

#: Patients that are read at once.
_AT_ONCE = 200
_HEADER = (
    "patient_id", "first_name", "last_name", "phone", "email", "channel", "language", "timezone", "tags", "schedule",
    "treated_at", "session", "status", "stage", "next_message", "consent_care", "consent_marketing", "stopped", "marks",
)  # fmt: skip


def export_patients(app: App, wanted: Wanted, by: str, tell: Callable[[object], str]) -> Iterator[str]:
    """Pieces of a CSV file, UTF-8 with the mark that spreadsheets need: everybody whom the list shows. `tell` says
    stages and marks in somebody's language; times are on each patient's own clock. Raises BadInput for a text that can
    find nobody.
    """
    if wanted.text.strip():
        Sought(wanted.text)
    with app.database.write() as work:
        clinic = app.clinic(work)
        # What was typed is a patient's name or number.
        searched = "found by a search" if wanted.text.strip() else ""
        filters = [searched, wanted.schedule, wanted.stage, wanted.status or "", wanted.attention or ""]
        told = "the list of patients" + (f": {', '.join(filter(None, filters))}" if any(filters) else "")
        add_audit(work, clinic.id, app.now_micros(), by, "exported", "clinic", clinic.id, told)
    return _pieces(app, clinic, wanted, tell)


def _pieces(app: App, clinic: Clinic, wanted: Wanted, tell: Callable[[object], str]) -> Iterator[str]:
    yield "\ufeff" + _csv([_HEADER])
    after: Place | None = None
    while True:
        page = list_patients(app, wanted, after, _AT_ONCE)
        yield _csv([_row(app.database.keyring, clinic, line, tell) for line in page.lines])
        if page.older is None:
            return
        after = page.older


def _csv(rows: list[tuple[str, ...]]) -> str:
    written = StringIO()
    csv.writer(written).writerows([harmless(cell) for cell in row] for row in rows)
    return written.getvalue()


def _row(keyring: Keyring, clinic: Clinic, line: PatientLine, tell: Callable[[object], str]) -> tuple[str, ...]:
    patient, treatment, zone = line.patient, line.treatment, zone_of(clinic, line)
    by_channel = {address.channel: address for address in line.addresses}
    treated_at = from_micros(treatment.treated_at).astimezone(zone) if treatment else None
    return (
        str(patient.id),
        patient.first_name,
        patient.last_name,
        _opened(keyring, by_channel.get(Channel.SMS)),
        _opened(keyring, by_channel.get(Channel.EMAIL)),
        patient.channel.value,
        patient.language,
        zone.key,
        "; ".join(sorted(patient.tags)),
        treatment.schedule if treatment else "",
        f"{treated_at:%Y-%m-%d %H:%M}" if treated_at else "",
        "/".join(map(str, treatment.session)) if treatment and treatment.session else "",
        treatment.status.value if treatment else "",
        tell(line.stage),
        f"{line.next_at.astimezone(zone):%Y-%m-%d %H:%M}" if line.next_at else "",
        *(_yes(any(kind in address.consents for address in line.addresses)) for kind in (Kind.CARE, Kind.MARKETING)),
        _yes(any(Kind.CARE in address.opted_out for address in line.addresses)),
        "; ".join(tell(mark.words) for mark in line.marks),
    )


def _opened(keyring: Keyring, address: KnownAddress | None) -> str:
    return keyring.open(ADDRESS, address.id, address.sealed) if address else ""


def _yes(agreed: bool) -> str:
    return "yes" if agreed else "no"
