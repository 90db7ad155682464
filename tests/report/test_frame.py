"""The marker stands under the method name, whatever stands before it on the line."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanlint.model.findings import Diagnostic
from spanlint.report import Report, Summary
from spanlint.report.frame import WIDTH, columns, frame
from spanlint.report.terminal import Look
from spanlint.report.text import write
from spanlint.text.source import Position
from tests.report.report_samples import PLAIN, diagnose, report

SUMMARY = Summary(1, 1, 1, 0)


def _source_and_marker(diagnostic: Diagnostic, encoding: str = "utf-8") -> tuple[str, str]:
    lines = report("text", [diagnostic], SUMMARY, encoding=encoding).splitlines()
    return lines[3], lines[4]


@pytest.mark.parametrize(
    ("before", "width"),
    [
        ("", 0),
        ("t.", 2),
        ("\tt.", 6),
        ("名.", 3),
        ("\uff54.", 3),
        ("e\u0301.", 2),
        ("a\u20dd.", 2),
        ("\u1112\u1161\u11ab.", 3),
        ("ﾊ.", 2),
        ("👍.", 3),
        ("a\u200d.", 2),
        ("\x1b.", 5),
        ("\u202e.", 7),
    ],
)
def test_marker_column(before: str, width: int) -> None:
    source, marker = _source_and_marker(diagnose(before + "startSpan()"))
    assert source.startswith("  1 | ")
    assert marker == "    | " + " " * width + "^" * len("startSpan")


def test_marker_is_right_where_the_terminal_lacks_the_letters() -> None:
    source, marker = _source_and_marker(diagnose("é.名.startSpan()"), "ascii")
    assert source == "  1 | \\xe9.\\u540d.startSpan()"
    assert marker.index("^") == source.index("startSpan")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n")), st.text(st.characters(codec="ascii")))
def test_marked_text_survives_any_cut(before: str, after: str) -> None:
    shown = frame(diagnose(f"{before * 9}startSpan{after.replace('startSpan', '') * 9}"), "utf-8")
    assert shown.marked == "startSpan"
    assert sum(map(columns, shown)) <= WIDTH + 2


def test_a_line_of_megabytes_is_cut_on_both_sides() -> None:
    shown = frame(diagnose("名();" * 2_000_000 + "t.startSpan(n);" + "e\u0301();" * 2_000_000), "utf-8")
    assert shown.before.startswith("…")
    assert shown.before.endswith("名();t.")
    assert shown.after.startswith("(n);e\u0301();")
    assert shown.after.endswith("…")


def test_a_cut_leaves_no_mark_without_its_letter() -> None:
    for shift in ("", "x"):
        shown = frame(diagnose("e\u0301" * 200 + shift + "startSpan"), "utf-8")
        assert shown.before.startswith("…e\u0301")


def test_the_side_that_needs_less_leaves_its_room() -> None:
    shown = frame(diagnose("t.startSpan(" + "x" * 500), "utf-8")
    assert shown.before == "t."
    assert sum(map(columns, shown)) == WIDTH + len("…")


def test_the_cut_is_marked_in_letters_where_there_is_no_ellipsis() -> None:
    shown = frame(diagnose("x" * 500 + "startSpan" + "x" * 500), "ascii")
    assert shown.before.startswith("...x")
    assert shown.after.endswith("x...")


@pytest.mark.parametrize(
    ("start", "end", "marked"),
    [
        (Position(3, 3), Position(3, 5), "cd"),
        (Position(3, 3), Position(3, 3), ""),
        (Position(3, 3), Position(4, 1), "cdef"),
        (Position(3, 99), Position(3, 120), ""),
        (Position(3, 3), Position(3, 99), "cdef"),
    ],
)
def test_any_range_marks_something(start: Position, end: Position, marked: str) -> None:
    diagnostic = PLAIN._replace(start=start, end=end, frame="abcdef")
    assert frame(diagnostic, "utf-8").marked == marked
    assert "^" in _source_and_marker(diagnostic)[1]


def test_a_stream_without_an_encoding_will_do() -> None:
    stream = io.StringIO()
    write(Report([diagnose("名.startSpan()")], SUMMARY), stream, Look())
    assert "  1 | 名.startSpan()\n" in stream.getvalue()
