"""Forms that a page of ours posts: from the same origin only, bounded, read whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import parse_qsl, urlsplit

from fastapi import HTTPException, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException as StarletteHTTPException

_FORM = "application/x-www-form-urlencoded"
_UPLOAD = "multipart/form-data"
#: A text of 1,600 characters in which each takes twelve bytes, and little else.
LARGEST_FORM = 24 * 1024
_MOST_FIELDS = 5000
_LARGEST_FIELD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as the browser sent it; closed with the request."""

    name: str
    file: BinaryIO
    size: int


class Form(Mapping[str, str]):
    """The fields of a form, the last of a name; `all` has every one."""

    def __init__(self, fields: list[tuple[str, str]] | None = None, uploads: dict[str, Upload] | None = None) -> None:
        self.fields = fields or []
        self._last = dict(self.fields)
        self._uploads = uploads or {}

    def __getitem__(self, name: str) -> str:
        return self._last[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._last)

    def __len__(self) -> int:
        return len(self._last)

    def all(self, name: str) -> list[str]:
        """Every value of a name, in the order of the page."""
        return [value for one, value in self.fields if one == name]

    def upload(self, name: str) -> Upload | None:
        """A file; None when none was chosen."""
        return self._uploads.get(name)


async def read_form(request: Request, largest: int, *, upload: bool = False, most: int = _MOST_FIELDS) -> Form:
    """The form of a request. Raises HTTPException: 415 another type, 413 too large, 400 not readable."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if upload and kind == _UPLOAD:
        return await _read_upload(request, largest)
    if kind != _FORM:
        raise HTTPException(415)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise HTTPException(413)
    try:
        text = body.decode("ascii")
        return Form(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=most))
    except ValueError:
        raise HTTPException(400) from None


async def _read_upload(request: Request, largest: int) -> Form:
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise HTTPException(411)
    if int(length) > largest:
        raise HTTPException(413)
    try:
        read = await request.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=_LARGEST_FIELD)
    except StarletteHTTPException:
        raise HTTPException(400) from None
    fields = [(name, value) for name, value in read.multi_items() if isinstance(value, str)]
    uploads = {
        name: Upload(value.filename or "", value.file, value.size or 0)
        for name, value in read.multi_items()
        if isinstance(value, UploadFile) and value.filename
    }
    return Form(fields, uploads)


def same_origin(request: Request, public_url: str = "") -> bool:
    """By Sec-Fetch-Site, which every browser of today sends to this machine; an older one's Origin must be ours.

    Our own pages send no referrer, so a browser that knows Sec-Fetch-Site writes "null" for their Origin.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    ours = {f"{request.url.scheme}://{request.headers.get('host', '')}"}
    if public_url:
        parts = urlsplit(public_url)
        ours.add(f"{parts.scheme}://{parts.netloc}")
    return request.headers.get("origin") in ours
