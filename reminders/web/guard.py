"""Around every answer: strict headers, and no failure that could show a patient's data."""

import traceback

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reminders.store.database import StoreError
from reminders.web.pages import page

#: Nothing but our own style sheet and icon is loaded, forms go to us only, and nobody may put a page into a frame.
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
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

log = structlog.get_logger(__name__)


class Guard:
    """The outermost layer. An exception ends here: the server's own log would print its text."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers["Cache-Control"] = "no-cache" if scope["path"].startswith("/static/") else "no-store"
            await send(message)

        try:
            await self._inner(scope, receive, send_with_headers)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - whatever a page raises, the visitor gets words and the log no data
            log.error("page failed", kind=type(error).__name__, where=_where(error))
            if not started:
                await _sorry(error)(scope, receive, send_with_headers)


def _sorry(error: Exception) -> ASGIApp:
    """Busy or broken: the words do not say why, since anybody may read them."""
    status = 503 if isinstance(error, StoreError) else 500
    return page("sorry.html", status=status)


def _where(error: BaseException) -> str:
    """The frames only: an error's own text could hold a patient's data."""
    return " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(traceback.extract_tb(error.__traceback__)))
