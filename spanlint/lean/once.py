"""Facts that are worked out when they are first asked for.

`functools.cache` would serve, but takes ten times as long to make such a function, and there are two for each call; and
importing functools takes a tenth of a run over one file, which needs nothing else of it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    _Found = TypeVar("_Found")
    _Asked = ParamSpec("_Asked")


def once(find: Callable[[], _Found]) -> Callable[[], _Found]:
    """A function that calls `find` when it is called first, and gives what that gave every time."""
    found: list[_Found] = []

    def known() -> _Found:
        if not found:
            found.append(find())
        return found[0]

    return known


def once_each(find: Callable[_Asked, _Found]) -> Callable[_Asked, _Found]:
    """A function that calls `find` once for any arguments, which can be hashed, and gives what that gave."""
    found: dict[tuple[object, ...], _Found] = {}

    def known(*asked: _Asked.args, **named: _Asked.kwargs) -> _Found:
        key = (asked, *named.items()) if named else asked
        if key not in found:
            found[key] = find(*asked, **named)
        return found[key]

    return known
