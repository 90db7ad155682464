"""Where a TypeScript or JavaScript expression comes from, as far as the file shows it, in the notation of `origins`.

What the file itself defines is `=name@byte`, the byte being where its definition starts.
"""

from __future__ import annotations

from collections.abc import Iterable

from spanlint.languages.names.origins import OTHER, UNKNOWN, called, member
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS, Binding, Kind, module_path
from spanlint.languages.typescript.names.exports import exported
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.languages.typescript.names.members import OBJECT_TYPES, members
from spanlint.languages.typescript.names.scopes import DEPTH, Scopes, returns
from spanlint.languages.typescript.names.types import Resolver, annotated, property_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_LITERALS = frozenset({"string", "number", "template_string", "array", "true", "false", "regex"})
_CASTS = frozenset({"as_expression", "satisfies_expression", "type_assertion"})
_TRANSPARENT = frozenset({"parenthesized_expression", "non_null_expression"})
_NAMES = frozenset({"identifier", "type_identifier", "shorthand_property_identifier"})
_METHODS = FUNCTIONS | {"method_signature", "abstract_method_signature"}
_HOLDERS = CLASSES | OBJECT_TYPES | {"object"}
Origins = frozenset[str]
_UNKNOWN: Origins = frozenset({UNKNOWN})


class Names:
    """The names of one file: what binds them, and what an expression may evaluate to."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes) -> None:
        self._tree = tree
        self.scopes = scopes
        self._local: dict[str, Node] = {}
        self._known: dict[tuple[int, int], Origins] = {}  # by what `scopes` keeps, or a function of the tree

    def origins(self, node: Node, depth: int = DEPTH) -> Origins:
        """What an expression may evaluate to."""
        if depth <= 0:
            return _UNKNOWN
        while node.type in _TRANSPARENT and node.named_children:
            node = node.named_children[0]
        if node.type in _CASTS:
            return self._of_cast(node, depth)
        if node.type in _NAMES:
            return self._of_name(self._tree.text_of(node), node, depth)
        if node.type in ("this", "super"):
            return self._of_this(node, depth)
        if node.type == "member_expression":
            return self._of_member_expression(node, depth)
        if node.type in ("call_expression", "new_expression"):
            return self._of_call(node, depth)
        if node.type in ("ternary_expression", "binary_expression"):
            return self._of_branches(node, depth)
        if node.type == "await_expression" and node.named_children:
            return self.origins(node.named_children[0], depth - 1)
        if node.type == "object" or node.type in FUNCTIONS:
            return frozenset({self._define(node)})
        return frozenset({OTHER}) if node.type in _LITERALS else _UNKNOWN

    def of_type(self, annotation: Node, depth: int = DEPTH) -> Origins:
        """The instances a type annotation allows."""
        resolver = Resolver(
            lambda node: self.origins(node, depth - 1),
            lambda origin: self._call(origin, depth - 1),
            lambda origin, key: self._member(origin, key, depth - 1),
        )
        return annotated(self._tree, annotation, resolver) or _UNKNOWN if depth > 0 else _UNKNOWN

    def function(self, expression: Node) -> Node | None:
        """The function or method of this file that an expression is, when it can only be that one."""
        found = [self._local.get(origin) for origin in self.origins(expression)]
        return found[0] if len(found) == 1 and found[0] is not None and found[0].type in FUNCTIONS else None

    def evaluate(self, steps: tuple[str, ...]) -> Origins:
        """What an exported name is, after the members and calls (`()`) that follow it."""
        found = exported(self._tree, self, steps[0]) or exported(self._tree, self, "default", steps[0])
        for step in steps[1:]:
            parts = (self._call(each, DEPTH) if step == "()" else self._member(each, step, DEPTH) for each in found)
            found = frozenset[str]().union(*parts)
        return found

    def definition(self, steps: tuple[str, ...]) -> Node | None:
        """The function or class that an exported name is."""
        found = [self._local.get(origin) for origin in self.evaluate(steps)] if len(steps) == 1 else []
        return found[0] if len(found) == 1 else None

    def method(self, origin: str, name: str) -> Node | None:
        """The method of a class of this file, by an instance's origin."""
        owner = self._local.get(origin.removesuffix("()"))
        declared = members(self._tree, owner, name) if owner is not None and owner.type in _HOLDERS else ()
        return next((each.method for each in declared if each.method is not None), None)

    def top_level(self, name: str) -> Origins:
        """What a name of the module's top level is, empty when nothing binds it there."""
        bound = [each for each in self.scopes.bindings(name) if each.scope == self._tree.root]
        return _known(self._of_binding(each, DEPTH) for each in bound) if bound else frozenset()

    def member(self, origin: str, name: str) -> Origins:
        """A member of what an origin names."""
        return self._member(origin, name, DEPTH)

    def _define(self, node: Node) -> str:
        """The origin of a definition in this file."""
        name = node.child_by_field_name("name")
        origin = f"={self._tree.text_of(name) if name is not None else node.type}@{node.start_byte}"
        self._local[origin] = node
        return origin

    def _of_cast(self, node: Node, depth: int) -> Origins:
        value, written = node.named_children[0], node.named_children[-1]
        if node.type == "type_assertion":
            value, written = written, value
        found = self.origins(value, depth - 1)
        return found if found != _UNKNOWN else self.of_type(written, depth)

    def _of_name(self, name: str, node: Node, depth: int) -> Origins:
        visible = self.scopes.visible(name, node)
        known = self._known.get((id(visible), depth)) if visible else _UNKNOWN
        if known is None:
            known = self._known[id(visible), depth] = _known(self._of_binding(each, depth) for each in visible)
        return known

    def _of_binding(self, binding: Binding, depth: int) -> Origins:
        if binding.kind is Kind.IMPORT:
            return frozenset({binding.path})
        if binding.kind is Kind.FUNCTION and binding.value is not None:
            return frozenset({self._define(binding.value)})
        if binding.kind in (Kind.CLASS, Kind.TYPE) and binding.value is not None:
            return self._of_definition(binding.value, depth)
        annotation = binding.annotation
        if annotation is not None and binding.key:
            written = property_type(self._tree, annotation, binding.key)
            if written is not None:
                return self.of_type(written, depth)
            return _known(self._member(each, binding.key, depth - 1) for each in self.of_type(annotation, depth))
        if annotation is not None:
            return self.of_type(annotation, depth)
        if binding.value is None or binding.value.type in ("null", "undefined") or binding.key == "?":
            return _UNKNOWN
        found = self.origins(binding.value, depth - 1)
        return _known(self._member(each, binding.key, depth - 1) for each in found) if binding.key else found

    def _of_definition(self, definition: Node, depth: int) -> Origins:
        """A class or interface itself, and its bases, whose members it inherits; what a type alias stands for."""
        if definition.type == "type_alias_declaration":
            value = definition.child_by_field_name("value")
            if value is not None and value.type not in ("object_type", "intersection_type"):
                return frozenset(each.removesuffix("()") for each in self.of_type(value, depth - 1))
        return self._of_bases(definition, depth) | {self._define(definition)}

    def _of_bases(self, definition: Node, depth: int) -> Origins:
        found: set[str] = set()
        for clause in definition.named_children:
            if clause.type == "extends_type_clause":
                found |= {each for base in clause.named_children for each in self.origins(base, depth - 1)}
            for inner in clause.named_children if clause.type == "class_heritage" else ():
                base = inner.child_by_field_name("value") if inner.type == "extends_clause" else None
                found |= self.origins(base, depth - 1) if base is not None else set()
        return frozenset(found)

    def _of_this(self, node: Node, depth: int) -> Origins:
        owner = next((each for each in self._tree.ancestors(node) if each.type in CLASSES), None)
        if owner is None:
            return _UNKNOWN
        found = self._of_bases(owner, depth) if node.type == "super" else self._of_definition(owner, depth)
        return frozenset(map(called, found)) or _UNKNOWN

    def _of_member_expression(self, node: Node, depth: int) -> Origins:
        base, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        if base is None or name is None:
            return _UNKNOWN
        key = self._tree.text_of(name)
        found = {each for origin in self.origins(base, depth - 1) for each in self._member(origin, key, depth)}
        if unwrapped(base).type == "this":  # what a base class declares is not seen from here
            found = {each for each in found if each.startswith("=") or (":" in each and not each.count("()."))}
        return frozenset(found) or _UNKNOWN

    def _member(self, origin: str, name: str, depth: int) -> Origins:
        """A member of what an origin names; of what the file defines, as the definition declares it."""
        owner = self._local.get(origin.removesuffix("()"))
        if owner is None or owner.type not in _HOLDERS:
            return frozenset({member(origin, name)})
        found: list[Origins] = []
        for each in members(self._tree, owner, name):
            if each.method is not None:
                found.append(
                    self._returned(each.method, depth) if each.getter else frozenset({self._define(each.method)})
                )
            elif each.annotation is not None:
                found.append(self.of_type(each.annotation, depth - 1))
            elif each.value is not None and each.value.type not in ("null", "undefined"):
                found.append(self.origins(each.value, depth - 1))
        return _known(found)

    def _of_call(self, node: Node, depth: int) -> Origins:
        function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
        if function is None:
            return _UNKNOWN
        passed = node.child_by_field_name("arguments")
        if self._tree.text_of(function) in ("require", "import") and passed is not None and passed.named_children:
            return frozenset({module_path(self._tree, passed.named_children[0])})
        return frozenset(each for origin in self.origins(function, depth - 1) for each in self._call(origin, depth))

    def _call(self, origin: str, depth: int) -> Origins:
        """What calling an origin gives, or an instance of it."""
        definition = self._local.get(origin)
        if definition is not None and definition.type in _METHODS:
            return self._returned(definition, depth)
        return frozenset({called(origin)})

    def _returned(self, function: Node, depth: int) -> Origins:
        annotation = function.child_by_field_name("return_type")
        if annotation is not None:
            return self.of_type(annotation, depth)
        known = self._known.get((function.id, depth))
        if known is None:
            found = _known(self.origins(value, depth - 1) for value in returns(function))
            known = self._known[function.id, depth] = found
        return known

    def _of_branches(self, node: Node, depth: int) -> Origins:
        operator = node.child_by_field_name("operator")
        if operator is not None and operator.type not in ("??", "||", "&&"):
            return frozenset({OTHER})
        fields = ("right",) if operator is not None and operator.type == "&&" else ("left", "right")
        parts = [node.child_by_field_name(field) for field in (*fields, "consequence", "alternative")]
        found: set[str] = set()
        for part in parts:
            if part is not None and part.type not in ("null", "undefined"):
                found |= self.origins(part, depth - 1)
        return frozenset(found) or _UNKNOWN


def _known(parts: Iterable[Origins]) -> Origins:
    """All the origins, without the unknown where there is a known one."""
    found = frozenset[str]().union(*parts)
    return frozenset(found - {UNKNOWN}) or _UNKNOWN
