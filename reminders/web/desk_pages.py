"""A shared desk: whoever works there taps their name and types a PIN."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from reminders.actions.bad_input import BadInput
from reminders.actions.desks import SharedDesk, check_pin, shared_desk
from reminders.actions.sessions import LONGEST
from reminders.actions.signing_in import TooSoon, open_session
from reminders.app import App
from reminders.web.visitor import Visitor, browser_of, keep_cookie, leave_earlier, visitor

#: Browsers keep no cookie for longer.
DESK_KEPT = timedelta(days=400)


def routes(app: App) -> APIRouter:
    """/desk"""
    router = APIRouter()
    meet = visitor(app)

    @router.get("/desk")
    def names(to: Annotated[Visitor, Depends(meet)]) -> Response:
        desk = shared_desk(app, to.cookie("desk"))
        return _names(to, desk) if desk else to.go("/sign-in")

    @router.post("/desk")
    def switch(to: Annotated[Visitor, Depends(meet)]) -> Response:
        desk = shared_desk(app, to.cookie("desk"))
        if desk is None:
            return to.go("/sign-in")
        person = to.form.get("person", "")
        staff_id = int(person) if person in [str(known) for known, _ in desk.people] else 0
        try:
            device_id = check_pin(app, to.cookie("desk"), staff_id, to.form.get("pin", ""))
        except BadInput as error:
            return _names(to, desk, status=422, mistakes=to.mistakes(error))
        except TooSoon as error:
            return to.too_soon(error, "desk.html", desk=desk)
        leave_earlier(to)
        begun = open_session(app, staff_id, browser_of(to.request), device_id=device_id)
        answer = to.go("/")
        keep_cookie(app, answer, "session", begun.token, LONGEST)
        # A desk that is in use stays one.
        keep_cookie(app, answer, "desk", to.cookie("desk"), DESK_KEPT)
        return answer

    return router


def _names(to: Visitor, desk: SharedDesk, *, status: int = 200, **values: object) -> Response:
    return to.page("desk.html", status=status, desk=desk, **values)
