"""The scopes of a TypeScript or JavaScript file, and the bindings of a name that are visible at a node."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.trees.enclosures import Enclosures
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS, bindings
from spanlint.languages.typescript.names.expressions import unwrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

DEPTH = 12  # longer chains of assignments do not occur in readable code


class Scopes:
    """The bindings of one file, looked up by name on first use and cached."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._tree = tree
        self._returned: dict[int, list[Node]] = {}
        self.members: dict[int, dict[str, list[Node]]] = {}
        """What the bodies of classes and objects define, by the id of the body and by name."""
        self._bindings: dict[str, list[Binding]] = {}
        self._declared: dict[str, dict[int, list[Binding]]] = {}
        self._enclosures: dict[str, tuple[list[Node], Enclosures]] = {}
        self._visible: dict[tuple[str, int], list[Binding]] = {}
        self._assigned: dict[str, list[Binding]] = {}

    def bindings(self, name: str) -> list[Binding]:
        """Returns every binding of a name in the file."""
        known = self._bindings.get(name)
        if known is None:
            known = self._bindings[name] = list(bindings(self._tree, name))
        return known

    def visible(self, name: str, node: Node) -> list[Binding]:
        """Returns the bindings of the innermost scope around a node that declares a name, and the assignments there."""
        declared = self._declared_in(name)
        if not declared:
            return []
        scopes, enclosures = self._scopes_of(name)
        number = enclosures.around(node.start_byte, node.end_byte)
        if number is not None:
            return self._bindings_in(name, scopes[number]) if number >= 0 else []
        for scope in self._tree.ancestors(node):
            if scope.id in declared:
                return self._bindings_in(name, scope)
        return []

    def _scopes_of(self, name: str) -> tuple[list[Node], Enclosures]:
        """Returns the scopes that declare a name."""
        known = self._enclosures.get(name)
        if known is None:
            scopes = [bindings[0].scope for bindings in self._declared_in(name).values()]
            known = self._enclosures[name] = (scopes, Enclosures(scopes))
        return known

    def is_of_module(self, name: str) -> bool:
        """Returns whether nothing but the top of the file declares a name."""
        return self._declared_in(name).keys() == {self._tree.root.id}

    def _declared_in(self, name: str) -> dict[int, list[Binding]]:
        """Returns the declarations of a name by scope id: many functions of a file may have a local of one name."""
        known = self._declared.get(name)
        if known is None:
            known = self._declared[name] = {}
            for binding in self.bindings(name):
                if binding.kind is not Kind.ASSIGNED:
                    known.setdefault(binding.scope.id, []).append(binding)
        return known

    def _bindings_in(self, name: str, scope: Node) -> list[Binding]:
        """Returns the declarations of a name in a scope and the assignments in it, as the same list every time."""
        known = self._visible.get((name, scope.id))
        if known is None:
            assignments = self._assignments_to(name)
            first = bisect_left(assignments, scope.start_byte, key=_start)
            in_scope = assignments[first : bisect_left(assignments, scope.end_byte, lo=first, key=_start)]
            known = self._visible[name, scope.id] = self._declared[name][scope.id] + in_scope
        return known

    def _assignments_to(self, name: str) -> list[Binding]:
        """Returns the assignments to a name that is declared elsewhere, in source order."""
        known = self._assigned.get(name)
        if known is None:
            assigned = (binding for binding in self.bindings(name) if binding.kind is Kind.ASSIGNED)
            known = self._assigned[name] = list(assigned)
        return known

    def sole_value(self, node: Node) -> Node:
        """Returns the only value that a local name ever has, through other such names too; else the node itself."""
        for _ in range(DEPTH):
            node = unwrapped(node)
            visible = self.visible(self._tree.text_of(node), node) if node.type == "identifier" else []
            valued = list(islice(filter(_has_value, visible), 2))
            if not visible or visible[0].kind is not Kind.VALUE or len(valued) != 1:
                return node
            (only,) = valued
            if only.value is None or only.key:
                return node
            node = only.value
        return node

    def returns(self, function: Node) -> list[Node]:
        """Returns the values of a function's own `return` statements; each function is searched once."""
        known = self._returned.get(function.id)
        if known is None:
            known = self._returned[function.id] = returns(function)
        return known


def _has_value(binding: Binding) -> bool:
    return binding.kind is Kind.ASSIGNED or binding.value is not None


def _start(binding: Binding) -> int:
    return binding.name.start_byte


def returns(function: Node) -> list[Node]:
    """Returns the values of a function's own `return` statements, or its expression body."""
    body = function.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return [] if body is None else [body]
    values: list[Node] = []
    pending = [body]
    while pending:
        for child in pending.pop().named_children:
            if child.type == "return_statement":
                values += child.named_children[:1]
            elif child.type not in FUNCTIONS and child.type not in CLASSES:
                pending.append(child)
    return values
