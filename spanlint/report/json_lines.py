"""The `jsonl` format: one JSON object a line, for programs that read a report in parts."""

from __future__ import annotations

from spanlint.report import Report
from spanlint.report.json_parts import detailed_finding, head_and_summary, problem_object
from spanlint.report.json_text import to_json_line
from spanlint.report.places import fingerprints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from spanlint.report.terminal import Look


def write(report: Report, stream: TextIO, look: Look) -> None:  # noqa: ARG001
    """Write a line of ASCII for each finding and each problem, and last one for the run, if it has a summary.

    The first key of each object, `type`, is `finding`, `problem` or `run`. The others are those of `json-report`.
    """
    head, summary = head_and_summary(report)
    for diagnostic, fingerprint in zip(report.diagnostics, fingerprints(report.diagnostics), strict=True):
        stream.write(to_json_line({"type": "finding", **detailed_finding(diagnostic, fingerprint)}))
    for problem in report.problems:
        stream.write(to_json_line({"type": "problem", **problem_object(problem)}))
    if summary is not None:
        stream.write(to_json_line({"type": "run", **head, "summary": summary}))
