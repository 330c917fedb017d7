"""Everything that is wrong with a schedule and its templates, before anything is published."""

from dataclasses import dataclass
from pathlib import Path

from reminders.catalog.bundle import Bundle, draft_bundle, read_bundle, read_schedule_names
from reminders.catalog.checking import ScheduleReport, TemplateReport, check_schedule, check_templates
from reminders.catalog.mistakes import Mistake, Mistakes


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one schedule and its templates."""

    #: These keep it from being published.
    mistakes: tuple[Mistake, ...]
    warnings: tuple[Mistake, ...]


def check_bundle(bundle: Bundle) -> Checked:
    """Judge the schedule and every template. Raises nothing for mistakes."""
    reports: list[ScheduleReport | TemplateReport] = [check_schedule(bundle), *check_templates(bundle)]
    return Checked(
        tuple(dict.fromkeys(mistake for report in reports for mistake in report.mistakes)),
        tuple(dict.fromkeys(warning for report in reports for warning in report.warnings)),
    )


def read_draft(schedules_dir: Path, templates_dir: Path, name: str) -> Bundle:
    """The content of a schedule file, or of a schedule of the folder by its name. Raises Mistakes for what cannot be
    read at all; what is wrong inside is for check_bundle, so that the schedule's mistakes come with the templates'.
    """
    file = Path(name)
    if not file.suffix and not file.is_file():
        return read_bundle(schedules_dir, templates_dir, name)
    try:
        return draft_bundle(file, templates_dir)
    except Mistakes:
        if file.stem not in read_schedule_names(file.parent):
            raise
        return read_bundle(file.parent, templates_dir, file.stem)
