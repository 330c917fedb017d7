"""Around every answer: strict headers, and no failure that could show a patient's data."""

import traceback

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reminders.store.database import StoreError
from reminders.web.pages import page

#: Nothing but our own files is loaded, forms go to us only, and nobody may put a page into a frame. The style sheet of
#: the pages draws its small marks as data.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}

#: The innermost ones; the others are the framework's.
_FRAMES = 8

log = structlog.get_logger(__name__)


#: Two years, as browsers ask for before they know it by heart. Of this host only: others may be the clinic's too.
_HTTPS_ONLY = {"Strict-Transport-Security": "max-age=63072000"}


class Guard:
    """The outermost layer: strict headers on whatever is answered. `https`: browsers never ask in the clear again."""

    def __init__(self, inner: ASGIApp, *, https: bool = False) -> None:
        self._inner = inner
        self._headers = _HEADERS | (_HTTPS_ONLY if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                headers["Cache-Control"] = "no-cache" if scope["path"].startswith("/static/") else "no-store"
            await send(message)

        await self._inner(scope, receive, send_with_headers)


class Failures:
    """Right around the pages: an exception ends here, since the framework and the server would log its text."""

    def __init__(self, app: ASGIApp) -> None:
        self._inner = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._inner(scope, receive, send_noting)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - whatever a page raises, the visitor gets words and the log no data
            log.error("page failed", kind=type(error).__name__, where=_where(error))
            if not started:
                await _sorry(error)(scope, receive, send)


def _sorry(error: Exception) -> ASGIApp:
    """Busy or broken: the words do not say why, since anybody may read them."""
    status = 503 if isinstance(error, StoreError) else 500
    return page("sorry.html", status=status)


def _where(error: BaseException) -> str:
    """The frames only: an error's own text could hold a patient's data."""
    frames = reversed(traceback.extract_tb(error.__traceback__)[-_FRAMES:])
    return " < ".join(f"{frame.filename}:{frame.lineno}" for frame in frames)
