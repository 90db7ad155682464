"""Where a place lands after edits: what the properties of the repairs rest upon, so it is shown by hand."""

from __future__ import annotations

import pytest

from spanlint.text.edits import Edit, apply
from spanlint.text.source import ByteRange
from tests.fuzz.places import effective, landing
from tests.fuzz.repairs import assert_gone

TEXT = b"aa bb cc"
CASES = [
    ("before it", "bb", [(0, 2, b"long")], b"bb"),
    ("right before it", "bb", [(3, 3, b"x = ")], b"bb"),
    ("behind it", "bb", [(5, 5, b"x"), (6, 8, b"")], b"bb"),
    ("in it, behind its first byte", "bb", [(4, 5, b"")], b"b"),
    ("instead of it", "bb", [(0, 2, b"a"), (3, 5, b"new")], b"new"),
    ("and it is gone", "bb", [(2, 5, b"")], b" "),
    ("on both sides", "bb", [(0, 3, b""), (5, 8, b"")], b"bb"),
]


@pytest.mark.parametrize(("name", "edits", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_where_it_lands(name: str, edits: list[tuple[int, int, bytes]], expected: bytes) -> None:
    made = effective((Edit(ByteRange(start, end), new) for start, end, new in edits), TEXT)
    at = TEXT.index(name.encode())
    place = landing(ByteRange(at, at + 1), made)
    assert apply(TEXT, made)[place.start :].startswith(expected)
    assert place.end - place.start == (len(expected) if expected == b"new" else 1)


def test_a_finding_that_is_still_there_is_told_from_its_neighbour() -> None:
    landed = {("SPN001", 3): ByteRange(7, 8), ("SPN001", 9): ByteRange(13, 14)}
    assert_gone(("SPN001", 3), landed, [("SPN001", 13), ("SPN006", 7)])
    with pytest.raises(AssertionError, match="SPN001 is still at byte"):
        assert_gone(("SPN001", 3), landed, [("SPN001", 7)])
