"""The trend of a sweep: what each run into a folder came to, a line each, the oldest first."""

from __future__ import annotations

import json

from spanlint.sweep.output.output_folder import TREND
from spanlint.sweep.results import FAILED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from spanlint.sweep.output.journal import JournalEntry
    from spanlint.sweep.output.output_folder import OutputFolder

_KINDS = {
    "started": int | float,
    "repositories": int,
    "failed": int,
    "findings": dict,
    "severities": dict,
    "owners": dict,
    "new": int,
    "gone": int,
}  # what later runs and the page read


def totals(entries: Sequence[JournalEntry], key: str) -> dict[str, int]:
    """Returns the sums of counts that the entries have under a key, such as `findings` by rule, in their order."""
    sums: dict[str, int] = {}
    for entry in entries:
        for name, count in (entry.fields.get(key) or {}).items():
            sums[name] = sums.get(name, 0) + count
    return dict(sorted(sums.items()))


def total(entries: Sequence[JournalEntry], key: str) -> int:
    """Returns the sum of the numbers that the entries have under a key, such as `new`."""
    return sum(entry.fields.get(key) or 0 for entry in entries)


def add(folder: OutputFolder, entries: Sequence[JournalEntry], started: float, ended: float) -> list[dict[str, Any]]:
    """Add the run that was started at a time, in seconds since 1970. Returns all runs.

    A run that goes on where it was interrupted replaces its own line.
    """
    run = {
        "started": started,
        "ended": ended,
        "repositories": len(entries),
        "failed": sum(entry.status == FAILED for entry in entries),
        "findings": totals(entries, "findings"),
        "severities": totals(entries, "severities"),
        "owners": totals(entries, "owners"),
        "new": total(entries, "new"),
        "gone": total(entries, "gone"),
    }
    runs = [line for line in _runs(folder) if line["started"] != started]
    runs.append(run)
    folder.write_text(TREND, "".join(f"{json.dumps(line)}\n" for line in runs))
    return runs


def _runs(folder: OutputFolder) -> list[dict[str, Any]]:
    """Returns the runs so far. A line that is not one of ours is dropped."""
    found: list[dict[str, Any]] = []
    for line in folder.read_text(TREND).splitlines():
        try:
            run = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(run, dict) and all(isinstance(run.get(key), kind) for key, kind in _KINDS.items()):
            found.append(run)
    return found
