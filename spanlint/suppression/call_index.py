"""The creation calls of one file, found by a place in it."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from spanlint.model.facts import SpanCall
from spanlint.text.source import ByteRange


class CallIndex:
    """Finds the call that a place belongs to without going through all calls: a file may have thousands of both."""

    def __init__(self, calls: tuple[SpanCall, ...]) -> None:
        self._by_name = {call.at: call for call in reversed(calls)}
        self._calls = sorted(calls, key=lambda call: (call.call.start, -call.call.end))
        self._starts = [call.call.start for call in self._calls]
        self._furthest = list(accumulate((call.call.end for call in self._calls), max))

    def call_of(self, at: ByteRange) -> SpanCall | None:
        """Returns the call whose name is at `at`, else the innermost call that contains `at`."""
        if at in self._by_name:
            return self._by_name[at]
        for number in range(bisect_right(self._starts, at.start) - 1, -1, -1):
            if self._furthest[number] < at.end:
                return None
            if self._calls[number].call.end >= at.end:
                return self._calls[number]
        return None
