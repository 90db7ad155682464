"""The number of creation calls of each tracing API, and of those that pass a parent."""

from __future__ import annotations

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from spanlint.model.facts import SpanCall


class ApiTally(Record):
    """The number of creation calls of one API, and of those whose parent slot holds a value."""

    api: str
    span_calls: int
    with_parent: int


class PackageTally(Record):
    """The number of creation calls in one package, and of those that pass a parent. `package` is its folder."""

    package: str
    span_calls: int
    with_parent: int


def tallies(calls: Iterable[SpanCall]) -> tuple[ApiTally, ...]:
    """Returns the tallies of the calls of one file, by API."""
    from spanlint.model.facts import ParentState  # a run over files without a span call does not need it

    return merge(ApiTally(call.creator.api, 1, call.parent.state is ParentState.PASSED) for call in calls)


def merge(parts: Iterable[ApiTally]) -> tuple[ApiTally, ...]:
    """Returns the sums for each API, by name."""
    sums: dict[str, tuple[int, int]] = {}
    for api, span_calls, with_parent in parts:
        before = sums.get(api, (0, 0))
        sums[api] = (before[0] + span_calls, before[1] + with_parent)
    return tuple(ApiTally(api, *counts) for api, counts in sorted(sums.items()))
