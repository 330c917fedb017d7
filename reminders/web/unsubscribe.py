"""The page behind the link that ends all mail to an address (RFC 8058): no sign-in, and only a POST stops anything."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from reminders.actions.opting_out import unsubscribe
from reminders.actions.unsubscribe_page import UnsubscribePage, unsubscribe_page
from reminders.app import App
from reminders.web.pages import page

#: A mail program posts "List-Unsubscribe=One-Click", 26 bytes.
_LARGEST_BODY = 4096


async def bounded_body(request: Request) -> None:
    """Read what was posted, whatever its form, and refuse a flood. Whoever has the link may stop the mail."""
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _LARGEST_BODY:
            raise HTTPException(413)


def routes(app: App) -> APIRouter:
    """/unsubscribe/TOKEN"""
    router = APIRouter()

    def known(token: str) -> UnsubscribePage:
        found = unsubscribe_page(app, token)
        if found is None:
            raise HTTPException(404)
        return found

    @router.get("/unsubscribe/{token}")
    def ask(about: Annotated[UnsubscribePage, Depends(known)]) -> HTMLResponse:
        """A button. Opening the page changes nothing: scanners open every link of a mail."""
        return page("unsubscribe.html", about=about, done=False)

    @router.post("/unsubscribe/{token}", dependencies=[Depends(bounded_body)])
    def stop(about: Annotated[UnsubscribePage, Depends(known)]) -> HTMLResponse:
        """The button, or a mail program's one click. Again changes nothing and says the same."""
        if unsubscribe(app, about.message_id) is None:
            raise HTTPException(404)
        return page("unsubscribe.html", about=about, done=True)

    return router
