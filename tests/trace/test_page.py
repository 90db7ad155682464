"""The page of an audit: what it draws, how large it may be, and what a real browser makes of it."""

from __future__ import annotations

import html
import json
import re
import sys
from pathlib import Path

import pytest

from tests.chromium import browser
from tests.cli.program import Run, run_spanlint, write
from tests.trace.exports import HOME, SECOND, SESSION, T0, audit, export, later, number, span, trace_number

_SCRIPT = "<script>document.title = 'hacked'; console.log('hacked')</script>"
SPANS = [
    span(HOME, 1, 0xA0, "agent.request", 1, 2, SESSION),
    span(HOME, 2, 1, "agent.tool", 1.1, 1.18, SESSION),
    span(trace_number(1), 3, None, "agent.turn", 0.5, 2.5, SESSION),
    span(trace_number(2), 4, None, "agent.turn", 3, 5, SESSION),
]
SOURCE = """\
from opentelemetry import trace

tracer = trace.get_tracer("agent.tracing")


def turn():
    return tracer.start_span("agent.turn")
"""


def page_of(folder: Path, *lines: str, options: tuple[str, ...] = ("--no-source",)) -> str:
    run = audit(folder, *lines, options=(*options, "--html", "page.html"))
    assert run.err == ""
    return (folder / "page.html").read_text(encoding="utf-8")


def rows(part: str) -> list[tuple[str, str]]:
    """The state and the text of each row of the trees in a part of a page."""
    found = re.findall(r'<li class="(\w+)" style="[^"]*"><b>(.*?)</b>', part)
    return [(state, html.unescape(re.sub("<[^>]*>", "", text))) for state, text in found]


def test_left_is_what_is_and_right_what_would_be(tmp_path: Path) -> None:
    page = page_of(tmp_path, export(SPANS))
    left, right = page.split("As it would be: 1 trace")
    assert "As it is: 3 traces" in left
    assert rows(left) == [
        ("stray", "agent.turn left its session"),
        ("ghost", "(a root that was never exported)"),
        ("plain", "agent.request"),
        ("plain", "agent.tool"),
    ]
    assert "and 1 more trace like this" in left
    assert rows(right) == [
        ("ghost", "(a root that was never exported)"),
        ("moved", "agent.turn moved here"),
        ("plain", "agent.request"),
        ("plain", "agent.tool"),
        ("moved", "agent.turn moved here"),
    ]


def test_bars_are_on_one_time_axis(tmp_path: Path) -> None:
    page = page_of(tmp_path, export(SPANS))
    bars = re.findall(r'<li class="(?:stray|moved)" style="--d:\d;--l:([\d.]+)%;--w:([\d.]+)%"', page)
    assert bars == [("0", "44.44"), ("0", "44.44"), ("55.56", "44.44")]
    assert "4.5 s from left to right" in page


def test_a_finding_has_its_line_of_source_and_its_repair(tmp_path: Path) -> None:
    write(tmp_path, {"src/turn.py": SOURCE})
    page = page_of(tmp_path, export(SPANS), options=("--source", "src"))
    assert '<span class="place">src/turn.py:7:19</span>' in page
    assert "tracer.<mark>start_span</mark>(&#34;agent.turn&#34;)" in page
    assert "Trace ids: sha256 of session.id, in 1 of 1 session." in page
    assert '<a href="#picture-1">' in page
    assert 'id="picture-1"' in page


def test_names_have_their_rates(tmp_path: Path) -> None:
    page = page_of(tmp_path, export(SPANS))
    row = next(line for line in page.splitlines() if '<th scope="row"><code>agent.turn' in line)
    assert re.sub("<[^>]*>", " ", row).split() == [
        "agent.turn",
        "agent",
        "2",
        "2",
        "(100",
        "%)",
        "2",
        "(100",
        "%)",
        "0",
    ]


def test_what_is_right_is_a_page_too(tmp_path: Path) -> None:
    page = page_of(tmp_path, export(SPANS[:2]))
    assert "<h1>No findings in 2 spans</h1>" in page


def test_the_page_as_the_report(tmp_path: Path) -> None:
    run = audit(tmp_path, export(SPANS), options=("--no-source", "--output-format", "html"))
    assert run.out == page_of(tmp_path, export(SPANS))


def test_it_has_at_most_2_mb_whatever_the_input(tmp_path: Path) -> None:
    names = [letter + '\x1b<&"' + "\x00" * 300 for letter in "abcdefghijklmnopqrstuvwxyz"]
    spans = [
        span(trace_number(trace), trace * 1000 + index, 0xFFFFFF + trace * 1000 + index, names[trace], index, index + 1)
        for trace in range(26)
        for index in range(300)
    ]
    many = [span(trace_number(99), 70_000 + index, 1, f"{index:05}{'&' * 190}", 1, 2) for index in range(1500)]
    page = page_of(
        tmp_path, export(spans), export([span(trace_number(99), 1_000_000, None, "a.root", 0, 3), *many]), later()
    )
    assert 100_000 < len(page.encode()) <= 2_000_000
    assert "more findings</p>" in page or "more findings:" in page
    for side in page.split('<div class="side">')[1:]:
        assert len(rows(side.partition("</section>")[0])) <= 200


def test_a_page_needs_a_file_and_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*options: str) -> Run:
        run = audit(tmp_path, export(SPANS), options=options)
        assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
        return run

    assert "--html: needs the name of a file" in refused("--html", "-").err
    monkeypatch.setitem(sys.modules, "jinja2", None)
    for options in (("--html", "page.html"), ("--output-format", "html")):
        assert "install it with `pip install 'spanlint[html]'`" in refused(*options).err


def test_a_page_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    run = audit(tmp_path, export(SPANS), options=("--no-source", "--html", "no/such/folder/page.html"))
    assert run.code == 2
    assert run.err.startswith("spanlint: no/such/folder/page.html: the page was not written: ")


@pytest.mark.program
def test_a_browser_asks_for_nothing_and_runs_nothing(tmp_path: Path) -> None:
    evil = f'agent.turn {_SCRIPT} \x1b[31m \u202e "><img src=x onerror=alert(1)>'
    named = [each | {"name": evil} if each["name"] == "agent.turn" else each for each in SPANS]
    odd = {"traceId": trace_number(7), "spanId": number(9), "name": "x" * 3000, "startTimeUnixNano": str(T0 + SECOND)}
    page_of(tmp_path, export(named, service=_SCRIPT), export([odd], service="</style><b>"), later())
    with browser(tmp_path / "profile") as tab:
        for width in (1200, 360):
            for is_dark in (False, True):
                assert tab.open(tmp_path / "page.html", width, is_dark) == ([], [])
                assert tab.value("document.documentElement.scrollWidth") == width
                assert tab.value("document.title").startswith("spanlint trace: 1 finding in 6 spans")
                assert tab.value("document.querySelectorAll('script, img, iframe').length") == 0
        text = tab.value("document.body.textContent")
        left, right = tab.value("[...document.querySelectorAll('.side')].map(side => side.getBoundingClientRect().top)")
        assert left < right, "below each other where there is no room"
    assert _SCRIPT in text
    assert "\\x1b[31m \\u202e" in text


def test_only_a_run_that_writes_a_page_needs_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    (tmp_path / "traces.jsonl").write_text(export(SPANS), encoding="utf-8")
    assert run_spanlint(tmp_path, "trace", "--no-source", "traces.jsonl").code == 1


@pytest.mark.parametrize(("parents", "lost"), [((0xA0, 0xA0, 0xA0), 0), ((0xA0, 0xA0, 0xB0), 1)])
def test_a_root_that_is_unexported_by_design_is_not_lost(tmp_path: Path, parents: tuple[int, ...], lost: int) -> None:
    spans = [span(HOME, own, parent, "agent.request", own, own + 1, SESSION) for own, parent in enumerate(parents, 1)]
    page = page_of(tmp_path, export(spans), options=("--no-source", "--session", SESSION))
    assert re.search(r'data-what="parent lost">\D*(\d+)', page)[1] == str(lost)  # type: ignore[index]  # a match
    statistics = ("--no-source", "--statistics", "--output-format", "json")
    assert json.loads(audit(tmp_path, export(spans), options=statistics).out)["names"][0]["lost"] == lost


def test_nothing_is_said_to_move_where_nothing_does(tmp_path: Path) -> None:
    asked = ("--no-source", "--session", SESSION)
    assert "as they would be" in page_of(tmp_path, export(SPANS), options=asked)
    whole = page_of(tmp_path, export(SPANS[:2]), options=asked)
    assert "<h2>Traces, as they are</h2>" in whole
    assert "moved into it" not in whole
