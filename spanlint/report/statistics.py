"""The output of `--statistics`: the number of findings of each rule, and of calls that pass a parent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spanlint.model.findings import Diagnostic
from spanlint.report import Summary
from spanlint.report.shares import percent

FORMATS = ("text", "json")
"""The output formats that `--statistics` supports."""


def statistics(diagnostics: Sequence[Diagnostic], summary: Summary, as_json: bool) -> str:
    """Returns lines with their ends, or JSON. A share is of all creation calls, and null or empty without any."""
    return _json(diagnostics, summary) if as_json else _text(diagnostics, summary)


def _rules(diagnostics: Sequence[Diagnostic]) -> list[tuple[str, str, str, int]]:
    counts: dict[tuple[str, str, str], int] = {}
    for diagnostic in diagnostics:
        key = (diagnostic.code, diagnostic.rule, diagnostic.severity.value)
        counts[key] = counts.get(key, 0) + 1
    return [(*key, count) for key, count in sorted(counts.items())]


def _apis(summary: Summary) -> list[tuple[str, int, int]]:
    span_calls, with_parent = (
        sum(tally.span_calls for tally in summary.apis),
        sum(tally.with_parent for tally in summary.apis),
    )
    return [
        *((tally.api, tally.span_calls, tally.with_parent) for tally in summary.apis),
        ("all", span_calls, with_parent),
    ]


def _text(diagnostics: Sequence[Diagnostic], summary: Summary) -> str:
    rules = [("code", "rule", "severity", "findings"), *((*words, str(count)) for *words, count in _rules(diagnostics))]
    apis = [("api", "span calls", "pass a parent", "share")]
    for name, span_calls, with_parent in _apis(summary):
        apis.append(
            (name, str(span_calls), str(with_parent), f"{percent(with_parent, span_calls)}%" if span_calls else "")
        )
    findings = table(rules, 3) if diagnostics else ["No findings."]
    unjudged = [line for sentence in unjudged_sentence(summary) for line in ("", sentence)]
    return "\n".join([*findings, "", *table(apis, 1), *unjudged, ""])


def unjudged_sentence(summary: Summary) -> tuple[str, ...]:
    """Returns how many calls of the project's own wrappers are not judged, if any are."""
    if not summary.unjudged:
        return ()
    (first, _), *others = summary.unjudged
    calls = sum(count for _, count in summary.unjudged)
    more, verb = (
        (f" and {len(others)} {'other' if len(others) == 1 else 'others'}", "start") if others else ("", "starts")
    )
    judged = "1 call is" if calls == 1 else f"{calls} calls are"
    return (f"`{first}`{more} {verb} spans for other files; {judged} not judged: `spanlint init` names them.",)


def table(rows: Sequence[tuple[str, ...]], words: int) -> Iterable[str]:
    """Yields the rows as columns, two spaces apart: the first `words` columns align left, the numbers right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row[:words], widths, strict=False)]
        cells += [f"{cell:>{width}}" for cell, width in zip(row[words:], widths[words:], strict=True)]
        yield "  ".join(cells).rstrip()


def _json(diagnostics: Sequence[Diagnostic], summary: Summary) -> str:
    from spanlint.report.json_text import to_json

    *apis, (_, span_calls, with_parent) = _apis(summary)
    return to_json(
        {
            "rules": [
                dict(zip(("code", "rule", "severity", "findings"), row, strict=True)) for row in _rules(diagnostics)
            ],
            "apis": [{"api": name, **_share_fields(*counts)} for name, *counts in apis],
            **_share_fields(span_calls, with_parent),
            "files": summary.files,
            "skipped": summary.skipped,
            "suppressed": summary.suppressed,
            "baselined": summary.baselined,
            "left_out_in_tests": summary.left_out,
            "not_judged": [{"function": name, "calls": calls} for name, calls in summary.unjudged],
        }
    )


def _share_fields(span_calls: int, with_parent: int) -> dict[str, object]:
    return {
        "sites": span_calls,
        "passing": with_parent,
        "share": round(with_parent / span_calls, 4) if span_calls else None,
    }
