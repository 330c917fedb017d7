"""The service fills in texts from templates compiled once; the peer compiles each time what it fills in."""

from itertools import cycle, islice

from jinja2.sandbox import SandboxedEnvironment

from benchmarks.judging import Measured
from benchmarks.measuring import Job, Stopwatch, measured
from benchmarks.subjects.house import SCHEDULE, settings
from reminders.catalog.bundle import Bundle, read_bundle
from reminders.catalog.rendering import Variables, compile_bundle
from reminders.catalog.template_names import LAYOUT, TemplateName
from reminders.domain.words import Channel

_PATIENT = Variables(
    first_name="Ana",
    language="en",
    clinic_name="Harbor Skin Clinic",
    clinic_phone="+12025550101",
    clinic_address="1 Harbor Street, Springfield",
    booking_url="https://clinic.example.com/book",
    provider="Dr. Lee",
    session=2,
    sessions=4,
    tags=frozenset({"retinoids"}),
)


def compiled_once(job: Job) -> Measured:
    """Every text message of the schedule in turn, in every language."""
    bundle = _bundle(job)
    names = [name for name, _ in _texts(bundle)]
    compiled = compile_bundle(bundle)
    with Stopwatch() as watch:
        for name in islice(cycle(names), job.size):
            compiled.render(name.step, Channel.SMS, name.language, _PATIENT)
    return measured(watch, job.size)


def compiled_each_time(job: Job) -> Measured:
    """The same texts with Jinja's sandbox as it comes."""
    sources = _texts(_bundle(job))
    jinja = SandboxedEnvironment()
    with Stopwatch() as watch:
        for name, source in islice(cycle(sources), job.size):
            jinja.from_string(source).render(_PATIENT.values(name.language))
    return measured(watch, job.size)


def _bundle(job: Job) -> Bundle:
    chosen = settings(job.scratch)
    return read_bundle(chosen.schedules_dir, chosen.templates_dir, SCHEDULE)


def _texts(bundle: Bundle) -> list[tuple[TemplateName, str]]:
    named = [(TemplateName.parse(path), source) for path, source in bundle.templates.items() if path != LAYOUT]
    return [(name, source) for name, source in named if name.channel is Channel.SMS]
