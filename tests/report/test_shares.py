"""Shares in percent."""

from __future__ import annotations

import pytest

from spanlint.report.shares import percent


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 0, 0), (0, 9, 0), (9, 9, 100), (24, 241, 10), (1, 15, 7), (1, 1000, 1), (999, 1000, 99)],
)
def test_a_share_is_rounded_but_neither_to_none_nor_to_all(part: int, whole: int, expected: int) -> None:
    assert percent(part, whole) == expected
