"""The time machine: what a file of patients would receive, and that the world depends on the seed alone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reminders.actions.bad_input import BadInput
from reminders.actions.importing.row_types import ImportRow
from reminders.actions.importing.values import Action
from reminders.actions.simulate import Simulated, SimulationRequest, simulate
from reminders.actions.simulate_calendar import PatientCalendar
from reminders.actions.simulate_world import happenings
from reminders.catalog.mistakes import Mistakes
from reminders.config import Settings
from reminders.domain.words import Channel, Reason, Status
from tests.actions.house import FACIAL, STEPS, moment, write_schedule

HEADER = "first_name,phone,email,schedule,treated_at,consent_care,consent_marketing,consent_how,external_id,status\n"
ANA = "Ana,2025550111,,facial,2026-04-01 10:00,yes,yes,signed form,A1,\n"
BEN = "Ben,2025550112,ben@example.com,facial,2026-04-02 14:00,yes,no,signed form,B1,\n"
ANAS_BOOKING = "Ana,2025550111,,facial,2026-06-20 10:00,,,,A2,booked\n"
ANAS_CANCELED_BOOKING = "Ana,2025550111,,facial,2026-06-20 10:00,,,,A3,canceled\n"
ANA_AGAIN = "Ana,2025550111,,facial,2026-06-20 10:00,yes,yes,signed form,A4,\n"
ZOE_NEVER_CAME = "Zoe,2025550113,,facial,2026-04-01 10:00,,,,Z1,no-show\n"


class Machine:
    """Simulates files with the small schedule."""

    def __init__(self, folder: Path, **settings: object) -> None:
        self.path = folder / "patients.csv"
        self.settings = Settings.model_validate(
            {
                "schedules_dir": str(write_schedule(folder)),
                "templates_dir": str(folder / "templates"),
                "clinic_name": "Willow",
                **settings,
            }
        )

    def run(self, *rows: str, until: str | None = None, seed: int = 0) -> Simulated:
        self.path.write_text(HEADER + "".join(rows), encoding="utf-8")
        return simulate(self.settings, SimulationRequest(self.path, moment(until) if until else None, seed))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def told(patient: PatientCalendar) -> dict[str, str]:
    """Step → local time, or why not."""
    return {
        str(one.message.step): f"{one.at.astimezone(patient.zone):%Y-%m-%d %H:%M}"
        if one.at
        else str(one.message.reason)
        for one in patient.messages
    }


def test_a_patient_gets_the_welcome_and_every_step_at_its_time(machine: Machine) -> None:
    (ana,) = machine.run(ANA).calendar.patients
    assert (ana.first_name, ana.lines, ana.external_ids, ana.zone.key) == ("Ana", (2,), ("A1",), "America/New_York")
    calendar = told(ana)
    del calendar["welcome"], calendar["calm"]
    assert calendar == {
        "flaking": "2026-04-04 10:00",
        "results": "2026-04-15 10:00",
        "come-back": "2026-07-01 11:00",
    }
    assert {one.message.status for one in ana.messages} == {Status.SENT}
    assert [one.message.text for one in ana.messages if one.message.step == "flaking"] == [
        "Willow: Hi Ana, this is about flaking. Questions? Call (202) 555-0143."
    ]


def test_the_welcome_leaves_when_staff_type_the_patient_in_and_before_any_step(machine: Machine) -> None:
    simulated = machine.run(ANA)
    (ana,) = simulated.calendar.patients
    assert simulated.began_at == moment("2026-04-01 10:00")
    welcome, calm = ana.messages[:2]
    assert (welcome.message.origin, welcome.line, calm.message.step, calm.line) == ("welcome", None, "calm", 2)
    assert welcome.at is not None
    assert calm.at is not None
    assert moment("2026-04-01 10:02") <= welcome.at <= moment("2026-04-01 18:00")
    assert calm.at >= max(moment("2026-04-01 10:30"), welcome.at + timedelta(minutes=5))


def test_what_is_not_sent_has_its_reason(machine: Machine) -> None:
    simulated = machine.run(ANA, BEN)
    assert told(simulated.calendar.patients[1])["come-back"] == "no_consent"
    assert simulated.calendar.statuses == {Status.SENT: 9, Status.CANCELED: 1}
    assert simulated.calendar.reasons == {Reason.NO_CONSENT: 1}


def test_a_booking_stops_what_it_stops(machine: Machine) -> None:
    calendar = told(machine.run(ANA, ANAS_BOOKING).calendar.patients[0])
    assert calendar["come-back"] == "booked"
    assert calendar["results"] == "2026-04-15 10:00"


def test_a_booking_that_is_canceled_brings_invitations_back(machine: Machine) -> None:
    calendar = told(machine.run(ANA, ANAS_BOOKING, ANAS_CANCELED_BOOKING).calendar.patients[0])
    assert calendar["come-back"] == "2026-07-01 11:00"


def test_a_visit_to_which_nobody_came_sends_nothing(machine: Machine) -> None:
    simulated = machine.run(ANA, ZOE_NEVER_CAME)
    assert [patient.first_name for patient in simulated.calendar.patients] == ["Ana"]


def test_treatments_of_one_patient_are_one_calendar_and_heed_each_other(machine: Machine) -> None:
    (ana,) = machine.run(ANA, ANA_AGAIN).calendar.patients
    assert (ana.lines, ana.external_ids) == ((2, 3), ("A1", "A4"))
    invitations = [
        (one.line, one.message.status, one.message.reason) for one in ana.messages if one.message.step == "come-back"
    ]
    assert invitations == [(3, Status.SENT, None), (2, Status.CANCELED, Reason.TREATED_AGAIN)]
    assert sum(one.message.step == "welcome" for one in ana.messages) == 1


def test_at_the_end_what_is_still_to_come_is_planned(machine: Machine) -> None:
    simulated = machine.run(ANA, until="2026-04-10 00:00")
    statuses = {one.message.step: one.message.status for one in simulated.calendar.patients[0].messages}
    assert statuses == {
        "welcome": Status.SENT,
        "calm": Status.SENT,
        "flaking": Status.SENT,
        "results": Status.PLANNED,
        "come-back": Status.PLANNED,
    }
    assert simulated.until == moment("2026-04-10 00:00")


def test_without_an_end_it_is_a_year_after_the_last_treatment(machine: Machine) -> None:
    assert machine.run(ANA, BEN).until == moment("2026-04-02 14:00") + timedelta(days=365)


def test_rows_beyond_the_end_are_counted_and_not_treated(machine: Machine) -> None:
    simulated = machine.run(ANA, ANA_AGAIN, until="2026-05-01 00:00")
    assert simulated.beyond == 1
    assert simulated.calendar.patients[0].lines == (2,)


def test_the_past_and_the_future_of_the_present_are_the_same_to_a_simulation(machine: Machine) -> None:
    for year in ("1999", "2060"):
        (ana,) = machine.run(ANA.replace("2026", year)).calendar.patients
        assert {one.message.status for one in ana.messages} == {Status.SENT}


def test_the_same_seed_gives_the_same_world_and_another_seed_another(machine: Machine) -> None:
    rows = [ANA, BEN, ANAS_BOOKING]
    first, again, other = (machine.run(*rows, seed=seed) for seed in (7, 7, 8))
    assert first.calendar == again.calendar
    assert first.calendar != other.calendar


def test_another_row_changes_nothing_for_the_rows_before_it(machine: Machine) -> None:
    alone = machine.run(ANA).calendar.patients[0]
    beside = machine.run(ANA, BEN).calendar.patients[0]
    assert [(one.message.step, one.at) for one in alone.messages] == [
        (one.message.step, one.at) for one in beside.messages
    ]


def test_staff_type_in_minutes_to_hours_after_the_treatment() -> None:
    treated_at = moment("2026-04-01 10:00")
    row = ImportRow(2, Action.ENROLL, treated_at, treated_at.date(), "facial", Channel.SMS, 0, phone="+12025550111")
    delays = [happenings([row], seed)[0].at - treated_at for seed in range(200)]
    assert timedelta(minutes=2) <= min(delays) < timedelta(minutes=10)
    assert timedelta(hours=4) < max(delays) <= timedelta(hours=8)


def test_a_booking_is_made_ahead_of_the_visit_but_not_before_the_patient_is_known() -> None:
    treated_at, visit = moment("2026-04-01 10:00"), moment("2026-04-08 10:00")
    row = ImportRow(2, Action.ENROLL, treated_at, treated_at.date(), "facial", Channel.SMS, 0, phone="+12025550111")
    booking = replace(row, line=3, action=Action.BOOKING, treated_at=visit, treated_on=visit.date())
    for seed in range(50):
        typed_in, booked = happenings([booking, row], seed)
        assert (typed_in.row.line, booked.row.line) == (2, 3)
        assert typed_in.at < booked.at <= visit


def test_rows_that_cannot_be_used_are_listed_and_the_others_simulated(machine: Machine) -> None:
    simulated = machine.run(ANA, "Ben,12,,facial,2026-04-02 14:00,yes,no,signed form,B1,\n")
    assert (simulated.rows, len(simulated.calendar.patients)) == (2, 1)
    assert [(row.line, [error.field for error in row.errors]) for row in simulated.rejected] == [(3, ["phone"])]


def test_a_row_that_repeats_another_is_counted_and_changes_nothing(machine: Machine) -> None:
    simulated = machine.run(ANA, ANA)
    assert simulated.repeated == 1
    assert len(simulated.calendar.patients[0].messages) == 1 + len(STEPS)


def test_a_file_without_any_usable_treatment_is_bad_input_with_every_mistake(machine: Machine) -> None:
    with pytest.raises(BadInput) as refused:
        machine.run("Ana,12,,facial,2026-04-01 10:00,yes,yes,,A1,\n")
    assert [mistake.partition(":")[0] for mistake in refused.value.mistakes] == [
        "line 2, phone",
        "line 2, consent_how",
    ]


def test_a_file_of_bookings_alone_has_nothing_to_show(machine: Machine) -> None:
    with pytest.raises(BadInput) as refused:
        machine.run(ANAS_BOOKING)
    assert refused.value.mistakes == ("file: no row of it is a treatment that took place, so there is nothing to show",)


def test_an_end_before_the_first_treatment_is_bad_input(machine: Machine) -> None:
    with pytest.raises(BadInput) as refused:
        machine.run(ANA, until="2026-03-01 00:00")
    assert refused.value.mistakes == (
        "until: lies before the first treatment of the file (2026-04-01); choose a later day",
    )


def test_mistakes_of_a_schedule_are_told_before_anything_runs(machine: Machine) -> None:
    (machine.settings.schedules_dir / "facial.yaml").write_text(FACIAL.replace("opens: P3D", "opens: P30D"))
    with pytest.raises(Mistakes):
        machine.run(ANA)


def test_real_transports_of_the_settings_send_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path, sms_transport="twilio", email_transport="smtp")
    simulated = machine.run(ANA, BEN)
    assert {one.message.transport for patient in simulated.calendar.patients for one in patient.messages} == {
        "sandbox",
        None,
    }


def test_progress_is_told_in_simulated_time_and_a_stop_ends_it_early(machine: Machine) -> None:
    machine.path.write_text(HEADER + ANA, encoding="utf-8")
    seen = []
    simulate(
        machine.settings,
        SimulationRequest(machine.path),
        lambda began_at, now, until: seen.append((began_at, now, until)),
        lambda: len(seen) == 2,
    )
    assert [began_at for began_at, _, _ in seen] == [moment("2026-04-01 10:00")] * 2
    assert seen[0][1] < seen[1][1] < seen[1][2]


def test_an_email_shows_its_subject_and_text(machine: Machine) -> None:
    (ben,) = machine.run(BEN.replace("2025550112", "")).calendar.patients
    calm = ben.messages[0].message
    assert (calm.channel, calm.subject) == (Channel.EMAIL, "About your visit")
    assert calm.text == "Willow: Hi Ben, this is about calm. Questions? Call (202) 555-0143.\n"
