"""What is on hold, and letting it go on; and versions that wait for an approval."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import Response

from reminders.actions.approvals import approval_sheet, approvals
from reminders.actions.bad_input import BadInput
from reminders.actions.hold_page import MOST, HoldSheet, hold_sheet, holds_page, let_go_already
from reminders.actions.holding import release_hold
from reminders.actions.publishing import approve
from reminders.app import App
from reminders.domain.words import Role
from reminders.web.door import Door, Id, Visit, door


def routes(app: App) -> APIRouter:
    """/holds, /holds/{hold_id} and /holds/approvals/{version_id}"""
    router = APIRouter()
    staff = door(app, Role.STAFF)
    _pauses(router, staff)
    _approvals(router, staff, door(app, Role.CLINICIAN))
    return router


def _pauses(router: APIRouter, staff: Door) -> None:
    @router.get("/holds")
    def show(
        visit: Annotated[Visit, Depends(staff)], after: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None
    ) -> Response:
        values: dict[str, Any] = {"found": holds_page(visit.app, after), "approvals": approvals(visit.app)}
        return visit.page("holds.html", after=after, **values)

    @router.get("/holds/{hold_id:int}")
    def look(hold_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        sheet = _found(visit, hold_id)
        return _opened(visit, sheet) if sheet else visit.go("/holds", done="already")

    @router.post("/holds/{hold_id:int}")
    def let_go(hold_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        sheet = _found(visit, hold_id)
        if sheet is None:
            return visit.go("/holds", done="already")
        if not visit.me.role.may(sheet.held.least):
            raise HTTPException(403)
        try:
            skip = visit.form.get("waiting") == "skip"
            release_hold(visit.app, hold_id, visit.me.name, visit.form.get("why", ""), skip=skip)
        except BadInput as error:
            return _opened(visit, sheet, visit.mistakes(error), status=422)
        return visit.go("/holds", done="released")


def _approvals(router: APIRouter, staff: Door, clinician: Door) -> None:
    @router.get("/holds/approvals/{version_id}")
    def read(version_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        sheet = approval_sheet(visit.app, version_id)
        if sheet is None:
            raise HTTPException(404)
        return visit.page("approval.html", sheet=sheet)

    @router.post("/holds/approvals/{version_id}")
    def approve_it(version_id: Id, visit: Annotated[Visit, Depends(clinician)]) -> Response:
        sheet = approval_sheet(visit.app, version_id)
        if sheet is None:
            raise HTTPException(404)
        approve(visit.app, sheet.version.schedule, visit.me.name, sheet.version.number)
        return visit.go("/holds", done="approved")


def _found(visit: Visit, hold_id: int) -> HoldSheet | None:
    """None: a colleague has ended it since the list was made."""
    sheet = hold_sheet(visit.app, hold_id)
    if sheet is None and not let_go_already(visit.app, hold_id):
        raise HTTPException(404)
    return sheet


def _opened(visit: Visit, sheet: HoldSheet, mistakes: dict[str, str] | None = None, status: int = 200) -> Response:
    values: dict[str, Any] = {"sheet": sheet, "mistakes": mistakes or {}, "form": visit.form, "most": MOST}
    return visit.page("hold.html", status=status, **values)
