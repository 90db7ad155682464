"""What the Python grammar says of one file's expressions: the answers to `ValueGrammar`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from spanlint.languages.calls.evidence.branches import Branches
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.imports import ImportFollower, ImportTarget
from spanlint.languages.names.origins import UNKNOWN
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
from spanlint.languages.python.calls.arguments import is_root, read_arguments
from spanlint.languages.python.calls.branches import TYPES
from spanlint.languages.python.calls.parameters import omittable_slot
from spanlint.languages.python.calls.project_functions import ProjectFunctions
from spanlint.languages.python.names.bindings import FUNCTIONS, scope_of
from spanlint.languages.python.names.expressions import base_classes, cast_value, is_variable, last_name, unwrapped
from spanlint.languages.python.names.origins import Names
from spanlint.languages.python.names.roles import role_of
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.python.names.texts import class_members, pieces
from spanlint.languages.python.names.texts import parameter as parameter_of_name
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.patterns import lazy_pattern
from spanlint.model.apis import ApiTables, Slot
from spanlint.model.branches import BranchArm
from spanlint.model.span_names import NameParameter
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

_SELVES = frozenset({"self", "cls"})
_TYPES = NodeTypes(
    calls=frozenset({"call"}),
    functions=FUNCTIONS,
    naming={"assignment": "left", "named_expression": "name", "as_pattern": "alias"},
    loops=frozenset({"for_statement", "for_in_clause"}),
)
_TEXTS = frozenset({"string", "concatenated_string"})
_SAYS_NONE = lazy_pattern(r"\b(?:None|Optional)\b")
_TRANSPARENT = frozenset({"await", "named_expression"})
_PROCESS_VALUES = frozenset({"os.environ", "os.getenv", "sys.argv"})


class PythonGrammar:
    """The expressions of one Python file."""

    types = _TYPES
    inspecting = frozenset({"isinstance", "bool", "type", "id", "len"})
    invoking, unbinding = frozenset({"__call__"}), frozenset[str]()  # a method stays bound to its object

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
        self.has_casts = b"cast(" in tree.text

    def value(self, node: Node) -> Value:
        node = unwrapped(node)
        while node.type in _TRANSPARENT and node.named_children:
            node = unwrapped(node.named_children[-1])
        if node.type == "identifier":
            return Name(node, self.tree.text_of(node))
        if node.type == "call":
            return self._calls.get(node.id) or (self._value_of_call(node) if self.has_casts else self._call(node))
        if node.type == "attribute":
            of = node.child_by_field_name("object")
            return Member(node, of, last_name(self.tree, node)) if of is not None else Other(node)
        if node.type == "subscript":
            of, key = node.child_by_field_name("value"), node.child_by_field_name("subscript")
            return Item(node, of, key) if of is not None and key is not None else Other(node)
        if node.type == "conditional_expression":
            return Choice(node, (node.named_children[0], node.named_children[-1]))
        if node.type == "boolean_operator":
            return Choice(node, tuple(node.children_by_field_name("left") + node.children_by_field_name("right")))
        return Nothing(node) if node.type == "none" else Other(node)

    def _value_of_call(self, node: Node) -> Value:
        cast = cast_value(self.tree, node)
        return self.value(cast) if cast is not None else self._call(node)

    def _call(self, node: Node) -> Value:
        function, argument_list = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        if function is None:
            return Other(node)
        callee = unwrapped(function)
        receiver = callee.child_by_field_name("object") if callee.type == "attribute" else None
        arguments = read_arguments(self.tree, argument_list) if argument_list is not None else Arguments()
        call = self._calls[node.id] = Call(node, callee, last_name(self.tree, callee), receiver, arguments)
        return call

    def visible(self, name: Node) -> list[Binding]:
        return self._scopes.visible(self.tree.text_of(name), name)

    def sole_value(self, node: Node) -> Node:
        return self._scopes.sole_value(node)

    def functions(self, call: Call) -> list[Node]:
        """The functions of the file that a call may run: by name, or the methods for a call on `self` or `cls`."""
        if call.receiver is not None and not self.tree.text_of(call.callee).startswith(("self.", "cls.")):
            return []
        is_member = call.receiver is not None
        bindings = self._scopes.bindings(call.name) if is_member else self._scopes.visible(call.name, call.callee)
        return [binding.value for binding in bindings if binding.kind is Kind.FUNCTION and binding.value is not None]

    def returns(self, function: Node) -> list[Node]:
        return self._scopes.returns(function)

    def results(self, call: Call) -> Iterator[tuple[ValueGrammar, Node]]:
        definitions = self.functions(call)
        for function in definitions:
            yield from ((self, value) for value in self._scopes.returns(function))
        for origin in self.origins(call.callee) if not definitions else ():
            view, definition = self._follower.definition(origin) or (None, None)
            if view is not None and definition is not None and definition.type == "function_definition":
                yield from ((view.grammar, value) for value in view.grammar.returns(definition))

    def origins(self, node: Node) -> frozenset[str]:
        return self._names.origins(node)

    def last_name(self, node: Node) -> str:
        return last_name(self.tree, node)

    def is_root(self, node: Node) -> bool:
        return is_root(self.tree, node, self.tables.roots, self._scopes)

    def option(self, holder: Node, key: str) -> Node | None:
        return None

    def is_process_value(self, node: Node) -> bool:
        return node.type in ("identifier", "attribute") and not self.origins(node).isdisjoint(_PROCESS_VALUES)

    def assigned(self, name: Node) -> Iterator[Node]:
        """Yields the values that are assigned to a name, and those that are stored in it under a key."""
        text, bindings = self.tree.text_of(name), self.visible(name)
        yield from (binding.value for binding in bindings if binding.kind is Kind.VALUE and binding.value is not None)
        for leaf in self.tree.leaves_within(text, bindings[0].scope) if bindings else ():
            ancestors = self.tree.ancestors(leaf)[:2]
            if ancestors[0].type == "subscript" and ancestors[1].type == "assignment":
                value = ancestors[1].child_by_field_name("right")
                if value is not None and value.end_byte != leaf.end_byte:
                    yield value

    def iterated(self, node: Node) -> Iterator[Node]:
        for ancestor in self.tree.ancestors(node):
            iterable = ancestor.child_by_field_name("right") if ancestor.type == "for_statement" else None
            if iterable is not None:
                yield iterable

    def visible_at(self, text: str, place: Node) -> list[Binding]:
        return self._scopes.visible(text, place)

    def function_name(self, function: Node) -> str:
        name = function.child_by_field_name("name")
        return self.tree.text_of(name) if name is not None else ""

    def bindings(self, name: str) -> list[Binding]:
        return self._scopes.bindings(name)

    def is_self(self, node: Node) -> bool:
        return self.tree.text_of(node) in _SELVES

    def class_around(self, node: Node) -> Node | None:
        return next((above for above in self.tree.ancestors(node) if above.type == "class_definition"), None)

    def base_classes(self, definition: Node) -> Iterator[Node]:
        return base_classes(definition)

    def class_of_self(self, name: str, place: Node) -> Node | None:
        for own in (name,) if name else sorted(_SELVES):
            for binding in self.visible_at(own, place):
                holder = scope_of(self.tree, binding.scope) if binding.kind is Kind.PARAMETER else None
                if holder is not None and holder.type == "class_definition":
                    return holder
        return None

    def name_origins(self, name: str, place: Node) -> frozenset[str]:
        return self._names.of_name(name, place)

    def function_around(self, node: Node) -> Node:
        return self.function_of(node) or self.tree.root

    def is_text(self, node: Node) -> bool:
        return node.type in _TEXTS

    def named_values(self, arguments: Arguments, options: Slot | None) -> NamedValues:
        return NamedValues(arguments.keywords, is_hidden=arguments.is_open)

    def declared_names(self, function: Node) -> Iterator[Parameter]:
        declared = function.child_by_field_name("parameters")
        for parameter in declared.named_children if declared is not None else ():
            name = parameter.child_by_field_name("name") or parameter
            if parameter.type == "typed_parameter":
                name = parameter.named_children[0]
            annotation, default = parameter.child_by_field_name("type"), parameter.child_by_field_name("value")
            says_none = annotation is not None and _SAYS_NONE.search(self.tree.text_of(annotation)) is not None
            if name.type == "identifier":
                yield Parameter(name, annotation is not None, says_none or default is not None)

    def parameter_origins(self, name: Node) -> frozenset[str]:
        function = self.function_of(name)
        body = function.child_by_field_name("body") if function is not None else None
        return self._names.of_name(self.tree.text_of(name), body) if body is not None else frozenset({UNKNOWN})

    def branches(self, place: Node, until: ByteRange | None = None) -> Iterator[BranchArm]:
        return self._branches.around(place, until)

    def own_definition(self, function: Node) -> Node | None:
        bindings = [
            binding
            for binding in self._scopes.bindings(last_name(self.tree, function))
            if binding.kind is Kind.FUNCTION
        ]
        receiver = function.child_by_field_name("object") if function.type == "attribute" else None
        if receiver is not None and self.is_self(receiver):
            own_class = self.class_around(function)
            bindings = [binding for binding in bindings if binding.scope == own_class]
        elif function.type == "attribute":
            is_local = bool(bindings) and all(origin.startswith("=") for origin in self.origins(function))
            bindings = [binding for binding in bindings if is_local and binding.scope.type == "class_definition"]
        elif bindings:
            bindings = self.visible(function)
        return next((binding.value for binding in bindings if binding.kind is Kind.FUNCTION), None)

    def parts(self, node: Node) -> list[Node]:
        if node.type in FUNCTIONS:
            return []
        if node.type in ("attribute", "subscript"):
            return node.children[:1]
        return node.children[-1:] if node.type == "keyword_argument" else node.named_children

    def omittable_slot(self, parameter: Binding, key: str) -> Slot | None:
        return omittable_slot(self.tree, parameter) if not key else None

    def role(self, node: Node) -> Role:
        return role_of(self.tree, node)

    def function_of(self, node: Node) -> Node | None:
        return self.tree.around(node, FUNCTIONS)

    def mentions(self, name: str, within: Node) -> list[Node]:
        return [leaf for leaf in self.tree.leaves_within(name, within) if is_variable(self.tree, leaf)]

    @cached_property
    def called(self) -> ProjectFunctions:
        """The functions of the project that the calls of the file run."""
        return ProjectFunctions(self.tree, self._scopes, self._names, self._follower)

    def definition(self, call: Call) -> tuple[Any | None, Node] | None:
        return self.called.definition(call)

    def pieces(self, node: Node) -> tuple[str | Node, ...] | None:
        return pieces(self.tree, unwrapped(node))

    def holders(self, node: Node) -> list[Node]:
        if self.tree.text_of(node) not in ("self", "cls"):
            return []
        return [above for above in self.tree.ancestors(node) if above.type == "class_definition"][:1]

    def named_holders(self, name: str) -> list[Node]:
        return []

    def members(self, holder: Node, name: str) -> Iterator[Node]:
        return class_members(self.tree, self._scopes, holder, name)

    def parameter(self, binding: Binding) -> NameParameter | None:
        return parameter_of_name(self.tree, binding)

    def top_level(self, name: str) -> list[Binding]:
        return self._scopes.visible(name, self.tree.root)

    def imported(self, path: str) -> Iterator[tuple[Any, ImportTarget]]:
        return self._follower.targets(path)
