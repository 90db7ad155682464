"""Which findings make a run fail, and the sentences that explain it."""

from __future__ import annotations

from spanlint.model.findings import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.request import Request
    from spanlint.run.many_files import Outcome


def has_failed(request: Request, outcome: Outcome) -> bool:
    """Whether the findings make the exit code 1: any error, and the warnings that the options count."""
    errors, warnings = _counts(outcome)
    if errors:
        return True
    if request.max_warnings is not None:
        return warnings > request.max_warnings
    return bool(warnings) and request.fail_on == "warning"


def exit_sentence(request: Request, outcome: Outcome) -> tuple[str, ...]:
    """Returns why a run with nothing but warnings fails or passes; nothing for any other run."""
    errors, warnings = _counts(outcome)
    if errors or not warnings or request.exit_zero:
        return ()
    if request.max_warnings is not None:
        verb = ("exceeds" if warnings == 1 else "exceed") if warnings > request.max_warnings else "within"
        return (f"{_amount(warnings, 'warning')} {verb} --max-warnings {request.max_warnings}.",)
    if request.fail_on == "error":
        return ("Only warnings, which `--fail-on error` lets pass: the exit code is 0.",)
    return ("Only warnings: with `--fail-on error`, the exit code would be 0.",)


def fixed_sentence(outcome: Outcome) -> str:
    """Returns how many findings were fixed, and in how many files."""
    fixed, files = outcome.summary.fixed, len(outcome.summary.fixed_files)
    return f"Fixed {_amount(fixed, 'finding')} in {_amount(files, 'file')}." if fixed else "Nothing to fix."


def unfixed_sentence(outcome: Outcome) -> tuple[str, ...]:
    """Returns how many findings a diff leaves, if any."""
    left = len(outcome.diagnostics)
    unsafe = min(left, outcome.summary.unsafe_fixes_left)
    parts = list[str]()
    if left > unsafe:
        parts.append(f"{_amount(left - unsafe, 'finding')} {'has' if left - unsafe == 1 else 'have'} no fix")
    if unsafe:
        parts.append(f"{_amount(unsafe, 'finding')} can be fixed only with `--unsafe-fixes`")
    return (f"{', and '.join(parts)}: run without --diff to see {'it' if left == 1 else 'them'}",) if parts else ()


def _counts(outcome: Outcome) -> tuple[int, int]:
    """Returns the number of errors and of warnings."""
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in outcome.diagnostics)
    return errors, len(outcome.diagnostics) - errors


def _amount(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
