"""The `sarif` format: Static Analysis Results Interchange Format 2.1.0, for code scanning and editors."""

from __future__ import annotations

from spanlint.model.findings import Diagnostic
from spanlint.report import Report
from spanlint.report.json_text import to_json
from spanlint.report.places import fingerprints
from spanlint.report.sarif_parts import fix, invocation, location, log, message

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from spanlint.report.terminal import Look


def write(report: Report, stream: TextIO, look: Look) -> None:  # noqa: ARG001
    """Write one run as a SARIF log in ASCII. Lines and columns are 1-based, columns in code points (`columnKind`)."""
    pairs = zip(report.diagnostics, fingerprints(report.diagnostics), strict=True)
    results = [_result(diagnostic, fingerprint) for diagnostic, fingerprint in pairs]
    stream.write(to_json(log(results, invocation(report.problems))))


def _result(diagnostic: Diagnostic, fingerprint: str) -> dict[str, object]:
    path = diagnostic.path
    text = "\n".join(filter(None, (diagnostic.message, *diagnostic.notes, diagnostic.help)))
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "level": diagnostic.severity.value,
        "message": message(text),
        "locations": [location(path, *diagnostic.on_disk())],
        # Not `primaryLocationLineHash`: GitHub's upload computes that one, and warns about each difference.
        "partialFingerprints": {"spanlint/v1": fingerprint},
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, **location(place.path or path, place.on_disk()), "message": message(place.message)}
            for number, place in enumerate(diagnostic.related, 1)
        ]
    if diagnostic.fixes:
        result["fixes"] = [fix(path, written) for written in diagnostic.fixes]
    return result
