"""Changes of the clinic on pages: what planned messages are moved or canceled is told before anything is saved."""

import hashlib
from collections.abc import Callable, Mapping

from fastapi.responses import HTMLResponse, Response

from reminders.actions.bad_input import BadInput
from reminders.actions.clinic_edits import Order, Outcome
from reminders.actions.clinic_rules import Meanwhile
from reminders.actions.replan import Fate
from reminders.actions.starting import MOST_AT_ONCE, order_at_desk
from reminders.web.door import Visit

Act = Callable[[Order], Outcome]
#: The page again, with these values and this status.
Show = Callable[[Mapping[str, object], int], HTMLResponse]

#: What a page has to tell beside the form itself.
NOTHING: Mapping[str, object] = {"mistakes": {}, "effects": None, "looked": "", "meanwhile": None}
_TELLING = (Fate.MOVED, Fate.CANCELED, Fate.REVIVED)
#: What a form says beside what is typed into it.
_OWN_FIELDS = ("_token", "looked", "seen")


def keep_after_look(visit: Visit, act: Act, show: Show, then: str) -> Response:
    """Saved, or shown again: with what it does to planned messages, with its mistakes, or with what a colleague did."""
    looked = _typed(visit)
    try:
        if visit.form.get("looked") != looked:
            would = act(Order(visit.me.name, dry_run=True, look_at=MOST_AT_ONCE))
            if any(would.moved.messages[fate] for fate in _TELLING):
                return show({"effects": would, "looked": looked, "seen": seen_by(visit)}, 200)
        order = order_at_desk(visit.app, visit.me.name)
        act(order)
    except Meanwhile as meanwhile:
        return show({"meanwhile": meanwhile}, 409)
    except BadInput as error:
        return show({"mistakes": visit.mistakes(error), "seen": seen_by(visit)}, 422)
    return visit.go(then, done="saved-later" if order.later else "saved")


def seen_by(visit: Visit) -> str:
    """What the form was made from."""
    return visit.form.get("seen", "")


def _typed(visit: Visit) -> str:
    """What was typed, in short: a form that was looked at and then changed is looked at again."""
    fields = [field for field in visit.form.fields if field[0] not in _OWN_FIELDS]
    return hashlib.sha256(repr(sorted(fields)).encode()).hexdigest()[:16]
