"""A server loop for one process: sockets on epoll, orders on stdin. It ends when stdin closes, so none is left behind.

Orders: "count" answers the number received; "ledger FILE" writes one line for each (nanoseconds since 1970, a tab, what
arrived) and answers "written"; "forget" starts a new ledger. An asyncio protocol costs about twice as much.
"""

import os
import select
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class Conversation(Protocol):
    """One connection."""

    #: Sent as soon as the connection is there.
    greeting: bytes

    def feed(self, data: bytes) -> bytes:
        """Take bytes, give the bytes to answer; may be empty."""


class Ledger:
    """What arrived, in order."""

    def __init__(self) -> None:
        self.entries: list[tuple[int, bytes]] = []

    def add(self, content: bytes) -> None:
        """Keep one line's worth of bytes with the instant."""
        self.entries.append((time.time_ns(), content))

    def write(self, path: Path) -> None:
        """One line for each entry."""
        path.write_bytes(b"".join(b"%d\t%s\n" % entry for entry in self.entries))


def serve(new_conversation: Callable[[], Conversation], ledger: Ledger) -> None:
    """Listen on a free port of 127.0.0.1, print it, and serve until stdin closes."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    listener.setblocking(False)
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    with select.epoll() as poll:
        poll.register(listener.fileno(), select.EPOLLIN)
        poll.register(sys.stdin.fileno(), select.EPOLLIN | select.EPOLLHUP)
        _serve(poll, listener, new_conversation, ledger)


def _serve(
    poll: select.epoll, listener: socket.socket, new_conversation: Callable[[], Conversation], ledger: Ledger
) -> None:
    open_sockets: dict[int, tuple[socket.socket, Conversation]] = {}
    orders, door = sys.stdin.fileno(), listener.fileno()
    while True:
        for number, _ in poll.poll():
            if number == orders:
                if not _obey(ledger):
                    return
            elif number == door:
                _welcome(poll, listener, open_sockets, new_conversation())
            else:
                _answer(poll, open_sockets, number)


def _answer(poll: select.epoll, open_sockets: dict[int, tuple[socket.socket, Conversation]], number: int) -> None:
    connection, conversation = open_sockets[number]
    try:
        data = connection.recv(65536)
        if data:
            reply = conversation.feed(data)
            if reply:
                connection.sendall(reply)
            return
    except OSError:
        pass
    poll.unregister(number)
    del open_sockets[number]
    connection.close()


def _welcome(
    poll: select.epoll,
    listener: socket.socket,
    open_sockets: dict[int, tuple[socket.socket, Conversation]],
    conversation: Conversation,
) -> None:
    connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    open_sockets[connection.fileno()] = (connection, conversation)
    if conversation.greeting:
        connection.sendall(conversation.greeting)
    poll.register(connection.fileno(), select.EPOLLIN)


def _obey(ledger: Ledger) -> bool:
    """Carry out one order; False when nobody is there to give any."""
    order = os.read(sys.stdin.fileno(), 4096).decode().strip()
    if not order:
        return False
    answer = str(len(ledger.entries))
    if order.startswith("ledger "):
        ledger.write(Path(order.removeprefix("ledger ")))
        answer = "written"
    elif order == "forget":
        ledger.entries.clear()
        answer = "forgotten"
    sys.stdout.write(answer + "\n")
    sys.stdout.flush()
    return True
