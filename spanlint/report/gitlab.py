"""The `gitlab` format: a code quality report, which GitLab shows in the merge request."""

from __future__ import annotations

from spanlint.model.findings import Diagnostic, Severity
from spanlint.model.problems import Problem
from spanlint.report import Report
from spanlint.report.escape import visible
from spanlint.report.json_text import to_json
from spanlint.report.places import fingerprints, in_checkout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from spanlint.report.terminal import Look

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor"}
_UNCHECKED = "critical"  # as ESLint's report for GitLab has files that it cannot parse


def write(report: Report, stream: TextIO, look: Look) -> None:  # noqa: ARG001
    """Write a JSON array of issues in ASCII: the findings, and what could not be checked. Lines are 1-based. Edits of
    other lines do not change a fingerprint."""
    pairs = zip(report.diagnostics, fingerprints(report.diagnostics), strict=True)
    issues = [_issue(diagnostic, fingerprint) for diagnostic, fingerprint in pairs]
    stream.write(to_json([*issues, *map(_failure, report.problems)]))


def _issue(diagnostic: Diagnostic, fingerprint: str) -> dict[str, object]:
    start, end = diagnostic.on_disk()
    # Escaped, as GitLab rejects a whole report for one lone surrogate.
    return {
        "description": visible(f"{diagnostic.code} {diagnostic.message}"),
        "check_name": f"{diagnostic.code} {diagnostic.rule}",
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[diagnostic.severity],
        "location": {
            "path": visible(in_checkout(diagnostic.path, "CI_PROJECT_DIR")),
            "lines": {"begin": start.line, "end": end.line},
        },
    }


def _failure(problem: Problem) -> dict[str, object]:
    from hashlib import sha256

    line = problem.line()
    return {
        "description": visible(f"not checked: {line}"),
        "check_name": "spanlint",
        "fingerprint": sha256(line.encode("utf-8", "surrogatepass")).hexdigest(),
        "severity": _UNCHECKED,
        "location": {
            "path": visible(in_checkout(problem.path or ".", "CI_PROJECT_DIR")),
            "lines": {"begin": 1, "end": 1},
        },
    }
