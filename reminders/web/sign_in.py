"""Signing in and out: password, second factor, invitation, and the language before anybody is known."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import Response

from reminders.actions.accounts import sign_out
from reminders.actions.bad_input import BadInput
from reminders.actions.desks import shared_desk
from reminders.actions.first_run import setup_is_needed
from reminders.actions.known_devices import KNOWN_FOR_DAYS, remember_device
from reminders.actions.sessions import LONGEST
from reminders.actions.signing_in import (
    Asked,
    Passed,
    TooSoon,
    check_code,
    check_password,
    open_session,
    password_chosen,
)
from reminders.actions.team import accept, invited
from reminders.app import App
from reminders.domain.words import Role
from reminders.web.door import Visit, door
from reminders.web.languages import LANGUAGES
from reminders.web.visitor import LANGUAGE_KEPT, Visitor, browser_of, keep_cookie, leave_earlier, own_path, visitor

_CODE_WITHIN = timedelta(minutes=10)
_KNOWN_FOR = timedelta(days=KNOWN_FOR_DAYS)
NOW = timedelta()


def routes(app: App) -> APIRouter:
    """/sign-in, /sign-in/code, /sign-out, /invitation/TOKEN, /language/CODE"""
    router = APIRouter()
    meet, staff = visitor(app), door(app, Role.STAFF, password_alone=True)

    @router.get("/sign-in")
    def ask(
        to: Annotated[Visitor, Depends(meet)], there: Annotated[str, Query(alias="next")] = "", password: bool = False
    ) -> Response:
        """`password`: with the password, though this is a shared desk."""
        if not password and shared_desk(app, to.cookie("desk")):
            return to.go("/desk")
        return _ask(to, there)

    @router.post("/sign-in")
    def sign_in(to: Annotated[Visitor, Depends(meet)]) -> Response:
        there = to.form.get("next", "")
        asked = Asked(to.form.get("who", ""), to.form.get("password", ""), to.peer, to.cookie("known"))
        try:
            passed = check_password(app, asked)
        except BadInput as error:
            return _ask(to, there, status=422, mistakes=to.mistakes(error))
        except TooSoon as error:
            return to.too_soon(error, "sign_in.html", there=there, setting_up=False, desk=False)
        return after_password(to, passed, there)

    @router.post("/sign-out")
    def leave(visit: Annotated[Visit, Depends(staff)]) -> Response:
        sign_out(app, visit.me.session)
        answer = visit.go("/desk" if visit.me.device_id is not None else "/sign-in")
        keep_cookie(app, answer, "session", "", NOW)
        return answer

    _add_code(router, app)
    _add_invitation(router, app)
    return router


def _add_code(router: APIRouter, app: App) -> None:
    meet = visitor(app)

    @router.get("/sign-in/code")
    def ask_code(to: Annotated[Visitor, Depends(meet)]) -> Response:
        return to.page("sign_in_code.html") if to.cookie("pending") else to.go("/sign-in")

    @router.post("/sign-in/code")
    def sign_in_with_code(to: Annotated[Visitor, Depends(meet)]) -> Response:
        try:
            passed = check_code(app, to.cookie("pending").partition("!")[0], to.form.get("code", ""))
        except BadInput as error:
            mistakes = to.mistakes(error)
            if "pending" in mistakes:
                return _ask(to, "", status=422, mistakes={"password": mistakes["pending"]})
            return to.page("sign_in_code.html", status=422, mistakes=mistakes)
        except TooSoon as error:
            return to.too_soon(error, "sign_in_code.html")
        return signed_in(to, passed, to.cookie("pending").partition("!")[2], second_factor=True)


def _add_invitation(router: APIRouter, app: App) -> None:
    meet = visitor(app)

    @router.get("/invitation/{token}")
    def welcome(token: str, to: Annotated[Visitor, Depends(meet)]) -> Response:
        account = invited(app, token)
        return to.page("invitation.html", status=200 if account else 404, account=account)

    @router.post("/invitation/{token}")
    def choose(token: str, to: Annotated[Visitor, Depends(meet)]) -> Response:
        try:
            account = accept(app, token, to.form.get("new", ""), to.form.get("again", ""), to.language)
        except BadInput as error:
            known = invited(app, token)
            status = 422 if known else 404
            return to.page("invitation.html", status=status, account=known, mistakes=to.mistakes(error))
        return after_password(to, password_chosen(app, account.id), "")

    @router.get("/language/{code}")
    def speak(code: str, to: Annotated[Visitor, Depends(meet)], back: str = "/sign-in") -> Response:
        if code not in LANGUAGES:
            raise HTTPException(404)
        answer = to.go(own_path(back))
        keep_cookie(app, answer, "language", code, LANGUAGE_KEPT)
        return answer


def after_password(to: Visitor, passed: Passed, there: str) -> Response:
    """In, or on to the second factor."""
    if not passed.pending:
        return signed_in(to, passed, there)
    answer = to.go("/sign-in/code")
    keep_cookie(to.app, answer, "pending", f"{passed.pending}!{own_path(there)}", _CODE_WITHIN)
    return answer


def signed_in(to: Visitor, passed: Passed, there: str, *, second_factor: bool = False) -> Response:
    """This browser has a session now, and is known for this person."""
    leave_earlier(to)
    begun = open_session(
        to.app, passed.staff_id, browser_of(to.request), second_factor=second_factor, at_desk=_at_desk(to)
    )
    answer = to.go(own_path(there))
    keep_cookie(to.app, answer, "session", begun.token, LONGEST)
    keep_cookie(to.app, answer, "pending", "", NOW)
    keep_cookie(to.app, answer, "known", remember_device(to.app, to.cookie("known"), passed.staff_id), _KNOWN_FOR)
    return answer


def _ask(to: Visitor, there: str, *, status: int = 200, **values: object) -> Response:
    shown = {"there": own_path(there), "setting_up": setup_is_needed(to.app), "desk": _at_desk(to)}
    return to.page("sign_in.html", status=status, **shown | values)


def _at_desk(to: Visitor) -> bool:
    return shared_desk(to.app, to.cookie("desk")) is not None
