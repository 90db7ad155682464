"""What has changed since the former sweep of a folder: findings that are new, and findings that are gone.

A finding is the same if its fingerprint is, so lines that move change nothing. `former/` keeps what each repository had
when the running sweep began, whatever becomes of that sweep: an interruption loses no comparison.
"""

from __future__ import annotations

import json

from spanlint.lean.records import Record
from spanlint.sweep.output.output_folder import FORMER
from spanlint.sweep.results import FAILED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from spanlint.sweep.output.journal import JournalEntry
    from spanlint.sweep.output.output_folder import OutputFolder

NEW, KNOWN = "new", "known"
"""The former sweep did not have a finding, or it did. The first sweep has nothing that is new."""


class Comparison(Record):
    """The fingerprints that the former sweep did not have, and its findings that are no longer there, as they were."""

    new: frozenset[str] = frozenset()
    gone: tuple[dict[str, Any], ...] = ()

    def state(self, fingerprint: str) -> str:
        """Returns NEW or KNOWN."""
        return NEW if fingerprint in self.new else KNOWN


def begin(folder: OutputFolder, entries: Iterable[JournalEntry]) -> None:
    """Keep the findings of the last sweep, before another one replaces them. May be done again after an interruption.

    Of a repository that failed, what it had before is kept, too: a network that is down ends no finding.
    """
    for entry in entries:
        before = folder.read(entry.name, FORMER)
        has_fingerprints = "new" in entry.fields  # not those of spanlint 0.2.0
        if (entry.status == FAILED and before is None) or not has_fingerprints or not folder.holds(entry):
            continue
        data = folder.read(entry.name) or b""
        if entry.status == FAILED:
            data = _joined(before or b"", data)
        if data != before:
            folder.write(entry.name, data, FORMER)


def compare(folder: OutputFolder, name: str, findings: Sequence[dict[str, Any]], is_whole: bool) -> Comparison | None:
    """Returns what has changed in a repository; None if no former sweep has linted it.

    If this one did not lint all of it, nothing is gone.
    """
    data = folder.read(name, FORMER)
    if data is None:
        return None
    former = {line["fingerprint"]: line for line in lines_of(data)}
    now = {finding["fingerprint"] for finding in findings}
    gone = tuple(line for fingerprint, line in former.items() if fingerprint not in now) if is_whole else ()
    return Comparison(frozenset(now - former.keys()), gone)


def lines_of(data: bytes) -> list[dict[str, Any]]:
    """Returns the objects of a findings file."""
    return [json.loads(line) for line in data.splitlines()]


def _joined(before: bytes, now: bytes) -> bytes:
    """Returns two findings files as one: each fingerprint once."""
    lines = {line["fingerprint"]: line for data in (before, now) for line in lines_of(data)}
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines.values())
