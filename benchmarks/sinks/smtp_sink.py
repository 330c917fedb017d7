"""Takes mail on plain SMTP and keeps the recipient and the Message-ID of each."""

import re

from benchmarks.sinks.loop import Ledger, serve

_ID = re.compile(rb"(?im)^message-id:\s*<([^>]*)>")
_EHLO = b"250-sink.example\r\n250-SIZE 10485760\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES\r\n"
_REPLIES = {
    b"EHLO": _EHLO,
    b"HELO": b"250 sink.example\r\n",
    b"MAIL": b"250 2.1.0 ok\r\n",
    b"RCPT": b"250 2.1.5 ok\r\n",
    b"DATA": b"354 go on\r\n",
    b"RSET": b"250 2.0.0 ok\r\n",
    b"NOOP": b"250 2.0.0 ok\r\n",
    b"QUIT": b"221 2.0.0 bye\r\n",
}
_END = b"\r\n.\r\n"


class SmtpConversation:
    """One connection; answers pipelined commands in order."""

    greeting = b"220 sink.example ESMTP\r\n"

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._buffer = b""
        self._recipient = b""
        self._in_data = False

    def feed(self, data: bytes) -> bytes:
        """Answer every command and every message that is complete."""
        self._buffer += data
        answers = b""
        while True:
            end = self._buffer.find(_END if self._in_data else b"\r\n")
            if end < 0:
                return answers
            answers += self._take_message(end) if self._in_data else self._take_command(end)

    def _take_command(self, end: int) -> bytes:
        line, self._buffer = self._buffer[:end], self._buffer[end + 2 :]
        verb = line[:4].upper()
        if verb == b"RCPT":
            self._recipient = line[line.find(b"<") + 1 : line.find(b">")]
        self._in_data = verb == b"DATA"
        return _REPLIES.get(verb, b"502 5.5.1 not here\r\n")

    def _take_message(self, end: int) -> bytes:
        message, self._buffer = self._buffer[:end], self._buffer[end + len(_END) :]
        self._in_data = False
        found = _ID.search(message)
        self._ledger.add(self._recipient + b" " + (found.group(1) if found else b""))
        return b"250 2.0.0 taken\r\n"


def main() -> None:
    """Serve until stdin closes."""
    ledger = Ledger()
    serve(lambda: SmtpConversation(ledger), ledger)


if __name__ == "__main__":
    main()
