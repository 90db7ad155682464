"""Decorators in Python as `spans.naming_decorators` asks about them: what names a function, and what is below one."""

from __future__ import annotations

import os
from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.span_names import passed, span_names
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.containment import resolved
from spanlint.languages.names.values import Arguments, Member, Name
from spanlint.languages.python.file import PythonFile
from spanlint.languages.python.names.expressions import unwrapped
from spanlint.languages.spans.naming_decorators import FUNCTION, QUALIFIED, Decorated, Given, Mark
from spanlint.model.apis import DECORATOR, Slot
from spanlint.model.facts import OpenedBy
from spanlint.model.span_names import NameDecorator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_MARKS = {"__name__": FUNCTION, "__qualname__": QUALIFIED}


class Decorators:
    """The decorators of one file."""

    def __init__(self, file: PythonFile) -> None:
        self._file = file
        self.path, self.tree, self.tables, self.grammar = file.path, file.tree, file.tables, file.grammar

    def callee(self, name: Node) -> Callee | None:
        return self._file.callee(name)

    def mark(self, node: Node) -> Mark | None:
        value = self.grammar.value(node)
        if not isinstance(value, Member) or value.name not in _MARKS:
            return None
        parameter = self.parameter(value.of)
        return Mark(_MARKS[value.name], parameter) if parameter is not None else None

    def parameter(self, node: Node) -> Binding | None:
        value = self.grammar.value(node)
        bindings = self.grammar.visible(value.node) if isinstance(value, Name) else []
        return bindings[0] if bindings and all(found.kind is Kind.PARAMETER for found in bindings) else None

    def decorator_of(self, function: Node) -> str | None:
        """Returns the name of the function around all others, which is the decorator; None for what is in a class."""
        around = [function, *self.tree.ancestors(function)]
        functions = [above for above in around if above.type == "function_definition"]
        name = functions[-1].child_by_field_name("name") if functions else None
        is_in_class = any(above.type == "class_definition" for above in around)
        return self.tree.text_of(name) if name is not None and not is_in_class else None

    def expression(self, leaf: Node) -> Node | None:
        callee = self.callee(leaf)
        above = self.tree.parent(leaf)
        is_member = above is not None and above.type == "attribute" and above.child_by_field_name("attribute") == leaf
        expression = callee.call if callee is not None else above if is_member else leaf
        holder = self.tree.parent(expression) if expression is not None else None
        return expression if holder is not None and holder.type == "decorator" else None

    def leads_to(self, leaf: Node, decorator: NameDecorator) -> bool:
        above = self.tree.parent(leaf)
        function = above if above is not None and above.type == "attribute" else leaf
        if function is leaf and self.path == decorator.path:
            kinds = (Kind.FUNCTION, Kind.VALUE, Kind.IMPORT)
            return any(binding.kind in kinds for binding in self.grammar.visible(leaf))
        for origin in self._file.origins(unwrapped(function)):
            if any(_whole(target.path) == _whole(decorator.path) and target.steps == (decorator.function,)
                   for _, target in self.grammar.imported(origin)):  # fmt: skip
                return True
            view, definition = self._file.follower.definition(origin) or (None, None)
            name = definition.child_by_field_name("name") if definition is not None else None
            if view is not None and name is not None and _whole(view.path) == _whole(decorator.path):
                return bool(view.tree.text_of(name) == decorator.function)
        return False

    def opened(self, expression: Node) -> OpenedBy | None:
        return self._file.openers.opens(expression, DECORATOR)

    def decorated(self, expression: Node) -> Iterator[Decorated]:
        holder = self.tree.parent(expression)
        whole = self.tree.parent(holder) if holder is not None else None
        definition = whole.child_by_field_name("definition") if whole is not None else None
        name = definition.child_by_field_name("name") if definition is not None else None
        if whole is None or definition is None or name is None or definition.type != "function_definition":
            return
        owner = self.grammar.class_around(whole)
        class_name = owner.child_by_field_name("name") if owner is not None else None
        of = self.tree.text_of(class_name) if class_name is not None else ""
        yield Decorated(expression, self.tree.text_of(name), of)

    def given(self, arguments: Arguments, slot: Slot) -> Given:
        if arguments.is_open or arguments.spread is not None:
            return Given(is_known=False)
        name = passed(self.grammar, arguments, slot)
        found = span_names(self.grammar, name).patterns if name is not None else ()
        return Given(found, is_known=name is None or bool(found))


def _whole(path: str) -> str:
    return resolved(os.path.join(os.getcwd(), path))
