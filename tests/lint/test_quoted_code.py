"""The code beside a finding: short, whatever the file and the fix."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spanlint.lint.quoted_code import diff_lines, text_around
from spanlint.model.findings import DiffLine
from spanlint.text.edits import Edit, apply
from spanlint.text.source import ByteRange, LineIndex, Position

CODE = b"one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n"


def diff(text: bytes, *edits: tuple[int, int, bytes]) -> list[tuple[str, int, str]]:
    found = diff_lines(text, LineIndex(text), [Edit(ByteRange(start, end), new) for start, end, new in edits])
    return [tuple(line) for line in found]  # type: ignore[misc]


def test_a_change_has_a_line_around_it() -> None:
    assert diff(CODE, (4, 7, b"2")) == [(" ", 1, "one"), ("-", 2, "two"), ("+", 2, "2"), (" ", 3, "three")]


def test_numbers_of_new_lines_are_those_of_the_new_file() -> None:
    assert diff(CODE, (0, 0, b"zero\n"), (CODE.index(b"seven"), CODE.index(b"seven") + 5, b"7")) == [
        ("+", 1, "zero"),
        (" ", 1, "one"),
        (" ", 2, "two"),
        ("", 0, "..."),
        (" ", 6, "six"),
        ("-", 7, "seven"),
        ("+", 8, "7"),
        (" ", 8, "eight"),
    ]


def test_a_line_of_megabytes_is_cut_around_the_change() -> None:
    text = b"a();" * 100_000 + b"start(x);" + b"b();" * 100_000
    (gone, come) = diff(text, (400_006, 400_007, b"y"))
    assert (gone[0], come[0]) == ("-", "+")
    assert "start(x);b()" in gone[2]
    assert "start(y);b()" in come[2]
    assert max(len(gone[2]), len(come[2])) < 300


def test_a_long_line_is_cut_where_it_is_still_the_same() -> None:
    text = b"x = " + b"a" * 500 + b"(1)\n"
    gone, come = diff(text, (505, 506, b"2"))
    assert (gone[2][-5:], come[2][-5:]) == ("aa(1)", "aa(2)")
    assert max(len(gone[2]), len(come[2])) < 250


def test_a_long_change_says_how_many_lines_are_left_out() -> None:
    found = diff(b"a\n" * 200, (0, 400, b"b\n" * 200))
    assert len(found) == 81
    assert found[-1] == ("", 0, "... 320 more lines")


def test_a_related_line_is_cut_around_its_place() -> None:
    assert text_around("    span = start(x)", Position(3, 12)) == "span = start(x)"
    assert "start" in text_around("a" * 5000 + "start" + "b" * 5000, Position(1, 5001))
    assert len(text_around("a" * 10_000, Position(1, 5001))) < 250


@given(st.text("ab\n\ré\x0c\u2028", max_size=60), st.data())
def test_any_edits_give_what_went_and_what_came(text: str, data: st.DataObject) -> None:
    raw = text.encode()
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    edit = Edit(ByteRange(len(text[:start].encode()), len(text[:end].encode())), data.draw(st.text("x\n")).encode())
    found = diff_lines(raw, LineIndex(raw), [edit])
    before, after = (data.splitlines() for data in (raw, apply(raw, [edit])))
    for sign, number, shown in found:
        assert sign in ("-", "+", " ")
        assert shown.encode() == (after if sign == "+" else before)[number - 1]
    assert isinstance(found, tuple)
    assert all(type(line) is DiffLine for line in found)
