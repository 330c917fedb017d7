"""`reminders preview`: what a patient treated then would get, when and why."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from reminders.actions.bad_input import BadInput
from reminders.actions.preview import ClinicFacts, Preview, preview
from reminders.actions.preview_request import Asked, PreviewRequest, read_request
from reminders.catalog.bundle import Bundle, draft_bundle, read_bundle, read_schedule_names
from reminders.catalog.mistakes import Mistakes, near
from reminders.cli.common import JsonFlag, settings_for
from reminders.cli.output import instant, local_words, note, print_json
from reminders.cli.plan_output import message_document, print_plan, print_texts
from reminders.config import Settings, SettingsError

_LANGUAGES = ("en", "es")
_EXAMPLE = "Example: reminders preview microneedling --treated-at 2026-03-07T15:00 --timezone America/Chicago"


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.command(name, epilog=_EXAMPLE)(preview_command)


def preview_command(
    schedule: Annotated[str, typer.Argument(help="The schedule's name, such as microneedling.")],
    treated_at: Annotated[
        str,
        typer.Option(help="When the treatment was, for example 2026-03-07T15:00; local unless it carries an offset."),
    ] = "",
    timezone: Annotated[str | None, typer.Option(help="The patient's time zone; the clinic's unless given.")] = None,
    now: Annotated[
        str | None, typer.Option(help="As if it were then; the later of the present and --treated-at unless given.")
    ] = None,
    channel: Annotated[str, typer.Option(help="The patient's own channel: sms or email.")] = "sms",
    language: Annotated[str, typer.Option(help="The patient's language: en or es.")] = "en",
    kinds: Annotated[str, typer.Option(help="What the patient consented to.")] = "care,marketing",
    session: Annotated[str | None, typer.Option(help="Session n of m, such as 2/4.")] = None,
    touch_up: Annotated[str | None, typer.Option(help="The patient's own touch-up interval, such as P4M.")] = None,
    file: Annotated[
        Path | None, typer.Option(help="A draft to use instead: needs no database, no keys and no settings.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show what a patient treated then would get, when and why. Nothing is stored or sent."""
    settings = _settings(draft=file is not None)
    asked = Asked(treated_at, timezone or settings.clinic_timezone, now, channel, language, kinds, session, touch_up)
    mistakes: list[str] = []
    bundle = _draft(file, settings.templates_dir, mistakes) if file else _shipped(schedule, settings, mistakes)
    request = read_request(asked, present=datetime.now(UTC), languages=_LANGUAGES, mistakes=mistakes)
    if bundle is None:
        raise BadInput(mistakes)
    if bundle.schedule.name != schedule:
        note(f"Note: {file} holds the schedule {bundle.schedule.name}, which is what is shown.")
    found = preview(bundle, request, clinic=_clinic(settings))
    if as_json:
        print_json(_document(found))
    else:
        _print(found, request, bundle)


def _settings(*, draft: bool) -> Settings:
    try:
        return settings_for(storing=False)
    except SettingsError as error:
        if not draft:
            raise
        note(f"Note: the settings have {len(error.mistakes)} mistake(s), so an invented clinic is shown.")
        return Settings()


def _draft(file: Path, templates_dir: Path, mistakes: list[str]) -> Bundle | None:
    try:
        return draft_bundle(file, templates_dir)
    except Mistakes as error:
        mistakes += map(str, error.mistakes)
    except OSError as error:
        mistakes.append(f"file: {file} cannot be read ({error.strerror})")
    return None


def _shipped(schedule: str, settings: Settings, mistakes: list[str]) -> Bundle | None:
    known = read_schedule_names(settings.schedules_dir)
    if schedule not in known:
        mistakes.append(f"schedule: {schedule!r} is unknown; use {' or '.join(known)}{near(schedule, known)}")
        return None
    try:
        return read_bundle(settings.schedules_dir, settings.templates_dir, schedule)
    except Mistakes as error:
        mistakes += map(str, error.mistakes)
        return None


def _clinic(settings: Settings) -> ClinicFacts:
    """The settings' clinic, each gap filled with an invented value."""
    demo = ClinicFacts()
    return ClinicFacts(
        name=settings.clinic_name or demo.name,
        phone=settings.clinic_phone or demo.phone,
        address=settings.clinic_address or demo.address,
        booking_url=settings.clinic_booking_url or demo.booking_url,
    )


def _document(found: Preview) -> dict[str, object]:
    return {
        "schedule": found.schedule,
        "version": found.version,
        "treated_at": instant(found.treated_at),
        "timezone": found.zone.key,
        "messages": [message_document(message, found.zone) for message in found.messages],
    }


def _print(found: Preview, request: PreviewRequest, bundle: Bundle) -> None:
    titles = {stage.name: stage.title for stage in bundle.schedule.stages}
    title = f"{found.title}, as of {local_words(request.now, found.zone)}"
    print_plan(found.messages, found.zone, titles, title=title)
    print_texts(found.messages)
