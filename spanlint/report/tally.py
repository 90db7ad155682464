"""The last lines of the text report: the findings of each rule, what can be fixed, and the amount of code checked."""

from __future__ import annotations

from spanlint.report.colors import paint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.model.findings import Diagnostic
    from spanlint.report import Summary
    from spanlint.report.terminal import Look

_MANY_FINDINGS = 20


def tally(diagnostics: Sequence[Diagnostic], summary: Summary, look: Look, closing: Sequence[str] = ()) -> str:
    """Returns lines with their ends: counts per rule, if there are several, then sentences about the whole run."""
    rules = _per_rule(diagnostics, look.color) if diagnostics else []
    text = total(diagnostics, summary, look, [*_adoption_hint(diagnostics), *closing])
    return "".join(f"{line}\n" for line in rules) + text


def total(diagnostics: Sequence[Diagnostic], summary: Summary, look: Look, closing: Sequence[str] = ()) -> str:
    """Returns the sentences about the whole run, as lines with their ends: what was found, and what can be fixed."""
    sentences = (_found_sentence(diagnostics, summary), *_fix_sentences(diagnostics), *closing)
    text = "".join(f"{line}\n" for sentence in sentences for line in _wrapped(sentence, look.width))
    if diagnostics or summary.fixed:
        return text.replace("Found", paint("Found", "bold", look.color), 1)
    return text.replace("No findings", paint("No findings", "green", look.color), 1)


def _found_sentence(diagnostics: Sequence[Diagnostic], summary: Summary) -> str:
    if not diagnostics and not summary.fixed:
        return _nothing_found(summary)
    found = _found(diagnostics, summary.fixed)
    paths = {*summary.fixed_files, *(diagnostic.path for diagnostic in diagnostics)}
    seen = ", ".join([f"{_amount(summary.files, 'file')} read", *_scope_parts(summary)])
    return f"Found {found} in {_amount(len(paths), 'file')} ({seen})."


def _found(diagnostics: Sequence[Diagnostic], fixed: int) -> str:
    """Returns `3 warnings`, `3 findings (1 error, 2 warnings)` or `3 findings (2 fixed, 1 warning remaining)`."""
    all_found = _amount(fixed + len(diagnostics), "finding")
    if not diagnostics:
        return f"{all_found} ({fixed} fixed, 0 remaining)"
    from spanlint.report.marks import severity_counts

    kinds = severity_counts(diagnostics)
    if fixed:
        return f"{all_found} ({fixed} fixed, {kinds} remaining)"
    return f"{all_found} ({kinds})" if "," in kinds else kinds


def _fix_sentences(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """Returns how many findings can be fixed, if any."""
    if not diagnostics:
        return []
    from spanlint.report.marks import MARK, count_fixes

    safe, unsafe = count_fixes(diagnostics)
    if safe:
        more = f", {unsafe} more with `--unsafe-fixes`" if unsafe else ""
        return [f"{MARK} {safe} fixable with `--fix`{more}."]
    return [f"{unsafe} fixable with `--fix --unsafe-fixes`."] if unsafe else []


def _adoption_hint(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """Returns a hint on how to begin, if the number of findings without evidence would discourage users."""
    is_many = sum(diagnostic.code == "SPN001" for diagnostic in diagnostics) > _MANY_FINDINGS
    begin = "To begin: `--select SPN002` shows the findings with evidence, `--write-baseline FILE` records the rest."
    return [begin] if is_many else []


def _nothing_found(summary: Summary) -> str:
    if not summary.files:
        left_out = ", ".join(_omitted_parts(summary))
        hint = " `--include-docs` reads Markdown." if summary.unread_docs else ""
        return f"No files to check ({left_out}).{hint}" if left_out else "No files to check."
    return f"No findings in {_amount(summary.files, 'file')} ({', '.join(_scope_parts(summary))})."


def _scope_parts(summary: Summary) -> list[str]:
    calls = f"{_amount(summary.span_calls, 'span call')} in {_amount(summary.files_with_span_calls, 'file')}"
    return [calls if summary.span_calls else "no span calls", *_omitted_parts(summary)]


def _omitted_parts(summary: Summary) -> list[str]:
    counts = (
        (summary.skipped, "file", "skipped"),
        (summary.unread_notebooks, "notebook", "not read"),
        (summary.unread_docs, "Markdown file", "not read"),
        (summary.suppressed, "finding", "suppressed by comments"),
        (summary.baselined, "finding", "in the baseline"),
        (summary.left_out, "finding", "left out in test files"),
    )
    return [f"{_amount(count, noun)} {what}" for count, noun, what in counts if count]


def _per_rule(diagnostics: Sequence[Diagnostic], color: int) -> list[str]:
    """Returns a line per rule, if there are several: those with evidence (errors) first, then by code."""
    from spanlint.model.findings import Severity
    from spanlint.report.marks import severity_style

    rules: dict[tuple[Severity, str, str], int] = {}
    for diagnostic in diagnostics:
        key = (diagnostic.severity, diagnostic.code, diagnostic.rule)
        rules[key] = rules.get(key, 0) + 1
    if len(rules) < 2:
        return []
    name_width = max(len(rule) for _, _, rule in rules)
    count_width = len(str(max(rules.values())))
    lines = []
    for (severity, code, rule), count in sorted(rules.items()):  # "error" is before "warning"
        word = paint(f"{severity.value:<7}", severity_style(severity), color)
        lines.append(f"{word} {code} {rule:<{name_width}}  {count:>{count_width}}")
    return [*lines, ""]


def _wrapped(sentence: str, width: int) -> list[str]:
    if not width or len(sentence) <= width:
        return [sentence]
    from spanlint.report.wrapping import wrapped

    return wrapped(sentence, width, width)


def _amount(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
