"""Opens a page in a real headless Chromium, over its debugging pipe, and sees what it asks for, prints and shows."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.waiting import HANGS_AFTER

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-extensions", "--disable-background-networking", "--hide-scrollbars",
            "--remote-debugging-pipe")  # fmt: skip
_PROGRAM = """\
import fcntl, os, sys
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for end, expected in zip(ends, (3, 4)):
    os.dup2(end, expected)
os.execvp(sys.argv[3], sys.argv[3:])
"""  # the ends of the pipe are where Chromium expects them
_TOLD = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded", "Audits.issueAdded")


class Seen(NamedTuple):
    """What happened while a page was opened: what it printed to the console or was warned of, and what it asked for."""

    messages: list[str]
    requests: list[str]


class Browser:
    """A running Chromium with one open tab."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing
        self._rest = b""
        self._number = 0
        self._events: list[dict[str, Any]] = []
        self._session = ""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        """Returns the answer to a command of the DevTools protocol."""
        self._number += 1
        session = {"sessionId": self._session} if self._session else {}
        words = {"id": self._number, "method": method, "params": parameters, **session}
        os.write(self._writing, json.dumps(words).encode() + b"\0")
        while (message := self._next()).get("id") != self._number:
            self._events.append(message)
        assert "error" not in message, message
        answer: dict[str, Any] = message["result"]
        return answer

    def open(self, page: Path, width: int, is_dark: bool = False) -> Seen:
        """Open a page in a window of this width, and wait until it is loaded."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[scheme])
        self._events.clear()
        address = page.absolute().as_uri()
        self.ask("Page.navigate", url=address)
        while not any(event.get("method") == "Page.loadEventFired" for event in self._events):
            self._events.append(self._next())
        self.value("1")  # what comes with the load has come before the answer
        messages = [json.dumps(event["params"]) for event in self._events if event.get("method") in _TOLD]
        asked = [event["params"]["request"]["url"] for event in self._events
                 if event.get("method") == "Network.requestWillBeSent"]  # fmt: skip
        return Seen(messages, [url for url in asked if url != address])

    def value(self, script: str) -> Any:
        """Returns what an expression is in the page."""
        found = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def picture(self, path: Path, height: int = 0) -> None:
        """Write the whole page as a PNG, or its first rows of pixels."""
        size = self.ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": height or size["height"], "scale": 1}
        data = self.ask("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)["data"]
        path.write_bytes(base64.b64decode(data))

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            read = os.read(self._reading, 1 << 20)
            assert read, "Chromium has ended"
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        read_message: dict[str, Any] = json.loads(message)
        return read_message


def chromium() -> str:
    """Returns the program. Skips the test where there is none, and fails it in CI (`make chromium` installs it)."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("Chromium is missing: `make chromium` installs it")
    pytest.skip("Chromium is not installed: `make chromium` installs it")


@contextlib.contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Runs Chromium with a profile of its own in a folder."""
    program = chromium()
    (from_us, to_browser), (from_browser, to_us) = os.pipe(), os.pipe()
    command = [
        sys.executable,
        "-c",
        _PROGRAM,
        str(from_us),
        str(to_us),
        program,
        *_OPTIONS,
        f"--user-data-dir={folder}",
    ]
    running = subprocess.Popen(
        command,
        env={**os.environ, "HOME": str(folder)},
        pass_fds=(from_us, to_us),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(from_us)
    os.close(to_us)
    try:
        yield Browser(from_browser, to_browser)
    finally:
        os.close(to_browser)  # which ends it
        running.wait(timeout=HANGS_AFTER)
        os.close(from_browser)
