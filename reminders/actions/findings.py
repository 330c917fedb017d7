"""One thing that `doctor` looked at."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it stands."""

    OK = "ok"
    #: Works, but would be missed on a bad day.
    WARN = "warn"
    #: Messages do not leave, or would break a law.
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Check:
    """A check by name, what it found, and what to do about it (empty when all is well)."""

    name: str
    state: State
    says: str
    cure: str = ""


def ok(name: str, says: str) -> Check:
    """All is well."""
    return Check(name, State.OK, says)


def warn(name: str, says: str, cure: str) -> Check:
    """Worth doing."""
    return Check(name, State.WARN, says, cure)


def fail(name: str, says: str, cure: str) -> Check:
    """To be done now."""
    return Check(name, State.FAIL, says, cure)
