"""Which bindings of a name a place in a TypeScript or JavaScript file sees."""

from __future__ import annotations

from tree_sitter import Node

from spanlint.languages.syntax import SyntaxTree
from spanlint.languages.typescript.arguments import unwrapped
from spanlint.languages.typescript.bindings import CLASSES, FUNCTIONS, Binding, Kind, bindings

DEPTH = 12  # longer chains of assignments are not met in code that people read


class Scopes:
    """The bindings of one file, looked up by name when they are asked for, and kept."""

    def __init__(self, tree: SyntaxTree) -> None:
        self._tree = tree
        self._bindings: dict[str, list[Binding]] = {}

    def bindings(self, name: str) -> list[Binding]:
        """Every binding of a name in the file."""
        known = self._bindings.get(name)
        if known is None:
            known = self._bindings[name] = list(bindings(self._tree, name))
        return known

    def visible(self, name: str, node: Node) -> list[Binding]:
        """The bindings of the innermost scope around a node that declares the name, and what is assigned there."""
        found = self.bindings(name)
        if not found:
            return []
        for scope in self._tree.ancestors(node):
            declared = [each for each in found if each.scope == scope and each.kind is not Kind.ASSIGNED]
            if declared:
                assigned = [
                    each for each in found if each.kind is Kind.ASSIGNED and scope in self._tree.ancestors(each.name)
                ]
                return declared + assigned
        return []

    def sole_value(self, node: Node) -> Node:
        """The only value that a local name is ever given, followed through other such names; else the node itself."""
        for _ in range(DEPTH):
            node = unwrapped(node)
            found = self.visible(self._tree.text_of(node), node) if node.type == "identifier" else []
            if len(found) != 1 or found[0].kind is not Kind.VALUE or found[0].value is None or found[0].key:
                return node
            node = found[0].value
        return node

    def bodies(self, name: str, function: Node) -> list[Node]:
        """The bodies of the functions and methods of this name that the file defines."""
        made = [binding.value for binding in self.visible(name, function) if binding.kind is Kind.FUNCTION]
        if function.type == "member_expression":
            made = [
                above
                for leaf in self._tree.leaves(name)
                if (above := self._tree.parent(leaf)) and above.type == "method_definition"
            ]
        return [body for each in made if each is not None and (body := each.child_by_field_name("body")) is not None]

    def definition(self, origin: str) -> Node | None:
        """The function in this file that an origin names: a function of that name, or a method of the class around."""
        if not origin.startswith("="):
            return None
        name = origin[1:]
        for binding in self.bindings(name):
            if binding.kind is Kind.FUNCTION:
                return binding.value
        for leaf in self._tree.leaves(name):
            above = self._tree.parent(leaf)
            if above is not None and above.type == "method_definition" and above.child_by_field_name("name") == leaf:
                return above
        return None


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
