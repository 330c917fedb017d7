"""Pictures of replies: signed in only, fetched for each look, never kept by the browser."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import Response

from reminders.actions.bad_input import BadInput
from reminders.actions.pictures import picture_of
from reminders.app import App
from reminders.domain.words import Role
from reminders.transports.base import TryAgain
from reminders.web.door import Id, Visit, door


def routes(app: App) -> APIRouter:
    """/replies/{reply_id}/pictures/{number}"""
    router = APIRouter()
    staff = door(app, Role.STAFF)

    @router.get("/replies/{reply_id}/pictures/{number}")
    def show(reply_id: Id, number: Id, visit: Annotated[Visit, Depends(staff)]) -> Response:
        try:
            picture = picture_of(visit.app, reply_id, number)
        except BadInput:
            raise HTTPException(404) from None
        except TryAgain:
            return visit.page("picture_missing.html", status=502, reply_id=reply_id)
        return Response(picture.content, media_type=picture.type, headers={"Content-Disposition": "inline"})

    return router
