"""Every way to fail has words and an exit code."""

import errno

import pytest

from reminders.actions.bad_input import BadInput
from reminders.catalog.mistakes import Mistake, Mistakes
from reminders.cli.failures import exit_code_of
from reminders.config import SettingsError
from reminders.store.database import StoreError
from reminders.store.keyring import KeyringError

NOTHING = "Nothing was changed.\n"


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (BadInput(["phone: one", "email: two"]), 2, f"phone: one\nemail: two\n{NOTHING}"),
        (SettingsError(["PORT: three"]), 2, f"PORT: three\n{NOTHING}"),
        (Mistakes([Mistake("a.yaml", 4, "stages[0]", "five")]), 2, f"a.yaml:4 stages[0]: five\n{NOTHING}"),
        (StoreError("it is locked; wait"), 1, "it is locked; wait\n"),
        (KeyringError("the key is another one"), 2, "the key is another one\n"),
        (OSError(errno.ENOSPC, "x", "out.csv"), 1, "out.csv: the disk is full; free some space, nothing was lost\n"),
        (OSError(errno.EADDRINUSE, "x"), 1, "It failed: another program listens on that port; choose another PORT\n"),
    ],
)
def test_a_foreseen_failure_is_told_in_words(
    error: Exception, code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(error) == code
    assert capsys.readouterr().err == told


def test_an_unforeseen_failure_shows_its_place_and_not_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(LookupError) as caught:
        raise LookupError("Ana Alvarez")
    assert exit_code_of(caught.value) == 1
    told = capsys.readouterr().err
    assert told.count("Ana") == 0
    assert told.partition(",")[0] == (
        "It failed: LookupError in test_an_unforeseen_failure_shows_its_place_and_not_its_text"
    )
