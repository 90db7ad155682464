"""The trees of texts that are read again."""

from __future__ import annotations

import pytest

from spanlint.languages.python.file import parse
from spanlint.languages.trees import kept_trees
from spanlint.languages.trees.kept_trees import keep_trees, tree_of_text
from spanlint.languages.trees.tree import SyntaxTree


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_trees, "_bounds", [0, 0])
    monkeypatch.setattr(kept_trees, "_kept", {})


def tree(text: bytes, grammar: str = "python") -> SyntaxTree:
    """The tree of a text."""
    return tree_of_text(text, grammar, lambda: parse(text))


def test_nothing_is_kept_unless_somebody_asks_for_it() -> None:
    assert tree(b"x = 1") is not tree(b"x = 1")
    keep_trees()
    assert tree(b"x = 1") is tree(b"x = 1")
    assert tree(b"x = 1") is not tree(b"x = 2")
    assert tree(b"x = 1") is not tree(b"x = 1", "another grammar")


def test_the_trees_that_were_not_asked_for_the_longest_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_trees, "_MAX_TREES", 2)
    keep_trees()
    one, two = tree(b"1"), tree(b"2")
    assert tree(b"1") is one
    three = tree(b"3")
    assert (tree(b"1"), tree(b"3")) == (one, three)
    assert tree(b"2") is not two


def test_few_large_trees_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_trees, "_MAX_BYTES", 100)
    keep_trees()
    one, large = tree(b"1"), tree(b"#" * 200)
    assert tree(b"#" * 200) is large
    assert tree(b"1") is not one
    small = tree(b"2")
    assert tree(b"2") is small
