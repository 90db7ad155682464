"""SPN215: a trace with too many spans, or over too long a time."""

from __future__ import annotations

from pathlib import Path

from tests.trace.exports import export, found, span, trace_number

ONLY = ["--select", "SPN215"]
HOUR = 3600
LONG = [span(trace_number(1), 1, None, "agent.loop", 0, 30 * HOUR)]
LARGE = [span(trace_number(2), 10 + at, None if at == 0 else 10, "agent.loop", at, at + 1) for at in range(10_001)]


def test_size_and_length_are_those_of_one_trace(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, export([*LONG, *LARGE]), options=ONLY)
    assert finding["message"] == f"trace {trace_number(2)} has 10,001 spans over 2.8 h, and 1 more is like that"


def test_neither_too_large_nor_too_long(tmp_path: Path) -> None:
    assert (
        found(
            tmp_path, export([{**LONG[0], "endTimeUnixNano": LONG[0]["startTimeUnixNano"]}, *LARGE[1:]]), options=ONLY
        )
        == []
    )
