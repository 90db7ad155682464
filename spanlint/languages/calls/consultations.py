"""Whether the code around a creation call asks a function itself, other than to give what it says to another span."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class NodeKinds(Record):
    """A language's node types, and the last name of what is called."""

    calls: frozenset[str]
    functions: frozenset[str]
    naming: dict[str, str]  # node type: the field of the name
    last_name: Callable[[Node], str]
    creators: frozenset[str]


class Consultations:
    """Answers for the calls of one file, once for each function around them."""

    def __init__(self, tree: SyntaxTree, grammar: NodeKinds) -> None:
        self._tree = tree
        self._grammar = grammar
        self._known: dict[tuple[Node, str], bool] = {}

    def consults(self, place: Node, name: str) -> bool:
        """Whether a function around the place calls the name, outside of the parents of other spans and of functions
        that the place is not in."""
        around = self._functions_around(place)
        if not name or not around:
            return False
        key = (around[0], name)
        if key not in self._known:
            leaves = self._tree.leaves_within(name, around[-1])
            self._known[key] = any(self._is_consulted(leaf, around) for leaf in leaves)
        return self._known[key]

    def _is_consulted(self, leaf: Node, around: list[Node]) -> bool:
        call = self._call_of(leaf)
        if call is None or next(iter(self._functions_around(call)), None) not in around:
            return False
        return not self._in_slot(call) and not self._held_for_slots(call)

    def _functions_around(self, node: Node) -> list[Node]:
        return [each for each in self._tree.ancestors(node) if each.type in self._grammar.functions]

    def _call_of(self, leaf: Node) -> Node | None:
        """The call of what a name is the last name of."""
        inner = leaf
        for above in self._tree.ancestors(leaf)[:2]:
            if above.type in self._grammar.calls:
                return above if above.child_by_field_name("function") == inner else None
            inner = above
        return None

    def _in_slot(self, value: Node) -> bool:
        """Whether a value is among the arguments of a creation call."""
        for above in self._tree.ancestors(value):
            if above.type in self._grammar.functions:
                return False
            if above.type in self._grammar.calls and self._grammar.last_name(above) in self._grammar.creators:
                return True
        return False

    def _held_for_slots(self, call: Node) -> bool:
        """Whether a local holds what the call gives, and other spans' parents are all that it is read for."""
        target, function = self._target(call), next(iter(self._functions_around(call)), None)
        if target is None or function is None:
            return False
        leaves = self._tree.leaves_within(self._tree.text_of(target), function)
        reads = [leaf for leaf in leaves if leaf != target and leaf.type == "identifier"]
        return bool(reads) and all(map(self._in_slot, reads))

    def _target(self, call: Node) -> Node | None:
        for above in self._tree.ancestors(call):
            if above.type in self._grammar.functions:
                return None
            if above.type in self._grammar.naming:
                target = above.child_by_field_name(self._grammar.naming[above.type])
                return target if target is not None and target.type == "identifier" else None
        return None
