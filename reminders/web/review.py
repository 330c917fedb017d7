"""Messages in doubt, failed or silent: lists, what is known of one, and what a person decides."""

import re
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import Response

from reminders.actions.bad_input import BadInput
from reminders.actions.review import (
    LISTED,
    MOST,
    SEVERAL,
    Act,
    ReviewSheet,
    decide,
    first_shelf,
    review_lines,
    review_page,
    review_sheet,
)
from reminders.app import App
from reminders.domain.addresses import show_phone
from reminders.domain.said import say
from reminders.domain.words import Role
from reminders.store.review import Shelf
from reminders.web.door import Door, Id, Visit, door

_KEY = re.compile(r"(\d{1,17})-(\d{1,18})")
_ID = re.compile(r"[1-9]\d{0,17}")


def routes(app: App) -> APIRouter:
    """/review, /review/{shelf} and /review/{message_id}"""
    router = APIRouter()
    staff = door(app, Role.STAFF)
    _one(router, staff)
    _lists(router, staff)
    _several(router, staff)
    return router


def _lists(router: APIRouter, staff: Door) -> None:
    @router.get("/review")
    def first(visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _listed(visit, first_shelf(visit.app))

    @router.get("/review/{shelf}")
    def show(shelf: Shelf, visit: Annotated[Visit, Depends(staff)], after: Annotated[str, Query()] = "") -> Response:
        return _listed(visit, shelf, after)


def _one(router: APIRouter, staff: Door) -> None:
    @router.get("/review/{message_id:int}")
    def look(message_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _opened(visit, _found(visit, message_id))

    @router.post("/review/{message_id:int}")
    def settle(message_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        sheet = _found(visit, message_id)
        act = next((one.act for one in sheet.choices if one.possible and one.act == visit.form.get("act")), None)
        if act is None or sheet.line.message.shelf is None:
            # Nothing was chosen, or somebody has decided meanwhile: the page says which.
            return _opened(visit, sheet, {"act": visit.say(_choose())} if sheet.choices else {}, status=422)
        try:
            decide(visit.app, message_id, act, visit.me.name, visit.form.get("why", ""))
        except BadInput as error:
            return _opened(visit, _found(visit, message_id), visit.mistakes(error), status=422)
        return visit.go(f"/review/{sheet.line.message.shelf}", done=act)


def _several(router: APIRouter, staff: Door) -> None:
    @router.post("/review/{shelf}/several")
    def settle(shelf: Shelf, visit: Annotated[Visit, Depends(staff)]) -> Response:
        """First the effect in numbers; with `sure`, the act."""
        if shelf not in SEVERAL:
            raise HTTPException(404)
        chosen = _chosen(visit)
        if not chosen:
            return _listed(visit, shelf, mistakes={"id": visit.say(_choose())}, status=422)
        if "sure" not in visit.form:
            return _asked(visit, shelf, chosen)
        try:
            done = SEVERAL[shelf](visit.app, chosen, visit.me.name, visit.form.get("why", ""))
        except BadInput as error:
            return _asked(visit, shelf, chosen, visit.mistakes(error), status=422)
        return visit.go(f"/review/{shelf}", done="several" if not done.before else "several-but")


def _choose() -> str:
    return say("choose what is to be done")


def _listed(
    visit: Visit, shelf: Shelf, after: str = "", mistakes: dict[str, str] | None = None, status: int = 200
) -> Response:
    key = _KEY.fullmatch(after)
    found = review_page(visit.app, shelf, (int(key[1]), int(key[2])) if key else None)
    values: dict[str, Any] = {
        "found": found,
        "after": after if key else "",
        "most": MOST,
        "several": shelf in SEVERAL,
        "mistakes": mistakes or {},
    }
    return visit.page("review.html", status=status, **values)


def _found(visit: Visit, message_id: int) -> ReviewSheet:
    sheet = review_sheet(visit.app, message_id)
    if sheet is None:
        raise HTTPException(404)
    return sheet


def _opened(visit: Visit, sheet: ReviewSheet, mistakes: dict[str, str] | None = None, status: int = 200) -> Response:
    values: dict[str, Any] = {"sheet": sheet, "mistakes": mistakes or {}, "form": visit.form, "show_phone": show_phone}
    return visit.page("review_message.html", status=status, acts=Act, **values)


def _asked(
    visit: Visit, shelf: Shelf, chosen: Sequence[int], mistakes: dict[str, str] | None = None, status: int = 200
) -> Response:
    lines = review_lines(visit.app, chosen, shelf)
    if not lines:
        return visit.go(f"/review/{shelf}", done="several-but")
    values: dict[str, Any] = {"shelf": shelf, "lines": lines, "mistakes": mistakes or {}, "form": visit.form}
    return visit.page("review_several.html", status=status, **values)


def _chosen(visit: Visit) -> list[int]:
    named = visit.form.all("listed" if "all" in visit.form else "id")
    return [int(one) for one in named[:LISTED] if _ID.fullmatch(one)]
