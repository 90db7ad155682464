"""What a run was told, as far as judging a file depends on it."""

from __future__ import annotations

from typing import NamedTuple


class Settings(NamedTuple):
    """`codes` are the rules that run."""

    codes: frozenset[str]
