"""A receiver on this machine that keeps the bodies of what exporters post to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple


class Received(NamedTuple):
    """What has come so far: `url` is where to post to, and each body came with its length or `chunked`."""

    url: str
    bodies: list[bytes]
    encodings: list[str]


class _Handler(BaseHTTPRequestHandler):
    """Answers as a collector does that takes everything."""

    protocol_version = "HTTP/1.1"
    received: Received

    def do_POST(self) -> None:  # the name that the base class asks for
        is_chunked = self.headers.get("Transfer-Encoding", "").lower() == "chunked"
        body = self._chunks() if is_chunked else self.rfile.read(int(self.headers["Content-Length"]))
        self.received.encodings.append("chunked" if is_chunked else "length")
        self.received.bodies.append(body)
        answer = b"" if "protobuf" in self.headers.get("Content-Type", "") else b"{}"
        self.send_response(200)
        self.send_header("Content-Type", self.headers.get("Content-Type", "application/json"))
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _chunks(self) -> bytes:
        """A body in chunks, each after a line with its length; `http.server` leaves them to the handler."""
        parts: list[bytes] = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # a trailer
        return b"".join(parts)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that the base class has
        """Say nothing."""


@contextmanager
def receiver() -> Iterator[Received]:
    """A receiver that listens while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    received = Received(f"http://127.0.0.1:{server.server_port}", [], [])
    server.RequestHandlerClass = type("Handler", (_Handler,), {"received": received})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
