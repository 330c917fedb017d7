"""How long to wait after tries that failed: guessing gets slow, and nobody is ever shut out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """So many failures are free; then the wait doubles from a second up to `longest` seconds. Without a failure for
    `forgotten` seconds it starts anew.
    """

    free: int
    longest: int
    forgotten: int

    def wait(self, failures: int) -> int:
        """Seconds until the next try after so many failures in a row."""
        over = failures - self.free
        return 0 if over <= 0 else int(min(2 ** min(over - 1, 20), self.longest))


_HOUR, _DAY = 3600, 86_400

#: A person mistypes a few times. Later 1,440 guesses a day are left, against passwords of 15 characters.
ACCOUNT = Pace(free=4, longest=60, forgotten=_DAY)
#: Behind one address the whole clinic may sit.
PEER = Pace(free=20, longest=60, forgotten=_HOUR)
#: A device on which this person has signed in before is counted alone: strangers' tries do not slow it down.
KNOWN_DEVICE = Pace(free=8, longest=60, forgotten=_DAY)
#: Six digits of an authenticator app, one in 333,000 of them good at a time.
CODE = Pace(free=4, longest=300, forgotten=_DAY)
#: Six digits that stay: at most a hundred guesses a day (NIST SP 800-63B-4, 3.2.2), and those at the clinic's own desk.
PIN = Pace(free=4, longest=900, forgotten=_DAY)
#: Several people mistype at one desk.
DESK = Pace(free=12, longest=300, forgotten=_HOUR)
