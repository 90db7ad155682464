"""The name that a misspelt word probably means."""

from __future__ import annotations

from itertools import takewhile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_LENGTH = 60


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Returns the known name that is nearest to a word, or None if none has this likeness, which is at most 1."""
    from difflib import get_close_matches  # not needed in a clean run

    names = sorted(known)
    near = [name for name in names if _normalized(name) == _normalized(word)] or get_close_matches(
        word[:_MAX_LENGTH], names, cutoff=likeness
    )
    # The best is first, but codes often tie; SPN002 is nearer to SPN001 than to SPN900.
    return max(near, key=lambda name: _common_prefix_length(name, word)) if near else None


def _normalized(name: str) -> str:
    return name.strip().casefold().replace("_", "-")


def _common_prefix_length(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
