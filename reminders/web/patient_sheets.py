"""What is asked before something is done about a patient: fields, the effect in words, and who did what meanwhile.

Every act is a page of its own, so that it works without scripts: the page says what will happen, the form does it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException
from fastapi.responses import Response

from reminders.actions.act_words import act_words, actor_words, detail_words
from reminders.actions.bad_input import BadInput
from reminders.actions.opting_out import OptedOut
from reminders.actions.patient_page import PatientPage, patient_page
from reminders.actions.replan import Change, Fate, due_of
from reminders.actions.seeing import Changed
from reminders.actions.treatment import Actor
from reminders.domain.said import Said
from reminders.web.door import Visit

_HIGHEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Input:
    """A field of a form. `kind`: text, tel, email, moment, day, select, radios, segments, check."""

    name: str
    label: str
    value: str = ""
    kind: str = "text"
    hint: str = ""
    choices: Sequence[tuple[str, ...]] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One act as its page asks for it."""

    heading: str
    button: str
    #: The code of what was done: "treatment-held".
    done: str
    #: What it means, sentence by sentence.
    says: Sequence[str] = ()
    inputs: Sequence[Input] = ()
    danger: bool = False
    #: Its effect depends on what is typed, and is shown before it is done.
    look_first: bool = False
    #: A reason is asked for: "must", "may" or "" for none.
    why: str = "may"


#: Does it, as this person; returns what it changes. Raises BadInput.
Do = Callable[[Actor], Sequence[Change] | OptedOut]


@dataclass(frozen=True, slots=True)
class Effect:
    """One message that an act moves, cancels or brings back."""

    title: str
    fate: Fate
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Effects:
    """What an act does to messages."""

    lines: Sequence[Effect] = ()
    #: How many messages are not sent, of whomever.
    canceled: int = 0


def open_page(visit: Visit, patient_id: int) -> PatientPage:
    """The patient's page as it is now, or 404."""
    try:
        return patient_page(visit.app, patient_id)
    except BadInput:
        raise HTTPException(404) from None


def ask(visit: Visit, page: PatientPage, sheet: Sheet, do: Do) -> Response:
    """The page of an act: asks, tells the effect, does it."""
    form = visit.form
    if visit.request.method != "POST":
        effects, mistakes = _rehearsed(visit, do) if not sheet.look_first else (None, {})
        return _show(visit, page, sheet, effects, mistakes)
    looked = "\n".join(form.get(one.name, "") for one in sheet.inputs)
    doing = form.get("step") == "do"
    if sheet.look_first and not (doing and form.get("looked", "").replace("\r\n", "\n") == looked):
        effects, mistakes = _rehearsed(visit, do)
        status = 422 if mistakes else 200
        return _show(visit, page, sheet, effects, mistakes, looked=looked, retyped=doing, status=status)
    try:
        do(Actor(visit.me.name, form.get("why", "").strip(), seen_of(visit)))
    except Changed as changed:
        effects, mistakes = _rehearsed(visit, do)
        return _show(visit, page, sheet, effects, mistakes, changed, looked=looked, status=409)
    except BadInput as error:
        return _show(visit, page, sheet, None, visit.mistakes(error), status=422)
    return visit.go(f"/patients/{page.patient.id}", done=sheet.done)


def seen_of(visit: Visit) -> int:
    """The act that the form's page knew of; 0 for a form that does not say."""
    text = visit.form.get("seen", "")
    return min(int(text), _HIGHEST) if text.isascii() and text.isdecimal() and len(text) < 20 else 0


def words_for(page: PatientPage) -> dict[str, object]:
    """What templates say acts with."""
    return {
        "act_words": act_words,
        "actor_words": actor_words,
        "detail_words": lambda act: detail_words(act, page.zone),
    }


def _rehearsed(visit: Visit, do: Do) -> tuple[Effects | None, dict[str, str]]:
    """What it would do now, or why it cannot be done."""
    why = visit.form.get("why", "").strip() or "…"
    try:
        with visit.app.database.rehearsal():
            done = do(Actor(visit.me.name, why))
    except BadInput as error:
        return None, visit.mistakes(error)
    if isinstance(done, OptedOut):
        return Effects(canceled=done.canceled), {}
    lines = [_effect(change) for change in done if change.fate not in (Fate.SAME, Fate.KEPT)]
    return Effects(lines, sum(line.fate is Fate.CANCELED for line in lines)), {}


def _effect(change: Change) -> Effect:
    stage = change.planned.stage if change.planned is not None else change.step
    return Effect(stage, change.fate, due_of(change), change.planned.due_at if change.planned is not None else None)


def _show(
    visit: Visit,
    page: PatientPage,
    sheet: Sheet,
    effects: Effects | None,
    mistakes: dict[str, str],
    changed: Changed | None = None,
    *,
    looked: str = "",
    retyped: bool = False,
    status: int = 200,
) -> Response:
    typed = {one.name: visit.form.get(one.name, one.value) for one in sheet.inputs}
    if visit.request.method == "POST":
        typed |= {one.name: visit.form.get(one.name, "") for one in sheet.inputs if one.kind == "check"}
    # A name that no input has belongs to the whole.
    known = {one.name for one in sheet.inputs} | {"why"}
    whole = [words for name, words in mistakes.items() if name not in known]
    values: dict[str, Any] = {
        "page": page,
        "sheet": sheet,
        "effects": effects,
        "mistakes": {name: words for name, words in mistakes.items() if name in known},
        "whole": whole,
        "changed": changed.acts if changed is not None else (),
        "typed": typed,
        "why": visit.form.get("why", ""),
        "looked": looked,
        "retyped": retyped,
        # Nothing on the page could be typed otherwise so that it could be done.
        "possible": bool(sheet.inputs) or not whole,
        "ready": not mistakes and (not sheet.look_first or effects is not None),
        "titles": _titles(page),
        "translated": lambda choices: [tuple(visit.say(part) for part in choice) for choice in choices],
    }
    return visit.page("patient_act.html", status=status, **values, **words_for(page))


def _titles(page: PatientPage) -> dict[str, str | Said]:
    """A stage's own name by its name in the schedule."""
    return {one.message.stage: one.title for run in page.runs for one in run.messages if one.message.stage}
