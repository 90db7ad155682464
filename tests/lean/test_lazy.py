"""What is worked out once is worked out for the arguments that it was asked for, and for no others."""

from __future__ import annotations

from spanlint.lean.lazy import lazy, memoized


def test_a_fact_is_worked_out_when_it_is_asked_for_and_once() -> None:
    asked: list[int] = []
    known = lazy(lambda: asked.append(1) or len(asked))  # type: ignore[func-returns-value]
    assert asked == []
    assert [known(), known()] == [1, 1]


def test_each_argument_has_its_own_answer_however_it_is_given() -> None:
    asked: list[tuple[str, int]] = []

    def find(name: str, number: int = 0) -> tuple[str, int]:
        asked.append((name, number))
        return name, number

    known = memoized(find)
    assert [known("a"), known("a", 1), known("a", number=2), known(name="b"), known(name="c")] == asked
    assert [known("a"), known("a", 1), known("a", number=2), known(name="b"), known(name="c")] == asked
    assert asked == [("a", 0), ("a", 1), ("a", 2), ("b", 0), ("c", 0)]
