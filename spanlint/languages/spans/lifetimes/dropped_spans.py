"""Spans that are left without an end on purpose, by a sampler or a throttle: what is never ended is not exported."""

from __future__ import annotations

import re
from functools import lru_cache

from spanlint.languages.flow.graph import Graph
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.patterns import lazy_pattern
from spanlint.model.flow import Condition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_SAYS_DROPPED = lazy_pattern(rb"sampl|throttl|rate_?limit", re.IGNORECASE)
_MARKS = (b"sampl", b"Sampl", b"SAMPL", b"hrottl", b"HROTTL", b"ate_limit", b"ateLimit", b"ATE_LIMIT")
"""One of these is in each; to look for them takes a tenth of the time."""
_LEAVES = b"return"


def dropping(tree: SyntaxTree, graph: Callable[[], Graph], ends: Iterable[int]) -> frozenset[int]:
    """The bytes of a function's conditions that ask a sampler or a throttle whether a value is ended, or left.

    `ends` are the bytes of what ends it.
    """
    if not _may_drop(tree.text):
        return frozenset()
    parts = (node.part for node in graph().nodes if isinstance(node.part, Condition))
    conditions = (part.at.start for part in parts if _SAYS_DROPPED.search(tree.text, part.at.start, part.at.end))
    return frozenset(start for start in conditions if _decides(tree, start, ends))


def _decides(tree: SyntaxTree, condition: int, ends: Iterable[int]) -> bool:
    """Whether the statement of a condition ends the value, or leaves the function."""
    node = tree.root.descendant_for_byte_range(condition, condition + 1)
    around = tree.ancestors(node) if node is not None else ()
    statement = next((above for above in around if above.type.endswith("statement")), None)
    if statement is None:
        return False
    leaves = tree.text.find(_LEAVES, statement.start_byte, statement.end_byte) >= 0
    return leaves or any(statement.start_byte <= end < statement.end_byte for end in ends)


@lru_cache(maxsize=2)
def _may_drop(text: bytes) -> bool:
    return any(mark in text for mark in _MARKS)
