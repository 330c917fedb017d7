"""`reminders staff …`: the people at the clinic."""

import sys
from getpass import getpass
from typing import Annotated

import typer

from reminders.actions.bad_input import BadInput
from reminders.actions.staffing import hire, set_staff
from reminders.actions.team import give_password, reset_second_factor_of
from reminders.cli import duty
from reminders.cli.common import JsonFlag
from reminders.cli.opened import opened
from reminders.cli.output import print_json, print_table, say
from reminders.store.staff import list_staff

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


def register(root: typer.Typer, name: str) -> None:
    """Add the commands to the root."""
    duty.register(app)
    root.add_typer(app, name=name, help="The people at the clinic.", epilog="Example: reminders staff list")


@app.command("add", epilog='Example: reminders staff add "Dr. Reyes" --role clinician --phone 202-555-0143 --by Rosa')
def add_command(
    name: Annotated[str, typer.Argument(help="As colleagues know them.")],
    role: Annotated[str, typer.Option(help="staff, clinician (may approve texts) or admin.")] = "staff",
    email: Annotated[str, typer.Option(help="Where they are told of urgent replies.")] = "",
    phone: Annotated[str, typer.Option(help="Where they are told of urgent replies by text.")] = "",
    by: Annotated[str, typer.Option(help="Who adds them.")] = "command line",
    as_json: JsonFlag = False,
) -> None:
    """Add a person."""
    with opened() as opened_app:
        staff_id = hire(opened_app, name, role, email, by, phone)
    if as_json:
        print_json({"staff_id": staff_id, "name": name.strip(), "role": role})
    else:
        say(f"{name.strip()} is here now as {role}.")


@app.command("set", epilog='Example: reminders staff set "Dr. Reyes" --phone 202-555-0143 --by Rosa')
def set_command(
    name: Annotated[str, typer.Argument(help="As `reminders staff list` shows them.")],
    email: Annotated[str | None, typer.Option(help="Another email; empty: none.")] = None,
    phone: Annotated[str | None, typer.Option(help="Another phone; empty: none.")] = None,
    by: Annotated[str, typer.Option(help="Who changes it.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Change where a person is told of urgent replies."""
    with opened() as opened_app:
        member = set_staff(opened_app, name, email, phone, by)
    if as_json:
        print_json({"staff_id": member.id, "name": member.name})
    else:
        say(f"{member.name}: changed.")


@app.command("password", epilog='Example: reminders staff password "Dr. Reyes"')
def password_command(
    name: Annotated[str, typer.Argument(help="As `reminders staff list` shows them.")],
    by: Annotated[str, typer.Option(help="Who gives it.")] = "command line",
    as_json: JsonFlag = False,
) -> None:
    """Give a person a password, for who cannot sign in. Asks for it; elsewhere than on a terminal it is the first line
    of the input. They are signed out everywhere.
    """
    with opened() as opened_app:
        known = give_password(opened_app, name, _typed_password(), by)
    if as_json:
        print_json({"name": known})
    else:
        say(f"{known} signs in with this password from now on.")


@app.command("reset-second-factor", epilog='Example: reminders staff reset-second-factor "Dr. Reyes" --by Rosa')
def reset_command(
    name: Annotated[str, typer.Argument(help="As `reminders staff list` shows them.")],
    by: Annotated[str, typer.Option(help="Who resets it.")] = "command line",
    as_json: JsonFlag = False,
) -> None:
    """For who lost phone and recovery codes: they sign in with the password alone and set it up again."""
    with opened() as opened_app:
        known = reset_second_factor_of(opened_app, name, by)
    if as_json:
        print_json({"name": known})
    else:
        say(f"{known}: the second factor is gone, and they are signed out everywhere.")


@app.command("list", epilog="Example: reminders staff list")
def list_command(as_json: JsonFlag = False) -> None:
    """List the people who work here."""
    with opened() as opened_app, opened_app.database.read() as work:
        people = list_staff(work, opened_app.clinic(work).id)
    if as_json:
        print_json(
            {
                "staff": [
                    {"staff_id": p.id, "name": p.name, "role": p.role, "email": p.email, "phone": p.phone or None}
                    for p in people
                ]
            }
        )
    else:
        print_table(["Name", "Role", "Email", "Phone"], [[p.name, p.role, p.email or "", p.phone] for p in people])


def _typed_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass("New password: ")
    if first != getpass("Once more: "):
        raise BadInput(["password: the two are not the same; nothing was changed"])
    return first
