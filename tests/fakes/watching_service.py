"""A watching service that counts the heartbeats that it gets."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Hearts:
    """Where to ping, and which paths were asked for."""

    url: str = ""
    paths: list[str] = field(default_factory=list)


@contextmanager
def watching_service() -> Iterator[Hearts]:
    """On 127.0.0.1, until the end of the block."""
    hearts = Hearts()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hearts.paths.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    hearts.url = f"http://127.0.0.1:{server.server_address[1]}/ping/abc?x=1"
    try:
        yield hearts
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
