"""Shares in percent, the same in every report."""

from __future__ import annotations


def percent(part: int, whole: int) -> int:
    """Returns a share as a whole number: 100 only of all, 0 only of none, or if there is no whole."""
    if not whole or not part:
        return 0
    return 100 if part == whole else min(max(round(100 * part / whole), 1), 99)
