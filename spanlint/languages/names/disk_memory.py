"""What is remembered of files that no view holds: folders, manifests, configurations of compilers.

A run ends before any of it changes. What goes on for hours, as a language server does, forgets it when files change.
What has to know on which answers a judgement depends, as a sweep does, listens to the questions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ParamSpec, TypeVar

    _Arguments = ParamSpec("_Arguments")
    _Value = TypeVar("_Value")

    Listener = Callable[[str, Callable[..., object], tuple[object, ...]], object]
    """Takes the name of a function, the function and its arguments, and returns what the function does."""

_MAX_ANSWERS = 4096  # of one function
_remembering: dict[str, Callable[..., Any]] = {}
_listeners: list[Listener] = []


def remembered(ask: Callable[_Arguments, _Value]) -> Callable[_Arguments, _Value]:
    """Returns a function that asks the disk once for each set of arguments, which must be hashable."""
    name, function = f"{ask.__module__}:{ask.__name__}", lru_cache(maxsize=_MAX_ANSWERS)(ask)
    _remembering[name] = function
    if not _listeners:
        return function  # type: ignore[return-value]  # typeshed forgets the arguments

    def told(*arguments: _Arguments.args, **_: _Arguments.kwargs) -> _Value:
        return _listeners[0](name, function, arguments)  # type: ignore[return-value]  # it returns what the function does

    return told


def listen(listener: Listener) -> None:
    """Hand every call of the functions that are still to be made to `listener`, which has to return what they do.

    Those that an earlier listener has heard are heard by this one, which takes its place.
    """
    _listeners[:] = [listener]


def answer_to(name: str, arguments: tuple[object, ...]) -> object:
    """Returns what a function of that name, `MODULE:NAME`, says. Raises LookupError if there is none."""
    return _remembering[name](*arguments)


def forget() -> None:
    """Let every remembered function ask the disk again."""
    for function in _remembering.values():
        function.cache_clear()  # type: ignore[attr-defined]  # all of them are made by lru_cache
