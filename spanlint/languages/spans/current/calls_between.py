"""The calls between two places of a function, found without a walk through the rest of the file."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.values import ValueGrammar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def calls_between(grammar: ValueGrammar, node: Node, start: int, end: int) -> Iterator[Node]:
    """Yields the calls below a node that begin within [start, end), in bytes, in order; of nested ones the outer first.

    Those in functions below the node are among them.
    """
    pending = [node]
    while pending:
        inner = pending.pop()
        if inner.type in grammar.types.calls and start <= inner.start_byte < end:
            yield inner
        pending.extend(reversed(grammar.tree.children_between(inner, start, end)))
