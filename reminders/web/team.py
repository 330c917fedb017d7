"""The team: who works here, their roles and links, and the shared desks. For admins."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.actions.bad_input import BadInput
from reminders.actions.desks import register_desk, revoke_desk, shared_desk
from reminders.actions.staffing import set_staff
from reminders.actions.team import (
    Colleague,
    Invited,
    change_role,
    colleague,
    end_access,
    invite,
    invite_again,
    reset_second_factor,
    return_access,
    team,
)
from reminders.app import App
from reminders.domain.words import Role
from reminders.web.desk_pages import DESK_KEPT
from reminders.web.door import Id, Visit, cookie_name, door
from reminders.web.visitor import keep_cookie


def routes(app: App) -> APIRouter:
    """/team and below, but for the duty list"""
    router = APIRouter()
    admin = door(app, Role.ADMIN)

    @router.get("/team")
    def show(visit: Annotated[Visit, Depends(admin)]) -> Response:
        return _team(visit)

    @router.get("/team/invite")
    def ask_whom(visit: Annotated[Visit, Depends(admin)]) -> Response:
        return visit.page("team_invite.html", form=visit.form, mistakes={})

    @router.post("/team/invite")
    def invite_one(visit: Annotated[Visit, Depends(admin)]) -> Response:
        name, role, email = (visit.form.get(field, "") for field in ("name", "role", "email"))
        try:
            made = invite(app, name, role, email, visit.me.name)
        except BadInput as error:
            return visit.page("team_invite.html", status=422, form=visit.form, mistakes=visit.mistakes(error))
        return _link(visit, made)

    @router.post("/team/desks")
    def register(visit: Annotated[Visit, Depends(admin)]) -> Response:
        try:
            token = register_desk(app, visit.form.get("desk", ""), visit.me.name, visit.me.session_id)
        except BadInput as error:
            return _team(visit, status=422, form=visit.form, mistakes=visit.mistakes(error))
        answer = visit.go("/team", done="desk")
        keep_cookie(app, answer, "desk", token, DESK_KEPT)
        return answer

    @router.post("/team/desks/{device_id:int}/end")
    def revoke(device_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        if not revoke_desk(app, device_id, visit.me.name):
            raise HTTPException(404)
        return visit.go("/team", done="no-desk")

    _add_person(router, app)
    return router


def _add_person(router: APIRouter, app: App) -> None:
    admin = door(app, Role.ADMIN)

    @router.get("/team/{staff_id:int}")
    def person(staff_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        return _person(visit, staff_id)

    @router.post("/team/{staff_id:int}/role")
    def give_role(staff_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        _must_be_here(visit, staff_id)
        try:
            change_role(app, staff_id, visit.form.get("role", ""), visit.me.name)
        except BadInput as error:
            return _person(visit, staff_id, status=422, mistakes=visit.mistakes(error))
        return visit.go(f"/team/{staff_id}", done="role")

    @router.post("/team/{staff_id:int}/contact")
    def reach(staff_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        name = _must_be_here(visit, staff_id).account.name
        email, phone = (visit.form.get(field, "") for field in ("email", "phone"))
        try:
            set_staff(app, name, email, phone, visit.me.name)
        except BadInput as error:
            return _person(visit, staff_id, status=422, mistakes=visit.mistakes(error), form=visit.form)
        return visit.go(f"/team/{staff_id}", done="contact")

    @router.post("/team/{staff_id:int}/link")
    def new_link(staff_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        _must_be_here(visit, staff_id)
        return _link(visit, invite_again(app, staff_id, visit.me.name))

    @router.post("/team/{staff_id:int}/second-factor")
    def reset(staff_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        _must_be_here(visit, staff_id)
        reset_second_factor(app, staff_id, visit.me.name)
        return visit.go(f"/team/{staff_id}", done="reset")

    _add_end(router, app)


def _add_end(router: APIRouter, app: App) -> None:
    admin = door(app, Role.ADMIN)

    @router.get("/team/{staff_id:int}/end")
    def ask_end(staff_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        return _person(visit, staff_id, name="team_end.html")

    @router.post("/team/{staff_id:int}/end")
    def end(staff_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        _must_be_here(visit, staff_id)
        try:
            end_access(app, staff_id, visit.me.name)
        except BadInput as error:
            return _person(visit, staff_id, name="team_end.html", status=422, mistakes=visit.mistakes(error))
        return visit.go("/team", done="ended")

    @router.post("/team/{staff_id:int}/back")
    def bring_back(staff_id: Id, visit: Annotated[Visit, Depends(admin)]) -> Response:
        if staff_id not in [gone for gone, _, _ in team(app).gone]:
            raise HTTPException(404)
        return _link(visit, return_access(app, staff_id, visit.me.name))


def _team(visit: Visit, *, status: int = 200, **values: object) -> HTMLResponse:
    desk = shared_desk(visit.app, visit.request.cookies.get(cookie_name(visit.app.settings, "desk"), ""))
    shown = {"team": team(visit.app), "this_desk": desk.device.id if desk else 0, "form": visit.form, "mistakes": {}}
    return visit.page("team.html", status=status, **shown | values)


def _person(
    visit: Visit, staff_id: int, *, name: str = "team_person.html", status: int = 200, **values: object
) -> HTMLResponse:
    found = _must_be_here(visit, staff_id)
    return visit.page(name, status=status, **{"person": found, "mistakes": {}, "form": {}} | values)


def _must_be_here(visit: Visit, staff_id: int) -> Colleague:
    found = colleague(visit.app, staff_id)
    if found is None:
        raise HTTPException(404)
    return found


def _link(visit: Visit, made: Invited) -> HTMLResponse:
    """Shown once, to be passed on."""
    public = visit.app.settings.public_url
    base = public if public.startswith("https://") else str(visit.request.base_url).rstrip("/")
    return visit.page("team_link.html", made=made, link=f"{base}/invitation/{made.token}")
