"""`reminders inbox …`: what patients wrote back, and what staff do about it."""

import sys
from typing import Annotated

import typer

from reminders.actions.answering import answer, assign, belongs, close, go_on, stop, take, wrong_number
from reminders.actions.bad_input import BadInput
from reminders.actions.inbox import Shelf, clinic_zone, inbox, open_reply
from reminders.cli.common import JsonFlag
from reminders.cli.inbox_output import listed_document, opened_document, print_list, print_opened
from reminders.cli.opened import opened
from reminders.cli.output import print_json, say

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Reply = Annotated[int, typer.Argument(help="The reply's number; `reminders inbox list` shows it.")]
By = Annotated[str, typer.Option(help="Who does it.")]


def register(root: typer.Typer, name: str) -> None:
    """Add the commands to the root."""
    root.add_typer(
        app,
        name=name,
        help="What patients wrote back, and what staff do about it.",
        epilog="Example: reminders inbox list",
    )


@app.command("list", epilog="Example: reminders inbox list --show mine --by Rosa")
def list_command(
    show: Annotated[str, typer.Option(help="open, mine, done or all.")] = "open",
    by: Annotated[str, typer.Option(help="Whose, for --show mine.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 100,
    as_json: JsonFlag = False,
) -> None:
    """List replies; urgent ones first, with who answers and until when."""
    shelf = _shelf(show)
    with opened() as opened_app:
        found = inbox(opened_app, shelf, by, limit)
        zone = clinic_zone(opened_app)
        now = opened_app.now()
    if as_json:
        print_json({"replies": [listed_document(one) for one in found]})
    else:
        print_list(found, zone, now)


@app.command("show", epilog="Example: reminders inbox show 4711")
def show_command(reply: Reply, as_json: JsonFlag = False) -> None:
    """One reply with what was said before and after it."""
    with opened() as opened_app:
        found = open_reply(opened_app, reply)
        zone = clinic_zone(opened_app)
        now = opened_app.now()
    if as_json:
        print_json(opened_document(found))
    else:
        print_opened(found, zone, now)


@app.command("take", epilog="Example: reminders inbox take 4711 --by Rosa")
def take_command(reply: Reply, by: By = "", as_json: JsonFlag = False) -> None:
    """Answer for it from now on."""
    with opened() as opened_app:
        take(opened_app, reply, by)
    _told(as_json, {"reply_id": reply, "owner": by.strip()}, f"Reply {reply} is yours, {by.strip()}.")


@app.command("assign", epilog='Example: reminders inbox assign 4711 --to "Dr. Reyes" --by Rosa')
def assign_command(
    reply: Reply,
    to: Annotated[str, typer.Option(help="The colleague's name.")] = "",
    by: By = "",
    as_json: JsonFlag = False,
) -> None:
    """Hand it to a colleague."""
    with opened() as opened_app:
        member = assign(opened_app, reply, to, by)
    _told(as_json, {"reply_id": reply, "owner": member.name}, f"Reply {reply} is with {member.name} now.")


@app.command("belongs", epilog="Example: reminders inbox belongs 4711 --patient 42 --by Rosa")
def belongs_command(
    reply: Reply,
    patient: Annotated[int, typer.Option(help="One of those who share the number; `inbox show` lists them.")] = 0,
    by: By = "",
    as_json: JsonFlag = False,
) -> None:
    """Say which of those who share the number wrote it."""
    with opened() as opened_app:
        name = belongs(opened_app, reply, patient, by)
    _told(as_json, {"reply_id": reply, "patient_id": patient, "patient": name}, f"Reply {reply} is {name}'s.")


@app.command("answer", epilog='Example: reminders inbox answer 4711 "Hi Ana, that is normal on day two." --by Rosa')
def answer_command(
    reply: Reply,
    text: Annotated[str, typer.Argument(help="The words that the patient gets; - reads them from standard input.")],
    by: By = "",
    more: Annotated[bool, typer.Option("--more", help="It was answered already; this is one more text.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Text an answer, at once and at any hour; the reply is done."""
    with opened() as opened_app:
        message_id = answer(opened_app, reply, sys.stdin.read() if text == "-" else text, by, more=more)
    _told(as_json, {"reply_id": reply, "message_id": message_id}, "The answer is on its way; the reply is done.")


@app.command("close", epilog='Example: reminders inbox close 4711 --by Rosa --why "called her, all is well"')
def close_command(
    reply: Reply,
    by: By = "",
    why: Annotated[str, typer.Option(help="What was done, or why nothing has to be.")] = "",
    as_json: JsonFlag = False,
) -> None:
    """Done without a text."""
    with opened() as opened_app:
        close(opened_app, reply, by, why)
    _told(as_json, {"reply_id": reply, "state": "done"}, f"Reply {reply} is done.")


@app.command("stop", epilog="Example: reminders inbox stop 4711 --by Rosa")
def stop_command(reply: Reply, by: By = "", as_json: JsonFlag = False) -> None:
    """The patient meant stop: the number gets no more texts."""
    with opened() as opened_app:
        canceled = stop(opened_app, reply, by)
    _told(as_json, {"reply_id": reply, "canceled": canceled}, f"The number is stopped; {canceled} messages canceled.")


@app.command("wrong-number", epilog="Example: reminders inbox wrong-number 4711 --by Rosa")
def wrong_number_command(reply: Reply, by: By = "", as_json: JsonFlag = False) -> None:
    """Somebody else has this number: never text it again, and use email where the patient agreed to it."""
    with opened() as opened_app:
        patients = wrong_number(opened_app, reply, by)
    told = f"The number is marked as wrong for {patients} patient(s); ask them for the right one."
    _told(as_json, {"reply_id": reply, "patients": patients}, told)


@app.command("go-on", epilog="Example: reminders inbox go-on 4711 --by Rosa")
def go_on_command(reply: Reply, by: By = "", as_json: JsonFlag = False) -> None:
    """The patient did not mean stop: texts to the number go on. Answer or close the reply afterwards."""
    with opened() as opened_app:
        messages = go_on(opened_app, reply, by)
    told = f"Texts go on; {messages} waiting messages are sent when they are due. Reply {reply} is still open."
    _told(as_json, {"reply_id": reply, "messages": messages}, told)


def _told(as_json: bool, document: dict[str, object], words: str) -> None:
    if as_json:
        print_json(document)
    else:
        say(words)


def _shelf(name: str) -> Shelf:
    try:
        return Shelf(name)
    except ValueError:
        raise BadInput([f"show: {name!r} is unknown; use {', '.join(Shelf)}"]) from None
