"""The rules for automatic replies: length, lock screen, reading grade, and what each of them must say."""

import re
from collections.abc import Iterator
from pathlib import Path

from reminders.catalog.automatic import (
    VARIABLES,
    AutomaticTexts,
    Source,
    read_sources,
    syntax_mistakes,
)
from reminders.catalog.checking import TemplateReport
from reminders.catalog.content import BadContent
from reminders.catalog.mistakes import Mistake
from reminders.catalog.samples import LONG_CLINIC, SHORT_CLINIC
from reminders.catalog.syntax import environment, parse
from reminders.catalog.template_rules import GRADES, HARD_GRADE, REFUSED_GRADE, Findings
from reminders.catalog.wording import LOCK_SCREEN, gap, marketing_word, private_word
from reminders.domain.segments import count
from reminders.domain.stop_words import HELP_WORDS, START_WORDS, STOP_WORDS
from reminders.domain.words import Channel

_PHONE, _EMERGENCY = "(202) 555-0143", "911"
_NUMBERS = {"clinic_phone": _PHONE, "emergency_number": _EMERGENCY}
_READ_AT = {"en": "on Wednesday at 11:30 am", "es": "el miércoles a las 11:30 am"}
_SOS = re.compile(rf"\b{_EMERGENCY}\b")
_RATES = re.compile(r"\brates?\b|\btarifas?\b", re.IGNORECASE)


def check_automatic(templates_dir: Path) -> list[TemplateReport]:
    """One report a file, in order of path; a file that cannot be read has only its mistakes. Raises nothing."""
    sources, unread = read_sources(templates_dir)
    texts = AutomaticTexts(templates_dir)
    reports = [_report(templates_dir, source, texts) for source in sources]
    reports += [
        TemplateReport(_inside(mistake, templates_dir), "", Channel.SMS, "text", "", mistakes=(mistake,))
        for mistake in unread
    ]
    return sorted(reports, key=lambda report: report.path)


def _inside(mistake: Mistake, templates_dir: Path) -> str:
    return Path(mistake.file).relative_to(templates_dir).as_posix()


def _report(templates_dir: Path, source: Source, texts: AutomaticTexts) -> TemplateReport:
    broken = tuple(syntax_mistakes(templates_dir, source))
    if broken:
        return TemplateReport(source.path, source.name, Channel.SMS, "text", source.language, mistakes=broken)
    found = Findings(str(templates_dir / source.path))
    said = list(_said(source, texts, found))
    dearest = max(said, key=lambda text: (count(text).segments, count(text).units), default="")
    shown = said[-1][:LOCK_SCREEN] if said else ""
    return TemplateReport(
        path=source.path,
        step=source.name,
        channel=Channel.SMS,
        part="text",
        language=source.language,
        variables=tuple(sorted(parse(source.text, environment(html=False), VARIABLES).variables)),
        segments=count(dearest) if said else None,
        sample=dearest,
        grade=_judge(source, said, found) if said else None,
        first_40=shown,
        mistakes=tuple(found.mistakes),
        warnings=tuple(found.warnings),
    )


def _said(source: Source, texts: AutomaticTexts, found: Findings) -> Iterator[str]:
    """The reply at a clinic with a long name and at one with a short one, with and without a time."""
    for clinic in (LONG_CLINIC, SHORT_CLINIC):
        for read_at in (_READ_AT[source.language], ""):
            values = {"clinic_name": clinic, "read_at": read_at, **_NUMBERS}
            try:
                yield texts.text(source.name, source.language, values)
            except BadContent as error:
                found.refuse(str(error))


def _judge(source: Source, said: list[str], found: Findings) -> float:
    for text in said:
        _check_text(source, text, found)
    grade = max(GRADES[source.language](text.replace(LONG_CLINIC, SHORT_CLINIC)) for text in said)
    if grade > HARD_GRADE:
        tell = found.refuse if grade > REFUSED_GRADE else found.warn
        tell(f"reads at school grade {grade:g}; better {HARD_GRADE:g}: use shorter sentences and words")
    return grade


def _check_text(source: Source, text: str, found: Findings) -> None:
    if not text.startswith((LONG_CLINIC, SHORT_CLINIC)):
        found.refuse("must begin with {{ clinic_name }}, so that the patient sees who writes")
    if place := gap(text):
        found.refuse(f"leaves a gap: “{place}”; use {{% if name %}}")
    own = text.replace(LONG_CLINIC, "").replace(SHORT_CLINIC, "")
    if word := private_word(own):
        found.refuse(f"names “{word}”; it shows on lock screens and names neither treatment nor body")
    if word := marketing_word(own):
        found.refuse(f"“{word}” advertises, which no automatic reply may")
    character = count(text).first_ucs2
    if character:
        found.warn(f"“{character}” (U+{ord(character):04X}) is outside GSM-7 and makes it dearer")
    missing = [what for what, there in _needed(source.name, own) if not there]
    if missing:
        found.refuse(f"must say {', '.join(missing)}")


def _needed(name: str, text: str) -> Iterator[tuple[str, bool]]:
    """What a reply must hold, and whether it does."""
    words = {word.casefold() for word in re.findall(r"\b[A-Z]{3,}\b", text)}
    if name == "stop":
        yield "how to start again (START or ALTA)", not words.isdisjoint(START_WORDS)
    if name in ("start", "help"):
        yield "how to stop (STOP or BAJA)", not words.isdisjoint(STOP_WORDS)
    if name == "start":
        yield "how to get help (HELP or AYUDA)", not words.isdisjoint(HELP_WORDS)
    if name == "help":
        yield "that rates may apply", _RATES.search(text) is not None
    if name in ("help", "away", "emergency"):
        yield "{{ clinic_phone }}", _PHONE in text
    if name in ("away", "emergency"):
        before, _, after = text.partition(_PHONE)
        there = [_SOS.search(part) is not None for part in (before, after)]
        yield "{{ emergency_number }}", any(there)
        yield "{{ emergency_number }} before {{ clinic_phone }}", there != [False, True]
