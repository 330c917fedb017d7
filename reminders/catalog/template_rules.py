"""The rules for patients' texts: length, lock screen, reading grade, who is named, what each kind must and may not say.

Sources: the segments and prices of GSM and UCS-2; United States rules for texting patients (care and marketing are
consented to apart; a first text says who writes, how often, rates, STOP and HELP; marketing mail carries the postal
address and a way out).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from reminders.catalog.bundle import Bundle
from reminders.catalog.mistakes import Mistake, Mistakes
from reminders.catalog.samples import LONG_CLINIC, SHORT_CLINIC
from reminders.catalog.template_names import TemplateName
from reminders.catalog.trial import Outcome, Trial
from reminders.catalog.wording import LOCK_SCREEN, gap, marketing_word, private_word, treatment_word
from reminders.domain.reading import crawford, flesch_kincaid
from reminders.domain.schedule import Step
from reminders.domain.segments import LIMITS, Segments, count, fits
from reminders.domain.words import Channel, Kind

#: School grades: above the first a template is refused, above the second warned about.
REFUSED_GRADE = 8.0
HARD_GRADE = 6.0
_LONG_SUBJECT = 78
#: How hard a text is to read, by language.
GRADES: dict[str, Callable[[str], float]] = {"en": flesch_kincaid, "es": crawford}
_RATES = re.compile(r"\brates?\b|\btarifas?\b", re.IGNORECASE)


@dataclass(slots=True)
class Findings:
    """Gathers what is wrong with one template; each thing once."""

    file: str
    mistakes: list[Mistake] = field(default_factory=list)
    warnings: list[Mistake] = field(default_factory=list)

    def refuse(self, text: str, line: int | None = None) -> None:
        """Something that stops a version."""
        self._add(self.mistakes, text, line)

    def warn(self, text: str, line: int | None = None) -> None:
        """Something to look at."""
        self._add(self.warnings, text, line)

    def _add(self, to: list[Mistake], text: str, line: int | None) -> None:
        mistake = Mistake(self.file, line, "", text)
        if mistake not in to:
            to.append(mistake)


@dataclass(frozen=True, slots=True)
class Judged:
    """The figures of one template, from the sample patient for whom each is worst."""

    segments: Segments | None = None
    sample: str = ""
    grade: float | None = None
    first_40: str = ""


def judge(tried: Trial, name: TemplateName, variables: frozenset[str], bundle: Bundle, found: Findings) -> Judged:
    """Hold a tried template against every rule; what breaks one goes to `found`."""
    if tried.failures:
        found.refuse(f"cannot be filled in for a patient with {tried.failures[0]}")
    if not tried.outcomes:
        return Judged()
    hole = next(((place, outcome.sample.about) for outcome in tried.outcomes if (place := gap(outcome.text))), None)
    if hole:
        found.refuse(f"leaves a gap for a patient with {hole[1]}: “{hole[0]}”; use {{% if name %}}")
    step, titles = _step(bundle, name), _titles(bundle)
    _check_kind(tried, name, variables, step.kind if step else Kind.CARE, found)
    _check_question(tried, name, step, found)
    if name.part == "subject":
        return _subject(tried, titles, found)
    grade = _grade(tried, name.language, found)
    if name.channel is Channel.SMS:
        return _sms(tried, name, titles, grade, found)
    return Judged(sample=max((outcome.text for outcome in tried.outcomes), key=len), grade=grade)


def _step(bundle: Bundle, name: TemplateName) -> Step | None:
    try:
        return next((step for _, step in bundle.schedule.steps() if step.name == name.step), None)
    except Mistakes:
        return None


def _titles(bundle: Bundle) -> tuple[str, ...]:
    try:
        return bundle.schedule.title, bundle.schedule_name, bundle.schedule_name.replace("-", " ")
    except Mistakes:
        return (bundle.schedule_name,)


def _check_kind(tried: Trial, name: TemplateName, variables: frozenset[str], kind: Kind, found: Findings) -> None:
    texts = [outcome.neutral for outcome in tried.outcomes]
    if kind is Kind.CARE:
        word = next(filter(None, map(marketing_word, texts)), "a booking link" if "booking_url" in variables else None)
        if word:
            found.warn(f"“{word}” makes a care message marketing, which needs other consent and hours")
        if name.part == "text" and name.schedule and "clinic_phone" not in variables:
            found.warn("gives no {{ clinic_phone }}; a worried patient needs it")
    elif name.part == "text" and name.channel is Channel.EMAIL:
        for needed in sorted({"clinic_address", "unsubscribe_url"} - variables):
            found.refuse(f"marketing mail must hold {{{{ {needed} }}}}")
    elif name.channel is Channel.SMS and not all("STOP" in text for text in texts):
        found.warn("a marketing text should say how to stop (STOP)")


def _check_question(tried: Trial, name: TemplateName, step: Step | None, found: Findings) -> None:
    if step is None or step.asks is None or name.channel is not Channel.SMS:
        return
    asked = [outcome for outcome in tried.outcomes if outcome.sample.variables.replies]
    for digit in "123":
        if not all(re.search(rf"\b{digit}\b", _without_clinic(outcome.neutral)) for outcome in asked):
            found.refuse(f"asks ({step.asks}) and must name 1, 2 and 3; {digit} is missing")


def _subject(tried: Trial, titles: tuple[str, ...], found: Findings) -> Judged:
    longest = max((outcome.text for outcome in tried.outcomes), key=len)
    if not all(outcome.text for outcome in tried.outcomes) or any("\n" in outcome.text for outcome in tried.outcomes):
        found.refuse("a subject is one line of text")
    for outcome in tried.outcomes:
        word = private_word(_without_clinic(outcome.text), titles)
        if word:
            found.refuse(f"names “{word}”; subjects show on lock screens and name neither treatment nor body")
    if len(longest) > _LONG_SUBJECT:
        found.warn(f"is {len(longest)} characters long for a clinic with a long name; better {_LONG_SUBJECT}")
    return Judged(sample=longest, first_40=longest[:LOCK_SCREEN])


def _grade(tried: Trial, language: str, found: Findings) -> float | None:
    formula = GRADES.get(language)
    if formula is None:
        return None
    grade = max(formula(outcome.neutral.partition("\n--\n")[0]) for outcome in tried.outcomes)
    advice = "use shorter sentences and words"
    if grade > REFUSED_GRADE:
        found.refuse(f"reads at school grade {grade:g}; at most {REFUSED_GRADE:g}: {advice}")
    elif grade > HARD_GRADE:
        found.warn(f"reads at school grade {grade:g}; better {HARD_GRADE:g}: {advice}")
    return grade


def _sms(tried: Trial, name: TemplateName, titles: tuple[str, ...], grade: float | None, found: Findings) -> Judged:
    ordinary = [outcome.text for outcome in tried.outcomes if outcome.sample.ordinary]
    dearest = max(ordinary or [outcome.text for outcome in tried.outcomes], key=lambda text: _price(count(text)))
    _check_length(tried, dearest, found)
    shown = [_shown(outcome, titles, found) for outcome in tried.outcomes]
    if name.schedule is None:
        _check_welcome(tried, found)
    for outcome in tried.outcomes:
        word = treatment_word(_without_clinic(outcome.text), titles)
        if word and outcome.sample.variables.treatment_title.lower() != word.lower():
            found.warn(f"names “{word}”; texts show on lock screens, keep the treatment out of them")
    first_40 = next((text for text in shown if text.startswith(SHORT_CLINIC)), shown[0])
    return Judged(count(dearest), dearest, grade, first_40)


def _price(counted: Segments) -> tuple[int, int]:
    return counted.segments, counted.units


def _check_length(tried: Trial, dearest: str, found: Findings) -> None:
    for outcome in tried.outcomes:
        counted = count(outcome.text)
        if outcome.sample.ordinary and counted.first_ucs2 is not None:
            found.warn(f"“{counted.first_ucs2}” (U+{ord(counted.first_ucs2):04X}) is outside GSM-7 and makes it dearer")
    counted = count(dearest)
    if counted.segments > LIMITS[counted.encoding]:
        most = f"at most {LIMITS[counted.encoding]}"
        found.refuse(f"takes {counted.segments} {counted.encoding} segments for a patient with a long name; {most}")
    elif not all(fits(outcome.text) for outcome in tried.outcomes):
        found.warn("is so long that accents are left out for patients with accented names (Sofía as Sofia)")


def _shown(outcome: Outcome, titles: tuple[str, ...], found: Findings) -> str:
    shown = outcome.text[:LOCK_SCREEN]
    if not outcome.text.startswith(outcome.sample.variables.clinic_name):
        found.refuse("must begin with {{ clinic_name }}, so that the patient sees who writes")
    word = private_word(_without_clinic(shown), titles)
    if word:
        found.refuse(f"shows “{word}” on a lock screen, in the first {LOCK_SCREEN} characters")
    return shown


def _check_welcome(tried: Trial, found: Findings) -> None:
    for outcome in tried.outcomes:
        missing = [word for word in ("STOP", "HELP") if word not in outcome.text]
        if not _RATES.search(outcome.text):
            missing.append("that rates may apply")
        if missing:
            found.refuse(f"the welcome must say {', '.join(missing)}")


def _without_clinic(text: str) -> str:
    for clinic in (LONG_CLINIC, SHORT_CLINIC):
        text = text.replace(clinic, "", 1)
    return text
