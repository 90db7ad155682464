"""The `github` format: one workflow command a finding, shown beside the line, and the total for the log of the step."""

from __future__ import annotations

from spanlint.model.findings import Diagnostic
from spanlint.model.problems import Problem
from spanlint.report import Report
from spanlint.report.escape import charset_of, visible, visible_file
from spanlint.report.places import in_checkout
from spanlint.report.tally import total
from spanlint.report.terminal import Look

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_DATA = {ord("%"): "%25", ord("\r"): "%0D", ord("\n"): "%0A"}
_PROPERTY = {**_DATA, ord(":"): "%3A", ord(","): "%2C"}


def write(report: Report, stream: TextIO, look: Look) -> None:  # noqa: ARG001
    """Write one line for each diagnostic, `::error` or `::warning`, for each problem, and for the total, which is not a
    command. Never raises UnicodeEncodeError. Columns are 1-based code points; `endColumn` is the one after the last.
    GitHub accepts columns only for a range on one line."""
    charset = charset_of(stream)
    for diagnostic in report.diagnostics:
        properties = ",".join(
            f"{name}={visible(value.translate(_PROPERTY), charset)}" for name, value in _properties(diagnostic)
        )
        message = _message(diagnostic, charset)
        stream.write(f"::{diagnostic.severity.value} {properties}::{message}\n")
    for problem in report.problems:
        reason = visible(problem.line().translate(_DATA), charset)
        stream.write(f"::error {_problem_properties(problem, charset)}::{reason}\n")
    if report.summary is not None:
        stream.write(total(report.diagnostics, report.summary, Look()))


def _problem_properties(problem: Problem, charset: str) -> str:
    path = in_checkout(problem.path, "GITHUB_WORKSPACE") if problem.path else ""
    return f"file={visible(path.translate(_PROPERTY), charset)},title=spanlint" if path else "title=spanlint"


def _properties(diagnostic: Diagnostic) -> list[tuple[str, str]]:
    start, end = diagnostic.on_disk()
    place = [("line", str(start.line)), ("endLine", str(end.line))]
    if start.line == end.line:
        place = [place[0], ("col", str(start.column)), place[1], ("endColumn", str(end.column))]
    path = in_checkout(diagnostic.path, "GITHUB_WORKSPACE")
    return [("file", path), *place, ("title", f"{diagnostic.code} {diagnostic.rule}")]


def _message(diagnostic: Diagnostic, charset: str) -> str:
    """Returns the message, which repeats the place, as the log of the job shows nothing else."""
    line, column = diagnostic.start
    place = f"{visible_file(diagnostic)}:{line}:{column}"
    lines = [f"{place}: {diagnostic.code} {diagnostic.message}"]
    lines += [f"help: {diagnostic.help}"] if diagnostic.help else []
    return "%0A".join(visible(text.translate(_DATA), charset) for text in lines)
