"""What is remembered of files that no view holds: folders, manifests, configurations of compilers.

A run ends before any of it changes. What goes on for hours, as a language server does, forgets it when files change.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import ParamSpec, TypeVar

    _Arguments = ParamSpec("_Arguments")
    _Value = TypeVar("_Value")

_MAX_ANSWERS = 4096  # of one function
_forgetting: list[Callable[[], None]] = []


def remembered(ask: Callable[_Arguments, _Value]) -> Callable[_Arguments, _Value]:
    """Returns a function that asks the disk once for each set of arguments, which must be hashable."""
    function = lru_cache(maxsize=_MAX_ANSWERS)(ask)
    _forgetting.append(function.cache_clear)
    return function  # type: ignore[return-value]  # typeshed forgets the arguments


def forget() -> None:
    """Let every remembered function ask the disk again."""
    for clear in _forgetting:
        clear()
