"""Which bindings of a name a place in a TypeScript or JavaScript file sees."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS, Binding, Kind, bindings
from spanlint.languages.typescript.names.expressions import unwrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

DEPTH = 12  # longer chains of assignments are not met in code that people read


class Scopes:
    """The bindings of one file, looked up by name when they are asked for, and kept."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._tree = tree
        self._bindings: dict[str, list[Binding]] = {}
        self._declared: dict[str, dict[int, list[Binding]]] = {}
        self._visible: dict[tuple[str, int], list[Binding]] = {}

    def bindings(self, name: str) -> list[Binding]:
        """Every binding of a name in the file."""
        known = self._bindings.get(name)
        if known is None:
            known = self._bindings[name] = list(bindings(self._tree, name))
        return known

    def visible(self, name: str, node: Node) -> list[Binding]:
        """The bindings of the innermost scope around a node that declares the name, and what is assigned there."""
        declared = self._of_scopes(name)
        for scope in self._tree.ancestors(node) if declared else ():
            if scope.id in declared:
                return self._of_scope(name, scope)
        return []

    def _of_scopes(self, name: str) -> dict[int, list[Binding]]:
        """What declares a name, by its scope: a file may give one name to a local of each of its functions."""
        known = self._declared.get(name)
        if known is None:
            known = self._declared[name] = {}
            for each in self.bindings(name):
                if each.kind is not Kind.ASSIGNED:
                    known.setdefault(each.scope.id, []).append(each)
        return known

    def _of_scope(self, name: str, scope: Node) -> list[Binding]:
        """What a scope declares a name to be, and what is assigned to it there: the same list every time."""
        known = self._visible.get((name, scope.id))
        if known is None:
            assigned = (each for each in self.bindings(name) if each.kind is Kind.ASSIGNED)
            inside = [each for each in assigned if _is_within(each.name, scope)]
            known = self._visible[name, scope.id] = self._declared[name][scope.id] + inside
        return known

    def sole_value(self, node: Node) -> Node:
        """The only value that a local name is ever given, followed through other such names; else the node itself."""
        for _ in range(DEPTH):
            node = unwrapped(node)
            found = self.visible(self._tree.text_of(node), node) if node.type == "identifier" else []
            given = [each for each in found if each.kind is Kind.ASSIGNED or each.value is not None]
            if not found or found[0].kind is not Kind.VALUE or len(given) != 1:
                return node
            (only,) = given
            if only.value is None or only.key:
                return node
            node = only.value
        return node


def _is_within(node: Node, scope: Node) -> bool:
    return scope.start_byte <= node.start_byte and node.end_byte <= scope.end_byte


def returns(function: Node) -> list[Node]:
    """The values that a function's own `return` statements, or its expression body, give."""
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return [] if body is None else [body]
    found: list[Node] = []
    pending = [body]
    while pending:
        for child in pending.pop().named_children:
            if child.type == "return_statement":
                found += child.named_children[:1]
            elif child.type not in FUNCTIONS and child.type not in CLASSES:
                pending.append(child)
    return found
