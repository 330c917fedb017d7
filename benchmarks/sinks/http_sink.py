"""Answers POST Messages as Twilio does (201, JSON, keep-alive) and keeps each form as it came.

A question (GET) is answered with no messages, and not kept.
"""

import re
from itertools import count

from benchmarks.sinks.loop import Ledger, serve

_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")

_ACCOUNT = "AC" + "0" * 32
_BODY = (
    f'{{"account_sid": "{_ACCOUNT}", "api_version": "2010-04-01", "body": "As sent.", '
    '"date_created": "Thu, 01 Jan 2026 12:00:00 +0000", "date_sent": null, '
    '"date_updated": "Thu, 01 Jan 2026 12:00:00 +0000", "direction": "outbound-api", "error_code": null, '
    '"error_message": null, "from": "+12025550100", "messaging_service_sid": null, "num_media": "0", '
    '"num_segments": "1", "price": null, "price_unit": "USD", "sid": "SM%032x", "status": "queued", '
    f'"subresource_uris": {{"media": "/2010-04-01/Accounts/{_ACCOUNT}/Messages/SM%032x/Media.json"}}, '
    f'"to": "+12025550143", "uri": "/2010-04-01/Accounts/{_ACCOUNT}/Messages/SM%032x.json"}}'
).encode()
_HEAD = (
    b"HTTP/1.1 201 CREATED\r\nContent-Type: application/json;charset=utf-8\r\nContent-Length: %d\r\n"
    b"Twilio-Concurrent-Requests: 1\r\n\r\n"
)
_ANSWER = _HEAD % len(_BODY % (0, 0, 0)) + _BODY
_NONE = b'{"messages": [], "next_page_uri": null, "page": 0, "page_size": 50}'
_NOTHING = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(_NONE)
    + _NONE
)


class TwilioConversation:
    """One kept-alive connection of a Twilio client."""

    greeting = b""

    def __init__(self, ledger: Ledger, numbers: "count[int]") -> None:
        self._ledger = ledger
        self._numbers = numbers
        self._buffer = b""

    def feed(self, data: bytes) -> bytes:
        """Answer every request that is complete."""
        self._buffer += data
        answers = b""
        while (request_end := self._request_end()) is not None:
            head_end = self._buffer.index(b"\r\n\r\n")
            asks = self._buffer.startswith(b"GET ")
            form = self._buffer[head_end + 4 : request_end]
            self._buffer = self._buffer[request_end:]
            answers += _NOTHING if asks else self._taken(form)
        return answers

    def _taken(self, form: bytes) -> bytes:
        self._ledger.add(form)
        number = next(self._numbers)
        return _ANSWER % (number, number, number)

    def _request_end(self) -> int | None:
        head_end = self._buffer.find(b"\r\n\r\n")
        if head_end < 0:
            return None
        length = _LENGTH.search(self._buffer, 0, head_end)
        end = head_end + 4 + (int(length.group(1)) if length else 0)
        return end if len(self._buffer) >= end else None


def main() -> None:
    """Serve until stdin closes."""
    ledger, numbers = Ledger(), count(1)
    serve(lambda: TwilioConversation(ledger, numbers), ledger)


if __name__ == "__main__":
    main()
