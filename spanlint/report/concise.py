"""The `concise` format: one line a finding, for grep, editors and problem matchers, and the total at the end."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from spanlint.report import Report
    from spanlint.report.terminal import Look


def write(report: Report, stream: TextIO, look: Look) -> None:
    """Write `path:line:column: severity: CODE message` for each diagnostic, with `[*]` behind the code if `--fix`
    repairs it, as compilers do; then the total, in which no line has the form of a finding. Never raises
    UnicodeEncodeError."""
    if report.diagnostics:
        _write_findings(report, stream, look)
    if report.summary is not None:
        from spanlint.report.tally import total

        stream.write(total(report.diagnostics, report.summary, look))


def _write_findings(report: Report, stream: TextIO, look: Look) -> None:
    from spanlint.model.findings import Safety
    from spanlint.report.colors import paint
    from spanlint.report.escape import charset_of, visible, visible_file
    from spanlint.report.marks import MARK, has_fix, linked_code, severity_style

    charset = charset_of(stream)
    for diagnostic in report.diagnostics:
        path = paint(visible_file(diagnostic, charset), "bold", look.color)
        style = severity_style(diagnostic.severity)
        code = linked_code(diagnostic, paint(diagnostic.code, style, look.color), look)
        severity = paint(diagnostic.severity.value, style, look.color)
        mark = paint(f"{MARK} ", "cyan", look.color) if has_fix(diagnostic, Safety.SAFE) else ""
        line, column = diagnostic.start
        message = visible(diagnostic.message, charset)
        stream.write(f"{path}:{line}:{column}: {severity}: {code} {mark}{message}\n")
