"""What is still missing before messages really leave, as an admin reads it on the first day."""

from collections.abc import Iterable
from dataclasses import dataclass

from reminders.actions.examining import examine
from reminders.actions.findings import State
from reminders.app import App
from reminders.domain.said import Said, say
from reminders.domain.words import Channel


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is missing and its cure."""

    what: Said
    cure: Said
    #: What to type on the machine where the program runs; empty where a page does it.
    command: str = ""
    #: The page that does it; empty where none does.
    page: str = ""
    #: Nothing leaves, or a law would be broken, without it.
    must: bool = False


@dataclass(frozen=True, slots=True)
class Readiness:
    """Which channels really leave, and what is missing, the necessary first."""

    texts_leave: bool
    mails_leave: bool
    missing: tuple[Point, ...]


def readiness(app: App) -> Readiness:
    """By what the doctor finds. Changes nothing."""
    failed = {check.name: check.state for check in examine(app, texts=False) if check.state is not State.OK}
    missing = [*_channels(app), *_found(failed.items())]
    missing.sort(key=lambda point: not point.must)
    return Readiness(app.live(Channel.SMS), app.live(Channel.EMAIL), tuple(missing))


def _channels(app: App) -> Iterable[Point]:
    if not app.live(Channel.EMAIL):
        yield Point(
            say("Emails stay in the sandbox"),
            say("Name your mail server: in .env set EMAIL_TRANSPORT, SMTP_URL and EMAIL_FROM, then start again."),
            "EMAIL_TRANSPORT=smtp",
        )
    if not app.live(Channel.SMS):
        yield Point(
            say("Texts stay in the sandbox"),
            say("Open an account with Twilio, write its keys into .env, set SMS_TRANSPORT, then start again."),
            "SMS_TRANSPORT=twilio",
        )


def _found(failed: Iterable[tuple[str, State]]) -> Iterable[Point]:
    for name, state in failed:
        known = _POINTS.get(name)
        if known is None:
            known = (say("The program's own check found something"), say("It says what, and what to do."), _DOCTOR, "")
        yield Point(*known, must=state is State.FAIL)


_DOCTOR = "reminders doctor"

#: The doctor's checks → what, cure, command, page.
_POINTS: dict[str, tuple[Said, Said, str, str]] = {
    "clinic": (
        say("The clinic's postal address, phone or booking link is missing"),
        say("Marketing emails need the address by law; messages ask patients to call; invitations point to the link."),
        "",
        "/settings",
    ),
    "schedules": (
        say("Nobody has approved the schedules and their texts"),
        say("A clinician reads them and approves each. Until then a real transport sends nothing of them."),
        "",
        "/holds",
    ),
    "duty": (
        say("Urgent replies reach nobody for sure"),
        say("Put somebody who has a phone or an email on the duty list."),
        "",
        "/team/duty",
    ),
    "recovery sheet": (
        say("Nobody has said that the key sheet is kept"),
        say("Print it, lock it away, then confirm. Without the keys nobody can read the database again."),
        "reminders setup --recovery-sheet",
        "",
    ),
    "public url": (
        say("Links in messages lead to this machine only"),
        say("Set PUBLIC_URL to the https address under which the world reaches this program."),
        "PUBLIC_URL=https://…",
        "",
    ),
    "replies": (
        say("Replies and delivery news come late"),
        say("Twilio cannot reach this program. Set PUBLIC_URL to an https address that leads here."),
        "PUBLIC_URL=https://…",
        "",
    ),
    "backup": (
        say("There is no fresh backup"),
        say("Make one every day, and keep it apart from the keys."),
        "reminders backup",
        "",
    ),
    "settings": (
        say("A key is made from another one"),
        say("Give LOOKUP_KEY a value of its own in .env before the first patient."),
        _DOCTOR,
        "",
    ),
    "files": (
        say("Others on this machine may read the database"),
        say("Let only its owner read it; the check names the files."),
        _DOCTOR,
        "",
    ),
    "messages": (
        say("Some messages wait for a person"),
        say("They failed, are in doubt, or wait for an approval or a hold."),
        "",
        "/review",
    ),
    "disk": (
        say("The disk is nearly full"),
        say("Make room: a full disk stops sending."),
        _DOCTOR,
        "",
    ),
    "holds": (
        say("Sending is stopped"),
        say("Somebody, or the program itself, has stopped it. When the cause is gone, let it go on."),
        "",
        "/holds",
    ),
}
