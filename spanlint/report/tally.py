"""The last lines of the text report: the findings of each rule, and the amount of code that was checked."""

from __future__ import annotations

from spanlint.report.colors import paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.model.findings import Diagnostic, Severity
    from spanlint.report import Summary
    from spanlint.report.colors import Style

_MANY_FINDINGS = 20


def severity_style(severity: Severity) -> Style:
    """Returns the color of an error or a warning."""
    return "red" if severity == "error" else "yellow"


def tally(diagnostics: Sequence[Diagnostic], summary: Summary, color: bool) -> str:
    """Returns lines with their ends: counts per rule, if there are several, then a sentence about the whole run."""
    if not diagnostics and not summary.fixed:
        return f"{_no_findings_line(summary, color)}\n"
    found = f"Found {_amount(summary.fixed + len(diagnostics), 'finding')}"
    fixed = f" ({summary.fixed} fixed, {len(diagnostics)} remaining)" if summary.fixed else ""
    files = _amount(len({*summary.fixed_files, *(diagnostic.path for diagnostic in diagnostics)}), "file")
    seen = [f"{_amount(summary.files, 'file')} read", *_scope_parts(summary)]
    lines = [*_per_rule(diagnostics, color), f"{paint(found, 'bold', color)}{fixed} in {files} ({', '.join(seen)})."]
    if summary.unsafe_fixes_left:
        lines.append(f"{summary.unsafe_fixes_left} more with `--unsafe-fixes`.")
    return "".join(f"{line}\n" for line in (*lines, *_adoption_hint(diagnostics)))


def _adoption_hint(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """Returns a hint on how to begin, if the number of findings without evidence would discourage users."""
    is_many = sum(diagnostic.code == "SPN001" for diagnostic in diagnostics) > _MANY_FINDINGS
    begin = "To begin: `--select SPN002` shows the findings with evidence, `--write-baseline FILE` records the rest."
    return [begin] if is_many else []


def _no_findings_line(summary: Summary, color: bool) -> str:
    if not summary.files:
        left_out = ", ".join(_omitted_parts(summary))
        hint = " `--include-docs` reads Markdown." if summary.unread_docs else ""
        return f"No files to check ({left_out}).{hint}" if left_out else "No files to check."
    files = _amount(summary.files, "file")
    return f"{paint('No findings', 'green', color)} in {files} ({', '.join(_scope_parts(summary))})."


def _scope_parts(summary: Summary) -> list[str]:
    calls = f"{_amount(summary.span_calls, 'span call')} in {_amount(summary.files_with_span_names, 'file')}"
    return [calls if summary.span_calls else "no span calls", *_omitted_parts(summary)]


def _omitted_parts(summary: Summary) -> list[str]:
    counts = (
        (summary.skipped, "file", "skipped"),
        (summary.unread_notebooks, "notebook", "not read"),
        (summary.unread_docs, "Markdown file", "not read"),
        (summary.suppressed, "finding", "suppressed"),
        (summary.left_out, "finding", "left out in test files"),
    )
    return [f"{_amount(count, noun)} {what}" for count, noun, what in counts if count]


def _per_rule(diagnostics: Sequence[Diagnostic], color: bool) -> list[str]:
    """Returns a line per rule, if there are several: those with evidence (errors) first, then by code."""
    from spanlint.model.findings import Severity  # already imported, as there is a finding

    rules: dict[tuple[bool, str, str], int] = {}
    for diagnostic in diagnostics:
        key = (diagnostic.severity is not Severity.ERROR, diagnostic.code, diagnostic.rule)
        rules[key] = rules.get(key, 0) + 1
    if len(rules) < 2:
        return []
    name_width = max(len(rule) for _, _, rule in rules)
    count_width = len(str(max(rules.values())))
    lines = []
    for (is_warning, code, rule), count in sorted(rules.items()):
        style = severity_style(Severity.WARNING if is_warning else Severity.ERROR)
        lines.append(f"{paint(code, style, color)} {rule:<{name_width}}  {count:>{count_width}}")
    return [*lines, ""]


def _amount(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
