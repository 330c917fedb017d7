"""`reminders schedules list · history · diff · export · approve`: what is published, and who stands for it."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from reminders.actions.bad_input import BadInput
from reminders.actions.publishing import approve
from reminders.actions.version_views import (
    Drift,
    Listed,
    ListedSchedule,
    drift,
    export,
    history,
    list_schedules,
)
from reminders.app import App
from reminders.cli.common import JsonFlag
from reminders.cli.impact_output import counted
from reminders.cli.opened import opened
from reminders.cli.output import instant, instant_or_none, local_words, print_json, print_table, say
from reminders.domain.instants import from_micros

Name = Annotated[str, typer.Argument(help="The schedule's name, such as microneedling.", metavar="SCHEDULE")]


def add_to(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("list", epilog="Example: reminders schedules list")(list_command)
    app.command("history", epilog="Example: reminders schedules history microneedling")(history_command)
    app.command("diff", epilog="Example: reminders schedules diff microneedling")(diff_command)
    app.command("export", epilog="Example: reminders schedules export microneedling --to kept")(export_command)
    app.command("approve", epilog='Example: reminders schedules approve microneedling --by "Dr. Reyes"')(
        approve_command
    )


def list_command(as_json: JsonFlag = False) -> None:
    """What is published, approved and in use."""
    with opened() as app:
        found, zone = list_schedules(app), _zone(app)
    if as_json:
        print_json({"schedules": [_schedule_document(schedule) for schedule in found]})
    else:
        headings = ["Schedule", "Name", "Version", f"Published ({zone.key})", "Approved", "In progress"]
        print_table(headings, [_schedule_row(schedule, zone) for schedule in found])


def history_command(schedule: Name, as_json: JsonFlag = False) -> None:
    """Every version, newest first: who published it, who approved it, who is on it."""
    with opened() as app:
        found, zone = history(app, schedule), _zone(app)
    if as_json:
        print_json({"schedule": schedule, "versions": [_version_document(listed) for listed in found]})
    else:
        headings = ["Version", f"Published ({zone.key})", "By", "For", "Approved", "In progress"]
        print_table(headings, [_version_row(listed, zone) for listed in found], title=schedule)


def diff_command(
    schedule: Annotated[str | None, typer.Argument(help="Only this one; all of them unless given.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """How the files differ from what is published."""
    with opened() as app:
        settings = app.settings
        found = drift(app, settings.schedules_dir, settings.templates_dir, schedule)
    if as_json:
        print_json({"schedules": [_drift_document(one) for one in found]})
        return
    for one in found:
        say(_drift_words(one))
        for change in one.changes:
            say(f"{change.change}: {change.path}")
            # As it is, so that a line is not broken at the terminal's width and the diff can be applied.
            sys.stdout.write(change.diff)


def export_command(
    schedule: Name,
    to: Annotated[Path | None, typer.Option(help="The folder that gets schedules/ and templates/.")] = None,
    version: Annotated[int | None, typer.Option(help="Its number; the newest unless given.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Also over files with another content.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Write a version as files."""
    if to is None:
        raise BadInput(["to: is missing; say in which folder to write, for example --to kept"])
    with opened() as app:
        done = export(app, schedule, version, to, overwrite=overwrite)
    if as_json:
        print_json({"written": [str(path) for path in done.written], "left_over": [str(p) for p in done.left_over]})
        return
    say(f"Written below {to}: {counted(len(done.written), 'file')}.")
    for path in done.left_over:
        say(f"Not in this version, and left where it is: {path}")


def approve_command(
    schedule: Name,
    by: Annotated[str, typer.Option(help="Who stands for these texts.")] = "",
    version: Annotated[int | None, typer.Option(help="Its number; the newest unless given.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Record who approved a version; a real transport sends no other."""
    with opened() as app:
        done = approve(app, schedule, by, version)
    found = done.version
    if as_json:
        print_json({**_document(Listed(found, 0)), "changed": done.added, "messages_released": done.woken})
        return
    words = "is now approved" if done.added else "was approved before"
    say(f"{schedule}, version {found.number}, {words} by {found.approved_by}.")
    if done.woken:
        say(f"Waited for that, and may leave now: {counted(done.woken, 'message')}.")


def _zone(app: App) -> ZoneInfo:
    with app.database.read() as work:
        return ZoneInfo(app.clinic(work).locations[0].timezone)


def _document(listed: Listed) -> dict[str, object]:
    version = listed.version
    return {
        "schedule": version.schedule,
        "version": version.number,
        "published_at": instant(from_micros(version.published_at)),
        "published_by": version.published_by,
        "published_for": version.apply_to,
        "approved_at": instant_or_none(_moment(version.approved_at)),
        "approved_by": version.approved_by,
        "sha256": version.sha256,
    }


def _version_document(listed: Listed) -> dict[str, object]:
    return {**_document(listed), "approval_of": listed.approval_of, "treatments": listed.treatments}


def _schedule_document(schedule: ListedSchedule) -> dict[str, object]:
    return {
        **_version_document(schedule.newest),
        "name": schedule.title,
        "treatments": schedule.treatments,
        "treatments_on_version": schedule.newest.treatments,
    }


def _schedule_row(schedule: ListedSchedule, zone: ZoneInfo) -> list[str]:
    version, older = schedule.newest.version, schedule.treatments - schedule.newest.treatments
    return [
        version.schedule,
        schedule.title,
        str(version.number),
        local_words(from_micros(version.published_at), zone),
        _approval(schedule.newest, zone),
        f"{schedule.treatments}, of these {older} on older versions" if older else str(schedule.treatments),
    ]


def _version_row(listed: Listed, zone: ZoneInfo) -> list[str]:
    version = listed.version
    return [
        str(version.number),
        local_words(from_micros(version.published_at), zone),
        version.published_by,
        {"everyone": "everyone", "new": "new enrollments"}.get(version.apply_to, version.apply_to),
        _approval(listed, zone),
        str(listed.treatments),
    ]


def _approval(listed: Listed, zone: ZoneInfo) -> str:
    approved_at = _moment(listed.version.approved_at)
    if approved_at is None:
        return "not yet"
    same = f" (as version {listed.approval_of}, the same content)" if listed.approval_of else ""
    return f"{listed.version.approved_by}, {local_words(approved_at, zone)}{same}"


def _moment(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)


def _drift_document(one: Drift) -> dict[str, object]:
    return {
        "schedule": one.schedule,
        "version": one.version,
        "in_files": one.in_files,
        "same": one.version is not None and one.in_files and not one.changes,
        "files": [{"path": change.path, "change": change.change, "diff": change.diff} for change in one.changes],
    }


def _drift_words(one: Drift) -> str:
    if not one.in_files:
        return f"{one.schedule}: version {one.version} is published, but there is no file of it here."
    if one.version is None:
        return f"{one.schedule}: not published yet."
    if not one.changes:
        return f"{one.schedule}: no differences from version {one.version}."
    return f"{one.schedule}: differs from version {one.version} in {counted(len(one.changes), 'file')}."
