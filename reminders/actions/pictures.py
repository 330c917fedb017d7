"""Pictures that patients have sent, for the people who read their replies; nothing is kept of them here."""

import struct
import zlib

from reminders.actions.bad_input import BadInput
from reminders.actions.inbox import no_reply
from reminders.app import App
from reminders.store.inbox import inbox_reply, media_of
from reminders.transports.base import Picture

_SANDBOX = "sandbox:"
_SIDE = 96


def picture_of(app: App, reply_id: int, number: int) -> Picture:
    """The picture with this number (from 1) of a reply, fetched from the provider. Raises BadInput when there is none,
    and TryAgain when it cannot be had now or is no picture.
    """
    with app.database.read() as work:
        if inbox_reply(work, app.clinic(work).id, reply_id) is None:
            raise no_reply(reply_id)
        kept = media_of(work, reply_id)
    if not 1 <= number <= len(kept):
        raise BadInput([f"picture: reply {reply_id} has no picture {number}"])
    url = kept[number - 1]["url"]
    return _drawn(number) if url.startswith(_SANDBOX) else app.open_pictures().fetch(url)


def _drawn(number: int) -> Picture:
    """What the sandbox's phones send: rings around a spot, another shade for each number."""
    rows = bytearray()
    for y in range(_SIDE):
        rows.append(0)
        for x in range(_SIDE):
            away = (x - _SIDE // 2) ** 2 + (y - _SIDE // 2) ** 2
            red = 224 - (away // 64) % 40
            rows += bytes((red, 170 + 8 * (number % 8), 150 - min(away // 40, 60)))
    head = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return Picture("image/png", b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts))


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
