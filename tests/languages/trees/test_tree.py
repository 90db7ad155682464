"""The leaves and the nodes around a place that a tree finds without a walk through the file."""

from __future__ import annotations

from spanlint.languages.python.file import tree_of
from spanlint.text.source import Source

TEXT = b"""\
def span(a):
    a.span = span
    return "span", spans  # span

span(span(1))
"""
TREE = tree_of(Source("a.py", "python", TEXT, TEXT))


def test_leaves_between_two_bytes_are_those_of_the_file_that_begin_there() -> None:
    for start in range(len(TEXT) + 1):
        for end in range(start, len(TEXT) + 1):
            expected = tuple(leaf for leaf in TREE.leaves("span") if start <= leaf.start_byte < end)
            assert TREE.leaves_between("span", start, end) == expected
    assert len(TREE.leaves("span")) == 6  # the contents of a string are a leaf, too


def test_a_name_that_does_not_occur_has_no_leaves() -> None:
    assert TREE.leaves("pan") == TREE.leaves("") == TREE.leaves_between("spa", 0, len(TEXT)) == ()


def test_the_node_around_another_is_the_innermost_of_a_type() -> None:
    outer, inner = TREE.leaves("span")[-2:]
    calls = frozenset({"call"})
    found = TREE.around(inner, calls)
    assert found is not None
    assert found.text == b"span(1)"
    around = TREE.around(found, calls)
    assert around is not None
    assert around.start_byte == outer.start_byte
    assert TREE.around(around, calls) is None


def test_a_noted_node_is_found_by_its_bytes() -> None:
    leaf = TREE.leaves("span")[0]
    assert TREE.noted[TREE.note(leaf)] == leaf
