"""My account: language, password, second factor, PIN, and where I am signed in."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import HTMLResponse, Response

from reminders.actions.accounts import (
    change_password,
    choose_language,
    choose_pin,
    drop_pin,
    drop_second_factor,
    end_my_other_sessions,
    end_my_session,
    my_account,
    offer_second_factor,
    renew_recovery_codes,
    take_second_factor,
)
from reminders.actions.bad_input import BadInput
from reminders.actions.signing_in import TooSoon
from reminders.app import App
from reminders.domain.words import Role
from reminders.web.door import Id, Visit, door
from reminders.web.languages import LANGUAGES
from reminders.web.visitor import LANGUAGE_KEPT, keep_cookie, wait_words


def routes(app: App) -> APIRouter:
    """/me and below"""
    router = APIRouter()
    staff = door(app, Role.STAFF)

    @router.get("/me")
    def show(visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _form(visit, "me.html")

    @router.post("/me/language")
    def speak(visit: Annotated[Visit, Depends(staff)]) -> Response:
        language = visit.form.get("language", "")
        try:
            choose_language(app, visit.me.session, language)
        except BadInput as error:
            return _refused(visit, error, "me.html")
        answer = visit.go("/me", done="language")
        keep_cookie(app, answer, "language", language, LANGUAGE_KEPT)
        return answer

    @router.get("/me/password")
    def ask_password(visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _form(visit, "me_password.html")

    @router.post("/me/password")
    def new_password(visit: Annotated[Visit, Depends(staff)]) -> Response:
        old, new, again = (visit.form.get(name, "") for name in ("old", "new", "again"))
        try:
            change_password(app, visit.me.session, old, new, again)
        except (BadInput, TooSoon) as error:
            return _refused(visit, error, "me_password.html")
        return visit.go("/me", done="password")

    @router.get("/me/pin")
    def ask_pin(visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _form(visit, "me_pin.html")

    @router.post("/me/pin")
    def new_pin(visit: Annotated[Visit, Depends(staff)]) -> Response:
        if "drop" in visit.form:
            drop_pin(app, visit.me.session)
            return visit.go("/me", done="no-pin")
        try:
            choose_pin(app, visit.me.session, visit.form.get("pin", ""), visit.form.get("password", ""))
        except (BadInput, TooSoon) as error:
            return _refused(visit, error, "me_pin.html")
        return visit.go("/me", done="pin")

    _add_second_factor(router, app)
    _add_sessions(router, app)
    return router


def _add_second_factor(router: APIRouter, app: App) -> None:
    # Who has no second factor where one is required gets this far and no farther.
    staff = door(app, Role.STAFF, password_alone=True)

    @router.get("/me/second-factor")
    def offer(visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _form(visit, "me_second_factor.html", offer=offer_second_factor(app, visit.me.session))

    @router.post("/me/second-factor")
    def take(visit: Annotated[Visit, Depends(staff)]) -> Response:
        sealed, code, password = (visit.form.get(name, "") for name in ("secret", "code", "password"))
        try:
            codes = take_second_factor(app, visit.me.session, sealed, code, password)
        except (BadInput, TooSoon) as error:
            same = offer_second_factor(app, visit.me.session, sealed)
            return _refused(visit, error, "me_second_factor.html", offer=same)
        return visit.page("me_recovery_codes.html", codes=codes)

    @router.get("/me/second-factor/off")
    def ask_off(visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _form(visit, "me_second_factor_off.html")

    @router.post("/me/second-factor/off")
    def off(visit: Annotated[Visit, Depends(staff)]) -> Response:
        try:
            drop_second_factor(app, visit.me.session, visit.form.get("password", ""))
        except (BadInput, TooSoon) as error:
            return _refused(visit, error, "me_second_factor_off.html")
        return visit.go("/me", done="no-second-factor")

    @router.get("/me/recovery-codes")
    def ask_codes(visit: Annotated[Visit, Depends(staff)]) -> Response:
        return _form(visit, "me_recovery_codes.html", codes=())

    @router.post("/me/recovery-codes")
    def new_codes(visit: Annotated[Visit, Depends(staff)]) -> Response:
        try:
            codes = renew_recovery_codes(app, visit.me.session, visit.form.get("password", ""))
        except (BadInput, TooSoon) as error:
            return _refused(visit, error, "me_recovery_codes.html", codes=())
        return visit.page("me_recovery_codes.html", codes=codes)


def _add_sessions(router: APIRouter, app: App) -> None:
    staff = door(app, Role.STAFF)

    @router.post("/me/sessions/{session_id:int}/end")
    def end(session_id: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        if not end_my_session(app, visit.me.session, session_id):
            raise HTTPException(404)
        return visit.go("/me", done="session-ended")

    @router.post("/me/sessions/end-others")
    def end_others(visit: Annotated[Visit, Depends(staff)]) -> Response:
        end_my_other_sessions(app, visit.me.session)
        return visit.go("/me", done="sessions-ended")


def _form(visit: Visit, name: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A page of one question about the account."""
    mine = my_account(visit.app, visit.me.session)
    shown = {"mine": mine, "languages": LANGUAGES, "mistakes": {}, "form": visit.form}
    return visit.page(name, status=status, **shown | values)


def _refused(visit: Visit, error: BadInput | TooSoon, name: str, **values: object) -> HTMLResponse:
    """The same page with what is wrong."""
    if isinstance(error, BadInput):
        return _form(visit, name, status=422, mistakes=visit.mistakes(error), **values)
    answer = _form(visit, name, status=429, mistakes={"": wait_words(visit.me.language, error)}, **values)
    answer.headers["Retry-After"] = str(error.seconds)
    return answer
