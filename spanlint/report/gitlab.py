"""The `gitlab` format: a code quality report, which GitLab shows in the merge request."""

from __future__ import annotations

from spanlint.model.findings import Diagnostic, Severity
from spanlint.report import Report
from spanlint.report.escape import visible
from spanlint.report.json_text import to_json
from spanlint.report.places import fingerprints, in_checkout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from spanlint.report.terminal import Look

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def write(report: Report, stream: TextIO, look: Look) -> None:  # noqa: ARG001
    """Write a JSON array of issues in ASCII. Lines are 1-based. Edits of other lines do not change a fingerprint."""
    pairs = zip(report.diagnostics, fingerprints(report.diagnostics), strict=True)
    stream.write(to_json([_issue(diagnostic, fingerprint) for diagnostic, fingerprint in pairs]))


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
