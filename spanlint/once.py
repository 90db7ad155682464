"""Facts that are worked out when they are first asked for.

`functools.cache` would serve, but takes ten times as long to make such a function, and there are two for each call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_Found = TypeVar("_Found")


def once(find: Callable[[], _Found]) -> Callable[[], _Found]:
    """A function that calls `find` when it is called first, and gives what that gave every time."""
    found: list[_Found] = []

    def known() -> _Found:
        if not found:
            found.append(find())
        return found[0]

    return known
