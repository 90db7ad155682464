"""The page of `--output-format html`: what it shows, and that a real browser finds nothing to load or to run in it."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given

from spanlint.model.findings import Diagnostic
from spanlint.report import Summary
from spanlint.text.source import Position
from tests.chromium import browser, chromium
from tests.cli.program import PYTHON_BAD, PYTHON_CLEAN, run_spanlint, write
from tests.report.hostile import hostile
from tests.report.report_samples import FIXABLE, SKIPPED, report

_SCRIPT = "<script>document.title = 'hacked'; console.log('hacked')</script>"
HOSTILE = f"""\
from opentelemetry import trace
from session import session_context

tracer = trace.get_tracer("shop")


def first():
    return tracer.start_span("ok", context=session_context())


def second():
    return tracer.start_span("ok", context=session_context())  # "><img src=x onerror=alert(1)>


def third():
    return tracer.start_span("{_SCRIPT}")  # \x1b[31m \u202e
"""


class Package(NamedTuple):
    """A row of the table of coverage."""

    name: str
    calls: str
    percent: str


def page_of(folder: Path, *options: str) -> str:
    run = run_spanlint(folder, "--output-format", "html", *options)
    assert run.err == ""
    return run.out


def packages_of(page: str) -> list[Package]:
    rows = re.findall(r'<th scope="row">([^<]*)</th>.*?<td class="num">([^<]*)</td><td class="num">([^<]*)</td>', page)
    return [Package(*row) for row in rows]


def test_it_shows_the_code_its_siblings_and_the_fix(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": HOSTILE.partition("  # \x1b")[0].replace(_SCRIPT, "bad")})
    page = page_of(tmp_path, "--select", "SPN002")
    assert "<h1>1 finding in 1 file</h1>" in page
    assert "<code>spanlint --fix</code> repairs 1 of 1." in page
    assert "tracer.<mark>start_span</mark>(&#34;bad&#34;)" in page
    assert page.count("passes a parent here") == 2
    assert "tracer.start_span(&#34;ok&#34;, context=session_context())</code>" in page
    lines = re.findall(r'<span class="n">(\d+)</span><span class="s">(.)</span><(?:ins|del)>(.*?)</', page)
    changed = "    return tracer.start_span(&#34;bad&#34;%s)"
    assert lines[:2] == [("16", "-", changed % ""), ("16", "+", changed % ", context=session_context()")]


def test_calls_are_counted_by_library_and_by_package(tmp_path: Path) -> None:
    write(tmp_path, {"one/pyproject.toml": "", "one/src/a.py": PYTHON_BAD, "one/b.py": PYTHON_CLEAN,
                     "two/setup.py": "", "two/a.py": PYTHON_CLEAN, "c.py": PYTHON_BAD})  # fmt: skip
    assert packages_of(page_of(tmp_path)) == [
        Package("opentelemetry", "2 of 4", "50 %"),
        Package("one", "1 of 2", "50 %"),
        Package("(this folder)", "0 of 1", "0 %"),
        Package("two", "1 of 1", "100 %"),
    ]


def test_quiet_leaves_the_totals_out(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD})
    page = page_of(tmp_path, "--quiet")
    assert "<h1>1 finding in 1 file</h1>" in page
    assert 'class="tiles"' not in page
    assert packages_of(page) == []


def test_a_minified_file_and_a_long_fix_stay_short(tmp_path: Path) -> None:
    start, call = 'import { trace } from "@opentelemetry/api";const t=trace.getTracer("a");', 't.startSpan("a");'
    write(tmp_path, {"a.js": f"{start}export const f=(ctx)=>{{{'g(1);' * 20_000}{call * 50}}}"})
    page = page_of(tmp_path, "--select", "SPN002,SPN001")
    assert page.count('<article class="finding') == 50
    assert len(page) < 400_000


@given(diagnostic=hostile())
def test_nothing_foreign_is_markup(diagnostic: Diagnostic) -> None:
    written = report("html", [diagnostic], Summary(3, 2, 1, 0))
    tags = set(re.findall(r"<([a-z0-9]+)", written))
    assert not tags & {"script", "img", "x", "a", "iframe", "link", "svg"}
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", written)


def test_without_jinja2_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD})
    monkeypatch.setitem(sys.modules, "jinja2", None)
    run = run_spanlint(tmp_path, "--output-format", "html")
    assert (run.code, run.out) == (2, "")
    assert run.err == (
        "spanlint: --output-format html: needs one more package: install it with `pip install 'spanlint[html]'`\n"
    )


@pytest.mark.program
def test_what_a_browser_asks_for_and_runs_would_be_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<img src='picture.png'><script>console.log('hacked')</script>", encoding="utf-8")
    with browser(tmp_path / "profile") as tab:
        messages, requests = tab.open(page, 1200)
        assert any("hacked" in message for message in messages)
        assert requests == [(tmp_path / "picture.png").as_uri()]
        policy = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
        page.write_text(policy + page.read_text(encoding="utf-8"), encoding="utf-8")
        messages, _ = tab.open(page, 1200)
        assert any("Content Security Policy" in message for message in messages)
        assert not any("hacked" in message for message in messages)


def test_a_missing_browser_fails_in_ci_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="make chromium"):
        chromium()
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="make chromium"):
        chromium()


@pytest.mark.program
def test_a_browser_asks_for_nothing_and_runs_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": HOSTILE, "<b>.py": PYTHON_BAD})
    page = tmp_path / "page.html"
    run = run_spanlint(tmp_path, "--select", "SPN001,SPN002", "--output-format", "html", "-o", page.name)
    assert (run.code, run.err) == (1, "")
    with browser(tmp_path / "profile") as tab:
        for width in (1200, 360):
            for is_dark in (False, True):
                assert tab.open(page, width, is_dark) == ([], [])
                assert tab.value("document.documentElement.scrollWidth") == width
                assert tab.value("document.title") == "spanlint: 2 findings in 2 files"
                assert tab.value("document.querySelectorAll('script, img, b').length") == 0
        text = tab.value("document.body.innerText")
    assert _SCRIPT in text
    assert "\\x1b[31m \\u202e" in text
    assert "<b>.py" in text


def test_a_page_of_thousands_of_findings_has_a_bound_and_shows_errors_in_full() -> None:
    many = [FIXABLE._replace(path=f"src/{number // 10}.ts", start=Position(number + 1, 3)) for number in range(6000)]
    last = SKIPPED._replace(path="src/z.ts")
    page = report("html", [*many, last], Summary(600, 600, 6001, 0))
    assert len(page.encode()) < 1_600_000
    assert "6,001 findings in 601 files" in page
    shown, in_short = page.count('<article class="finding'), re.search(r"the code of ([\d,]+) findings: they", page)
    left_out = re.search(r"([\d,]+) more findings: the text report has all of them", page)
    assert in_short is not None
    assert left_out is not None
    assert shown + int(left_out[1].replace(",", "")) == 6001
    assert 100 < int(in_short[1].replace(",", "")) < shown
    assert "const turn = tracer.startSpan(TURN, {}, getSessionContext());" in page, "the error is the last one"


def test_a_page_of_some_hundred_findings_shows_all_in_full() -> None:
    many = [FIXABLE._replace(start=Position(number + 1, 3)) for number in range(300)]
    page = report("html", many, Summary(1, 1, 300, 0))
    assert "no room" not in page
    assert page.count("Pass the parent context as the third argument") == 1, "a help is given once a file"
