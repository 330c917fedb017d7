"""What `schedules check` and `templates check` say: mistakes stop a version from being published, warnings do not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from reminders.catalog.bundle import Bundle
from reminders.catalog.mistakes import Mistake, Mistakes, near
from reminders.catalog.mjml import words_of
from reminders.catalog.rendering import BadContent, CompiledBundle, Variables, compile_bundle
from reminders.catalog.samples import KNOWN_TAGS
from reminders.catalog.syntax import environment, parse
from reminders.catalog.template_names import ENGLISH, LAYOUT, WELCOME, TemplateName
from reminders.catalog.template_rules import Findings, judge
from reminders.catalog.trial import trial
from reminders.domain.schedule import Step
from reminders.domain.segments import Segments
from reminders.domain.words import Channel

_PARTS = {Channel.SMS: ("text",), Channel.EMAIL: ("subject", "text", "html")}


@dataclass(frozen=True, slots=True)
class TemplateReport:
    """One template in one language."""

    #: Under templates/: "microneedling/calm/sms.es.txt".
    path: str
    step: str
    channel: Channel
    #: "text", "subject" or "html".
    part: str
    language: str
    variables: tuple[str, ...] = ()
    #: Asked for by conditions.
    tags: tuple[str, ...] = ()
    #: Of the dearest sample patient without an accented name; text messages only.
    segments: Segments | None = None
    #: What the dearest sample patient would get.
    sample: str = ""
    #: School grade of the hardest sample; None for a subject.
    grade: float | None = None
    #: What a lock screen shows; text messages and subjects only.
    first_40: str = ""
    #: Languages that other templates of the bundle have, and this one lacks; said at the English one.
    missing_languages: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    warnings: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduleReport:
    """The schedule file, and whether each step has something to send."""

    mistakes: tuple[Mistake, ...]
    warnings: tuple[Mistake, ...]


def check_schedule(bundle: Bundle) -> ScheduleReport:
    """All mistakes and warnings of the schedule itself. Raises nothing."""
    try:
        file = bundle.file
    except Mistakes as found:
        return ScheduleReport(found.mistakes, ())
    names = {TemplateName.parse(path) for path in bundle.templates if path != LAYOUT}
    written = {(name.step, name.channel) for name in names}
    mistakes, warnings = [], list(file.warnings)
    for _, step in file.schedule.steps():
        missing = [channel for channel in step.channels or tuple(Channel) if (step.name, channel) not in written]
        if len(missing) == len(step.channels or tuple(Channel)):
            mistakes.append(_about_step(bundle, step, f"has no template for {' or '.join(missing)}"))
        elif missing:
            only = f"has no template for {missing[0]}: patients who have only that get nothing"
            warnings.append(_about_step(bundle, step, only))
    return ScheduleReport(tuple(mistakes), tuple(warnings))


def check_templates(bundle: Bundle) -> list[TemplateReport]:
    """One report a template, in order of path, all of them even where some cannot be read. Raises nothing.

    A mistake of the layout is reported with path "_layout.mjml".
    """
    broken = _broken(bundle)
    reports = [
        _report(bundle, path, TemplateName.parse(path), broken.get(bundle.template_file(path), ()))
        for path in sorted(bundle.templates)
        if path != LAYOUT
    ]
    layout = broken.get(bundle.template_file(LAYOUT), ())
    if layout:
        reports.insert(0, TemplateReport(LAYOUT, "", Channel.EMAIL, "html", ENGLISH, mistakes=layout))
    return reports


def unsendable(compiled: CompiledBundle, patient: Variables) -> list[str]:
    """Which messages could not be sent with this clinic's own name, phone and links (and this patient), and why.

    Long names make texts too long; asked before a clinic goes live. One line each, without patient data.
    """
    problems = []
    steps = [WELCOME, *(step.name for _, step in compiled.bundle.schedule.steps())]
    for step, channel in product(steps, Channel):
        for language in compiled.languages(step, channel):
            try:
                compiled.render(step, channel, language, patient)
            except BadContent as error:
                problems.append(f"{error} [{language}]")
    return problems


def _about_step(bundle: Bundle, step: Step, text: str) -> Mistake:
    return Mistake(bundle.schedule_file or f"schedules/{bundle.schedule_name}.yaml", None, f"step {step.name}", text)


def _broken(bundle: Bundle) -> dict[str, tuple[Mistake, ...]]:
    """What compiling refuses, by file."""
    try:
        compile_bundle(bundle)
    except Mistakes as found:
        files = dict.fromkeys(mistake.file for mistake in found.mistakes)
        return {file: tuple(m for m in found.mistakes if m.file == file) for file in files}
    return {}


def _report(bundle: Bundle, path: str, name: TemplateName, broken: tuple[Mistake, ...]) -> TemplateReport:
    report = TemplateReport(path, name.step, name.channel, name.part, name.language, mistakes=broken)
    found = Findings(bundle.template_file(path))
    _check_place(bundle, name, found)
    missing = _missing_languages(bundle, name)
    if missing:
        found.warn(f"is missing in {', '.join(missing)}; those patients get it in English")
    if not broken:
        report = _tried(bundle, report, name, found)
    return replace(
        report,
        missing_languages=missing,
        mistakes=(*report.mistakes, *found.mistakes),
        warnings=tuple(found.warnings),
    )


def _check_place(bundle: Bundle, name: TemplateName, found: Findings) -> None:
    steps = _steps(bundle)
    if steps is not None and name.schedule is not None and name.step not in steps:
        found.refuse(f"the schedule has no step {name.step!r}{near(name.step, steps)}")
    elif steps and name.schedule and steps[name.step].channels and name.channel not in steps[name.step].channels:
        found.warn(f"the step never goes by {name.channel}")
    present = {other.part for other in _names(bundle) if _same_message(other, name)}
    for part in _PARTS[name.channel]:
        if part not in present and name.part == min(present):
            found.refuse(f"its {part} is missing: {_file_name(name, part)}")
    if not any(_same_place(other, name) and other.language == ENGLISH for other in _names(bundle)):
        found.refuse("is missing in English, which stands in for languages that a template is not written in")


def _missing_languages(bundle: Bundle, name: TemplateName) -> tuple[str, ...]:
    if name.language != ENGLISH:
        return ()
    every = {other.language for other in _names(bundle)}
    return tuple(sorted(every - {other.language for other in _names(bundle) if _same_place(other, name)}))


def _tried(bundle: Bundle, report: TemplateReport, name: TemplateName, found: Findings) -> TemplateReport:
    source = bundle.templates[report.path]
    jinja = environment(html=False)
    parsed = parse(words_of(source) if name.part == "html" else source, jinja)
    if parsed.tree is None:
        found.refuse("cannot be read without its tags; keep every {% %} whole and outside of < >")
        return report
    for line, tag in parsed.tags:
        if tag not in KNOWN_TAGS:
            found.warn(f"asks for the tag {tag!r}, which is not a common one{near(tag, KNOWN_TAGS)}", line)
    tried = trial(parsed, name.language, jinja)
    for line in tried.untaken:
        found.warn("no sample patient takes this branch; is its condition right?", line)
    judged = judge(tried, name, parsed.variables, bundle, found)
    return replace(
        report,
        variables=tuple(sorted(parsed.variables)),
        tags=tuple(sorted({tag for _, tag in parsed.tags})),
        segments=judged.segments,
        sample=judged.sample,
        grade=judged.grade,
        first_40=judged.first_40,
    )


def _steps(bundle: Bundle) -> dict[str, Step] | None:
    try:
        return {step.name: step for _, step in bundle.schedule.steps()}
    except Mistakes:
        return None


def _names(bundle: Bundle) -> Iterator[TemplateName]:
    return (TemplateName.parse(path) for path in bundle.templates if path != LAYOUT)


def _same_message(one: TemplateName, other: TemplateName) -> bool:
    return (one.schedule, one.step, one.channel, one.language) == (
        other.schedule,
        other.step,
        other.channel,
        other.language,
    )


def _same_place(one: TemplateName, other: TemplateName) -> bool:
    return (one.schedule, one.step, one.channel, one.part) == (other.schedule, other.step, other.channel, other.part)


def _file_name(name: TemplateName, part: str) -> str:
    language = "" if name.language == ENGLISH else f".{name.language}"
    stem = {"text": "email", "subject": "email.subject", "html": "email"}[part]
    folder = f"{name.schedule}/{name.step}" if name.schedule else WELCOME
    return f"{folder}/{stem}{language}.{'mjml' if part == 'html' else 'txt'}"
