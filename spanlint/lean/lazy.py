"""Values that are computed on first use, without functools.

Importing functools costs 3 of the 75 ms that a run over one clean file takes, which is no more than noise; a module
that is only loaded once functools is uses `functools.cache` for functions of its own. What is made for each file or
each call is made by `lazy` or `memoized`: `functools.cache` takes ten times as long to make a function.
`tests/cli/test_imports.py` holds that a run without findings does not import functools.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    _Value = TypeVar("_Value")
    _Arguments = ParamSpec("_Arguments")


def lazy(compute: Callable[[], _Value]) -> Callable[[], _Value]:
    """Returns a function that calls `compute` the first time and returns that value every time."""
    values: list[_Value] = []

    def value() -> _Value:
        if not values:
            values.append(compute())
        return values[0]

    return value


def memoized(compute: Callable[_Arguments, _Value]) -> Callable[_Arguments, _Value]:
    """Returns a function that calls `compute` once for each set of arguments, which must be hashable."""
    values: dict[tuple[object, ...], _Value] = {}

    def value_for(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Value:
        key = (args, *kwargs.items()) if kwargs else args
        if key not in values:
            values[key] = compute(*args, **kwargs)
        return values[key]

    return value_for
