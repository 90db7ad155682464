"""The `markdown` format: a summary for a page that renders Markdown, such as a job's on GitHub."""

from __future__ import annotations

from spanlint.model.findings import Severity
from spanlint.report import Report
from spanlint.report.escape import charset_of
from spanlint.report.markdown_text import amount, linked_place, plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

    from spanlint.report.terminal import Look

_MOST = 100
"""Findings that are listed: GitHub shows at most a megabyte."""


def write(report: Report, stream: TextIO, look: Look) -> None:  # noqa: ARG001
    """Write GitHub Flavored Markdown: how many findings there are, of which rules, the first 100, and the problems."""
    charset = charset_of(stream)
    stream.write("".join(f"{line}\n" for line in (*_head(report), *_rules(report), *_findings(report, charset))))
    if report.problems:
        stream.write("\nNot checked:\n\n")
        stream.writelines(f"- {plain(problem.line(), charset)}\n" for problem in report.problems)


def _head(report: Report) -> Iterator[str]:
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in report.diagnostics)
    counts = ((errors, "error"), (len(report.diagnostics) - errors, "warning"))
    found = ", ".join(amount(count, noun) for count, noun in counts if count)
    yield f"### spanlint: {found or 'no findings'}"
    if report.summary is not None:
        yield f"\n{amount(report.summary.files, 'file')} read, {amount(report.summary.span_calls, 'span call')}."


def _rules(report: Report) -> Iterator[str]:
    counts: dict[tuple[str, str], int] = {}
    for diagnostic in report.diagnostics:
        key = (diagnostic.code, diagnostic.rule)
        counts[key] = counts.get(key, 0) + 1
    if counts:
        yield "\n| rule | findings |\n| --- | --- |"
    for (code, rule), count in sorted(counts.items()):
        yield f"| {plain(code)} {plain(rule)} | {count} |"


def _findings(report: Report, charset: str) -> Iterator[str]:
    if report.diagnostics:
        yield "\n| place | severity | finding |\n| --- | --- | --- |"
    for diagnostic in report.diagnostics[:_MOST]:
        message = f"{plain(diagnostic.code)} {plain(diagnostic.message, charset)}"
        yield f"| {linked_place(diagnostic, charset)} | {diagnostic.severity.value} | {message} |"
    if len(report.diagnostics) > _MOST:
        yield f"\n{len(report.diagnostics) - _MOST} more."
