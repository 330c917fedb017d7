"""What every page of staff goes through: who is there, what they may do, and what they post."""

import hashlib
import hmac
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import HTTPException, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from reminders.actions.bad_input import BadInput, Mistake
from reminders.actions.badges import badges
from reminders.actions.inbox import clinic_zone
from reminders.actions.sessions import find_session
from reminders.app import App
from reminders.config import Settings
from reminders.domain.said import Language
from reminders.domain.words import Role
from reminders.store.sessions import Session
from reminders.web.forms import LARGEST_FORM, Form, read_form, same_origin
from reminders.web.languages import tongue
from reminders.web.pages import page, part

#: An id in a path.
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
_DONE = re.compile(r"[a-z][a-z-]{0,39}")
_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
#: What `live` in ui/_parts.html sends with each look that a page takes by itself.
LOOKS_AGAIN = "Looks-Again"


class NotSignedIn(Exception):
    """Nobody is signed in with this browser; `path` is where they wanted to go."""

    def __init__(self, path: str, *, posting: bool, part: bool) -> None:
        self.path, self.posting, self.part = path, posting, part


class SecondFactorMissing(Exception):
    """Signed in with a password alone where messages really leave."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody signed in."""

    app: App
    request: Request
    me: "Me"
    form: Form
    zone: ZoneInfo
    #: What a form of this browser carries.
    token: str

    @property
    def wants_part(self) -> bool:
        """The open page asks for a part of itself."""
        return self.request.headers.get("hx-request") == "true" and "hx-boosted" not in self.request.headers

    def page(self, name: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """A whole page of ui/ inside the shell."""
        return page(name, status=status, **self._shell() | values)  # type: ignore[arg-type]

    def part(self, name: str, block: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """One block of a page of ui/."""
        return part(name, block, status=status, **self._shell(whole=False) | values)  # type: ignore[arg-type]

    def go(self, path: str, done: str = "") -> Response:
        """To another page, which says what was done by its own words for this code; what it made due leaves now."""
        self.app.wake()
        return RedirectResponse(path + (f"?{urlencode({'done': done})}" if done else ""), status_code=303)

    def say(self, text: object) -> str:
        """A text of an action in this person's language."""
        return tongue(self.me.language).language.tell(text)

    def mistakes(self, error: BadInput) -> dict[str, str]:
        """What is wrong, by field ("treated_at"), in this person's language; several of one field in one text."""
        return told_mistakes(tongue(self.me.language).language, error)

    def _shell(self, *, whole: bool = True) -> dict[str, object]:
        done = self.request.query_params.get("done", "")
        shell: dict[str, object] = {
            "me": self.me,
            "language": self.me.language,
            "csrf": self.token,
            "path": self.request.scope["path"],
            "done": done if _DONE.fullmatch(done) else "",
            "zone": self.zone,
            "now": self.app.now(),
            "sandbox": not self.app.settings.real_transport,
        }
        if whole:
            with self.app.database.read() as work:
                shell["clinic_name"] = self.app.clinic(work).name
            shell["badges"] = badges(self.app)
        return shell


@dataclass(frozen=True, slots=True)
class Me:
    """Who is signed in."""

    id: int
    name: str
    role: Role
    language: str
    session_id: int
    #: The shared desk where this person switched on with a PIN.
    device_id: int | None
    session: Session


Door = Callable[[Request], AsyncIterator[Visit]]


def door(
    app: App, least: Role, *, largest: int = LARGEST_FORM, upload: bool = False, password_alone: bool = False
) -> Door:
    """What a page declares: who may come in, and what a form of it may hold.

    `password_alone`: for the pages on which the second factor is set up.
    """

    async def enter(request: Request) -> AsyncIterator[Visit]:
        try:
            yield await visit(request)
        finally:
            await request.close()  # Files that were sent with it.

    async def visit(request: Request) -> Visit:
        token = request.cookies.get(cookie_name(app.settings, "session"), "")
        posting = request.method in _UNSAFE
        used = posting or LOOKS_AGAIN not in request.headers
        session = await run_in_threadpool(find_session, app, token, used=used) if token else None
        if session is None:
            raise NotSignedIn(request.scope["path"], posting=posting, part=request.headers.get("hx-request") == "true")
        me = _me(session)
        _second_factor(app, session, password_alone)
        if not me.role.may(least):
            raise HTTPException(403)
        form = await _posted(app, request, token, largest, upload) if posting else Form()
        return Visit(app, request, me, form, await run_in_threadpool(clinic_zone, app), form_token(token))

    enter.least = least  # type: ignore[attr-defined]
    return enter


def cookie_name(settings: Settings, name: str) -> str:
    """Behind https the browser itself keeps the cookie to this host."""
    return f"__Host-{name}" if settings.public_url.startswith("https://") else name


def told_mistakes(language: Language, error: BadInput) -> dict[str, str]:
    """What is wrong, by field, in a language; several of one field in one text."""
    found: dict[str, list[str]] = {}
    for line in error.mistakes:
        name, says = (line.name, line.says) if isinstance(line, Mistake) else _halves(line)
        for field in name.split(", "):
            found.setdefault(field.replace("-", "_"), []).append(language.tell(says))
    return {field: " ".join(texts) for field, texts in found.items()}


def form_token(session_token: str) -> str:
    """What every form of a session carries: nobody without its cookie can know it."""
    return hmac.new(session_token.encode(), b"form", hashlib.sha256).hexdigest()


def _me(session: Session) -> Me:
    role = session.role
    if session.device_id is not None and role is Role.ADMIN:
        role = Role.CLINICIAN  # A PIN at a shared desk is not enough for an admin's pages.
    return Me(session.staff_id, session.name, role, session.language, session.id, session.device_id, session)


def _second_factor(app: App, session: Session, password_alone: bool) -> None:
    shown = session.second_factor_at is not None or session.device_id is not None
    if app.settings.real_transport and not shown and not password_alone:
        raise SecondFactorMissing


async def _posted(app: App, request: Request, token: str, largest: int, upload: bool) -> Form:
    if not same_origin(request, app.settings.public_url):
        raise HTTPException(403)
    form = await read_form(request, largest, upload=upload)
    if not hmac.compare_digest(form.get("_token", "").encode(), form_token(token).encode()):
        raise HTTPException(403)
    return form


def _halves(line: str) -> tuple[str, str]:
    name, _, says = line.partition(": ")
    return (name, says) if says else ("", line)
