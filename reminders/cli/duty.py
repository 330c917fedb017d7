"""`reminders staff duty …`: who answers urgent replies, and when."""

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from reminders.actions.rostering import (
    DAY_NAMES,
    DutyList,
    ShiftWish,
    absent,
    add_duty,
    back,
    duty_list,
    remove_duty,
)
from reminders.cli.common import JsonFlag
from reminders.cli.opened import opened
from reminders.cli.output import instant, local_words, print_json, print_table, say

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(help="As `reminders staff list` shows them.")]
By = Annotated[str, typer.Option(help="Who changes the list.")]


def register(parent: typer.Typer) -> None:
    """Add the commands to those of staff."""
    parent.add_typer(
        app,
        name="duty",
        help="Who answers urgent replies, and when; who is away.",
        epilog="Example: reminders staff duty list",
    )


@app.command("list", epilog="Example: reminders staff duty list")
def list_command(as_json: JsonFlag = False) -> None:
    """The duty list, who is away, and who is on duty now."""
    with opened() as opened_app:
        found = duty_list(opened_app)
    if as_json:
        print_json(_document(found))
    else:
        _print(found)


@app.command(
    "add", epilog='Example: reminders staff duty add "Dr. Reyes" --days mon-fri --from 08:00 --to 18:00 --by Rosa'
)
def add_command(
    name: Name,
    days: Annotated[str, typer.Option(help="mon-fri, sat,sun or daily.")] = "daily",
    start: Annotated[str, typer.Option("--from", help="From when, by the clinic's clock.")] = "",
    end: Annotated[str, typer.Option("--to", help="Until when; at or before the start: on the next day.")] = "",
    turn: Annotated[str, typer.Option(help="1 answers first; an urgent reply passes on to 2, and so on.")] = "1",
    by: By = "",
    as_json: JsonFlag = False,
) -> None:
    """Put a person on duty, every week."""
    with opened() as opened_app:
        ids = add_duty(opened_app, name, ShiftWish(days, start, end, turn), by)
    if as_json:
        print_json({"shift_ids": ids})
    else:
        say(f"{name.strip()} has {len(ids)} more shift(s) a week.")


@app.command("remove", epilog="Example: reminders staff duty remove 4711 --by Rosa")
def remove_command(
    shift: Annotated[int, typer.Argument(help="The shift's number; `duty list` shows it.")],
    by: By = "",
    as_json: JsonFlag = False,
) -> None:
    """Take one shift off the list."""
    with opened() as opened_app:
        remove_duty(opened_app, shift, by)
    if as_json:
        print_json({"shift_id": shift})
    else:
        say(f"Shift {shift} is off the list.")


@app.command("absent", epilog='Example: reminders staff duty absent "Dr. Reyes" --until 2026-08-17T08:00 --by Rosa')
def absent_command(
    name: Name,
    until: Annotated[str, typer.Option(help="When they are back, by the clinic's clock.")] = "",
    start: Annotated[str, typer.Option("--from", help="From when; now, if not given.")] = "",
    why: Annotated[str, typer.Option(help="For colleagues: vacation, sick.")] = "",
    by: By = "",
    as_json: JsonFlag = False,
) -> None:
    """A person is away: urgent replies pass them by."""
    with opened() as opened_app:
        absence = absent(opened_app, name, start, until, why, by)
    if as_json:
        print_json({"name": name.strip(), "from_at": instant(absence.from_at), "until_at": instant(absence.until_at)})
    else:
        say(f"{name.strip()} is away; `reminders staff duty back` ends it early.")


@app.command("back", epilog='Example: reminders staff duty back "Dr. Reyes" --by Rosa')
def back_command(name: Name, by: By = "", as_json: JsonFlag = False) -> None:
    """A person is here again, or does not go away after all."""
    with opened() as opened_app:
        ended = back(opened_app, name, by)
    if as_json:
        print_json({"name": name.strip(), "absences_ended": ended})
    else:
        say(f"{name.strip()} is back.")


def _document(found: DutyList) -> dict[str, object]:
    return {
        "timezone": found.timezone,
        "on_duty": [member.name for member in found.now.order],
        "next": {"at": instant(found.now.next[0]), "name": found.now.next[1].name} if found.now.next else None,
        "shifts": [
            {
                "shift_id": one.id,
                "name": found.names.get(one.shift.staff_id),
                "day": DAY_NAMES[one.shift.weekday].lower(),
                "from": f"{one.shift.starts:%H:%M}",
                "to": f"{one.shift.ends:%H:%M}",
                "turn": one.shift.position,
            }
            for one in found.shifts
        ],
        "absences": [
            {
                "name": found.names.get(one.absence.staff_id),
                "from_at": instant(one.absence.from_at),
                "until_at": instant(one.absence.until_at),
                "why": one.why,
            }
            for one in found.absences
        ],
    }


def _print(found: DutyList) -> None:
    zone = ZoneInfo(found.timezone)
    rows = [
        [
            str(one.id), DAY_NAMES[one.shift.weekday], f"{one.shift.starts:%H:%M}-{one.shift.ends:%H:%M}",
            str(one.shift.position), found.names.get(one.shift.staff_id, ""),
        ]
        for one in found.shifts
    ]  # fmt: skip
    print_table(["Shift", "Day", found.timezone, "Turn", "Who"], rows)
    for one in found.absences:
        span = f"{local_words(one.absence.from_at, zone)} until {local_words(one.absence.until_at, zone)}"
        say(f"{found.names.get(one.absence.staff_id, '')} is away from {span}. {one.why}".rstrip())
    say(_now(found, zone))


def _now(found: DutyList, zone: ZoneInfo) -> str:
    names = ", then ".join(member.name for member in found.now.order)
    if not found.now.listed:
        return f"Nobody is on the list, so urgent replies go to the admins: {names or 'there is none'}."
    if names:
        return f"On duty now: {names}."
    if found.now.next is None:
        return "Nobody is on duty now or in the next two months."
    starts_at, first = found.now.next
    return f"Nobody is on duty now. Next: {first.name}, {local_words(starts_at, zone)}."
