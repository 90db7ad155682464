"""The summary of a sweep: what failed first, then the repositories with findings, then the totals."""

from __future__ import annotations

from spanlint.report.escape import visible
from spanlint.sweep.results import DONE, EMPTY, FAILED, UNCHANGED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.sweep.journal import JournalEntry

_WIDEST = 60  # characters of a name
_WORDS = ((DONE, "linted"), (UNCHANGED, "unchanged"), (EMPTY, "without sources"), (FAILED, "failed"))


def summary(entries: Sequence[JournalEntry]) -> str:
    """Returns the text of a summary, with its line end."""
    ordered = sorted(entries, key=lambda entry: entry.name)
    failed = [entry for entry in ordered if entry.status == FAILED]
    lines = [f"failed  {visible(entry.name)}: {visible(str(entry.fields['reason']))}" for entry in failed]
    lines += [""] if failed else []
    found = [entry for entry in ordered if findings_of(entry)]
    width = min(_WIDEST, max((len(entry.name) for entry in found), default=0))
    lines += [f"{visible(entry.name):{width}}  {_counts(entry)}" for entry in found]
    lines += [""] if found else []
    return "".join(f"{line}\n" for line in (*lines, _totals(ordered)))


def findings_of(entry: JournalEntry) -> int:
    """Returns how many findings a repository has."""
    counts = entry.fields.get("findings")
    return sum(counts.values()) if isinstance(counts, dict) else 0


def counts_by_code(entries: Sequence[JournalEntry]) -> dict[str, int]:
    """Returns how many findings each rule has."""
    counts: dict[str, int] = {}
    for entry in entries:
        for code, count in (entry.fields.get("findings") or {}).items():
            counts[code] = counts.get(code, 0) + count
    return dict(sorted(counts.items()))


def _counts(entry: JournalEntry) -> str:
    return ", ".join(f"{count} {code}" for code, count in sorted(entry.fields["findings"].items()))


def _totals(entries: Sequence[JournalEntry]) -> str:
    states = [(sum(entry.status == status for entry in entries), word) for status, word in _WORDS]
    said = ", ".join(f"{count:,} {word}" for count, word in states if count)
    total = sum(map(findings_of, entries))
    rules = ", ".join(f"{count:,} {code}" for code, count in counts_by_code(entries).items())
    which = f": {rules}" if rules else ""
    noun = "finding" if total == 1 else "findings"
    repositories = "repository" if len(entries) == 1 else "repositories"
    return f"{total:,} {noun} in {len(entries):,} {repositories} ({said or 'none'}){which}"
