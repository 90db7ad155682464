"""The scopes of a TypeScript or JavaScript file, and the bindings of a name that are visible at a node."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.trees.enclosures import Enclosures
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS
from spanlint.languages.typescript.names.bindings import bindings as bindings_of
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

DEPTH = 12  # longer chains of assignments do not occur in readable code


class _Declared(Record):
    """The declarations of one name by the id of their scope, with the assignments to it in the scope behind them.

    `in_order` are the same lists, in the order in which the scopes have numbers in `enclosures`.
    """

    by_scope: dict[int, list[Binding]]
    in_order: list[list[Binding]]
    enclosures: Enclosures


class Scopes:
    """The bindings of one file, looked up by name on first use and cached."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._tree = tree
        self._returned: dict[int, list[Node]] = {}
        self.members: dict[int, dict[str, list[Node]]] = {}
        """What the bodies of classes and objects define, by the id of the body and by name."""
        self._bindings: dict[str, list[Binding]] = {}
        self._declared: dict[str, _Declared] = {}

    def bindings(self, name: str) -> list[Binding]:
        """Returns every binding of a name in the file."""
        known = self._bindings.get(name)
        if known is None:
            known = self._bindings[name] = list(bindings_of(self._tree, name))
        return known

    def visible(self, name: str, node: Node) -> list[Binding]:
        """Returns the bindings of the innermost scope around a node that declares a name, and the assignments there, as
        the same list every time."""
        declared = self._declared.get(name) or self._declared_as(name)
        if not declared.by_scope:
            return []
        number = declared.enclosures.around(node.start_byte, node.end_byte)
        if number is not None:
            return declared.in_order[number] if number >= 0 else []
        scopes = (ancestor.id for ancestor in self._tree.ancestors(node))
        return next((declared.by_scope[scope] for scope in scopes if scope in declared.by_scope), [])

    def is_of_module(self, name: str) -> bool:
        """Returns whether nothing but the top of the file declares a name."""
        declared = self._declared.get(name) or self._declared_as(name)
        return declared.by_scope.keys() == {self._tree.root.id}

    def _declared_as(self, name: str) -> _Declared:
        """Returns the declarations of a name: many functions of a file may have a local of one name."""
        assignments, by_scope = list[Binding](), dict[int, list[Binding]]()
        for binding in self.bindings(name):
            is_assigned = binding.kind is Kind.ASSIGNED
            (assignments if is_assigned else by_scope.setdefault(binding.scope.id, [])).append(binding)
        in_order = list(by_scope.values())
        scopes = [bindings[0].scope for bindings in in_order]
        for scope, bindings in zip(scopes, in_order, strict=True) if assignments else ():
            first = bisect_left(assignments, scope.start_byte, key=_start)
            bindings += assignments[first : bisect_left(assignments, scope.end_byte, lo=first, key=_start)]
        declared = self._declared[name] = _Declared(by_scope, in_order, Enclosures(scopes))
        return declared

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

    def exported_name(self, name: Node) -> str:
        """Returns the name that a module gives to what a name is imported as; else the name itself."""
        text = self._tree.text_of(name)
        paths = [binding.path for binding in self.visible(text, name) if binding.kind is Kind.IMPORT]
        return paths[0].rpartition(":")[2] or text if len(paths) == 1 else text

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
