"""The doctor's look at the duty list: an urgent reply must reach a person."""

from datetime import datetime, timedelta

from reminders.actions.duty import duty_zone
from reminders.actions.findings import Check, ok, warn
from reminders.actions.writing import reachable
from reminders.domain.duty import next_duty
from reminders.domain.instants import to_micros
from reminders.store.clinics import Clinic
from reminders.store.database import Work
from reminders.store.duty import absences_from, shifts_in_force
from reminders.store.staff import list_staff

_WEEK = timedelta(days=7)
_ADD = "`reminders staff duty add NAME --days mon-fri --from 08:00 --to 18:00 --by YOU`"


def examine_duty(work: Work, clinic: Clinic, now: datetime) -> Check:
    """Whether somebody is on duty in the next seven days, and can be told."""
    staff = {member.id: member for member in list_staff(work, clinic.id)}
    shifts = [one.shift for one in shifts_in_force(work, clinic.id) if one.shift.staff_id in staff]
    if not shifts:
        return warn("duty", "nobody is on the duty list, so urgent replies go to the admins at any hour", _ADD)
    away = [one.absence for one in absences_from(work, clinic.id, to_micros(now))]
    coming = next_duty(shifts, away, now, duty_zone(clinic))
    if coming is None or coming[0] > now + _WEEK:
        return warn("duty", "nobody is on duty in the next seven days", _ADD)
    silent = sorted({staff[shift.staff_id].name for shift in shifts if not reachable(staff[shift.staff_id])})
    if silent:
        cure = f'`reminders staff set "{silent[0]}" --phone … --by YOU`'
        return warn("duty", f"no alert reaches {', '.join(silent)}: neither phone nor email is known", cure)
    return ok("duty", f"{len({shift.staff_id for shift in shifts})} person(s) answer urgent replies")
