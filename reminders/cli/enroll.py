"""`reminders enroll`: one patient."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

import typer

from reminders.actions.bad_input import BadInput
from reminders.actions.enroll import enroll
from reminders.actions.enroll_view import EnrolledView, view_enrolled
from reminders.actions.enrollment import Answers, check_enrollment
from reminders.actions.moments import read_moment
from reminders.app import App
from reminders.cli.common import JsonFlag
from reminders.cli.message_output import message_row
from reminders.cli.opened import opened
from reminders.cli.output import local_words, print_json, say
from reminders.cli.plan_output import message_document, print_plan
from reminders.domain.enrollment import Enrollment
from reminders.domain.instants import from_micros
from reminders.store.versions import latest_versions

_EXAMPLE = (
    "Example: reminders enroll microneedling --first-name Ana --phone 202-555-0143 --treated-at 2026-03-07T15:00 "
    '--consent care,marketing --consent-how "signed form" --present'
)


#: Stands in until the text is read in the zone that the answers and the clinic give.
NOT_READ = datetime(1970, 1, 1, tzinfo=UTC)


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(enroll_command)


def enroll_command(
    schedule: Annotated[str, typer.Argument(help="The schedule's name, such as microneedling.")],
    treated_at: Annotated[
        str, typer.Option(help="When the treatment was: 2026-03-07T15:00, local unless it carries an offset.")
    ] = "",
    first_name: Annotated[str, typer.Option(help="As messages greet the patient.")] = "",
    last_name: Annotated[str, typer.Option(help="For staff only; never in a message.")] = "",
    phone: Annotated[str, typer.Option(help="Such as 202-555-0143 or +12025550143.")] = "",
    email: Annotated[str, typer.Option(help="Such as ana@example.com.")] = "",
    channel: Annotated[str, typer.Option(help="sms or email; by what address there is unless given.")] = "",
    timezone: Annotated[str, typer.Option(help="The patient's own zone; the location's unless given.")] = "",
    language: Annotated[str, typer.Option(help="en or es.")] = "en",
    consent: Annotated[str, typer.Option(help="What the patient agreed to: care, marketing or both.")] = "",
    consent_how: Annotated[str, typer.Option(help='How it was given, such as "signed form".')] = "",
    present: Annotated[bool, typer.Option("--present", help="At the desk: the welcome may leave at any hour.")] = False,
    provider: Annotated[str, typer.Option(help='Who treated, as patients know them: "Dr. Reyes".')] = "",
    session: Annotated[str, typer.Option(help="Session n of m, such as 2/4.")] = "",
    touch_up: Annotated[str, typer.Option(help="The patient's own touch-up interval, such as P4M.")] = "",
    tags: Annotated[str, typer.Option(help="What varies the texts, such as retinoids,smoker.")] = "",
    external_id: Annotated[str, typer.Option(help="The treatment's number in the clinic's own system.")] = "",
    by: Annotated[str, typer.Option(help="Who enrolls.")] = "command line",
    as_json: JsonFlag = False,
) -> None:
    """Enroll one patient after a treatment; prints the welcome and the plan."""
    given = Answers(
        schedule=schedule,
        first_name=first_name,
        last_name=last_name,
        phone=phone,
        email=email,
        channel=channel,
        language=language,
        timezone=timezone,
        treated_at=NOT_READ,
        consent=consent,
        consent_how=consent_how,
        recorded_by=by,
        present=present,
        provider=provider,
        session=session,
        touch_up=touch_up,
        tags=tags,
        external_id=external_id,
    )
    with opened() as app:
        enrollment = _checked(app, given, treated_at)
        view = view_enrolled(app, enrollment, enroll(app, enrollment))
    if as_json:
        print_json(_document(view))
    else:
        _print(view)


def _checked(app: App, given: Answers, treated_at: str) -> Enrollment:
    """Every mistake at once, the time of treatment included."""
    with app.database.read() as work:
        clinic = app.clinic(work)
        schedules = [version.schedule for version in latest_versions(work, clinic.id)]
    zones = available_timezones()
    zone = given.timezone if given.timezone in zones else clinic.location(given.location_id).timezone
    mistakes = []
    try:
        moment = read_moment(treated_at, ZoneInfo(zone))
    except ValueError as error:
        mistakes.append(f"treated-at: {error}")
        moment = app.now()
    try:
        enrollment = check_enrollment(replace(given, treated_at=moment), app.now(), schedules, zones)
    except BadInput as error:
        raise BadInput([*mistakes, *error.mistakes]) from None
    if mistakes:
        raise BadInput(mistakes)
    return enrollment


def _document(view: EnrolledView) -> dict[str, object]:
    return {
        "patient_id": view.patient_id,
        "treatment_id": view.treatment_id,
        "welcome": message_row(view.welcome) if view.welcome else None,
        "messages": [message_document(message, view.zone) for message in view.messages],
    }


def _print(view: EnrolledView) -> None:
    welcome = view.welcome
    if welcome is not None and welcome.due_at is not None:
        say(f"Welcome text: {local_words(from_micros(welcome.due_at), view.zone)}")
    print_plan(view.messages, view.zone, view.titles, title=f"Treatment {view.treatment_id}")
