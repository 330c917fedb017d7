"""Right after enrolling: the welcome's tick, the plan as it is stored, the number put right, undo."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import Response

from reminders.actions.bad_input import BadInput
from reminders.actions.enrolled_page import correct_number, enrolled_page, welcome_tick
from reminders.actions.undoing import undo
from reminders.app import App
from reminders.domain.words import Channel, Kind, Role
from reminders.web.door import Door, Id, Visit, door
from reminders.web.patient_sheets import seen_of

#: Seconds between two looks at the welcome while somebody waits for it.
_EVERY = 2


def routes(app: App) -> APIRouter:
    """/enrolled/{treatment_id}"""
    router = APIRouter()
    staff = door(app, Role.STAFF)
    _reading(router, staff)
    _acting(router, staff)
    return router


def _reading(router: APIRouter, staff: Door) -> None:
    @router.get("/enrolled/{treatment_id}")
    def show(treatment_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _shown(visit, treatment_id)

    @router.get("/enrolled/{treatment_id}/welcome")
    def tick(treatment_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        """How the first text is doing, for the page that looks again."""
        found = welcome_tick(visit.app, treatment_id)
        if found is None:
            raise HTTPException(404)
        if not visit.wants_part:
            return visit.go(f"/enrolled/{treatment_id}")
        return visit.part("enrolled.html", "tick", welcome=found, treatment_id=treatment_id, every=_EVERY)


def _acting(router: APIRouter, staff: Door) -> None:
    @router.post("/enrolled/{treatment_id}/undo")
    def take_back(treatment_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        _expect(visit, treatment_id)
        try:
            undo(visit.app, treatment_id, visit.me.name)
        except BadInput as error:
            return _shown(visit, treatment_id, mistakes=visit.mistakes(error))
        return visit.go(f"/enrolled/{treatment_id}", "undone")

    @router.post("/enrolled/{treatment_id}/number")
    def put_right(treatment_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        _expect(visit, treatment_id)
        phone, kinds, here = visit.form.get("phone", "")[:300], visit.form.all("kind"), "present" in visit.form
        try:
            correct_number(visit.app, treatment_id, phone, kinds, visit.me.name, present=here, seen=seen_of(visit))
        except BadInput as error:
            mistakes = visit.mistakes(error)
            # What somebody else has done meanwhile is about no field.
            mistakes |= {"": mistakes.pop("seen")} if "seen" in mistakes else {}
            return _shown(visit, treatment_id, mistakes=mistakes, typed_phone=phone, typed_kinds=kinds, still_here=here)
        return visit.go(f"/enrolled/{treatment_id}", "number")


def _expect(visit: Visit, treatment_id: int) -> None:
    if welcome_tick(visit.app, treatment_id) is None:
        raise HTTPException(404)


def _shown(visit: Visit, treatment_id: int, **values: Any) -> Response:
    found = enrolled_page(visit.app, treatment_id)
    if found is None:
        raise HTTPException(404)
    given = {"mistakes": {}, "typed_phone": "", "typed_kinds": [kind.value for kind in found.kinds]}
    # Who was enrolled a moment ago is likely still there.
    given |= {"still_here": found.undo_until is not None} | values
    fixed = {
        "found": found, "welcome": found.welcome, "treatment_id": treatment_id, "every": _EVERY, "Channel": Channel,
        "Kind": Kind,
    }  # fmt: skip
    return visit.page("enrolled.html", status=422 if given["mistakes"] else 200, **given, **fixed)
