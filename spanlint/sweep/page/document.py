"""The page as text: failures, the trend, owners, rules and repositories, as far as they fit into its size."""

from __future__ import annotations

import os
from itertools import islice

from spanlint.lean.records import Record
from spanlint.report.page.rendering import fitting, fragment, page
from spanlint.rulebook.rules import rule_of
from spanlint.sweep.output.summary import findings, findings_of, owners_by_findings, states
from spanlint.sweep.output.trends import total, totals
from spanlint.sweep.page.trend_chart import last_runs, trend_chart
from spanlint.sweep.results import FAILED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from markupsafe import Markup

    from spanlint.sweep.output.journal import JournalEntry

MAX_SIZE = 2_000_000
"""The most bytes of a page. Each part has its share."""

_FAILURES, _NEW, _OWNERS, _REPOSITORIES = 300_000, 300_000, 200_000, 1_100_000
_MAX_NEW = 200  # findings
_MAX_NAME, _MAX_MESSAGE = 200, 1000  # characters
_FOLDER = os.path.dirname(__file__)


class FailureRow(Record):
    """A repository that failed, and why."""

    name: str
    reason: str


class NewRow(Record):
    """A finding that the former sweep did not have."""

    repository: str
    place: str
    code: str
    severity: str
    message: str
    owners: str


class OwnerRow(Record):
    """An owner with the number of findings in files of theirs."""

    name: str
    findings: int


class SweptRule(Record):
    """A rule with its number of findings in all repositories."""

    code: str
    severity: str
    what: str
    findings: int


class RepositoryRow(Record):
    """A repository with findings, or with some that are gone. `link` is its page on the web; empty if it has none."""

    name: str
    link: str
    has_failed: bool
    errors: int
    warnings: int
    new: int
    gone: int
    sites: int
    seconds: str


def document(
    entries: Sequence[JournalEntry], runs: Sequence[dict[str, Any]], new_findings: Iterable[dict[str, Any]]
) -> str:
    """Returns the page of a sweep; `runs` are those of its trend, and as many new findings are read as are shown.

    Raises ImportError without Jinja2.
    """
    ordered = sorted(entries, key=lambda entry: entry.name)
    failed = [FailureRow(one.name, str(one.fields["reason"])[:_MAX_MESSAGE]) for one in ordered if one.status == FAILED]
    owners = [OwnerRow(owner[:_MAX_NAME], count) for owner, count in owners_by_findings(ordered)]
    failures, failures_left_out = _fitting("failure.html", failed, _FAILURES)
    new, _ = _fitting("finding.html", list(map(_new, islice(new_findings, _MAX_NEW))), _NEW)
    owner_rows, owners_left_out = _fitting("owner.html", owners, _OWNERS)
    found = [entry for entry in ordered if findings_of(entry) or entry.fields["gone"]]
    most_first = sorted(map(_repository, found), key=lambda row: -row.errors - row.warnings)
    rows, rows_left_out = _fitting("repository.html", most_first, _REPOSITORIES)
    shown = last_runs(runs)
    return page(
        "index.html",
        "utf-8",
        _FOLDER,
        headline=_headline(ordered),
        sentences=[f"Started on {shown[0].date} UTC: {states(ordered)}."],
        tiles=_tiles(ordered),
        failures=failures,
        failures_left_out=failures_left_out,
        new=new,
        new_left_out=total(ordered, "new") - len(new),
        runs=shown,
        chart=trend_chart(shown),
        owners=owner_rows,
        owners_left_out=owners_left_out,
        rules=[_rule(code, count) for code, count in totals(ordered, "findings").items()],
        repositories=[row for _, row in sorted(zip((one.name for one in most_first), rows, strict=False))],
        repositories_left_out=rows_left_out,
        without_findings=len(ordered) - len(found),
    )


def _fitting(template: str, rows: Sequence[Record], room: int) -> tuple[list[Markup], int]:
    return fitting((fragment(template, _FOLDER, row=row) for row in rows), room)


def _headline(entries: Sequence[JournalEntry]) -> str:
    count = sum(map(findings_of, entries))
    repositories = "1 repository" if len(entries) == 1 else f"{len(entries):,} repositories"
    return f"{findings(count) if count else 'No findings'} in {repositories}"


def _tiles(entries: Sequence[JournalEntry]) -> list[tuple[str, str]]:
    severities = totals(entries, "severities")
    counts = (
        (severities.get("error", 0), "errors"),
        (severities.get("warning", 0), "warnings"),
        (total(entries, "new"), "new"),
        (total(entries, "gone"), "gone"),
        (total(entries, "files"), "files"),
        (total(entries, "sites"), "span calls"),
    )
    return [(f"{count:,}", what) for count, what in counts]


def _rule(code: str, count: int) -> SweptRule:
    rule = rule_of(code)
    return SweptRule(code, rule.severity.value if rule else "error", rule.what if rule else "", count)


def _new(finding: dict[str, Any]) -> NewRow:
    return NewRow(
        finding["repo"],
        f"{finding['path'][-_MAX_NAME:]}:{finding['line']}:{finding['column']}",
        finding["code"],
        finding["severity"],
        finding["message"][:_MAX_MESSAGE],
        ", ".join(finding["owners"])[:_MAX_NAME],
    )


def _repository(entry: JournalEntry) -> RepositoryRow:
    fields = entry.fields
    url = str(fields["url"])
    return RepositoryRow(
        entry.name[:_MAX_NAME],
        url.removesuffix(".git") if url.startswith("https://") else "",
        entry.status == FAILED,
        fields["severities"].get("error", 0),
        fields["severities"].get("warning", 0),
        fields["new"],
        fields["gone"],
        fields["sites"],
        f"{fields['seconds']:.1f}",
    )
