"""The matcher of wildcards against the definition of what they mean, which goes through every possibility."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanlint.disk import wildcards
from spanlint.disk.wildcards import ANY, FOLDERS, NOT_SLASH, Letters, Matcher, Piece, literal

PIECES = [
    literal("a"),
    literal("/"),
    Piece(ANY),
    Piece(NOT_SLASH),
    Piece(ANY, is_run=True),
    Piece(NOT_SLASH, is_run=True),
    FOLDERS,
    Piece(Letters(frozenset("b"), (("c", "d"),))),
    Piece(Letters(frozenset("b"), (("c", "d"),), is_negated=True, never="/")),
]
LONG = "a" * 240


def by_definition(pieces: Sequence[Piece], text: str) -> bool:
    if not pieces:
        return not text
    first, rest = pieces[0], pieces[1:]
    if first.is_folders:
        ends = [0, *(index + 1 for index, character in enumerate(text) if character == "/")]
    elif first.is_run:
        ends = [end for end in range(len(text) + 1) if all(map(first.letters.has, text[:end]))]
    else:
        ends = [1] if text and first.letters.has(text[0]) else []
    return any(by_definition(rest, text[end:]) for end in ends)


@given(
    st.lists(st.lists(st.sampled_from(PIECES), max_size=5), min_size=1, max_size=3),
    st.lists(st.text("abcde/", max_size=7), min_size=1, max_size=4),
)
def test_it_matches_what_the_definition_says(alternatives: list[list[Piece]], texts: list[str]) -> None:
    matcher = Matcher(alternatives)
    for text in [*texts, *texts]:  # the second time from memory
        assert matcher.matches(text) is any(by_definition(pieces, text) for pieces in alternatives)


def test_the_steps_are_no_more_than_the_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    """The regular expression of this pattern would take more steps than there are atoms."""
    steps = []
    step = Matcher._step

    def counted(self: Matcher, positions: int, character: str) -> int:
        steps.append(character)
        return step(self, positions, character)

    monkeypatch.setattr(Matcher, "_step", counted)
    star = Piece(ANY, is_run=True)
    matcher = Matcher([[*[star, literal("a")] * 100, literal("b"), star]])
    assert not matcher.matches(LONG)
    assert len(steps) <= len(LONG)
    assert matcher.matches(LONG + "b")


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wildcards, "_MAX_REMEMBERED", 10)
    matcher = Matcher([[Piece(ANY, is_run=True), *[literal("a"), Piece(ANY)] * 5]])
    for number in range(300):
        text = f"{number:010b}".replace("0", "a")
        assert matcher.matches(text) is by_definition([literal("a"), Piece(ANY)] * 5, text)
        assert sum(map(len, matcher._following.values())) <= 10
