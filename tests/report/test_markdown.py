"""The Markdown report: what a renderer of GitHub's Markdown makes of it, above all of foreign text."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from spanlint.report import Summary
from spanlint.report.markdown_text import plain
from tests.report.report_samples import CASES, PLAIN, SKIPPED, diagnose, report

_markdown: Any = import_module("markdown_it").MarkdownIt("gfm-like", {"linkify": False})


def rendered(text: str) -> str:
    html: str = _markdown.render(text)
    return html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "a | b | c",
        "**bold** _it_ ~~no~~ # head",
        "- list",
        "+ list",
        "\\` \\\\",
        "`odd",
        "&lt; &#60;",
        "https://example.org www.example.org @octocat :tada:",
        "two\nlines",
        "`a|b` and `<b>` and `*`",
    ],
)
def test_foreign_text_is_shown_and_does_nothing(text: str) -> None:
    (row,) = rendered(f"| a |\n| --- |\n| {plain(text)} |\n").split("<tbody>")[1:]
    cells = row.split("<td>")[1:]
    assert len(cells) == 1
    shown = cells[0].partition("</td>")[0].replace("<code>", "`").replace("</code>", "`")
    assert "<" not in shown
    for character, entity in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("&", "&amp;")):
        shown = shown.replace(entity, character)
    assert shown == text.replace("\n", "\\n")


def test_it_counts_and_lists_at_most_a_hundred() -> None:
    many = [PLAIN._replace(path=f"src/{number}.ts") for number in range(120)]
    page = report("markdown", [SKIPPED, *many], Summary(121, 121, 130, 0))
    assert page.startswith("### spanlint: 1 error, 120 warnings\n\n121 files read, 130 span calls.\n")
    html = rendered(page)
    assert html.count("<tr>") == 1 + 2 + 1 + 100
    assert page.endswith("\n\n21 more.\n")


def test_a_place_is_a_link_in_a_workflow_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    place = diagnose("\n\nt.startSpan(x)", path="my src/[a].ts")
    assert "my src/&#91;a&#93;.ts:3 |" in report("markdown", [place], Summary(1, 1, 1, 0))
    for name, value in {"SERVER_URL": "https://git.example.org", "REPOSITORY": "o/r", "SHA": "c0ffee"}.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    html = rendered(report("markdown", [place], Summary(1, 1, 1, 0)))
    assert '<a href="https://git.example.org/o/r/blob/c0ffee/my%20src/%5Ba%5D.ts#L3">my src/[a].ts:3</a>' in html
    outside = place._replace(path="/elsewhere/a.ts")
    assert "<a " not in rendered(report("markdown", [outside], Summary(1, 1, 1, 0)))


def test_every_sample_is_a_page_with_one_heading() -> None:
    for diagnostics, summary in CASES.values():
        html = rendered(report("markdown", diagnostics, summary))
        assert html.startswith("<h3>spanlint: ")
        assert html.count("<h") == 1 + html.count("<head") + html.count("<hr")
