"""Which bindings of a name a place in a Python file sees."""

from __future__ import annotations

from spanlint.languages.python.names.bindings import FUNCTIONS, Binding, Kind, bindings, scope_of, scopes_around
from spanlint.languages.python.names.expressions import unwrapped
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

DEPTH = 12  # longer chains of assignments are not met in code that people read


class Scopes:
    """The bindings of one file, looked up by name when they are asked for, and kept."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._tree = tree
        self._bindings: dict[str, list[Binding]] = {}
        self._by_scope: dict[str, dict[Node, list[Binding]]] = {}
        self._declares = b"global" in tree.text or b"nonlocal" in tree.text

    def bindings(self, name: str) -> list[Binding]:
        """Every binding of a name in the file."""
        known = self._bindings.get(name)
        if known is None:
            elsewhere = self._declared_elsewhere(name)
            known = self._bindings[name] = [
                each._replace(scope=elsewhere.get(each.scope, each.scope)) for each in bindings(self._tree, name)
            ]
        return known

    def _declared_elsewhere(self, name: str) -> dict[Node, Node]:
        """The scopes that say `global` or `nonlocal` of a name, and the scope that binds it for them."""
        found: dict[Node, Node] = {}
        for leaf in self._tree.leaves(name) if self._declares else ():
            above = self._tree.parent(leaf)
            if above is not None and above.type in ("global_statement", "nonlocal_statement"):
                scope = scope_of(self._tree, above)
                found[scope] = self._tree.root if above.type == "global_statement" else self._binder(name, scope)
        return found

    def _binder(self, name: str, scope: Node) -> Node:
        binding = {each.scope for each in bindings(self._tree, name)}
        while scope != self._tree.root:
            scope = scope_of(self._tree, scope)
            if scope in binding and scope.type != "class_definition":
                break
        return scope

    def visible(self, name: str, node: Node) -> list[Binding]:
        """The bindings of the innermost scope around a node that binds the name; functions skip their class's."""
        bound = self._of_scopes(name)
        for number, scope in enumerate(scopes_around(self._tree, node) if bound else ()):
            if (number == 0 or scope.type != "class_definition") and scope in bound:
                return bound[scope]
        return []

    def _of_scopes(self, name: str) -> dict[Node, list[Binding]]:
        """The bindings of a name by their scopes: a file may give one name to a local of each of its functions."""
        known = self._by_scope.get(name)
        if known is None:
            known = self._by_scope[name] = {}
            for each in self.bindings(name):
                known.setdefault(each.scope, []).append(each)
        return known

    def sole_value(self, node: Node) -> Node:
        """The only value that a local name is ever given, followed through other such names; else the node itself."""
        for _ in range(DEPTH):
            node = unwrapped(node)
            found = self.visible(self._tree.text_of(node), node) if node.type == "identifier" else []
            if len(found) != 1 or found[0].kind is not Kind.VALUE or found[0].value is None:
                return node
            node = found[0].value
        return node


def returns(function: Node) -> list[Node]:
    """The values that a function's own `return` statements give."""
    found = []
    body = function.child_by_field_name("body")
    pending = [body] if body is not None else []
    while pending:
        for child in pending.pop().named_children:
            if child.type == "return_statement":
                found += child.named_children[:1]
            elif child.type not in FUNCTIONS and child.type not in ("class_definition", "decorated_definition"):
                pending.append(child)
    return found
