"""`reminders templates check`: every template of every language."""

import typer

from reminders.catalog.automatic_checks import check_automatic
from reminders.catalog.bundle import Bundle, read_bundle, read_schedule_names
from reminders.catalog.checking import TemplateReport, check_templates
from reminders.catalog.mistakes import Mistake, Mistakes
from reminders.cli.check_output import counted, leave_with, mistake_document, print_findings
from reminders.cli.common import JsonFlag, settings_for
from reminders.cli.output import print_json, print_table, say
from reminders.config import Settings
from reminders.domain.segments import Segments

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def templates() -> None:
    """The texts in the templates folder."""


def register(root: typer.Typer, name: str) -> None:
    """Add the command to the root."""
    root.add_typer(app, name=name, help="The texts in the templates folder.", epilog=_EXAMPLE)


_EXAMPLE = "Example: reminders templates check"


@app.command("check", epilog=_EXAMPLE)
def check(as_json: JsonFlag = False) -> None:
    """Fill in every template for sample patients: variables, segments, reading grade, first line, languages."""
    settings = settings_for(storing=False)
    mistakes: list[Mistake] = []
    reports = _reports(settings, mistakes)
    mistakes += [mistake for report in reports for mistake in report.mistakes]
    if as_json:
        print_json({"templates": [_document(report) for report in reports], "mistakes": [*map(str, mistakes)]})
    else:
        _print(reports)
        print_findings(mistakes, (warning for report in reports for warning in report.warnings))
        say(f"{counted(len(reports), 'template')}, {counted(len(mistakes), 'mistake')}.")
    leave_with(mistakes)


def _reports(settings: Settings, mistakes: list[Mistake]) -> list[TemplateReport]:
    """One report a template; the welcome, which every schedule shares, once; then the automatic replies."""
    found: dict[str, TemplateReport] = {}
    for name in read_schedule_names(settings.schedules_dir):
        bundle = _bundle(settings, name, mistakes)
        for report in check_templates(bundle) if bundle else ():
            found.setdefault(report.path, report)
    return [*found.values(), *check_automatic(settings.templates_dir)]


def _bundle(settings: Settings, name: str, mistakes: list[Mistake]) -> Bundle | None:
    try:
        return read_bundle(settings.schedules_dir, settings.templates_dir, name)
    except Mistakes as error:
        mistakes += error.mistakes
        return None


def _document(report: TemplateReport) -> dict[str, object]:
    size = report.segments
    return {
        "path": report.path,
        "step": report.step,
        "channel": report.channel,
        "part": report.part,
        "language": report.language,
        "variables": report.variables,
        "tags": report.tags,
        "segments": size.segments if size else None,
        "encoding": size.encoding if size else None,
        "ucs2_character": size.first_ucs2 if size else None,
        "grade": None if report.grade is None else round(report.grade, 1),
        "first_40": report.first_40 or None,
        "missing_languages": report.missing_languages,
        "mistakes": [mistake_document(mistake) for mistake in report.mistakes],
        "warnings": [mistake_document(warning) for warning in report.warnings],
    }


def _print(reports: list[TemplateReport]) -> None:
    print_table(
        ["Template", "Segments", "Grade", "First 40 characters", "Variables"],
        [
            [
                report.path,
                _size(report.segments),
                "" if report.grade is None else f"{report.grade:.1f}",
                report.first_40,
                ", ".join(report.variables),
            ]
            for report in reports
        ],
    )


def _size(size: Segments | None) -> str:
    if size is None:
        return ""
    return f"{size.segments}, {size.encoding}" + (f" for {size.first_ucs2}" if size.first_ucs2 else "")
