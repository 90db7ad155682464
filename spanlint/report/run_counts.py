"""The counts of a run that reports for programs give."""

from __future__ import annotations

from collections.abc import Sequence

from spanlint.model.findings import Diagnostic, Safety, Severity
from spanlint.report import Summary


def counts(diagnostics: Sequence[Diagnostic], summary: Summary) -> dict[str, int]:
    """Returns each count of a run by its name in the `json-report` format."""
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    fixable = sum(is_fixable(diagnostic) for diagnostic in diagnostics)
    fixable_at_all = sum(is_fixable(diagnostic, Safety.SAFE, Safety.UNSAFE) for diagnostic in diagnostics)
    return {
        "files": summary.files,
        "span_calls": summary.span_calls,
        "findings": len(diagnostics),
        "errors": errors,
        "warnings": len(diagnostics) - errors,
        "fixable": fixable,
        "fixable_unsafe": fixable_at_all - fixable,
        "fixed": summary.fixed,
        "suppressed": summary.suppressed,
        "baselined": summary.baselined,
        "left_out_in_tests": summary.left_out,
        "skipped": summary.skipped,
    }


def is_fixable(diagnostic: Diagnostic, *safeties: Safety) -> bool:
    """Whether a finding has a fix of one of these safeties; a safe one, if none is named."""
    return any(fix.safety in (safeties or (Safety.SAFE,)) for fix in diagnostic.fixes)
