"""What the Python grammar says of the places of one file's expressions: the answers to `PlaceGrammar`."""

from __future__ import annotations

from functools import cached_property

from spanlint.languages.names.places import ContainerMethods
from spanlint.languages.names.roles import Role
from spanlint.languages.names.runs import Run
from spanlint.languages.names.values import Call
from spanlint.languages.python.calls.definitions import definition_of
from spanlint.languages.python.calls.grammar import PythonGrammar
from spanlint.languages.python.calls.runs import completed, run_of
from spanlint.languages.python.names.bindings import FUNCTIONS, scope_of
from spanlint.languages.python.names.expressions import cast_value, is_variable, item_around, unwrapped
from spanlint.lean.patterns import lazy_pattern
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.names.values import Variable

_STARS = frozenset({"keyword_separator", "list_splat_pattern"})
_NAMED = frozenset({"function_definition", "class_definition"})
_TEST = lazy_pattern(r"test_|Test|setUp|.*Test(?:s|Case)?$")
_WITH = frozenset({"with_statement"})
_PASSING = frozenset({"argument_list", "keyword_argument"})


_COMPREHENSIONS = frozenset({"list_comprehension", "set_comprehension", "dictionary_comprehension"})
_DISPLAYS = _COMPREHENSIONS | {"dictionary", "list", "set", "tuple", "expression_list"}
_CONTAINERS = frozenset({"dict", "list", "set", "OrderedDict", "defaultdict", "deque"})
_METHODS = ContainerMethods(
    adding=frozenset({"add", "append", "appendleft", "insert", "setdefault"}),
    taking=frozenset({"get", "pop", "popleft"}),
    asking=frozenset({"clear", "count", "discard", "index", "remove"}),
)


class PythonPlaces(PythonGrammar):
    """The expressions of one Python file, and where they stand."""

    container_methods = _METHODS

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
        return is_variable(self.tree, leaf)

    def is_of_module(self, name: str) -> bool:
        return self._scopes.is_of_module(name)

    def scope_of(self, node: Node) -> Node:
        return scope_of(self.tree, node)

    def name_of(self, function: Node) -> Node | None:
        return function.child_by_field_name("name")

    def parameters(self, function: Node) -> list[Node]:
        declared = function.child_by_field_name("parameters")
        declarations = declared.named_children if declared is not None else []
        names = [declaration.child_by_field_name("name") or declaration for declaration in declarations]
        return [name.children[0] if name.type == "typed_parameter" else name for name in names]

    def slot_of(self, parameter: Node) -> Slot | None:
        function = next(ancestor for ancestor in self.tree.ancestors(parameter) if ancestor.type in FUNCTIONS)
        parameters = function.child_by_field_name("parameters")
        position: int | None = 0
        for declaration in parameters.named_children if parameters is not None else ():
            if declaration.type in _STARS:
                position = None
                continue
            name = declaration.child_by_field_name("name") or declaration
            if self.tree.text_of(declaration) in ("self", "cls"):
                continue
            if parameter in (name, *name.children[:1]):
                return Slot(position, self.tree.text_of(parameter))
            position = position + 1 if position is not None else None
        return None

    def member_read(self, node: Node) -> str:
        holder = self.tree.parent(node)
        if holder is None or holder.type != "attribute" or holder.child_by_field_name("object") != node:
            return ""
        member = holder.child_by_field_name("attribute")
        return self.tree.text_of(member) if member is not None else ""

    def _beyond_casts(self, node: Node) -> Node:
        """An expression with the casts around it."""
        holder = self.tree.parent(node)
        call = self.tree.parent(holder) if holder is not None and holder.type == "argument_list" else None
        is_cast = call is not None and call.type == "call" and cast_value(self.tree, call) == node
        return self._beyond_casts(call) if call is not None and is_cast else node

    def argument_of(self, node: Node) -> Call | None:
        ancestors = self.tree.ancestors(self._beyond_casts(node) if self.has_casts else node)
        if not ancestors or ancestors[0].type not in _PASSING:
            return None
        call = self.value(ancestors[1 if ancestors[0].type == "argument_list" else 2])
        return call if isinstance(call, Call) else None

    def assigned_to(self, node: Node) -> Node | None:
        node = self._beyond_casts(node) if self.has_casts else node
        holder = self.tree.parent(node)
        if holder is not None and holder.type == "named_expression" and holder.child_by_field_name("value") == node:
            return holder.child_by_field_name("name")
        if holder is not None and holder.type == "assignment" and holder.child_by_field_name("right") == node:
            return holder.child_by_field_name("left")
        if holder is not None and holder.type == "as_pattern" and holder.named_children[:1] == [node]:
            alias = holder.child_by_field_name("alias")
            return alias.named_children[0] if alias is not None and alias.named_children else None
        return None

    def entered_by(self, node: Node) -> Node | None:
        is_entered = item_around(self.tree.ancestors(node)) is not None
        return self.tree.around(node, _WITH) if is_entered else None

    def function_at(self, node: Node) -> Node | None:
        if node.type == "lambda":
            return node
        return definition_of(self.tree, self._scopes, node) if node.type == "identifier" else None

    def is_plain(self, function: Node) -> bool:
        is_async = any(child.type == "async" for child in function.children)
        return not is_async and not self.tree.has_within(frozenset({"yield"}), function)

    def is_object(self, node: Node) -> bool:
        return node.type == "dictionary"

    def is_container(self, node: Node) -> bool:
        value = self.value(node) if node.type == "call" else None
        return node.type in _DISPLAYS or (isinstance(value, Call) and value.name in _CONTAINERS)

    def is_tested(self, node: Node) -> bool:
        around = (ancestor for ancestor in self.tree.ancestors(node) if ancestor.type in _NAMED)
        names = (definition.child_by_field_name("name") for definition in around)
        return any(_TEST.match(self.tree.text_of(name)) for name in names if name is not None)

    def outer_names(self, function: Node) -> set[str]:
        body = function.child_by_field_name("body")
        statements = body.named_children if body is not None else []
        declarations = [statement for statement in statements if statement.type == "nonlocal_statement"]
        return {self.tree.text_of(name) for statement in declarations for name in statement.named_children}

    def run_of(self, function: Node) -> Run | None:
        return run_of(self, function)

    def run_for_each(self, function: Node) -> Run | None:
        return None  # a loop or a comprehension does this

    def completed(self, call: Call) -> Call:
        return completed(self, call)

    def is_run_by_project(self, function: Node) -> bool:
        return False

    def with_fallback(self, node: Node, fallback: str) -> str:
        return self.tree.text_of(node)  # the library takes a missing context for the active one
