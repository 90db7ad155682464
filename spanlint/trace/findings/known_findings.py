"""Findings that a project has accepted: the linter's baseline, with the findings of traces in it."""

from __future__ import annotations

from spanlint.adoption import baseline
from spanlint.trace.findings.diagnostics import diagnostic_of
from spanlint.trace.model.outcome import AuditOutcome


def record_baseline(path: str, outcome: AuditOutcome) -> int:
    """Write a baseline that covers the findings of a run. Returns the exit code 0. Raises OSError and ConfigError."""
    baseline.record(path, [diagnostic_of(finding) for finding in outcome.findings])
    return 0


def without_baselined(path: str, outcome: AuditOutcome) -> AuditOutcome:
    """Returns the outcome without the findings that a baseline covers. Raises ConfigError for what is no baseline.

    Entries of the linter are left alone, and so are those that are no longer needed: another export may need them.
    """
    known = baseline.load(path)
    kept = baseline.apply((diagnostic_of(finding) for finding in outcome.findings), known).kept
    identities = {diagnostic.identity for diagnostic in kept}
    findings = [finding for finding in outcome.findings if diagnostic_of(finding).identity in identities]
    numbers = {
        number: findings.index(finding) for number, finding in enumerate(outcome.findings) if finding in findings
    }
    pictures = (picture for picture in outcome.pictures if picture.finding < 0 or picture.finding in numbers)
    moved = tuple(picture._replace(finding=numbers.get(picture.finding, -1)) for picture in pictures)
    totals = outcome.totals._replace(baselined=len(outcome.findings) - len(findings))
    return outcome._replace(findings=tuple(findings), pictures=moved, totals=totals)
