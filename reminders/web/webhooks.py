"""Where Twilio tells what became of a text, and what patients text back. Signed, bounded, and safe to repeat.

Reached from outside by a web server that passes it on; everything else on this port is for this machine.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from reminders.actions.hearing import hear
from reminders.actions.track import report_delivery
from reminders.app import App
from reminders.store.database import StoreError
from reminders.transports.twilio_webhooks import (
    FORM,
    JSON,
    BadWebhook,
    Fields,
    is_signed,
    is_signed_json,
    read_fields,
    read_inbound,
    read_report,
)

#: A text of 1,600 characters with ten pictures is about 10 KiB.
LARGEST_BODY = 64 * 1024

#: An answer that asks Twilio for nothing.
_NOTHING_TO_SAY = b'<?xml version="1.0" encoding="UTF-8"?><Response></Response>'

Out = TypeVar("Out")

log = structlog.get_logger(__name__)


def routes(app: App) -> APIRouter:
    """/webhooks/twilio/status and /webhooks/twilio/inbound; none where Twilio is not used."""
    router = APIRouter()
    if app.settings.sms_transport != "twilio" and not _token(app):
        return router

    @router.post("/webhooks/twilio/status")
    async def status(request: Request) -> Response:
        """News of a text. 204 once they are stored, known already, or of nothing that we sent."""
        fields = await _proven(app, request)
        report = _read(lambda: read_report(request.query_params, fields))
        if report is not None:
            await _done(lambda: run_in_threadpool(report_delivery, app, report))
        return Response(status_code=204)

    @router.post("/webhooks/twilio/inbound")
    async def inbound(request: Request) -> Response:
        """A patient's text. Answered without words once it is stored: replies go out like every other message."""
        fields = await _proven(app, request)
        text = _read(lambda: read_inbound(fields, app.now(), app.settings.twilio_opt_out))
        await _done(lambda: run_in_threadpool(hear, app, text))
        return Response(_NOTHING_TO_SAY, media_type="text/xml")

    return router


def _token(app: App) -> str:
    token = app.settings.twilio_auth_token
    return token.get_secret_value() if token else ""


async def _proven(app: App, request: Request) -> Fields:
    """The fields of a request that Twilio has signed; refuses every other one."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in (FORM, JSON):
        raise HTTPException(415)
    body = await _bounded_body(request)
    fields = _read(lambda: read_fields(body, kind))
    signature, url = request.headers.get("x-twilio-signature", ""), _signed_url(app, request)
    if kind == JSON:
        signed = is_signed_json(_token(app), url, body, signature)
    else:
        signed = is_signed(_token(app), url, fields, signature)
    if not signed:
        log.warning("a webhook without Twilio's signature was refused")
        raise HTTPException(403)
    return fields


async def _bounded_body(request: Request) -> bytes:
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        raise HTTPException(413)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise HTTPException(413)
    return bytes(body)


def _signed_url(app: App, request: Request) -> str:
    """As Twilio wrote it: behind another web server neither the host nor the scheme of the request are Twilio's, and
    decoding the path or the query would lose how they were written.
    """
    raw_path = request.scope.get("raw_path") or request.scope["path"].encode()
    query = request.scope["query_string"]
    url = app.settings.public_url.encode() + bytes(raw_path) + (b"?" + query if query else b"")
    return url.decode("latin-1")


def _read(reading: Callable[[], Out]) -> Out:
    try:
        return reading()
    except BadWebhook as error:
        log.warning("a webhook could not be read", why=str(error))
        raise HTTPException(400) from None


async def _done(act: Callable[[], Awaitable[object]]) -> None:
    """Once it is committed. A database that cannot do it now is Twilio's cue to try again."""
    try:
        await act()
    except StoreError:
        log.warning("a webhook could not be stored; Twilio is asked to try again")
        raise HTTPException(503, headers={"Retry-After": "5"}) from None
