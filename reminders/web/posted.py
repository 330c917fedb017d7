"""Forms that a page of ours posts: from the same origin only, bounded, read whole."""

from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

_FORM = "application/x-www-form-urlencoded"
#: A text of 1,600 characters in which each takes twelve bytes, and little else.
_LARGEST_BODY = 24 * 1024
_MOST_FIELDS = 16


async def own_form(request: Request) -> dict[str, str]:
    """The fields of a form that one of our own pages posted. Refuses (403) what another site has a browser post."""
    if not _same_origin(request):
        raise HTTPException(403)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_BODY:
            raise HTTPException(413)
    try:
        text = body.decode("ascii")
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise HTTPException(400) from None


def _same_origin(request: Request) -> bool:
    """By Sec-Fetch-Site, which every browser of today sends to this machine; an older one's Origin must be ours.

    Our own pages send no referrer, so a browser that knows Sec-Fetch-Site writes "null" for their Origin.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("origin") == f"{request.url.scheme}://{request.headers.get('host', '')}"
