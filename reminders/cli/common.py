"""What most commands begin with."""

import os
from pathlib import Path
from typing import Annotated

import typer

from reminders.cli.logs import configure_logs
from reminders.cli.output import note
from reminders.config import Settings, read_settings

#: Read from the folder in which the command is called.
ENV_FILE = Path(".env")

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of tables.")]


def settings_for(*, storing: bool) -> Settings:
    """The settings of the environment and of .env, with logs set up as they say. `storing`: patients' data is kept.

    Raises SettingsError.
    """
    settings = read_settings(os.environ, ENV_FILE, storing=storing)
    configure_logs(settings.log_level, settings.log_format)
    for warning in settings.warnings:
        note(f"Note: {warning}")
    return settings
