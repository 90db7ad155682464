"""What a Python file does with exceptions: which clause handles one, what raises it again, which `with` records it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.owners import CONTEXT_APIS
from spanlint.languages.names.bindings import Binding, Kind, reaching_bindings
from spanlint.languages.names.origins import last_name as origin_name
from spanlint.languages.names.values import Call, Name
from spanlint.languages.python.names.bindings import FUNCTIONS
from spanlint.languages.python.names.expressions import entered_expression, last_name
from spanlint.languages.python.spans.attach_calls import Attaching
from spanlint.languages.python.spans.decorated import decoration_of, decorators_of
from spanlint.languages.python.spans.removed_handlers import removed_from_handler, unused_target
from spanlint.languages.spans.statuses.recorded_twice import ManagedBlock
from spanlint.languages.spans.statuses.removed_statements import Removal
from spanlint.languages.trees.tree import range_of
from spanlint.model.apis import DECORATOR, WITH
from spanlint.model.facts import SpanCall
from spanlint.model.slots import Slot
from spanlint.model.status_calls import RecordingManager
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

_CLASS = re.compile(r"_*[A-Z]\w*[a-z]\w*")
_NOT_EXCEPTIONS = frozenset(
    {"BaseException", "BaseExceptionGroup", "GeneratorExit", "KeyboardInterrupt", "SystemExit"}
    | {"CancelledError", "Cancelled"}  # of asyncio and of trio
)
_ON_STACK, _STACKS = "enter_context", frozenset({"ExitStack", "AsyncExitStack"})
_DEPTH = 4  # names that stand for one another


class Exceptions:
    """The exceptions of one file."""

    def __init__(self, file: PythonFile, reader: Attaching, calls: tuple[SpanCall, ...]) -> None:
        self.file = file
        self.grammar = file.grammar
        self._tree = file.tree
        self.reader = reader
        reader.know(calls)
        self._managers = file.tables.statuses.managers
        self._calls = {call.call: call for call in calls if call.creator.api in CONTEXT_APIS}

    def handler(self, exception: Node) -> Node | None:
        """The `except` clause that binds the name of an exception."""
        text = self._tree.text_of(exception)
        for ancestor in self._tree.ancestors(exception):
            if ancestor.type in FUNCTIONS:
                return None
            if ancestor.type == "except_clause" and self._alias(ancestor) == text:
                return ancestor
        return None

    def removed(self, call: Node, exception: Node, removal: Removal) -> tuple[ByteRange, ...]:
        """What to delete so that the call that records an exception is gone, and what only it needs."""
        return (
            *unused_target(self.grammar, call),
            *removed_from_handler(self._tree, call, self.handler(exception), removal),
        )

    def _alias(self, clause: Node) -> str:
        named = next((child for child in clause.named_children if child.type == "as_pattern"), None)
        alias = named.child_by_field_name("alias") if named is not None else None
        return self._tree.text_of(alias) if alias is not None else ""

    def is_seen(self, exception: Node, managed: ManagedBlock) -> bool:
        """Whether a manager certainly sees an exception of this type when it leaves."""
        clause = self.handler(exception)
        if managed.manager.sees_all:
            return True
        names = self._caught(clause) if clause is not None else self._raised_class(exception)
        return bool(names) and all(_CLASS.fullmatch(name) and name not in _NOT_EXCEPTIONS for name in names)

    def _caught(self, clause: Node) -> list[str]:
        named = next(child for child in clause.named_children if child.type == "as_pattern").named_children[0]
        classes = named.named_children if named.type == "tuple" else [named]
        return [last_name(self._tree, caught) for caught in classes if caught.type != "comment"]

    def _raised_class(self, exception: Node) -> list[str]:
        value = self.grammar.value(self.grammar.sole_value(exception))
        return [value.name] if isinstance(value, Call) else []

    def is_raise_of(self, raising: Node, exception: Node) -> bool:
        """Whether a `raise` is of the exception of a name: by that name, or by none in the clause that binds it."""
        clause = self.handler(exception)
        around = next((above for above in self._tree.ancestors(raising) if above.type.startswith("except")), None)
        cause = raising.child_by_field_name("cause")
        raised = [child for child in raising.named_children if child != cause and child.type != "comment"]
        if not raised:
            return clause is not None and around == clause
        value = self.grammar.value(raised[0])
        is_same = isinstance(value, Name) and value.text == self._tree.text_of(exception)
        return is_same and len(self._bound(exception)) <= 1 and (clause is None or self.handler(value.node) == clause)

    def _bound(self, exception: Node) -> list[Binding]:
        """What gives the name of an exception its value, apart from clauses."""
        return [binding for binding in self.grammar.visible(exception) if binding.kind is Kind.VALUE]

    def managed(self, span: Node) -> ManagedBlock | None:
        """The `with` or the decorator that records the exceptions that leave it on the span of an expression."""
        for _ in range(_DEPTH):
            value = self.grammar.value(span)
            if isinstance(value, Call):
                return self._managed_by_call(value)
            binding = self._binding(value.node) if isinstance(value, Name) else None
            if binding is not None and binding.kind is Kind.PARAMETER and isinstance(value, Name):
                return self._entered_by_name(value.node)
            if binding is None or binding.value is None:
                return None
            made = self.grammar.value(binding.value)
            if binding.kind is Kind.WITH or not isinstance(made, Call | Name):
                return self._entered(binding.value, span) if binding.kind is Kind.WITH else None
            if isinstance(made, Call) and range_of(made.node) in self._calls:
                return self._entered_by_name(value.node)
            if isinstance(made, Call) and made.name == _ON_STACK:
                return self._entered_on_stack(made, span)
            span = binding.value
        return None

    def _binding(self, name: Node) -> Binding | None:
        """The binding that a mention of a name certainly has: the `with` around it, or else the only one."""
        bindings = reaching_bindings(self._tree, self.grammar.visible(name), name)
        last = next(bindings, None)
        if last is not None and last.kind is Kind.WITH and self._with_of(last) in self._tree.ancestors(name):
            return last
        return last if next(bindings, None) is None else None

    def _with_of(self, binding: Binding) -> Node | None:
        around = self._tree.ancestors(binding.name)
        return next((above for above in around if above.type == "with_statement"), None)

    def _managed_by_call(self, call: Call) -> ManagedBlock | None:
        """What made the span current that a call returns."""
        names = {call.name, *map(origin_name, self.grammar.origins(call.callee))}
        if names.isdisjoint(self.grammar.tables.contexts.active_span) or call.arguments.has_any():
            return None
        inner = call.node
        for above in self._tree.ancestors(call.node):
            if above.type == "with_statement" and inner.type == "block":
                for item in self._items(above):
                    if self._activates(item):
                        return self._managed_by_item(item, above)
            if above.type in FUNCTIONS:
                return self._managed_by_decorator(above)
            inner = above
        return None

    def _activates(self, item: Node) -> bool:
        return self.file.openers.opens(entered_expression(item), WITH) is not None

    def _items(self, statement: Node) -> Iterator[Node]:
        """Yields the items of a `with`, the last one first."""
        for clause in statement.children:
            if clause.type == "with_clause":
                yield from (item for item in reversed(clause.named_children) if item.type == "with_item")

    def _managed_by_item(self, item: Node, statement: Node) -> ManagedBlock | None:
        return self._managed(entered_expression(item), WITH, statement)

    def _entered(self, entered: Node, mention: Node) -> ManagedBlock | None:
        """What a `with` enters, if the mention is in its block."""
        statement = next((above for above in self._tree.ancestors(entered) if above.type == "with_statement"), None)
        is_inside = statement is not None and statement in self._tree.ancestors(mention)
        return self._managed(entered, WITH, statement) if is_inside and statement is not None else None

    def _entered_on_stack(self, call: Call, mention: Node) -> ManagedBlock | None:
        """What a stack enters, which leaves it at the end of the `with` that the stack is of."""
        receiver = call.receiver
        stack = self._binding(receiver) if receiver is not None and receiver.type == "identifier" else None
        made = self.grammar.value(stack.value) if stack is not None and stack.value is not None else None
        statement = self._with_of(stack) if stack is not None and stack.kind is Kind.WITH else None
        is_inside = statement is not None and statement in self._tree.ancestors(mention)
        if statement is None or not is_inside or not isinstance(made, Call) or made.name not in _STACKS:
            return None
        return self._managed(call.arguments.all()[0], WITH, statement) if call.arguments.has_any() else None

    def _entered_by_name(self, name: Node) -> ManagedBlock | None:
        """The `with` around a mention of a local span that enters the span, or what makes it current."""
        text = self._tree.text_of(name)
        for above in self._tree.ancestors(name):
            if above.type in FUNCTIONS:
                return None
            for item in self._items(above) if above.type == "with_statement" else ():
                call = self.grammar.value(entered_expression(item))
                manager = self._managers.get(call.name) if isinstance(call, Call) else None
                slot = manager.span if manager is not None else None
                passed = call.arguments.at(slot) if isinstance(call, Call) and slot is not None else None
                if passed is not None and self._tree.text_of(passed) == text:
                    return self._managed(entered_expression(item), WITH, above)
        return None

    def _managed_by_decorator(self, function: Node) -> ManagedBlock | None:
        whole = self._tree.parent(function)
        if whole is None or whole.type != "decorated_definition" or decoration_of(self._tree, function) is not None:
            return None
        for decorator in reversed(decorators_of(whole)):
            if self.file.openers.opens(decorator.named_children[0], DECORATOR) is not None:
                return self._managed(decorator.named_children[0], DECORATOR, function)
        return None

    def _managed(self, expression: Node, form: str, block: Node) -> ManagedBlock | None:
        """The manager that a call makes, if it is a library's."""
        call = self.grammar.value(expression)
        manager = self._managers.get(call.name) if isinstance(call, Call) else None
        if not isinstance(call, Call) or manager is None or not self._is_of_library(call, form, manager):
            return None
        function = block if block.type in FUNCTIONS else self.grammar.function_of(block)
        name = call.callee.child_by_field_name("attribute") or call.callee
        if function is None or call.arguments.is_open or call.arguments.spread is not None:
            return None
        records, sets = (not _is_told(self, call, slot) for slot in (manager.records, manager.sets))
        return ManagedBlock(manager, name, block, function, records, sets)

    def _is_of_library(self, call: Call, form: str, manager: RecordingManager) -> bool:
        if manager.span is None:
            return range_of(call.node) in self._calls
        opened = self.file.openers.opens(call.node, form)
        return opened is not None and opened.api in CONTEXT_APIS


def _is_told(exceptions: Exceptions, call: Call, slot: Slot | None) -> bool:
    """Whether an argument may turn off what a manager does."""
    flag = call.arguments.at(slot) if slot is not None else None
    return flag is not None and exceptions.file.tree.text_of(flag) != "True"
