"""Filling one template in for every sample patient, and seeing which of its branches were taken."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from jinja2 import TemplateError, nodes
from jinja2.sandbox import SandboxedEnvironment

from reminders.catalog.mjml import BLOCK_END
from reminders.catalog.rendering import filler
from reminders.catalog.samples import Sample, neutral, samples
from reminders.catalog.syntax import Parsed

_MARK = "\ue000{}\ue001"
_MARKS = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one sample patient would get."""

    sample: Sample
    text: str
    #: The same at a clinic with a plain short name, for reading grades.
    neutral: str


@dataclass(frozen=True, slots=True)
class Trial:
    """A template filled in for all sample patients."""

    outcomes: tuple[Outcome, ...]
    #: What is special about the patients it failed for.
    failures: tuple[str, ...]
    #: Lines of conditions of which no sample patient takes a branch.
    untaken: tuple[int, ...]


def trial(parsed: Parsed, language: str, jinja: SandboxedEnvironment) -> Trial:
    """Try a template that has no mistakes of syntax. Its tree is marked and cannot be used again."""
    assert parsed.tree is not None
    lines = _mark_branches(parsed.tree)
    fill = filler(parsed.tree, jinja)
    outcomes, failures = [], []
    for sample in samples(language, parsed.variables, {tag for _, tag in parsed.tags}):
        outcome = _outcome(fill, sample, language)
        if outcome is None:
            failures.append(sample.about)
        else:
            outcomes.append(outcome)
    taken = {int(number) for outcome in outcomes for number in _MARKS.findall(outcome.text)}
    untaken = () if failures else tuple(line for number, line in enumerate(lines) if number not in taken)
    return Trial(tuple(map(_unmarked, outcomes)), tuple(failures), untaken)


def _outcome(fill: Callable[[dict[str, object]], str], sample: Sample, language: str) -> Outcome | None:
    try:
        text = fill(sample.variables.values(language))
        return Outcome(sample, text, fill(neutral(language, sample).values(language)))
    except (TemplateError, TypeError, ValueError):
        return None


def _unmarked(outcome: Outcome) -> Outcome:
    return Outcome(outcome.sample, _bare(outcome.text), _bare(outcome.neutral))


def _bare(text: str) -> str:
    return _MARKS.sub("", text).replace(BLOCK_END, "\n").strip()


def _mark_branches(tree: nodes.Template) -> list[int]:
    """Put a mark into every branch that writes something; the line of each mark."""
    lines: list[int] = []
    for condition in list(tree.find_all(nodes.If)):
        for branch in (condition.body, condition.else_):
            if branch:
                mark = nodes.TemplateData(_MARK.format(len(lines)), lineno=condition.lineno)
                branch.insert(0, nodes.Output([mark], lineno=condition.lineno))
                lines.append(condition.lineno)
    return lines
