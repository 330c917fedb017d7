"""`reminders simulate`: the time machine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from reminders.actions.bad_input import BadInput
from reminders.actions.moments import read_day, read_moment
from reminders.actions.simulate import Simulated, SimulationRequest, simulate
from reminders.actions.simulate_calendar import CalendarMessage, PatientCalendar
from reminders.cli.common import JsonFlag, settings_for
from reminders.cli.output import console, instant_or_none, local_instant, local_words, note, print_json
from reminders.cli.signals import stopped_by_signal
from reminders.domain.dates import DateOrder
from reminders.domain.explain import explain_reason
from reminders.domain.offsets import instant_of
from reminders.domain.words import Channel, Status

_EXAMPLE = "Example: reminders simulate patients.csv --until 2027-01-01 --seed 7"
_MOST_ERRORS = 20


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(simulate_command)


def simulate_command(
    file: Annotated[Path, typer.Argument(help="Patients and treatments, as for `reminders import`.")],
    until: Annotated[
        str,
        typer.Option(help="A day such as 2027-01-01: up to its first minute. A year after the last row if left out."),
    ] = "",
    seed: Annotated[int, typer.Option(help="Another number, another world: when staff type each patient in.")] = 0,
    overrides: Annotated[
        list[str] | None, typer.Option("--map", help="HEADER=FIELD for a header that is not recognized; repeat it.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Such as cp1252, when the file does not say.")] = None,
    date_order: Annotated[str | None, typer.Option(help="mdy or dmy: what comes first in 03/07/2026.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show what every patient of a file would receive, and when, with the schedules and templates as they are in their
    folders. Nothing is stored or sent; no keys are needed.
    """
    settings = settings_for(storing=False)
    zone = ZoneInfo(settings.clinic_timezone)
    end, order = _read(until, date_order, zone)
    request = SimulationRequest(file, end, seed, tuple(overrides or ()), encoding, order)
    stop: list[bool] = []
    with stopped_by_signal(lambda: stop.append(True)) as stopped, _bar() as progress:
        simulated = simulate(settings, request, progress, lambda: bool(stop))
    if stopped:
        raise typer.Exit(stopped[0])
    if as_json:
        print_json(_document(simulated, request, zone))
    else:
        _print(simulated, zone)


def _read(until: str, date_order: str | None, zone: ZoneInfo) -> tuple[datetime | None, DateOrder | None]:
    """The options in their stored form. Raises BadInput with every mistake."""
    mistakes = []
    end = None
    try:
        end = _moment(until, zone) if until else None
    except ValueError as error:
        mistakes.append(f"until: {error}")
    if date_order is not None and date_order not in [order.value for order in DateOrder]:
        mistakes.append(f"date-order: {date_order!r} is unknown; use mdy (03/07 is March 7) or dmy (03/07 is July 3)")
    if mistakes:
        raise BadInput(mistakes)
    return end, DateOrder(date_order) if date_order else None


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """A day's first instant at the clinic, or a moment of it."""
    return read_moment(text, zone) if "T" in text else instant_of(read_day(text), time(), zone)


@contextmanager
def _bar() -> Iterator[Callable[[datetime, datetime, datetime], None]]:
    """A bar on stderr that tells the simulated day."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[day]}"), TimeElapsedColumn())
    screen = console(stderr=True)
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task("Simulating", total=1.0, day="")

        def show(began_at: datetime, now: datetime, until: datetime) -> None:
            bar.update(task, completed=(now - began_at) / (until - began_at), day=f"{now:%b %d, %Y}")

        yield show


def _document(simulated: Simulated, request: SimulationRequest, zone: ZoneInfo) -> dict[str, object]:
    calendar = simulated.calendar
    return {
        "file": str(request.path),
        "seed": request.seed,
        "timezone": zone.key,
        "from": simulated.began_at,
        "until": simulated.until,
        "rows": simulated.rows,
        "patients_count": len(calendar.patients),
        "repeated": simulated.repeated,
        "beyond": simulated.beyond,
        "rejected": len(simulated.rejected),
        "counts": {status.value: calendar.statuses.get(status, 0) for status in Status},
        "canceled": {reason.value: count for reason, count in calendar.reasons.items()},
        "patients": [_patient_document(patient) for patient in calendar.patients],
        "errors": [
            {"line": error.line, "field": error.field, "value": error.value, "reason": error.reason}
            for row in simulated.rejected
            for error in row.errors
        ],
    }


def _patient_document(patient: PatientCalendar) -> dict[str, object]:
    return {
        "lines": list(patient.lines),
        "external_ids": list(patient.external_ids),
        "first_name": patient.first_name,
        "timezone": patient.zone.key,
        "messages": [_message_document(one, patient.zone) for one in patient.messages],
    }


def _message_document(one: CalendarMessage, zone: ZoneInfo) -> dict[str, object]:
    message = one.message
    return {
        "line": one.line,
        "origin": message.origin,
        "stage": message.stage,
        "step": message.step,
        "kind": message.kind,
        "channel": message.channel,
        "status": message.status,
        "status_reason": message.reason,
        "at": instant_or_none(one.at),
        "local": local_instant(one.at, zone) if one.at else None,
        "why": one.why,
        "subject": message.subject or None,
        "text": message.text or None,
        "segments": one.segments,
    }


def _print(simulated: Simulated, zone: ZoneInfo) -> None:
    for remark in simulated.notes:
        note(f"Note: {remark}")
    screen = console()
    for patient in simulated.calendar.patients:
        screen.print("\n".join(_lines_of(patient)), soft_wrap=True)
    screen.print("\n".join(_summary(simulated, zone)), soft_wrap=True)
    for error in [error for row in simulated.rejected for error in row.errors][:_MOST_ERRORS]:
        note(f"line {error.line}{f', {error.field}' if error.field else ''}: {error.reason}")


def _lines_of(patient: PatientCalendar) -> Iterator[str]:
    """One patient's calendar as lines of text."""
    rows = ", ".join(str(line) for line in patient.lines)
    ids = "".join(f" · {external_id}" for external_id in patient.external_ids)
    yield f"{patient.first_name} · line {rows}{ids} · {patient.zone.key}"
    for one in patient.messages:
        message = one.message
        if one.at is None:
            yield f"  not sent  {message.step}: {one.why.removeprefix('Not sent: ')}"
            continue
        when = local_words(one.at, patient.zone)
        state = "" if message.status is Status.SENT else f" ({message.status})"
        yield f"  {when}  {_BY[message.channel]}  {message.step}{state}"
        if message.text:
            yield f"      {message.subject or ' '.join(message.text.split())}"
    yield ""


_BY = {Channel.SMS: "text", Channel.EMAIL: "email", None: ""}


def _summary(simulated: Simulated, zone: ZoneInfo) -> Iterator[str]:
    calendar = simulated.calendar
    began, until = (local_words(at, zone) for at in (simulated.began_at, simulated.until))
    yield f"{began} to {until} ({zone.key})"
    yield f"{len(calendar.patients)} patients from {simulated.rows} rows; {len(simulated.rejected)} rows cannot be used"
    if simulated.repeated:
        yield f"{simulated.repeated} rows repeat an earlier one"
    if simulated.beyond:
        yield f"{simulated.beyond} rows lie beyond the end"
    yield "Messages: " + (", ".join(f"{n} {status}" for status, n in sorted(calendar.statuses.items())) or "none")
    for reason, count in calendar.reasons.items():
        yield f"  {count} not sent: {explain_reason(reason)}"
