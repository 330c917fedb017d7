"""`reminders preview`: what a patient treated then would get, when and why."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from reminders.actions.bad_input import BadInput
from reminders.actions.preview import ClinicFacts, Preview, preview
from reminders.actions.preview_request import Asked, PreviewRequest, read_request
from reminders.actions.preview_source import Source, published_source
from reminders.app import open_app
from reminders.catalog.bundle import Bundle, draft_bundle, read_bundle, read_schedule_names
from reminders.catalog.mistakes import Mistakes, near
from reminders.cli.common import JsonFlag, settings_for
from reminders.cli.output import instant, local_words, note, print_json
from reminders.cli.plan_output import message_document, print_plan, print_texts
from reminders.config import Settings, SettingsError
from reminders.domain.rules import ClinicRules
from reminders.store.migrating import is_current

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
    mistakes: list[str] = []
    source = _draft(file, settings, mistakes) if file else _named(schedule, settings, mistakes)
    asked = Asked(treated_at, timezone or source.timezone, now, channel, language, kinds, session, touch_up)
    request = read_request(asked, present=datetime.now(UTC), languages=_LANGUAGES, mistakes=mistakes)
    if source.bundle is None:
        raise BadInput(mistakes)
    if source.bundle.schedule.name != schedule:
        note(f"Note: {file} holds the schedule {source.bundle.schedule.name}, which is what is shown.")
    found = preview(source.bundle, request, version=source.version, clinic=source.clinic, rules=source.rules)
    if as_json:
        print_json(_document(found))
    else:
        _print(found, request, source.bundle)


def _settings(*, draft: bool) -> Settings:
    try:
        return settings_for(storing=False)
    except SettingsError as error:
        if not draft:
            raise
        note(f"Note: the settings have {len(error.mistakes)} mistake(s), so an invented clinic is shown.")
        return Settings()


def _draft(file: Path, settings: Settings, mistakes: list[str]) -> Source:
    """A draft under the design's own rules, at the settings' clinic."""
    source = Source(None, None, (), _clinic(settings), ClinicRules(), settings.clinic_timezone)
    try:
        return replace(source, bundle=draft_bundle(file, settings.templates_dir))
    except Mistakes as error:
        mistakes += map(str, error.mistakes)
        return source


def _named(schedule: str, settings: Settings, mistakes: list[str]) -> Source:
    """The published version where there is one, else the file of that name."""
    source = _stored(schedule, settings)
    if source is not None and source.bundle is not None:
        return source
    source = source or Source(None, None, (), _clinic(settings), ClinicRules(), settings.clinic_timezone)
    known = sorted({*source.published, *read_schedule_names(settings.schedules_dir)})
    if schedule not in known:
        mistakes.append(f"schedule: {schedule!r} is unknown; use {' or '.join(known)}{near(schedule, known)}")
        return source
    try:
        return replace(source, bundle=read_bundle(settings.schedules_dir, settings.templates_dir, schedule))
    except Mistakes as error:
        mistakes += map(str, error.mistakes)
        return source


def _stored(schedule: str, settings: Settings) -> Source | None:
    """From the database, where there is one and the keys for it."""
    path = settings.sqlite_file
    if settings.lookup_key is None or not settings.encryption_keys or (path is not None and not path.exists()):
        return None
    app = open_app(settings)
    try:
        return published_source(app, schedule) if is_current(app.database) else None
    finally:
        app.close()


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
