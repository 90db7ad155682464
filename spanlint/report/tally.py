"""The last lines of the text report: how many findings of which rule, and how much code they were looked for in."""

from __future__ import annotations

from spanlint.report.colors import paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.model.findings import Diagnostic, Severity
    from spanlint.report import Summary
    from spanlint.report.colors import Style

_MANY = 20


def severity_style(severity: Severity) -> Style:
    """The color of an error or of a warning."""
    return "red" if severity == "error" else "yellow"


def tally(diagnostics: Sequence[Diagnostic], summary: Summary, color: bool) -> str:
    """The summary, lines with their ends: counts per rule where several fired, then a sentence on the whole run."""
    if not diagnostics:
        return "".join(f"{line}\n" for line in (_nothing_found(summary, color), *_repaired(summary)))
    found = f"Found {_counted(len(diagnostics), 'finding')}"
    files = _counted(len({diagnostic.path for diagnostic in diagnostics}), "file")
    seen = [f"{_counted(summary.files, 'file')} read", *_seen(summary)]
    lines = [*_per_rule(diagnostics, color), f"{paint(found, 'bold', color)} in {files} ({', '.join(seen)})."]
    return "".join(f"{line}\n" for line in (*lines, *_repaired(summary), *_to_begin(diagnostics)))


def _to_begin(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """How to begin, where so much is reported without evidence that nobody would."""
    many = sum(diagnostic.code == "SPN001" for diagnostic in diagnostics) > _MANY
    begin = "To begin: `--select SPN002` shows the findings with evidence, `--write-baseline FILE` records the rest."
    return [begin] if many else []


def _repaired(summary: Summary) -> list[str]:
    lines = []
    if summary.fixed:
        lines.append(f"Fixed {_counted(summary.fixed, 'finding')} in {_counted(summary.fixed_files, 'file')}.")
    return [*lines, f"{summary.unsafe_fixes_left} more with `--unsafe-fixes`."] if summary.unsafe_fixes_left else lines


def _nothing_found(summary: Summary, color: bool) -> str:
    if not summary.files:
        left_out = ", ".join(_left_out(summary))
        return f"No files to check ({left_out})." if left_out else "No files to check."
    files = _counted(summary.files, "file")
    return f"{paint('No findings', 'green', color)} in {files} ({', '.join(_seen(summary))})."


def _seen(summary: Summary) -> list[str]:
    calls = f"{_counted(summary.span_calls, 'span call')} in {_counted(summary.files_with_span_names, 'file')}"
    return [calls if summary.span_calls else "no span calls", *_left_out(summary)]


def _left_out(summary: Summary) -> list[str]:
    counts = ((summary.skipped, "file", "skipped"), (summary.suppressed, "finding", "suppressed"))
    return [f"{_counted(count, noun)} {what}" for count, noun, what in counts if count]


def _per_rule(diagnostics: Sequence[Diagnostic], color: bool) -> list[str]:
    """A line per rule, where there are several: those with evidence (errors) first, then by code."""
    from spanlint.model.findings import Severity  # wherever there is a finding it has been imported

    rules: dict[tuple[bool, str, str], int] = {}
    for each in diagnostics:
        key = (each.severity is not Severity.ERROR, each.code, each.rule)
        rules[key] = rules.get(key, 0) + 1
    if len(rules) == 1:
        return []
    name_width = max(len(rule) for _, _, rule in rules)
    count_width = len(str(max(rules.values())))
    lines = []
    for (is_warning, code, rule), count in sorted(rules.items()):
        style = severity_style(Severity.WARNING if is_warning else Severity.ERROR)
        lines.append(f"{paint(code, style, color)} {rule:<{name_width}}  {count:>{count_width}}")
    return [*lines, ""]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
