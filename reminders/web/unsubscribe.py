"""The page behind the link that ends all mail to an address (RFC 8058): no sign-in, and only a POST stops anything."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from reminders.actions.opting_out import unsubscribe
from reminders.actions.unsubscribe_page import UnsubscribePage, unsubscribe_page
from reminders.app import App
from reminders.domain.words import OptOutScope
from reminders.web.pages import page

#: A mail program posts "List-Unsubscribe=One-Click", 26 bytes.
_LARGEST_BODY = 4096
#: What the second button of the page posts.
_ONLY_INVITATIONS = b"only=invitations"


async def posted_scope(request: Request) -> OptOutScope:
    """What is to stop: everything, unless the page's own button for invitations was pressed.

    Whatever the form of the body; a flood is refused. Whoever has the link may stop the mail.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise HTTPException(413)
    return OptOutScope.MARKETING if bytes(body) == _ONLY_INVITATIONS else OptOutScope.ALL


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
        return page("unsubscribe.html", about=about, done=None)

    @router.post("/unsubscribe/{token}")
    def stop(
        about: Annotated[UnsubscribePage, Depends(known)], scope: Annotated[OptOutScope, Depends(posted_scope)]
    ) -> HTMLResponse:
        """A button, or a mail program's one click. Again changes nothing and says the same."""
        if unsubscribe(app, about.message_id, scope) is None:
            raise HTTPException(404)
        return page("unsubscribe.html", about=about, done=scope.value)

    return router
