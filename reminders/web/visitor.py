"""What the pages before sign-in go through: nobody is known yet, a form must come from our own pages, and the language
is the browser's or the one chosen by a link.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from zoneinfo import ZoneInfo

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from reminders.actions.accounts import sign_out
from reminders.actions.bad_input import BadInput
from reminders.actions.inbox import clinic_zone
from reminders.actions.sessions import find_session
from reminders.actions.signing_in import TooSoon
from reminders.app import App
from reminders.domain.said import nsay
from reminders.web.door import cookie_name, told_mistakes
from reminders.web.forms import LARGEST_FORM, Form, read_form, same_origin
from reminders.web.languages import LANGUAGES, tongue
from reminders.web.pages import page

#: What pages may lead back to: a path of ours, without a query.
_OWN_PATH = re.compile(r"/(?:[A-Za-z0-9._~-]+(?:/[A-Za-z0-9._~-]+)*/?)?")
#: An IPv6 household or office has a whole net of this size.
_OFFICE = 64
LANGUAGE_KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Visitor:
    """One request of somebody who is not signed in."""

    app: App
    request: Request
    language: str
    form: Form
    zone: ZoneInfo

    def page(self, name: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """A whole page of ui/ inside the shell without links."""
        with self.app.database.read() as work:
            clinic = self.app.clinic(work).name
        shell = {
            "language": self.language,
            "languages": LANGUAGES,
            "path": self.request.scope["path"],
            "zone": self.zone,
            "now": self.app.now(),
            "sandbox": not self.app.settings.real_transport,
            "clinic_name": clinic,
            "form": self.form,
            "mistakes": {},
        }
        return page(name, status=status, **shell | values)

    def go(self, path: str) -> Response:
        """To another page."""
        return RedirectResponse(path, status_code=303)

    def mistakes(self, error: BadInput) -> dict[str, str]:
        """As Visit.mistakes."""
        return told_mistakes(tongue(self.language).language, error)

    def too_soon(self, error: TooSoon, name: str, **values: object) -> HTMLResponse:
        """The same page, which says in how many seconds the next try may be made."""
        answer = self.page(name, status=429, **{"mistakes": {"": wait_words(self.language, error)}, **values})
        answer.headers["Retry-After"] = str(error.seconds)
        return answer

    def cookie(self, name: str) -> str:
        """What the browser keeps under this name; empty for nothing."""
        return self.request.cookies.get(cookie_name(self.app.settings, name), "")

    @property
    def peer(self) -> str:
        """Where the request comes from: an address, or the net of an office."""
        return peer_of(self.request)


Meeting = Callable[[Request], Awaitable[Visitor]]


def visitor(app: App) -> Meeting:
    """What a page before sign-in declares."""

    async def meet(request: Request) -> Visitor:
        form = Form()
        if request.method == "POST":
            if not same_origin(request, app.settings.public_url):
                raise HTTPException(403)
            form = await read_form(request, LARGEST_FORM)
        return Visitor(app, request, language_of(app, request), form, await run_in_threadpool(clinic_zone, app))

    meet.public = True  # type: ignore[attr-defined]
    return meet


def wait_words(language: str, error: TooSoon) -> str:
    """What to do about too many tries."""
    says = nsay(
        "Several tries were wrong. Wait {count} second, then try again.",
        "Several tries were wrong. Wait {count} seconds, then try again.",
        error.seconds,
    )
    return tongue(language).language.tell(says)


def language_of(app: App, request: Request) -> str:
    """The one chosen with this browser, else the first of the browser's that we speak."""
    chosen = request.cookies.get(cookie_name(app.settings, "language"), "")
    if chosen in LANGUAGES:
        return chosen
    wanted = (part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(","))
    return next((code for code in wanted if code in LANGUAGES), "en")


def keep_cookie(app: App, answer: Response, name: str, value: str, kept: timedelta) -> None:
    """A cookie that no script reads and that comes with our own pages only; an empty value takes it away."""
    secure = app.settings.public_url.startswith("https://")
    seconds = int(kept.total_seconds()) if value else 0
    answer.set_cookie(
        cookie_name(app.settings, name), value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax"
    )


def leave_earlier(to: Visitor) -> None:
    """Whoever was signed in with this browser is signed out: another person goes on here, or the same one anew."""
    token = to.cookie("session")
    earlier = find_session(to.app, token) if token else None
    if earlier is not None:
        sign_out(to.app, earlier)


def own_path(path: str) -> str:
    """Where somebody wanted to go, if it is a page of ours; else the first page."""
    return path if _OWN_PATH.fullmatch(path) else "/"


def browser_of(request: Request) -> str:
    """Browser and system in two words: "Firefox, Windows"."""
    agent = request.headers.get("user-agent", "")
    named = next((name for sign, name in _BROWSERS if sign in agent), "Browser")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return f"{named}, {system}" if system else named


#: Most of them also call themselves by the names of those before them.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def peer_of(request: Request) -> str:
    """The address that the connection comes from; behind a web server on this machine, the one that it names."""
    address = request.client.host if request.client else ""
    try:
        if ip_address(address).is_loopback:
            # The last one is what that server has seen; those before it anybody can make up.
            named = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
            address = str(ip_address(named)) if named else address
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and not parsed.is_loopback:
        return str(ip_network(f"{parsed}/{_OFFICE}", strict=False))
    return str(parsed)
