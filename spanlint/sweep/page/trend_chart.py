"""The trend as the page draws it: one line for the findings of the last runs, and one for the errors among them."""

from __future__ import annotations

import time

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

MAX_RUNS = 30

_WIDTH, _HEIGHT = 1000, 200


class TrendRun(Record):
    """One run; `date` is its start in UTC."""

    date: str
    repositories: int
    failed: int
    findings: int
    errors: int
    new: int
    gone: int


class ChartLine(Record):
    """A line, and the dots of its runs, as the data of SVG paths."""

    name: str
    path: str
    dots: str


class TrendChart(Record):
    """The chart. Its lines go from left to right, and from 0 at the bottom to `top` findings."""

    width: int
    height: int
    top: int
    words: str
    lines: tuple[ChartLine, ...]


def last_runs(runs: Sequence[dict[str, Any]]) -> list[TrendRun]:
    """Returns the last runs of a trend, the newest first."""
    return [_run(run) for run in reversed(runs[-MAX_RUNS:])]


def trend_chart(runs: Sequence[TrendRun]) -> TrendChart | None:
    """Returns the chart of runs, of which the newest is first; None for less than two."""
    if len(runs) < 2:
        return None
    counts = [run.findings for run in reversed(runs)]
    errors = [run.errors for run in reversed(runs)]
    top = max(1, *counts)
    words = f"{len(runs)} sweeps, from {counts[0]:,} to {counts[-1]:,} findings; the most were {max(counts):,}"
    return TrendChart(_WIDTH, _HEIGHT, top, words, (_line("all", counts, top), _line("errors", errors, top)))


def _line(name: str, counts: Sequence[int], top: int) -> ChartLine:
    step = _WIDTH / (len(counts) - 1)
    points = [f"{number * step:.1f} {_HEIGHT - count * _HEIGHT / top:.1f}" for number, count in enumerate(counts)]
    return ChartLine(name, f"M{'L'.join(points)}", "".join(f"M{point}h0" for point in points))


def _run(run: dict[str, Any]) -> TrendRun:
    return TrendRun(
        time.strftime("%Y-%m-%d %H:%M", time.gmtime(run["started"])),
        run["repositories"],
        run["failed"],
        sum(run["findings"].values()),
        run["severities"].get("error", 0),
        run["new"],
        run["gone"],
    )
