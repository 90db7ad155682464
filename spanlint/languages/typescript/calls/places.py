"""What the TypeScript grammar says of the places of one file's expressions: the answers to `PlaceGrammar`."""

from __future__ import annotations

import re
from functools import cached_property

from spanlint.languages.names.places import ContainerMethods
from spanlint.languages.names.roles import Role
from spanlint.languages.names.runs import Run
from spanlint.languages.names.values import Call
from spanlint.languages.typescript.calls.arguments import CALLBACKS
from spanlint.languages.typescript.calls.definitions import definition_of
from spanlint.languages.typescript.calls.grammar import TypeScriptGrammar
from spanlint.languages.typescript.calls.runs import Runs
from spanlint.languages.typescript.names.bindings import PARAMETERS
from spanlint.languages.typescript.names.expressions import is_wrapped_by, unwrapped
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.names.values import Variable

_TEST = re.compile(
    rb"(?:it|test|describe|suite|specify|beforeEach|beforeAll|before|afterEach|afterAll|after|bench)\b[.(]"
)
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_TARGET_FIELDS = {"variable_declarator": "name", "assignment_expression": "left"}
_NAMED_BY_HOLDER = {"variable_declarator": "name", "public_field_definition": "name", "pair": "key"}


_CONTAINERS = frozenset({"Array", "Map", "Set"})
_METHODS = ContainerMethods(
    adding=frozenset({"add", "push", "set", "unshift"}),
    taking=frozenset({"at", "get", "pop", "shift"}),
    asking=frozenset({"clear", "delete", "has", "includes", "indexOf", "length", "size"}),
)
_NAMING = frozenset({"identifier", "member_expression", "call_expression"})  # what may name a function


class TypeScriptPlaces(TypeScriptGrammar):
    """The expressions of one TypeScript or JavaScript file, and where they stand."""

    container_methods = _METHODS

    @cached_property
    def runs(self) -> Runs:
        """How the functions of the file are run."""
        return Runs(self.tree, self._names, self._follower, self.tables)

    @cached_property
    def _roles(self) -> dict[int, Role]:
        return {}

    def role(self, node: Node) -> Role:
        known = self._roles.get(node.id)  # a mention is asked about five times for two
        if known is None:
            known = self._roles[node.id] = super().role(node)
        return known

    @cached_property
    def known_mentions(self) -> dict[Variable, list[Node]]:
        return {}

    def unwrapped(self, node: Node) -> Node:
        return unwrapped(node)

    def is_name(self, leaf: Node) -> bool:
        return leaf.type in _NAMES

    def is_of_module(self, name: str) -> bool:
        return self._scopes.is_of_module(name)

    def scope_of(self, node: Node) -> Node:
        return self.function_of(node) or self.tree.root

    def name_of(self, function: Node) -> Node | None:
        holder = self.tree.parent(function)
        field = _NAMED_BY_HOLDER.get(holder.type) if holder is not None else None
        own_name = function.child_by_field_name("name")
        return holder.child_by_field_name(field) if holder is not None and field is not None else own_name

    def parameters(self, function: Node) -> list[Node]:
        sole, declared = function.child_by_field_name("parameter"), function.child_by_field_name("parameters")
        declarations = declared.named_children if declared is not None else []
        patterns = [
            declaration.child_by_field_name("pattern") for declaration in declarations if declaration.type in PARAMETERS
        ]
        named = [pattern for pattern in (sole, *patterns) if pattern is not None]
        return [pattern for pattern in named if pattern.type != "this"]

    def slot_of(self, parameter: Node) -> Slot | None:
        parameters = self.parameters(self.scope_of(parameter))
        return Slot(parameters.index(parameter)) if parameter in parameters else None

    def member_read(self, node: Node) -> str:
        inner = node
        for ancestor in self.tree.ancestors(node):
            if ancestor.type == "member_expression" and ancestor.child_by_field_name("object") == inner:
                member = ancestor.child_by_field_name("property")
                return self.tree.text_of(member) if member is not None else ""
            if unwrapped(ancestor) != node:
                return ""
            inner = ancestor
        return ""

    def argument_of(self, node: Node) -> Call | None:
        ancestors = self.tree.ancestors(node)
        is_passed = len(ancestors) > 1 and ancestors[0].type == "arguments"
        call = self.value(ancestors[1]) if is_passed else None
        return call if isinstance(call, Call) and node in call.arguments.positional else None

    def assigned_to(self, node: Node) -> Node | None:
        holder = self.tree.parent(node)
        while holder is not None and is_wrapped_by(node, holder):
            node, holder = holder, self.tree.parent(holder)
        field = _TARGET_FIELDS.get(holder.type) if holder is not None else None
        target = holder.child_by_field_name(field) if holder is not None and field is not None else None
        return target if target != node else None

    def entered_by(self, node: Node) -> Node | None:
        return None

    def function_at(self, node: Node) -> Node | None:
        node = unwrapped(node)
        if node.type in CALLBACKS:
            return node
        return definition_of(self.tree, self._scopes, self._bound(node)) if node.type in _NAMING else None

    def _bound(self, node: Node) -> Node:
        """The function that a call binds to an object, as in `this.run.bind(this)`; any other expression itself."""
        call = self.value(node) if node.type == "call_expression" else None
        is_bound = isinstance(call, Call) and call.name == "bind" and call.receiver is not None
        return call.receiver if isinstance(call, Call) and call.receiver is not None and is_bound else node

    def is_plain(self, function: Node) -> bool:
        is_async = any(child.type == "async" for child in function.children)
        return not is_async and "generator" not in function.type

    def is_object(self, node: Node) -> bool:
        return node.type == "object"

    def is_container(self, node: Node) -> bool:
        made = node.child_by_field_name("constructor") if node.type == "new_expression" else None
        return node.type in ("array", "object") or (made is not None and self.tree.text_of(made) in _CONTAINERS)

    def is_tested(self, node: Node) -> bool:
        path = self.tree.ancestors(node)
        tests = [
            call
            for function, holder, call in zip(path, path[1:], path[2:], strict=False)
            if function.type in CALLBACKS and holder.type == "arguments"
        ]
        return any(_TEST.match(self.tree.text, call.start_byte) for call in tests)

    def outer_names(self, function: Node) -> set[str]:
        body = function.child_by_field_name("body")
        statements = body.named_children if body is not None else []
        expressions = [node.named_children[0] for node in statements if node.type == "expression_statement"]
        assignments = [expression for expression in expressions if expression.type == "assignment_expression"]
        targets = (assignment.child_by_field_name("left") for assignment in assignments)
        return {self.tree.text_of(target) for target in targets if target is not None and target.type == "identifier"}

    def run_of(self, function: Node) -> Run | None:
        return self.runs.run_of(function)

    def run_for_each(self, function: Node) -> Run | None:
        return self.runs.run_for_each(function)

    def completed(self, call: Call) -> Call:
        return call  # an arrow function does this

    def is_run_by_project(self, function: Node) -> bool:
        return self.runs.is_run_by_project(function)

    def with_fallback(self, node: Node, fallback: str) -> str:
        bindings = self.visible(node) if node.type == "identifier" else []
        holder = self.tree.parent(bindings[0].name) if bindings else None
        annotation = bindings[0].annotation if bindings else None
        type_text = self.tree.text_of(annotation) if annotation is not None else ""
        is_optional = holder is not None and holder.type == "optional_parameter"
        may_be_missing = is_optional or "undefined" in type_text or "null" in type_text
        return f"{self.tree.text_of(node)} ?? {fallback}" if may_be_missing else self.tree.text_of(node)
