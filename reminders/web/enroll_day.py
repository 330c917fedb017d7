"""The day's grid: many visits at once, typed or pasted; good rows are enrolled, the others stay to be put right."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from reminders.actions.enroll_day import MOST_ROWS, Refused, Row, Top, day_desk, save_day
from reminders.actions.enroll_paste import read_pasted
from reminders.app import App
from reminders.domain.addresses import show_phone
from reminders.domain.said import Said
from reminders.domain.words import Role
from reminders.web.door import Door, Visit, door
from reminders.web.enroll import new_key

#: Bytes: a hundred rows, and what was pasted.
_LARGEST = 256 * 1024
#: So many rows an empty grid has, and so many more a press of the button brings.
_AT_FIRST, _MORE = 6, 5
_TOP = ("day", "time", "schedule", "location", "language", "provider", "how")
_ROW = ("address", "first_name", "last_name", "schedule", "time", "language", "provider", "patient")
#: What a mistake of the one-patient form is about here.
_FIELDS = {"phone": "address", "email": "address", "treated_at": "time", "number": "patient", "channel": "address"}
_ON_TOP = ("day", "consent_how", "location")


def routes(app: App) -> APIRouter:
    """/enroll/day"""
    router = APIRouter()
    staff = door(app, Role.STAFF, largest=_LARGEST)
    _reading(router, staff)
    _typing(router, staff)
    return router


def _reading(router: APIRouter, staff: Door) -> None:
    @router.get("/enroll/day")
    def begin(visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _shown(visit, Top(), _empty(_AT_FIRST))

    @router.get("/enroll/day/row")
    def one_more(visit: Annotated[Visit, Depends(staff)], n: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 1) -> Response:
        """An empty row under the last one, for who goes on typing."""
        if not visit.wants_part:
            return visit.go("/enroll/day")
        desk = day_desk(visit.app, Top(), visit.me.name)
        return visit.part("enroll_day.html", "more", **_fixed(Top(), desk), rows=_empty(1), first=n, refused={})


def _typing(router: APIRouter, staff: Door) -> None:
    @router.post("/enroll/day")
    def press(visit: Annotated[Visit, Depends(staff)]) -> Response:
        """Enroll, or one of the smaller buttons: more rows, or rows from what was pasted."""
        top, rows, act = _top(visit), _rows(visit), visit.form.get("act", "save")
        if act == "paste":
            desk = day_desk(visit.app, top, visit.me.name)
            typed = _typed(rows)
            pasted = read_pasted(visit.form.get("pasted", ""), desk.schedules, new_key, MOST_ROWS - len(typed))
            return _shown(visit, top, [*typed, *pasted.rows], notes=pasted.notes)
        if act != "save":
            return _shown(visit, top, [*rows, *_empty(_MORE)])
        done = save_day(visit.app, top, rows, visit.me.name)
        left = [one.row for one in done.refused]
        return _shown(visit, top, left or _empty(_AT_FIRST), enrolled=done.enrolled, refused=done.refused)


def _top(visit: Visit) -> Top:
    texts = {name: visit.form.get(name, "")[:300] for name in _TOP}
    return Top(**texts, present="present" in visit.form)


def _rows(visit: Visit) -> list[Row]:
    keys = list(dict.fromkeys(key for key in visit.form.all("row") if key))[:MOST_ROWS]
    return [_row(visit.form, key[:40]) for key in keys]


def _row(form: Mapping[str, str], key: str) -> Row:
    texts = {name: form.get(f"{name}.{key}", "")[:300] for name in _ROW}
    return Row(key=key, **texts, care=f"care.{key}" in form, marketing=f"marketing.{key}" in form)


def _typed(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not row.empty]


def _empty(count: int) -> list[Row]:
    return [Row(key=new_key()) for _ in range(count)]


def _shown(
    visit: Visit,
    top: Top,
    rows: Sequence[Row],
    *,
    enrolled: Sequence[object] = (),
    refused: Sequence[Refused] = (),
    notes: Sequence[Said] = (),
) -> Response:
    desk = day_desk(visit.app, top, visit.me.name)
    wrong = {one.row.key: _mistakes(visit, one) for one in refused}
    # What is wrong on top is wrong in every row: it is told once.
    on_top = {field: words for each in wrong.values() for field, words in each.items() if field in _ON_TOP}
    beside = {key: {f: words for f, words in each.items() if f not in _ON_TOP} for key, each in wrong.items()}
    values: dict[str, Any] = {
        "rows": rows[:MOST_ROWS],
        "first": 1,
        "enrolled": enrolled,
        "refused": {one.row.key: (beside[one.row.key], one.choice) for one in refused},
        "notes": notes,
        "mistakes": on_top,
    }
    return visit.page("enroll_day.html", status=422 if refused else 200, **_fixed(top, desk), **values)


def _mistakes(visit: Visit, one: Refused) -> dict[str, str]:
    """By the row's own fields."""
    found: dict[str, str] = {}
    for field, words in visit.mistakes(one.error).items():
        name = _FIELDS.get(field, field)
        # A missing address is told of the phone and of the email: here they are one field.
        found[name] = words if found.get(name) in (None, words) else f"{found[name]} {words}"
    return found


def _fixed(top: Top, desk: Any) -> dict[str, Any]:
    day = top.day or desk.today
    return {"top": replace(top, day=day), "desk": desk, "show_phone": show_phone, "most": MOST_ROWS}
