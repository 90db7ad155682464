"""The summary of a sweep: what failed first, then the repositories with findings, the owners, and the totals."""

from __future__ import annotations

from spanlint.report.escape import visible
from spanlint.sweep.output.trends import total, totals
from spanlint.sweep.results import DONE, EMPTY, FAILED, UNCHANGED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.sweep.output.journal import JournalEntry

NOBODY = "(no owner)"

_WIDEST = 60  # characters of a name
_MAX_OWNERS = 20  # that are listed
_WORDS = ((DONE, "linted"), (UNCHANGED, "unchanged"), (EMPTY, "without sources"), (FAILED, "failed"))


def summary(entries: Sequence[JournalEntry], kind: str = "") -> str:
    """Returns the text of a summary, with its line end. `kind` is the word for what is counted, such as `new `."""
    ordered = sorted(entries, key=lambda entry: entry.name)
    failed = [entry for entry in ordered if entry.status == FAILED]
    lines = [f"failed  {visible(entry.name)}: {visible(str(entry.fields['reason']))}" for entry in failed]
    lines += [""] if failed else []
    found = [entry for entry in ordered if findings_of(entry) or entry.fields.get("gone")]
    width = min(_WIDEST, max((len(entry.name) for entry in found), default=0))
    lines += [f"{visible(entry.name):{width}}  {_counts(entry)}" for entry in found]
    lines += [""] if found else []
    lines += _owners(ordered, kind)
    return "".join(f"{line}\n" for line in (*lines, _totals(ordered, kind)))


def findings_of(entry: JournalEntry) -> int:
    """Returns how many findings a repository has."""
    counts = entry.fields.get("findings")
    return sum(counts.values()) if isinstance(counts, dict) else 0


def states(entries: Sequence[JournalEntry]) -> str:
    """Returns what became of the repositories, as `3 linted, 1 failed`."""
    counts = [(sum(entry.status == status for entry in entries), word) for status, word in _WORDS]
    return ", ".join(f"{count:,} {word}" for count, word in counts if count) or "none"


def changes(new: int, gone: int) -> str:
    """Returns what has changed since the former sweep, as `1 new, 2 gone`; empty if nothing has."""
    return ", ".join(f"{count:,} {word}" for count, word in ((new, "new"), (gone, "gone")) if count)


def owners_by_findings(entries: Sequence[JournalEntry]) -> list[tuple[str, int]]:
    """Returns the owners with their findings, those with the most first; NOBODY stands for no owner.

    It is empty if nothing has an owner.
    """
    counts = totals(entries, "owners")
    if not any(counts):
        return []
    return sorted(((owner or NOBODY, count) for owner, count in counts.items()), key=lambda pair: (-pair[1], pair[0]))


def _counts(entry: JournalEntry) -> str:
    codes = ", ".join(f"{count} {code}" for code, count in sorted(entry.fields["findings"].items()))
    changed = changes(entry.fields.get("new", 0), entry.fields.get("gone", 0))
    return f"{codes} ({changed})" if codes and changed else codes or changed


def _owners(entries: Sequence[JournalEntry], kind: str) -> list[str]:
    owners = owners_by_findings(entries)
    if not owners:
        return []
    shown = owners[:_MAX_OWNERS]
    width = min(_WIDEST, max(len(owner) for owner, _ in shown))
    lines = [f"{visible(owner):{width}}  {findings(count, kind)}" for owner, count in shown]
    more = len(owners) - len(shown)
    return [*lines, *([f"and {more:,} more owners"] if more else []), ""]


def _totals(entries: Sequence[JournalEntry], kind: str) -> str:
    rules = ", ".join(f"{count:,} {code}" for code, count in totals(entries, "findings").items())
    changed = changes(total(entries, "new"), total(entries, "gone"))
    which = f"{f', {changed}' if changed else ''}{f': {rules}' if rules else ''}"
    repositories = "repository" if len(entries) == 1 else "repositories"
    count = findings(sum(map(findings_of, entries)), kind)
    return f"{count} in {len(entries):,} {repositories} ({states(entries)}){which}"


def findings(count: int, kind: str = "") -> str:
    """Returns a number of findings in words."""
    return f"{count:,} {kind}finding{'' if count == 1 else 's'}"
