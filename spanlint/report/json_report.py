"""The `json-report` format: one JSON object for programs, with the version of its shape, and all that the run tells."""

from __future__ import annotations

from spanlint.report import Report
from spanlint.report.json_parts import detailed_finding, head_and_summary, problem_object
from spanlint.report.json_text import to_json
from spanlint.report.places import fingerprints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from spanlint.report.terminal import Look


def write(report: Report, stream: TextIO, look: Look) -> None:  # noqa: ARG001
    """Write one object in ASCII, never colored. spanlint-report.schema.json describes it.

    Places and paths are those of the `json` format. The summary is null if nothing is to be said about the run.
    """
    head, summary = head_and_summary(report)
    pairs = zip(report.diagnostics, fingerprints(report.diagnostics), strict=True)
    findings = [detailed_finding(diagnostic, fingerprint) for diagnostic, fingerprint in pairs]
    problems = list(map(problem_object, report.problems))
    stream.write(to_json({**head, "summary": summary, "findings": findings, "problems": problems}))
