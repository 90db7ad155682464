"""The origins of TypeScript and JavaScript expressions that a file shows, in the notation of `languages.names.origins`.

A definition of the file itself is `=name@byte`: the byte offset is the start of the definition.
"""

from __future__ import annotations

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.inherited_methods import nearest_method
from spanlint.languages.names.origins import OTHER, UNKNOWN, called, member, merged
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS, module_path
from spanlint.languages.typescript.names.exports import Exports, exported_origins
from spanlint.languages.typescript.names.expressions import (
    alternatives,
    base_classes,
    function_of,
    implemented_types,
    plain_path,
    unwrapped,
)
from spanlint.languages.typescript.names.members import OBJECT_TYPES, MemberDeclaration, members
from spanlint.languages.typescript.names.scopes import DEPTH, Scopes, returns
from spanlint.languages.typescript.names.types import Resolver, annotation_origins, property_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_LITERALS = frozenset({"string", "number", "template_string", "array", "true", "false", "regex"})
_CASTS = frozenset({"as_expression", "satisfies_expression", "type_assertion"})
_CHOOSING = frozenset({"??", "||", "&&", "??=", "||="})
_TRANSPARENT = frozenset({"parenthesized_expression", "non_null_expression"})
_NAMES = frozenset({"identifier", "type_identifier", "shorthand_property_identifier"})
_METHODS = FUNCTIONS | {"method_signature", "abstract_method_signature"}
_HOLDERS = CLASSES | OBJECT_TYPES | {"object"}
Origins = frozenset[str]
_UNKNOWN: Origins = frozenset({UNKNOWN})


class Names:
    """The names of one file: their bindings, and the origins of its expressions."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes) -> None:
        self._tree = tree
        self.scopes = scopes
        self.exports = Exports(tree)
        self._evaluated: dict[tuple[str, ...], Origins] = {}
        self._definitions: dict[str, Node] = {}
        self._declarations: dict[tuple[int, str], tuple[MemberDeclaration, ...]] = {}
        # By the id of a `scopes` list or a function, and depth; for a member, by that of its holder, depth and name;
        # for a path, by that of the list of its first name, depth and what follows the name.
        self._cache: dict[tuple[int, int] | tuple[int, int, str], Origins] = {}

    def origins(self, node: Node, depth: int = DEPTH) -> Origins:
        """Returns the origins that an expression may evaluate to."""
        if depth <= 0:
            return _UNKNOWN
        while node.type in _TRANSPARENT and node.named_children:
            node = node.named_children[0]
        if node.type in _CASTS:
            return self._cast_origins(node, depth)
        if node.type in _NAMES:
            return self._name_origins(self._tree.text_of(node), node, depth)
        if node.type in ("this", "super"):
            return self._this_origins(node, depth)
        if node.type == "member_expression":
            return self._member_expression_origins(node, depth)
        if node.type in ("call_expression", "new_expression"):
            return self._call_expression_origins(node, depth)
        if node.type in ("ternary_expression", "binary_expression", "augmented_assignment_expression"):
            return self._branch_origins(node, depth)
        if node.type == "await_expression" and node.named_children:
            return self.origins(node.named_children[0], depth - 1)
        if node.type == "object" or node.type in FUNCTIONS:
            return frozenset({self._define(node)})
        return frozenset({OTHER}) if node.type in _LITERALS else _UNKNOWN

    def name_origins(self, name: str, node: Node) -> Origins:
        """Returns the origins of a name at a node."""
        return self._name_origins(name, node, DEPTH)

    def type_origins(self, annotation: Node, depth: int = DEPTH) -> Origins:
        """Returns the origins of the instances that a type annotation allows."""
        resolver = Resolver(
            lambda node: self.origins(node, depth - 1),
            lambda origin: self._result_origins(origin, depth - 1),
            lambda origin, key: self._member_origins(origin, key, depth - 1),
        )
        return annotation_origins(self._tree, annotation, resolver) or _UNKNOWN if depth > 0 else _UNKNOWN

    def function(self, expression: Node) -> Node | None:
        """Returns the function or method of this file that an expression means; None unless there is exactly one."""
        definitions = [self._definitions.get(origin) for origin in self.origins(expression)]
        definition = definitions[0] if len(definitions) == 1 else None
        return definition if definition is not None and definition.type in FUNCTIONS else None

    def evaluate(self, steps: tuple[str, ...]) -> Origins:
        """Returns the origins of an exported name after the members and calls (`()`) that follow it."""
        known = self._evaluated.get(steps)
        if known is not None:
            return known
        origins = exported_origins(self.exports, self, steps[0])
        for step in steps[1:]:
            parts = (
                self._result_origins(origin, DEPTH) if step == "()" else self._member_origins(origin, step, DEPTH)
                for origin in origins
            )
            origins = frozenset[str]().union(*parts)
        self._evaluated[steps] = origins
        return origins

    def definition(self, steps: tuple[str, ...]) -> Node | None:
        """Returns the definition that an exported name and its steps mean; None unless there is exactly one."""
        origins = self.evaluate(steps)
        if len(origins) > 1 and len(steps) > 1:
            return nearest_method(self.evaluate(steps[:-1]), steps[-1], self._declared, self._bases)
        return self._definitions.get(next(iter(origins))) if len(origins) == 1 else None

    def _declared(self, origin: str, name: str) -> list[Node | None]:
        """Returns what a class of this file declares under a name: methods, and None for anything else."""
        owner = self._definitions.get(origin)
        declared = self._members(owner, name) if owner is not None and owner.type in CLASSES else ()
        return [None if declaration.is_getter else declaration.method for declaration in declared]

    def _bases(self, origin: str) -> Origins:
        owner = self._definitions.get(origin)
        return self._base_origins(owner, DEPTH) if owner is not None and owner.type in CLASSES else frozenset()

    def method(self, origin: str, name: str) -> Node | None:
        """Returns the method of a class of this file, by the origin of an instance."""
        owner = self._definitions.get(origin.removesuffix("()"))
        declarations = self._members(owner, name) if owner is not None and owner.type in _HOLDERS else ()
        return next((declaration.method for declaration in declarations if declaration.method is not None), None)

    def implemented(self, origin: str) -> Origins:
        """Returns what a class of this file declares to implement, as origins of instances, by that of its instance."""
        owner = self._definitions.get(origin.removesuffix("()"))
        interfaces = implemented_types(owner) if owner is not None and owner.type in CLASSES else ()
        return frozenset(instance for interface in interfaces for instance in self.type_origins(interface))

    def top_level(self, name: str) -> Origins:
        """Returns the origins of a name of the module's top level; empty if nothing binds it there."""
        bindings = [binding for binding in self.scopes.bindings(name) if binding.scope == self._tree.root]
        return merged(self._binding_origins(binding, DEPTH) for binding in bindings) if bindings else frozenset()

    def member(self, origin: str, name: str) -> Origins:
        """Returns the origins of a member."""
        return self._member_origins(origin, name, DEPTH)

    def _members(self, owner: Node, name: str) -> tuple[MemberDeclaration, ...]:
        """Returns the declarations of a member; cached, since each call on a field asks for them."""
        known = self._declarations.get((owner.id, name))
        if known is None:
            known = self._declarations[owner.id, name] = tuple(members(self._tree, owner, name))
        return known

    def _define(self, node: Node) -> str:
        """Records a definition of this file and returns its origin."""
        name = node.child_by_field_name("name")
        origin = f"={self._tree.text_of(name) if name is not None else node.type}@{node.start_byte}"
        self._definitions[origin] = node
        return origin

    def _cast_origins(self, node: Node, depth: int) -> Origins:
        value, annotation = node.named_children[0], node.named_children[-1]
        if node.type == "type_assertion":
            value, annotation = annotation, value
        origins = self.origins(value, depth - 1)
        return origins if origins != _UNKNOWN else self.type_origins(annotation, depth)

    def _name_origins(self, name: str, node: Node, depth: int) -> Origins:
        visible = self.scopes.visible(name, node)
        known = self._cache.get((id(visible), depth)) if visible else _UNKNOWN
        if known is None:
            known = merged(self._binding_origins(binding, depth) for binding in visible)
            self._cache[id(visible), depth] = known
        return known

    def _binding_origins(self, binding: Binding, depth: int) -> Origins:
        if binding.kind is Kind.IMPORT:
            return frozenset({binding.path})
        if binding.kind is Kind.FUNCTION and binding.value is not None:
            return frozenset({self._define(binding.value)})
        if binding.kind in (Kind.CLASS, Kind.TYPE) and binding.value is not None:
            return self._definition_origins(binding.value, depth)
        annotation = binding.annotation
        if annotation is not None and binding.key:
            property_annotation = property_type(self._tree, annotation, binding.key)
            if property_annotation is not None:
                return self.type_origins(property_annotation, depth)
            return merged(
                self._member_origins(origin, binding.key, depth - 1) for origin in self.type_origins(annotation, depth)
            )
        if annotation is not None:
            return self.type_origins(annotation, depth)
        if binding.value is None or binding.value.type in ("null", "undefined") or binding.key == "?":
            return _UNKNOWN
        origins = self.origins(binding.value, depth - 1)
        if not binding.key:
            return origins
        return merged(self._member_origins(origin, binding.key, depth - 1) for origin in origins)

    def _definition_origins(self, definition: Node, depth: int) -> Origins:
        """Returns the origins of a definition and its bases, whose members it inherits; for an alias, its target."""
        if definition.type == "type_alias_declaration":
            value = definition.child_by_field_name("value")
            if value is not None and value.type not in ("object_type", "intersection_type"):
                return frozenset(origin.removesuffix("()") for origin in self.type_origins(value, depth - 1))
        return self._base_origins(definition, depth) | {self._define(definition)}

    def _base_origins(self, definition: Node, depth: int) -> Origins:
        return frozenset(origin for base in base_classes(definition) for origin in self.origins(base, depth - 1))

    def _this_origins(self, node: Node, depth: int) -> Origins:
        owner = self._tree.around(node, CLASSES)
        if owner is None:
            return _UNKNOWN
        origins = self._base_origins(owner, depth) if node.type == "super" else self._definition_origins(owner, depth)
        return frozenset(map(called, origins)) or _UNKNOWN

    def _member_expression_origins(self, node: Node, depth: int) -> Origins:
        """Returns the origins of a member; a plain path (`a.b.c`) has one answer where the same `a` is visible."""
        first, rest = plain_path(self._tree, node)
        visible = self.scopes.visible(first, node) if first else ()
        if not visible:
            return self._read_member_expression(node, depth)
        key = (id(visible), depth, rest)
        known = self._cache.get(key)
        if known is None:
            known = self._cache[key] = self._read_member_expression(node, depth)
        return known

    def _read_member_expression(self, node: Node, depth: int) -> Origins:
        base, name = node.child_by_field_name("object"), node.child_by_field_name("property")
        if base is None or name is None:
            return _UNKNOWN
        key = self._tree.text_of(name)
        origins = {
            result for origin in self.origins(base, depth - 1) for result in self._member_origins(origin, key, depth)
        }
        if unwrapped(base).type == "this":  # of a base class's members, only those of the project's files can be read
            shown = {one for one in origins if one.startswith("=") or (":" in one and "()." not in one)}
            origins = shown or {one for one in origins if one.startswith(".")}
        return frozenset(origins) or _UNKNOWN

    def _member_origins(self, origin: str, name: str, depth: int) -> Origins:
        """Returns the origins of a member; if this file defines the owner, by the declarations of the member."""
        owner = self._definitions.get(origin.removesuffix("()"))
        if owner is None or owner.type not in _HOLDERS:
            return frozenset({member(origin, name)})
        known = self._cache.get((owner.id, depth, name))
        if known is None:
            declared = (self._declared_origins(declaration, depth) for declaration in self._members(owner, name))
            known = self._cache[owner.id, depth, name] = merged(declared)
        return known

    def _declared_origins(self, declaration: MemberDeclaration, depth: int) -> Origins:
        if declaration.method is not None:
            is_getter, method = declaration.is_getter, declaration.method
            return self._returned_origins(method, depth) if is_getter else frozenset({self._define(method)})
        if declaration.annotation is not None:
            return self.type_origins(declaration.annotation, depth - 1)
        if declaration.value is None or declaration.value.type in ("null", "undefined"):
            return frozenset()
        return self.origins(declaration.value, depth - 1)

    def _call_expression_origins(self, node: Node, depth: int) -> Origins:
        function = function_of(node) or node.child_by_field_name("constructor")
        if function is None:
            return _UNKNOWN
        arguments = node.child_by_field_name("arguments")
        if self._tree.text_of(function) in ("require", "import") and arguments is not None and arguments.named_children:
            return frozenset({module_path(self._tree, arguments.named_children[0])})
        return frozenset(
            result for origin in self.origins(function, depth - 1) for result in self._result_origins(origin, depth)
        )

    def _result_origins(self, origin: str, depth: int) -> Origins:
        """Returns the origins of the result of calling an origin, or of an instance of it."""
        definition = self._definitions.get(origin)
        if definition is not None and definition.type in _METHODS:
            return self._returned_origins(definition, depth)
        return frozenset({called(origin)})

    def _returned_origins(self, function: Node, depth: int) -> Origins:
        annotation = function.child_by_field_name("return_type")
        if annotation is not None:
            return self.type_origins(annotation, depth)
        known = self._cache.get((function.id, depth))
        if known is None:
            origins = merged(self.origins(value, depth - 1) for value in returns(function))
            known = self._cache[function.id, depth] = origins
        return known

    def _branch_origins(self, node: Node, depth: int) -> Origins:
        operator = node.child_by_field_name("operator")
        if operator is not None and operator.type not in _CHOOSING:
            return frozenset({OTHER})
        return frozenset(origin for part in alternatives(node) for origin in self.origins(part, depth - 1)) or _UNKNOWN
