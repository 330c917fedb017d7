"""The page that lists what the sandbox holds: on this machine only, and only while nothing can leave it."""

import re
from ipaddress import ip_address
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from reminders.actions.sandbox_view import sandbox_view
from reminders.app import App
from reminders.web.pages import page
from reminders.web.visitor import language_of

#: Seconds between two looks.
_EVERY = 5
_HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def routes(app: App) -> APIRouter:
    """/sandbox"""
    router = APIRouter()

    @router.get("/sandbox")
    def show(request: Request, still: Annotated[bool, Query()] = False) -> HTMLResponse:
        """The newest messages first, then what comes next. `still`: without looking again by itself."""
        if app.settings.real_transport or not at_this_machine(request):
            raise HTTPException(404)
        return sandbox_page(app, request, "sandbox.html", view=sandbox_view(app), every=0 if still else _EVERY)

    return router


def sandbox_page(app: App, request: Request, name: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A page of the sandbox inside the shell without links: nobody signs in here."""
    with app.database.read() as work:
        clinic = app.clinic(work).name
    shell = {"path": request.scope["path"], "clinic_name": clinic, "sandbox": True}
    return page(name, status=status, language=language_of(app, request), **shell, **values)


def at_this_machine(request: Request) -> bool:
    """Whether a person sits at this machine: the connection, the name in the address bar and no proxy between.

    The name matters because a page elsewhere can let its own host name point to 127.0.0.1 and then read what we answer.
    """
    if any(name in request.headers for name in _FORWARDED):
        return False
    peer = request.client.host if request.client else ""
    name = _HOST.fullmatch(request.headers.get("host", ""))
    return _is_loopback(peer) and name is not None and _is_loopback(name[1].strip("[]"))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
