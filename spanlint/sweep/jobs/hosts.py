"""How often, and how many at once, repositories are fetched from one host, which would block the address otherwise."""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MINUTE = 60.0  # seconds


class HostLimits:
    """At most `per_minute` fetches begin in a minute, and `at_once` run together, for each host. Thread-safe."""

    def __init__(self, per_minute: int, at_once: int, now: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._at_once = at_once
        self._now = now
        self._changed = threading.Condition()
        self._begun: dict[str, deque[float]] = {}
        self._running: dict[str, int] = {}
        self._down: set[str] = set()

    def note(self, host: str, is_down: bool) -> None:
        """Take note of whether a host answers."""
        with self._changed:
            (self._down.add if is_down else self._down.discard)(host)

    def is_down(self, host: str) -> bool:
        """Whether a host did not answer the last time."""
        with self._changed:
            return host in self._down

    @contextmanager
    def fetching(self, host: str) -> Iterator[None]:
        """Wait until a fetch from a host may begin, and count it until the block ends. No host has no limits."""
        with self._counted(host, self.pause):
            yield

    @contextmanager
    def going_on(self, host: str) -> Iterator[None]:
        """As `fetching`, for more of a repository whose fetch has been counted in its minute already."""
        with self._counted(host, self._pause_of_others):
            yield

    def pause(self, host: str) -> float:
        """Returns the seconds after which it is worth asking again; 0 if a fetch may begin."""
        begun = self._begun.setdefault(host, deque(maxlen=self._per_minute))
        pause = self._pause_of_others(host)
        if pause == 0 and len(begun) == self._per_minute:
            pause = max(0.0, begun[0] + _MINUTE - self._now())
        return pause

    def _pause_of_others(self, host: str) -> float:
        return _MINUTE if self._running.get(host, 0) >= self._at_once else 0.0

    @contextmanager
    def _counted(self, host: str, pause_of: Callable[[str], float]) -> Iterator[None]:
        if not host:
            yield
            return
        with self._changed:
            while (pause := pause_of(host)) > 0:
                self._changed.wait(pause)
            if pause_of == self.pause:
                self._begun[host].append(self._now())
            self._running[host] = self._running.get(host, 0) + 1
        try:
            yield
        finally:
            with self._changed:
                self._running[host] -= 1
                self._changed.notify_all()
