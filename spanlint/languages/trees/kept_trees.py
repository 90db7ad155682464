"""The trees of texts that are read again: a process that reads each file for itself need not parse it again.

A tree is a function of its text alone. It holds nothing of the disk, and nothing of what was asked of it by one reading
that another could miss.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from spanlint.languages.trees.tree import SyntaxTree

_MAX_TREES = 200
_MAX_BYTES = 2_000_000  # of the texts of all of them: a tree takes twenty times as much
_kept: dict[Hashable, SyntaxTree] = {}
_bounds = [0, 0]  # how many trees may be kept, and the bytes of the texts of those that are


def keep_trees() -> None:
    """Keep the trees that are parsed from now on, until there are too many."""
    _bounds[0] = _MAX_TREES


def tree_of_text(text: bytes, grammar: Hashable, parse: Callable[[], SyntaxTree]) -> SyntaxTree:
    """Returns the tree of a text: a kept one, or what `parse` returns. `grammar` is the one that it is parsed by."""
    if not _bounds[0]:
        return parse()
    tree = _kept.pop((text, grammar), None)
    if tree is None:
        tree = parse()
        _bounds[1] += len(text)
    _kept[text, grammar] = tree
    while len(_kept) > _bounds[0] or (_bounds[1] > _MAX_BYTES and len(_kept) > 1):
        oldest = _kept.pop(next(iter(_kept)))
        _bounds[1] -= len(oldest.text)
    return tree
