"""The bindings of a name that are visible at a place in a Python file."""

from __future__ import annotations

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.python.names.bindings import FUNCTIONS, bindings, scope_of, scopes_around, without_overloads
from spanlint.languages.python.names.expressions import cast_value, unwrapped
from spanlint.languages.trees.enclosures import Enclosures
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record
from spanlint.text.whole_names import find_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_DECLARING = (b"global", b"nonlocal")
_DECLARED = lazy_pattern(rb"(?:[^\n\\]|\\\r?\n|\\)*")
_NAME = lazy_pattern(r"\w+")
DEPTH = 12  # code that people read has no longer chains of assignments


class _Bound(Record):
    """The bindings of one name by their scope.

    `in_order` are the same lists, in the order in which the bodies of the scopes have numbers in `enclosures`. There
    are none if a scope is a class, for what a class binds is visible in its body alone, and not in the functions there.
    """

    by_scope: dict[Node, list[Binding]]
    in_order: list[list[Binding]]
    enclosures: Enclosures | None


class Scopes:
    """The bindings of one file, looked up by name on demand and cached."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._tree = tree
        self._returned: dict[int, list[Node]] = {}
        self.members: dict[int, dict[str, list[Node]]] = {}
        """What the bodies of classes and objects define, by the id of the body and by name."""
        self._bindings: dict[str, list[Binding]] = {}
        self._bound: dict[str, _Bound] = {}
        self._may_overload = b"overload" in tree.text
        declarations = (_DECLARED.match(tree.text, end) for _, end in find_whole(tree.text, _DECLARING))
        declared = b" ".join(match[0] for match in declarations if match is not None).decode("utf-8", "replace")
        self._elsewhere = frozenset(_NAME.findall(declared))

    def bindings(self, name: str) -> list[Binding]:
        """Returns every binding of a name in the file."""
        known = self._bindings.get(name)
        if known is None:
            declared = self._declared_elsewhere(name)
            found = list(bindings(self._tree, name))
            found = without_overloads(self._tree, found) if self._may_overload and len(found) > 1 else found
            if declared:
                found = [binding._replace(scope=declared.get(binding.scope, binding.scope)) for binding in found]
            known = self._bindings[name] = found
        return known

    def _declared_elsewhere(self, name: str) -> dict[Node, Node]:
        """Returns the scopes that declare a name `global` or `nonlocal`, each with the scope that binds it for them."""
        declared: dict[Node, Node] = {}
        for leaf in self._tree.leaves(name) if name in self._elsewhere else ():
            above = self._tree.parent(leaf)
            if above is not None and above.type in ("global_statement", "nonlocal_statement"):
                scope = scope_of(self._tree, above)
                declared[scope] = (
                    self._tree.root if above.type == "global_statement" else self._nonlocal_scope(name, scope)
                )
        return declared

    def _nonlocal_scope(self, name: str, scope: Node) -> Node:
        binding_scopes = {binding.scope for binding in bindings(self._tree, name)}
        while scope != self._tree.root:
            scope = scope_of(self._tree, scope)
            if scope in binding_scopes and scope.type != "class_definition":
                break
        return scope

    def visible(self, name: str, node: Node) -> list[Binding]:
        """Returns the bindings in the innermost scope around a node that binds the name.

        A class's names are not visible in its functions.
        """
        bound = self._bound.get(name) or self._bound_as(name)
        by_scope, enclosures = bound.by_scope, bound.enclosures
        if not by_scope:
            return []
        number = enclosures.around(node.start_byte, node.end_byte) if enclosures is not None else None
        if number is not None:
            return bound.in_order[number] if number >= 0 else []
        for index, scope in enumerate(scopes_around(self._tree, node)):
            if (index == 0 or scope.type != "class_definition") and scope in by_scope:
                return by_scope[scope]
        return []

    def bound_in(self, name: str, scope: Node) -> list[Binding]:
        """Returns the bindings of a name in one scope."""
        return (self._bound.get(name) or self._bound_as(name)).by_scope.get(scope, [])

    def is_of_module(self, name: str) -> bool:
        """Whether nothing but the top of the file binds a name."""
        return (self._bound.get(name) or self._bound_as(name)).by_scope.keys() == {self._tree.root}

    def _bound_as(self, name: str) -> _Bound:
        """Returns the bindings of a name: each function of a file may have a local of that name."""
        by_scope: dict[Node, list[Binding]] = {}
        for binding in self.bindings(name):
            by_scope.setdefault(binding.scope, []).append(binding)
        has_class = any(scope.type == "class_definition" for scope in by_scope)
        bodies = [scope.child_by_field_name("body") or scope for scope in by_scope]
        bound = self._bound[name] = _Bound(by_scope, [*by_scope.values()], None if has_class else Enclosures(bodies))
        return bound

    def sole_value(self, node: Node) -> Node:
        """Returns the only value ever assigned to a name, followed through further names; otherwise the node itself."""
        for _ in range(DEPTH):
            node = unwrapped(node)
            if node.type == "named_expression":
                node = unwrapped(node.child_by_field_name("value") or node)
            if node.type == "call":
                cast = cast_value(self._tree, node)
                if cast is None:
                    return node
                node = unwrapped(cast)
            visible = self.visible(self._tree.text_of(node), node) if node.type == "identifier" else []
            if len(visible) != 1 or visible[0].kind is not Kind.VALUE or visible[0].value is None:
                return node
            node = visible[0].value
        return node

    def exported_name(self, name: Node) -> str:
        """Returns the name that a module gives to what a name is imported as; else the name itself."""
        text = self._tree.text_of(name)
        paths = [binding.path for binding in self.visible(text, name) if binding.kind is Kind.IMPORT]
        return paths[0].rpartition(".")[2] if len(paths) == 1 else text

    def returns(self, function: Node) -> list[Node]:
        """Returns the values of a function's own `return` statements; each function is searched once."""
        known = self._returned.get(function.id)
        if known is None:
            known = self._returned[function.id] = returns(function)
        return known


def returns(function: Node) -> list[Node]:
    """Returns the values of a function's own `return` statements."""
    values = []
    body = function.child_by_field_name("body")
    pending = [body] if body is not None else []
    while pending:
        for child in pending.pop().named_children:
            if child.type == "return_statement":
                values += child.named_children[:1]
            elif child.type not in FUNCTIONS and child.type not in ("class_definition", "decorated_definition"):
                pending.append(child)
    return values
