"""Tells an export that was sampled span by span from one in which a program lost parents."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from spanlint.trace.model.name_tallies import NameTally

_MIN_NAMES = 3
_MIN_CHILDREN = 10  # spans of a name that have a parent
_MOST = 0.9  # of the names
_FEW, _ALMOST_ALL = 0.05, 0.95  # of the spans of a name


def is_sampled_by_span(names: Iterable[NameTally]) -> bool:
    """Whether spans of nearly every name have lost some of their parents, and of hardly any name all or none.

    A root that is never ended takes the parent from all spans below it, and from no others.
    """
    shares = [
        name.orphans / (name.count - name.root_count) for name in names if name.count - name.root_count >= _MIN_CHILDREN
    ]
    some = sum(_FEW < share < _ALMOST_ALL for share in shares)
    return some >= _MIN_NAMES and some >= _MOST * len(shares)
