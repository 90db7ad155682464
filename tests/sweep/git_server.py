"""A server that git fetches from over HTTP: git's own, behind one that can be told to fail."""

from __future__ import annotations

import os
import subprocess
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class GitServer(ThreadingHTTPServer):
    """Serves the repositories below a folder. `failures` are HTTP statuses by the number of a request, from 0 on.

    If `user` is set, a name and a password with a colon between them, it serves nobody else.
    """

    def __init__(self, top: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.top = top
        self.failures: dict[int, int] = {}
        self.user = ""
        self.asked: list[str] = []

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{name}"


class _Request(BaseHTTPRequestHandler):
    server: GitServer

    def do_GET(self) -> None:
        number = len(self.server.asked)
        self.server.asked.append(self.path)
        if number in self.server.failures:
            self.send_error(self.server.failures[number])
            return
        given = f"Basic {b64encode(self.server.user.encode()).decode()}"
        if self.server.user and self.headers.get("Authorization") != given:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()
            return
        path, _, query = self.path.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.server.top),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }
        done = subprocess.run(["git", "http-backend"], input=body, env=environment, capture_output=True, check=True)
        head, _, answer = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET  # noqa: N815 - the names that http.server calls

    def log_message(self, *_: object) -> None:
        """Tests need no log."""


@contextmanager
def serving(top: Path) -> Iterator[GitServer]:
    """Serve the repositories below a folder while a block runs."""
    with GitServer(top) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
