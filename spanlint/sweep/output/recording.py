"""What the result of a job leaves in the folder of a sweep: its findings with their states, and at last its line."""

from __future__ import annotations

import json
from collections import Counter

from spanlint.lean.records import Record
from spanlint.sweep.output.former_findings import NEW, Comparison, compare, lines_of
from spanlint.sweep.output.output_folder import GONE, HISTORY, SARIF
from spanlint.sweep.output.sarif_logs import log_with_states, sarif_log
from spanlint.sweep.owners.ownership import with_owners
from spanlint.sweep.results import FAILED, UNCHANGED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from spanlint.sweep.output.journal import Journal, JournalEntry
    from spanlint.sweep.output.output_folder import OutputFolder
    from spanlint.sweep.owners.code_owners import CodeOwners
    from spanlint.sweep.results import Result


class Recording(Record):
    """Where results go. `known` are the entries of the last sweep that still hold.

    `owners` says who owns what in all repositories, by paths that begin with the name of one; None if each of them, or
    nothing, says so.
    """

    folder: OutputFolder
    journal: Journal
    known: dict[str, JournalEntry]
    has_sarif: bool = False
    owners: CodeOwners | None = None


def record(recording: Recording, result: Result) -> JournalEntry:
    """Write what became of a repository. Its line in the journal is written when all else is on the disk."""
    if result.status == UNCHANGED:
        return _record_unchanged(recording, result)
    name, rules = result.repository.name, recording.owners
    if rules is not None:
        owned = with_owners(result.findings, lambda path: rules.of(f"{name}/{path}"), result.repository.owner)
        result = result._replace(findings=owned)
    comparison = compare(recording.folder, name, result.findings, result.status != FAILED)
    _write_logs(recording, result, comparison)
    comparison = comparison or Comparison()
    data = _findings_data(result, comparison)
    counts = counts_of(result.findings, len(comparison.new), len(comparison.gone))
    return recording.journal.add(result, recording.folder.write_findings(name, data), counts)


def counts_of(findings: Iterable[dict[str, Any]], new: int, gone: int) -> dict[str, Any]:
    """Returns the counts of the journal. Findings that nobody owns are counted under an empty name."""
    found = list(findings)
    return {
        "findings": _sorted(Counter(finding["code"] for finding in found)),
        "severities": _sorted(Counter(finding["severity"] for finding in found)),
        "owners": _sorted(Counter(owner for finding in found for owner in finding["owners"] or [""])),
        "new": new,
        "gone": gone,
    }


def new_alone(folder: OutputFolder, entry: JournalEntry) -> JournalEntry:
    """Returns an entry whose counts are those of its new findings."""
    lines = lines_of(folder.read(entry.name) or b"") if entry.fields.get("new") else []
    counts = counts_of((line for line in lines if line["state"] == NEW), 0, 0)
    return entry._replace(fields={**entry.fields, **counts})


def _sorted(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _write_logs(recording: Recording, result: Result, comparison: Comparison | None) -> None:
    folder, name = recording.folder, result.repository.name
    write_gone(folder, name, comparison)
    if result.history is not None:
        folder.write(name, result.history.data, HISTORY)
    else:
        folder.remove(name, HISTORY)
    if recording.has_sarif and (result.is_linted or result.status != FAILED):
        folder.write(name, sarif_log(result, comparison), suffix=SARIF)
    else:
        folder.remove(name, suffix=SARIF)


def write_gone(folder: OutputFolder, name: str, comparison: Comparison | None) -> None:
    """Write what is gone of a repository; no file is left if nothing is."""
    if comparison is not None and comparison.gone:
        folder.write(name, _lines({**line, "state": "gone"} for line in comparison.gone), GONE)
    else:
        folder.remove(name, GONE)


def _findings_data(result: Result, comparison: Comparison) -> bytes:
    """Returns the findings file: a line for each object of the JSON report, with the repository and the commit."""
    head = {"repo": result.repository.name, "commit": result.commit, "owners": [], "state": ""}
    left_out = ("owners", "sarif")
    return with_states(
        (
            {**head, "owners": finding["owners"], **{key: finding[key] for key in finding if key not in left_out}}
            for finding in result.findings
        ),
        comparison,
    )


def with_states(lines: Iterable[dict[str, Any]], comparison: Comparison) -> bytes:
    """Returns a findings file in which each finding has the state that a comparison says."""
    return _lines({**line, "state": comparison.state(line["fingerprint"])} for line in lines)


def _record_unchanged(recording: Recording, result: Result) -> JournalEntry:
    """Nothing is new any more, and nothing has gone."""
    folder, name = recording.folder, result.repository.name
    last = recording.known[name]
    digest, counts = last.digest, {**_counts_in(last), "new": 0, "gone": 0}
    if last.fields.get("new"):
        log = folder.read(name, suffix=SARIF)
        if log is not None:
            folder.write(name, log_with_states(log, Comparison()), suffix=SARIF)
        digest = folder.write_findings(name, with_states(lines_of(folder.read(name) or b""), Comparison()))
    folder.remove(name, GONE)
    said = {key: last.fields[key] for key in ("files", "sites", "reason")}  # such as files that are skipped
    result = result._replace(**said)
    kept = {key: last.fields[key] for key in ("history",) if key in last.fields}
    return recording.journal.add(result, digest, {**counts, **kept})


def _counts_in(entry: JournalEntry) -> dict[str, Any]:
    return {key: entry.fields[key] for key in ("findings", "severities", "owners")}


def _lines(objects: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(line).encode() + b"\n" for line in objects)
