"""What `--statistics` shows in place of the findings: how many of each rule, and how many calls pass a parent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spanlint.model.findings import Diagnostic
from spanlint.report import Summary

FORMATS = ("text", "json")
"""The output formats that it has."""


def statistics(diagnostics: Sequence[Diagnostic], summary: Summary, as_json: bool) -> str:
    """Lines with their ends, or JSON; a share is of all creation calls, and null or empty where there are none."""
    return _json(diagnostics, summary) if as_json else _text(diagnostics, summary)


def _rules(diagnostics: Sequence[Diagnostic]) -> list[tuple[str, str, str, int]]:
    found: dict[tuple[str, str, str], int] = {}
    for each in diagnostics:
        key = (each.code, each.rule, each.severity.value)
        found[key] = found.get(key, 0) + 1
    return [(*key, count) for key, count in sorted(found.items())]


def _apis(summary: Summary) -> list[tuple[str, int, int]]:
    sites, passing = sum(each.span_calls for each in summary.apis), sum(each.with_parent for each in summary.apis)
    return [*((each.api, each.span_calls, each.with_parent) for each in summary.apis), ("all", sites, passing)]


def _text(diagnostics: Sequence[Diagnostic], summary: Summary) -> str:
    rules = [("code", "rule", "severity", "findings"), *((*words, str(count)) for *words, count in _rules(diagnostics))]
    apis = [("api", "span calls", "pass a parent", "share")]
    for name, sites, passing in _apis(summary):
        apis.append((name, str(sites), str(passing), f"{passing / sites:.0%}" if sites else ""))
    return "\n".join([*_table(rules, 3), "", *_table(apis, 1), ""])


def _table(rows: Sequence[tuple[str, ...]], words: int) -> Iterable[str]:
    """The rows in columns, two spaces apart: the first `words` of them to the left, the numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [f"{cell:<{width}}" for cell, width in zip(row[:words], widths, strict=False)]
        cells += [f"{cell:>{width}}" for cell, width in zip(row[words:], widths[words:], strict=True)]
        yield "  ".join(cells).rstrip()


def _json(diagnostics: Sequence[Diagnostic], summary: Summary) -> str:
    from spanlint.report.json_text import dumped

    *apis, (_, sites, passing) = _apis(summary)
    return dumped(
        {
            "rules": [
                dict(zip(("code", "rule", "severity", "findings"), row, strict=True)) for row in _rules(diagnostics)
            ],
            "apis": [{"api": name, **_shared(*counts)} for name, *counts in apis],
            **_shared(sites, passing),
            "files": summary.files,
            "skipped": summary.skipped,
            "suppressed": summary.suppressed,
        }
    )


def _shared(sites: int, passing: int) -> dict[str, object]:
    return {"sites": sites, "passing": passing, "share": round(passing / sites, 4) if sites else None}
