"""What the TypeScript grammar says of one file's expressions: the answers to `ValueGrammar`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.evidence.branches import Branches
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.imports import ImportFollower, ImportTarget
from spanlint.languages.names.roles import Role
from spanlint.languages.names.values import (
    Arguments,
    Call,
    Choice,
    Item,
    Member,
    Name,
    NamedValues,
    NodeTypes,
    Nothing,
    Other,
    Parameter,
    Value,
    ValueGrammar,
)
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.calls.arguments import CALLBACKS, UNBINDING, entries, is_root, option, read_arguments
from spanlint.languages.typescript.calls.branches import TYPES
from spanlint.languages.typescript.calls.definitions import definition_of
from spanlint.languages.typescript.calls.parameters import declared_by, omittable_slot
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS, PARAMETERS
from spanlint.languages.typescript.names.expressions import base_classes, function_of, last_name, unwrapped
from spanlint.languages.typescript.names.origins import Names
from spanlint.languages.typescript.names.roles import role_of
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.languages.typescript.names.texts import default_exports, enums, member_values, pieces
from spanlint.languages.typescript.names.texts import parameter as parameter_of_name
from spanlint.model.apis import ApiTables, Slot
from spanlint.model.branches import BranchArm
from spanlint.model.span_names import NameParameter
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

_TYPES = NodeTypes(
    calls=frozenset({"call_expression"}),
    functions=FUNCTIONS,
    naming={"variable_declarator": "name", "assignment_expression": "left"},
    hoisted=frozenset({"function_declaration", "generator_function_declaration"}),
    loops=frozenset({"for_in_statement"}),
)
_TEXTS = frozenset({"string", "template_string"})
_EMPTY = frozenset({"undefined", "null"})
_PROCESS_VALUES = frozenset({"process.env", "process.argv", "Deno.env", "Bun.env"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier", "this"})
_MENTIONS = frozenset({"identifier", "shorthand_property_identifier", "shorthand_property_identifier_pattern"})
_MODIFIERS = frozenset({"accessibility_modifier", "readonly", "override_modifier"})
_SAYS_MISSING = re.compile(r"\b(?:undefined|null)\b|\?")
_NAMING = {"variable_declarator": "name", "public_field_definition": "name", "pair": "key"}  # what holds a function
_OPERANDS = ("left", "right", "consequence", "alternative")
_CHOICES = frozenset({"ternary_expression", "binary_expression"})


class TypeScriptGrammar:
    """The expressions of one TypeScript or JavaScript file."""

    types = _TYPES
    inspecting = frozenset({"Boolean"})
    invoking, unbinding = frozenset({"apply", "call"}), UNBINDING  # ECMA-262, 20.2.3

    def __init__(
        self, tree: SyntaxTree, scopes: Scopes, names: Names, follower: ImportFollower, tables: ApiTables
    ) -> None:
        self.tree = tree
        self.tables = tables
        self._scopes = scopes
        self._names = names
        self._follower = follower
        self._calls: dict[int, Call] = {}
        self.known_answers: dict[tuple[tuple[int, str], object], bool] = {}
        self._branches = Branches(TYPES, tree)

    def value(self, node: Node) -> Value:
        node = unwrapped(node)
        while node.type == "await_expression" and node.named_children:
            node = unwrapped(node.named_children[0])
        if node.type in _NAMES:
            return Name(node, self.tree.text_of(node))
        if node.type == "call_expression":
            return self._calls.get(node.id) or self._call(node)
        if node.type == "member_expression":
            of = node.child_by_field_name("object")
            return Member(node, of, last_name(self.tree, node)) if of is not None else Other(node)
        if node.type == "subscript_expression":
            of, key = node.child_by_field_name("object"), node.child_by_field_name("index")
            return Item(node, of, key) if of is not None and key is not None else Other(node)
        if node.type in _CHOICES:
            parts = (node.child_by_field_name(field) for field in _OPERANDS)
            return Choice(node, tuple(part for part in parts if part is not None))
        return Nothing(node) if node.type in ("null", "undefined") else Other(node)

    def _call(self, node: Node) -> Value:
        function, argument_list = function_of(node), node.child_by_field_name("arguments")
        if function is None:
            return Other(node)
        callee = unwrapped(function)
        receiver = callee.child_by_field_name("object") if callee.type == "member_expression" else None
        arguments = read_arguments(argument_list) if argument_list is not None else Arguments()
        call = self._calls[node.id] = Call(node, callee, last_name(self.tree, callee), receiver, arguments)
        return call

    def visible(self, name: Node) -> list[Binding]:
        return self._scopes.visible(self.tree.text_of(name), name)

    def sole_value(self, node: Node) -> Node:
        return self._scopes.sole_value(node)

    def functions(self, call: Call) -> list[Node]:
        function = self.own_definition(call.callee)
        return [function] if function is not None else []

    def returns(self, function: Node) -> list[Node]:
        return self._scopes.returns(function)

    def results(self, call: Call) -> Iterator[tuple[ValueGrammar, Node]]:
        definitions = self.functions(call)
        for function in definitions:
            yield from ((self, value) for value in self._scopes.returns(function))
        for origin in self.origins(call.callee) if not definitions else ():
            view, definition = self._follower.definition(origin) or (None, None)
            if view is not None and definition is not None and definition.type in FUNCTIONS:
                yield from ((view.grammar, value) for value in view.grammar.returns(definition))

    def origins(self, node: Node) -> frozenset[str]:
        return self._names.origins(node)

    def last_name(self, node: Node) -> str:
        return last_name(self.tree, node)

    def is_root(self, node: Node) -> bool:
        return is_root(self.tree, node, self.tables, self._scopes)

    def option(self, holder: Node, key: str) -> Node | None:
        return option(self.tree, holder, key)

    def is_process_value(self, node: Node) -> bool:
        return node.type == "member_expression" and self.tree.text_of(node) in _PROCESS_VALUES

    def assigned(self, name: Node) -> Iterator[Node]:
        for binding in self.visible(name):
            if binding.value is not None and binding.kind in (Kind.VALUE, Kind.ASSIGNED):
                yield binding.value

    def iterated(self, node: Node) -> Iterator[Node]:
        for ancestor in self.tree.ancestors(node):
            iterable = ancestor.child_by_field_name("right") if ancestor.type == "for_in_statement" else None
            if iterable is not None:
                yield iterable

    def visible_at(self, text: str, place: Node) -> list[Binding]:
        return self._scopes.visible(text, place)

    def function_name(self, function: Node) -> str:
        holder, name = self.tree.parent(function), function.child_by_field_name("name")
        if holder is not None and holder.type in _NAMING:
            name = holder.child_by_field_name(_NAMING[holder.type])
        return self.tree.text_of(name) if name is not None else ""

    def bindings(self, name: str) -> list[Binding]:
        return self._scopes.bindings(name)

    def is_self(self, node: Node) -> bool:
        return node.type == "this"

    def class_around(self, node: Node) -> Node | None:
        return self.tree.around(node, CLASSES)

    def base_classes(self, definition: Node) -> Iterator[Node]:
        return base_classes(definition)

    def class_of_self(self, name: str, place: Node) -> Node | None:
        for above in self.tree.ancestors(place):
            if above.type in CLASSES:
                return above
            if above.type in FUNCTIONS and above.type != "arrow_function":
                holder = self.tree.parent(above)
                is_static = any(child.type == "static" for child in above.children)
                is_method = above.type == "method_definition" and holder is not None and holder.type == "class_body"
                return self.class_around(above) if is_method and not is_static else None
        return None

    def name_origins(self, name: str, place: Node) -> frozenset[str]:
        return self._names.name_origins(name, place)

    def function_around(self, node: Node) -> Node:
        return self.function_of(node) or self.tree.root

    def is_text(self, node: Node) -> bool:
        return node.type in _TEXTS

    def named_values(self, arguments: Arguments, options: Slot | None) -> NamedValues:
        value = arguments.at(options) if options is not None else None
        if value is None or value.type in CALLBACKS:
            return NamedValues()
        holder = unwrapped(self._scopes.sole_value(value))
        if holder.type != "object":
            return NamedValues({}, holder, is_hidden=holder.type not in _EMPTY)
        is_hidden = any(entry.type == "spread_element" for entry in holder.named_children)
        return NamedValues(entries(self.tree, holder), holder, is_hidden)

    def taker(self, value: Node) -> Node | None:
        path = self.tree.ancestors(value)[:2]
        is_argument = len(path) > 1 and path[0].type == "arguments" and path[1].type == "call_expression"
        return path[1] if is_argument else None

    def declared_names(self, function: Node) -> Iterator[Parameter]:
        sole, declared = function.child_by_field_name("parameter"), function.child_by_field_name("parameters")
        if sole is not None:
            yield Parameter(sole)
        for parameter in declared.named_children if declared is not None else ():
            pattern = parameter.child_by_field_name("pattern")
            is_property = any(child.type in _MODIFIERS for child in parameter.children)  # the object keeps it
            if parameter.type in PARAMETERS and pattern is not None and not is_property:
                annotation, default = parameter.child_by_field_name("type"), parameter.child_by_field_name("value")
                says_missing = (
                    annotation is not None and _SAYS_MISSING.search(self.tree.text_of(annotation)) is not None
                )
                is_optional = parameter.type == "optional_parameter" or default is not None or says_missing
                yield from (Parameter(name, annotation is not None, is_optional) for name in declared_by(pattern))

    def parameter_origins(self, name: Node) -> frozenset[str]:
        return self._names.name_origins(self.tree.text_of(name), name)

    def branches(self, place: Node, until: ByteRange | None = None) -> Iterator[BranchArm]:
        return self._branches.around(place, until)

    def own_definition(self, function: Node) -> Node | None:
        visible = self.visible(function) if function.type in _NAMES else []
        named = next((binding.value for binding in visible if binding.kind is Kind.FUNCTION), None)
        return named or self._names.function(function) or self._getter(function)

    def _getter(self, node: Node) -> Node | None:
        """Returns the getter of a class of this file that runs when an expression reads a member."""
        base = node.child_by_field_name("object") if node.type == "member_expression" else None
        name = last_name(self.tree, node)
        methods = (self._names.method(origin, name) for origin in (self.origins(base) if base is not None else ()))
        return next((method for method in methods if method is not None), None)

    def parts(self, node: Node) -> list[Node]:
        if node.type in FUNCTIONS:
            return []
        return node.children[:1] if node.type == "subscript_expression" else node.named_children

    def omittable_slot(self, parameter: Binding, key: str) -> Slot | None:
        return omittable_slot(self.tree, self._scopes, parameter, key)

    def role(self, node: Node) -> Role:
        return role_of(self.tree, node)

    def function_of(self, node: Node) -> Node | None:
        return self.tree.around(node, FUNCTIONS)

    def mentions(self, name: str, within: Node) -> list[Node]:
        return [leaf for leaf in self.tree.leaves_within(name, within) if leaf.type in _MENTIONS]

    def definition(self, call: Call) -> tuple[Any | None, Node] | None:
        own = definition_of(self.tree, self._scopes, call.callee) or self._names.function(call.callee)
        if own is not None:
            return None, own
        origins = list(self.origins(call.callee))
        view, definition = (self._follower.definition(origins[0]) if len(origins) == 1 else None) or (None, None)
        return (view, definition) if definition is not None and definition.type in FUNCTIONS else None

    def pieces(self, node: Node) -> tuple[str | Node, ...] | None:
        return pieces(self.tree, unwrapped(node))

    def holders(self, node: Node) -> list[Node]:
        if node.type != "this":
            return self.named_holders(self.tree.text_of(node))
        return [above for above in self.tree.ancestors(node) if above.type in CLASSES][:1]

    def named_holders(self, name: str) -> list[Node]:
        return default_exports(self.tree) if name == "default" else enums(self.tree, name)

    def members(self, holder: Node, name: str) -> Iterator[Node]:
        return member_values(self.tree, unwrapped(holder), name)

    def parameter(self, binding: Binding) -> NameParameter | None:
        return parameter_of_name(self.tree, binding)

    def top_level(self, name: str) -> list[Binding]:
        return self._scopes.visible(name, next(iter(self.tree.root.children), self.tree.root))

    def imported(self, path: str) -> Iterator[tuple[Any, ImportTarget]]:
        return self._follower.targets(path)
