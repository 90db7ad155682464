"""What reports for people say about a finding: its severity's color, its rule's page, and whether it can be fixed."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.findings import Diagnostic, Safety, Severity, WrittenFix
from spanlint.rulebook.addresses import page_address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.report.colors import Style
    from spanlint.report.terminal import Look

MARK = "[*]"
"""The mark of a finding that `--fix` repairs."""

COMMANDS = {Safety.SAFE: "--fix", Safety.UNSAFE: "--fix --unsafe-fixes"}
"""The options that apply a fix."""


class FixCounts(Record):
    """The number of findings that `--fix` repairs, and of those that `--unsafe-fixes` adds."""

    safe: int
    unsafe: int


def severity_style(severity: Severity) -> Style:
    """Returns the color of an error or a warning."""
    return "red" if severity is Severity.ERROR else "yellow"


def linked_code(diagnostic: Diagnostic, shown: str, look: Look) -> str:
    """Returns a code as a hyperlink (OSC 8) to the page of its rule, if the terminal and the project have these."""
    address = page_address(diagnostic.rule) if look.has_links else ""
    return f"\x1b]8;;{address}\x1b\\{shown}\x1b]8;;\x1b\\" if address else shown


def has_fix(diagnostic: Diagnostic, safety: Safety) -> bool:
    """Whether a fix of this safety can be written."""
    return any(fix.safety is safety for fix in diagnostic.fixes)


def preferred_fix(diagnostic: Diagnostic) -> WrittenFix | None:
    """Returns the fix that `--fix` applies, else the one that `--unsafe-fixes` applies, else None."""
    for safety in COMMANDS:
        for fix in diagnostic.fixes:
            if fix.safety is safety:
                return fix
    return None


def count_fixes(diagnostics: Sequence[Diagnostic]) -> FixCounts:
    """Returns how many findings can be repaired."""
    safe = sum(has_fix(diagnostic, Safety.SAFE) for diagnostic in diagnostics)
    fixable = sum(preferred_fix(diagnostic) is not None for diagnostic in diagnostics)
    return FixCounts(safe, fixable - safe)


def severity_counts(diagnostics: Sequence[Diagnostic]) -> str:
    """Returns `1 error, 2 warnings`, without a kind that does not occur."""
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
    counts = ((errors, "error"), (len(diagnostics) - errors, "warning"))
    return ", ".join(f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count)
