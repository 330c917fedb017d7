"""The duty list: who answers urgent replies when, who is away, who is back. Everybody sees it; admins change it."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.actions.bad_input import BadInput
from reminders.actions.rostering import DAY_NAMES, ShiftWish, absent, add_duty, back, duty_list, remove_duty
from reminders.app import App
from reminders.domain.words import Role
from reminders.web.door import Id, Visit, door


def routes(app: App) -> APIRouter:
    """/team/duty and below"""
    router = APIRouter()
    staff, admin = door(app, Role.STAFF), door(app, Role.ADMIN)

    @router.get("/team/duty")
    def show(visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _show(visit)

    @router.post("/team/duty/shifts")
    def add(visit: Annotated[Visit, Depends(admin)]) -> Response:
        form = visit.form
        days = ",".join(day for day in form.all("days") if day)
        wish = ShiftWish(days, form.get("from", ""), form.get("to", ""), form.get("turn", "1"))
        try:
            add_duty(app, form.get("name", ""), wish, visit.me.name)
        except BadInput as error:
            return _show(visit, status=422, form=form, chosen=form.all("days"), mistakes=visit.mistakes(error))
        return visit.go("/team/duty", done="shift")

    @router.post("/team/duty/shifts/{shift_id:int}/end")
    def remove(shift_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        try:
            remove_duty(app, shift_id, visit.me.name)
        except BadInput:
            raise HTTPException(404) from None
        return visit.go("/team/duty", done="no-shift")

    @router.post("/team/duty/absences")
    def away(visit: Annotated[Visit, Depends(staff)]) -> Response:
        """Who is ill tells it themselves; an admin tells it for anybody."""
        form = visit.form
        name = form.get("away", "") if visit.me.role is Role.ADMIN else visit.me.name
        try:
            absent(app, name, form.get("away_from", ""), form.get("away_until", ""), form.get("why", ""), visit.me.name)
        except BadInput as error:
            mistakes = {_ABSENCE.get(field, field): words for field, words in visit.mistakes(error).items()}
            return _show(visit, status=422, form=form, mistakes=mistakes)
        return visit.go("/team/duty", done="away")

    @router.post("/team/duty/back")
    def here_again(visit: Annotated[Visit, Depends(staff)]) -> Response:
        name = visit.form.get("name", "") if visit.me.role is Role.ADMIN else visit.me.name
        try:
            back(app, name, visit.me.name)
        except BadInput as error:
            return _show(visit, status=422, mistakes={"": " ".join(visit.mistakes(error).values())})
        return visit.go("/team/duty", done="back")

    return router


#: Both forms stand on one page.
_ABSENCE = {"name": "away", "from": "away_from", "until": "away_until"}


def _show(visit: Visit, *, status: int = 200, **values: object) -> HTMLResponse:
    duty = duty_list(visit.app)
    shown: dict[str, object] = {
        "duty": duty,
        "people": [(name, name) for name in duty.names.values()],
        "days": list(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), DAY_NAMES, strict=True)),
        "chosen": ["mon", "tue", "wed", "thu", "fri"],
        "form": visit.form,
        "mistakes": {},
        "may_change": visit.me.role is Role.ADMIN,
    }
    return visit.page("duty.html", status=status, **shown | values)
