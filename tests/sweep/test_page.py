"""The page of a sweep: what it shows, how large it may be, and what a real browser makes of it."""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from spanlint.sweep.output.journal import JournalEntry
from spanlint.sweep.page.document import MAX_SIZE, document
from spanlint.sweep.page.trend_chart import MAX_RUNS, last_runs, trend_chart
from tests.chromium import browser
from tests.cli.program import PYTHON_BAD, write
from tests.sweep.repositories import CLEAN, commit, repository, sweep

_SCRIPT = "<script>document.title = 'hacked'; console.log('hacked')</script>"
_VOID = {"meta", "path", "br", "img", "link"}


class Tags(HTMLParser):
    """Sees each tag with its attributes. Fails for one that is closed in the wrong order, or never."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == [], "never closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs), f"an attribute of <{tag}> is there twice"
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def entry(name: str, status: str = "done", **fields: Any) -> JournalEntry:
    given = {"url": f"https://example.org/{name}.git", "reason": "", "findings": {"SPN001": 2, "SPN103": 1},
             "severities": {"warning": 2, "error": 1}, "owners": {"@bakers": 3}, "new": 0, "gone": 0, "files": 4,
             "sites": 5, "seconds": 1.25}  # fmt: skip
    return JournalEntry(name, status, "0" * 40, "", {**given, **fields})


def run(number: int, findings: int, **fields: Any) -> dict[str, Any]:
    given = {"started": 1_700_000_000 + number * 86_400, "repositories": 3, "failed": 0, "severities": {"error": 1},
             "owners": {}, "new": 0, "gone": 0}  # fmt: skip
    return {**given, "findings": {"SPN001": findings}, **fields}


def text_of(page: str) -> str:
    """The words of the page's body."""
    return " ".join(re.sub("<[^>]*>", " ", page.partition("<body>")[2]).split())


def test_it_shows_failures_changes_owners_rules_and_repositories() -> None:
    found = {"repo": "acme/bakery", "path": "app/a.py", "line": 7, "column": 3, "code": "SPN103", "severity": "error",
             "message": "`span` is not ended", "owners": ["@bakers"]}  # fmt: skip
    entries = [
        entry("acme/bakery", new=1, gone=2),
        entry("acme/oven", "failed", reason="has no branch, tag or commit 'x'", owners={"": 3}),
        entry("acme/clean", findings={}, severities={}, owners={}),
    ]
    page = document(entries, [run(0, 4), run(1, 6, failed=1)], [found])
    shown = text_of(page)
    Tags(page)
    assert "<h1>6 findings in 3 repositories</h1>" in page
    assert "Started on 2023-11-15 22:13 UTC: 2 linted, 1 failed." in shown
    assert "acme/oven : has no branch, tag or commit &#39;x&#39;" in shown
    assert "error SPN103 acme/bakery app/a.py:7:3 @bakers span is not ended" in shown
    assert "(no owner) 3 @bakers 3" in shown
    assert "warning SPN001 A span is started without a parent context 4 error SPN103" in shown
    assert "acme/bakery 1 2 1 2 5 1.2 acme/oven failed 1 2 0 0 5 1.2" in shown
    assert "1 repository without findings." in shown
    assert '<a href="https://example.org/acme/bakery">acme/bakery</a>' in page


def test_the_first_sweep_has_no_trend_and_30_are_the_most() -> None:
    first = document([entry("acme/oven")], [run(0, 3)], [])
    assert "<svg" not in first
    assert "This is the first sweep into its folder." in first
    many = [run(number, number) for number in range(MAX_RUNS + 5)]
    shown = last_runs(many)
    assert len(shown) == MAX_RUNS
    assert (shown[0].findings, shown[-1].findings) == (34, 5)
    chart = trend_chart(shown)
    assert chart is not None
    points = re.findall(r"([\d.]+) ([\d.]+)", chart.lines[0].path)
    assert (points[0], points[-1]) == (("0.0", "170.6"), ("1000.0", "0.0"))
    assert "30 sweeps, from 5 to 34 findings; the most were 34" in document([entry("acme/oven")], many, [])


def test_a_page_of_ten_thousand_repositories_has_a_bound() -> None:
    long = "&" * 3000
    entries = [
        entry(
            f"acme/{number:05}{long}", "failed" if number % 3 else "done", reason=long, owners={f"@{number}{long}": 1}
        )
        for number in range(10_000)
    ]
    found = {"repo": long, "path": long, "line": 1, "column": 1, "code": "SPN001", "severity": "error", "message": long,
             "owners": [long] * 50}  # fmt: skip
    page = document(entries, [run(0, 1), run(1, 10**12)], [found] * 10_000)
    Tags(page)
    assert 500_000 < len(page.encode()) <= MAX_SIZE
    for said in ("more failures: ", "more owners: ", "more repositories with findings: "):
        assert said in page


def test_the_repositories_with_the_most_findings_are_kept_in_the_order_of_names() -> None:
    entries = [entry(f"acme/{number:05}", severities={"error": number}) for number in range(9000)]
    rows = re.findall(r">acme/(\d+)<", document(entries, [run(0, 1)], []))
    assert rows == sorted(rows)
    assert rows[-1] == "08999"
    assert 1000 < len(rows) < 9000
    assert rows[0] == f"{9000 - len(rows):05}"


@pytest.mark.program
def test_a_browser_asks_for_nothing_and_runs_nothing(tmp_path: Path) -> None:
    bad = PYTHON_BAD.replace("tracer", "trac\u00e9r")
    files = {"<b>.py": PYTHON_BAD, "naïve \x1b[31m.py": bad, "CODEOWNERS": "* @<img/src=x>\n*.py @a/b \"'><b>@x.y\n"}
    folder = repository(tmp_path / "acme" / "oven", files)
    listed = f"acme/oven\nacme/none ref={_SCRIPT.replace(' ', '')}\n"
    write(tmp_path, {"acme/none/keep": "", "list.txt": listed})
    sweep(tmp_path, "list.txt", "--output-format", "sarif")
    commit(folder, {f"{_SCRIPT.replace('/', '-')}.py": PYTHON_BAD, "<b>.py": CLEAN, ".gitlab/CODEOWNERS": ""})
    assert sweep(tmp_path, "list.txt").code == 2
    page = tmp_path / "out" / "index.html"
    tags = Tags(page.read_text(encoding="utf-8")).seen
    assert not {tag for tag, _ in tags} & {"script", "img", "iframe", "link", "form", "object"}
    assert not any(name == "src" or name.startswith("on") for _, attributes in tags for name in attributes)
    links = [attributes["href"] or "" for _, attributes in tags if "href" in attributes]
    assert all(link.startswith(("https://", "#")) for link in links)
    with browser(tmp_path / "profile") as tab:
        for width in (1200, 360):
            for is_dark in (False, True):
                assert tab.open(page, width, is_dark) == ([], [])
                assert tab.value("document.documentElement.scrollWidth") == width
                assert tab.value("document.title").startswith("spanlint sweep: ")
                assert tab.value("document.querySelectorAll('script, img').length") == 0
                paper = tab.value("getComputedStyle(document.body).backgroundColor")
                assert paper == ("rgb(18, 22, 27)" if is_dark else "rgb(255, 255, 255)")
        text = tab.value("document.body.innerText")
        assert tab.value("document.querySelector('svg').getBoundingClientRect().height") > 100
    assert _SCRIPT.replace("/", "-") in text
    assert "\\x1b[31m" not in text, "which is not new"
    assert "acme/none" in text


@pytest.mark.program
def test_without_jinja2_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tmp_path / "acme" / "oven")
    sweep(tmp_path, "acme/oven")
    page = tmp_path / "out" / "index.html"
    assert page.exists()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    line = "spanlint: index.html: needs one more package: install it with `pip install 'spanlint[html]'`\n"
    run = sweep(tmp_path, "acme/oven")
    assert (run.code, run.err.count(line)) == (1, 1)
    assert not page.exists(), "the page of the last sweep would say what is no longer true"
    assert sweep(tmp_path, "acme/oven", "--quiet").err == ""
