"""Two people at one patient: who decides on what was on the screen some time ago is told what has changed since."""

from collections.abc import Sequence

from reminders.actions.bad_input import BadInput, Mistake
from reminders.domain.said import joined, say
from reminders.store.database import Work
from reminders.store.patient_audit import Act, acts_since

_MOST = 20


class Changed(BadInput):
    """Somebody else has changed something of this patient since the form was made, and nothing was done."""

    def __init__(self, acts: Sequence[Act]) -> None:
        #: The newest first.
        self.acts = tuple(acts)
        who = joined(sorted({act.by for act in acts}))
        super().__init__(
            [Mistake("seen", say("{who} changed something meanwhile; look again before you go on", who=who))]
        )


def expect_unchanged(work: Work, clinic_id: int, patient_id: int, by: str, seen: int | None) -> None:
    """Raises Changed when somebody other than `by` did something after the act numbered `seen`; None looks away."""
    if seen is None:
        return
    acts = [act for act in acts_since(work, clinic_id, patient_id, seen, _MOST) if act.by != by]
    if acts:
        raise Changed(acts)
