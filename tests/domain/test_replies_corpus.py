"""What the rules for replies are worth: measured on sentences they were tuned on, and on others they were not."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reminders.catalog.bundle import read_bundle
from reminders.domain.replies import Reading, read_reply
from reminders.domain.words import Intent
from tests.domain import phrasings, phrasings_held_out

ROOT = Path(__file__).resolve().parents[2]
FLAGS = read_bundle(ROOT / "schedules", ROOT / "templates", "microneedling").schedule.red_flags
STOPPING = {Intent.STOP, Intent.ASKS_TO_STOP, Intent.WRONG_NUMBER}
TUNED_STOPS = (*phrasings.EXACT, *phrasings.ASKS_TO_STOP, *phrasings.WRONG_NUMBER, *phrasings.MORE_STOPS)
TUNED_OTHERS = (*phrasings.NOT_A_STOP, *phrasings.MORE_NOT_STOPS)


@dataclass(frozen=True)
class Measured:
    """What became of the sentences of one part."""

    missed: list[str]
    wrongly_held: list[str]
    not_urgent: list[str]
    stops: int
    others: int
    urgent: int

    @property
    def recall(self) -> float:
        return 1 - len(self.missed) / self.stops

    @property
    def precision(self) -> float:
        held = self.stops - len(self.missed)
        return held / (held + len(self.wrongly_held))

    def row(self, name: str) -> str:
        """The line of the table in docs/replies.md."""
        counts = f"{self.stops} | {self.recall:.1%} | {self.precision:.1%} | {self.others + self.urgent}"
        return f"| {name} | {counts} | {self.urgent} | {1 - len(self.not_urgent) / self.urgent:.1%} |"


def read(text: str) -> Reading:
    return read_reply(text, red_flags=FLAGS)


def measure(stops: Sequence[str], others: Sequence[str], urgent: Sequence[str]) -> Measured:
    return Measured(
        missed=[text for text in stops if read(text).intent not in STOPPING],
        wrongly_held=[text for text in (*others, *urgent) if read(text).intent in STOPPING],
        not_urgent=[text for text in urgent if not read(text).urgent],
        stops=len(stops),
        others=len(others),
        urgent=len(urgent),
    )


TUNED = measure(TUNED_STOPS, TUNED_OTHERS, phrasings.URGENT)
HELD_OUT = measure(phrasings_held_out.STOPS, phrasings_held_out.NOT_STOPS, phrasings_held_out.URGENT)


def test_the_corpus_is_large_and_holds_nothing_twice() -> None:
    tuned = (*TUNED_STOPS, *TUNED_OTHERS, *phrasings.URGENT)
    held_out = (*phrasings_held_out.STOPS, *phrasings_held_out.NOT_STOPS, *phrasings_held_out.URGENT)
    assert (TUNED.stops >= 120, TUNED.others >= 120, TUNED.urgent >= 60) == (True, True, True)
    assert sorted({text for text in tuned if tuned.count(text) > 1} | (set(tuned) & set(held_out))) == []


def test_of_a_hundred_stops_at_most_one_is_missed() -> None:
    assert TUNED.recall >= 0.99, f"precision {TUNED.precision:.1%}; missed {TUNED.missed}"


def test_hardly_anything_else_is_held() -> None:
    assert TUNED.precision >= 0.98, f"recall {TUNED.recall:.1%}; wrongly held {TUNED.wrongly_held}"


def test_every_red_flag_of_the_corpus_is_urgent() -> None:
    assert TUNED.not_urgent == []


def test_what_is_missed_reaches_a_person_all_the_same() -> None:
    missed = (*TUNED.missed, *HELD_OUT.missed)
    assert [text for text in missed if not read(text).flag_staff] == []


def test_the_figures_in_the_documents_are_the_measured_ones() -> None:
    rows = [TUNED.row("Tuned on"), HELD_OUT.row("Held out")]
    written = (ROOT / "docs/replies.md").read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if row not in written] == []
