"""Decorators in TypeScript as `spans.naming_decorators` asks about them: what names a method, and what is below one.

A decorator is called with the class's prototype, the method's name and its descriptor (`experimentalDecorators`), or
with the method and an object that holds its name (TypeScript 5.0, "Decorators").
"""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.span_names import span_names
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.containment import resolved
from spanlint.languages.names.values import Arguments, Call, Member, Name
from spanlint.languages.spans.naming_decorators import CLASS, FUNCTION, Decorated, Given, Mark
from spanlint.languages.typescript.file import TypeScriptFile
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.model.apis import Slot
from spanlint.model.facts import OpenedBy
from spanlint.model.span_names import NameDecorator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_TARGET, _KEY, _DESCRIPTOR = range(3)
_OPTIONS = frozenset({"object", "arrow_function", "function_expression"})
"""What a decorator is passed in place of a name."""
_PASSED_OVER = frozenset({"decorator", "comment"})
_STATIC = "Function"  # the constructor of a class, which is the target of a decorator on a static method


class Decorators:
    """The decorators of one file."""

    def __init__(self, file: TypeScriptFile) -> None:
        self._file = file
        self.path, self.tree, self.tables, self.grammar = file.path, file.tree, file.tables, file.grammar

    def callee(self, name: Node) -> Callee | None:
        return self._file.callee(name)

    def mark(self, node: Node) -> Mark | None:
        value = self.grammar.value(node)
        if isinstance(value, Call):  # String(key), key.toString()
            is_text = value.name == "String" and value.receiver is None and len(value.arguments.positional) == 1
            inner = value.arguments.positional[0] if is_text else value.receiver if value.name == "toString" else None
            return self.mark(inner) if inner is not None else None
        if isinstance(value, Member):
            return self._name_of(value.of) if value.name == "name" else None
        parameter = self._own_parameter(node)
        is_name = parameter is not None and self._position(parameter) == _KEY and parameter.key in ("", "name")
        return Mark(FUNCTION, parameter) if parameter is not None and is_name else None

    def _name_of(self, node: Node) -> Mark | None:
        """Returns the mark of `node.name`."""
        node = self.grammar.sole_value(node)
        value, parameter = self.grammar.value(node), self._own_parameter(node)
        if parameter is not None and not parameter.key:
            position, count = self._position(parameter), len(_parameters(parameter.scope))
            is_class = position == _TARGET and count > _DESCRIPTOR
            return (
                Mark(CLASS if is_class else FUNCTION, parameter) if position in (_TARGET, _KEY) and count > 1 else None
            )
        parameter = self._own_parameter(value.of) if isinstance(value, Member) else None
        if not isinstance(value, Member) or parameter is None or parameter.key:
            return None
        marks = {(_TARGET, "constructor"): CLASS, (_DESCRIPTOR, "value"): FUNCTION}
        mark = marks.get((self._position(parameter), value.name))
        return Mark(mark, parameter) if mark is not None else None

    def _own_parameter(self, node: Node) -> Binding | None:
        value = self.grammar.value(node)
        bindings = self.grammar.visible(value.node) if isinstance(value, Name) else []
        return bindings[0] if bindings and all(found.kind is Kind.PARAMETER for found in bindings) else None

    def _position(self, parameter: Binding) -> int:
        """Returns the 0-based position of a parameter; -1 for one without parentheses."""
        around = enumerate(_parameters(parameter.scope))
        at = parameter.name.start_byte
        return next((index for index, declared in around if declared.start_byte <= at < declared.end_byte), -1)

    def parameter(self, node: Node) -> Binding | None:
        value = self.grammar.value(node)
        if not isinstance(value, Member):
            return self._own_parameter(node)
        options = self._own_parameter(value.of)
        return options._replace(key=value.name) if options is not None and not options.key else None

    def decorator_of(self, function: Node) -> str | None:
        """Returns the name of the function around all others, which is the decorator; None for what is in a class."""
        around = [function, *self.tree.ancestors(function)]
        functions = [above for above in around if above.type in FUNCTIONS]
        if not functions or any(above.type in CLASSES for above in around):
            return None
        return self.grammar.function_name(functions[-1]) or None

    def expression(self, leaf: Node) -> Node | None:
        callee = self.callee(leaf)
        above = self.tree.parent(leaf)
        is_member = above is not None and above.type == "member_expression" and leaf.type == "property_identifier"
        expression = callee.call if callee is not None else above if is_member else leaf
        holder = self.tree.parent(expression) if expression is not None else None
        return expression if holder is not None and holder.type == "decorator" else None

    def leads_to(self, leaf: Node, decorator: NameDecorator) -> bool:
        above = self.tree.parent(leaf)
        function = above if above is not None and above.type == "member_expression" else leaf
        if function is leaf and self.path == decorator.path:
            kinds = (Kind.FUNCTION, Kind.VALUE, Kind.IMPORT)
            return any(binding.kind in kinds for binding in self.grammar.visible(leaf))
        for origin in self._file.origins(unwrapped(function)):
            if any(resolved(target.path) == resolved(decorator.path) and target.steps == (decorator.function,)
                   for _, target in self.grammar.imported(origin)):  # fmt: skip
                return True
            view, definition = self._file.follower.definition(origin) or (None, None)
            if view is not None and definition is not None and resolved(view.path) == resolved(decorator.path):
                return bool(view.grammar.function_name(definition) == decorator.function)
        return False

    def opened(self, expression: Node) -> OpenedBy | None:
        return self._file.openers.decorates(expression)

    def decorated(self, expression: Node) -> Iterator[Decorated]:
        holder = self.tree.parent(expression)
        below = holder.next_named_sibling if holder is not None else None
        while below is not None and below.type in _PASSED_OVER:
            below = below.next_named_sibling
        whole = self.tree.parent(holder) if holder is not None else None
        decorated = next((node for node in (below, whole) if node is not None and node.type in CLASSES), None)
        if below is not None and below.type == "method_definition":
            yield from self._method(below, expression)
        elif decorated is not None:
            body = decorated.child_by_field_name("body")
            for method in body.named_children if body is not None else ():
                name = method.child_by_field_name("name")
                is_own = not _is_static(method) and name is not None and self.tree.text_of(name) != "constructor"
                if method.type == "method_definition" and name is not None and is_own:
                    yield from self._method(method, name)

    def _method(self, method: Node, at: Node) -> Iterator[Decorated]:
        name, owner = method.child_by_field_name("name"), self.grammar.class_around(method)
        class_name = owner.child_by_field_name("name") if owner is not None else None
        if name is not None and name.type == "property_identifier":
            of = self.tree.text_of(class_name) if class_name is not None else ""
            yield Decorated(at, self.tree.text_of(name), _STATIC if _is_static(method) else of)

    def given(self, arguments: Arguments, slot: Slot) -> Given:
        value = arguments.at(slot)
        if arguments.spread is not None or value is None:
            return Given(is_known=arguments.spread is None)
        value = unwrapped(value)
        if slot.key is not None and value.type == "object":
            is_whole = not any(child.type == "spread_element" for child in value.named_children)
            inner = self.grammar.option(value, slot.key)
            if inner is None:
                return Given(is_known=is_whole)
            value = inner
        elif slot.key is not None or value.type in _OPTIONS:
            return Given(is_known=slot.key is None)
        found = span_names(self.grammar, value).patterns
        return Given(found, is_known=bool(found))


def _parameters(function: Node) -> list[Node]:
    declared = function.child_by_field_name("parameters")
    own = declared.named_children if declared is not None else []
    return [parameter for parameter in own if parameter.type != "comment"]


def _is_static(method: Node) -> bool:
    return any(child.type == "static" for child in method.children)
