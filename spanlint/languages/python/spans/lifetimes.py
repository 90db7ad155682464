"""The lifetimes of the spans and attached contexts of a Python file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import calls_of, is_known_tracer
from spanlint.languages.python.calls.arguments import read_arguments
from spanlint.languages.python.names.expressions import last_name
from spanlint.languages.python.spans.attach_calls import Attaching
from spanlint.languages.spans.enclosable import enclosable
from spanlint.languages.spans.undetached import undetached_contexts
from spanlint.languages.spans.unended import unended_spans, unended_starts
from spanlint.languages.trees.tree import range_of
from spanlint.model.apis import Slot
from spanlint.model.lifetimes import Enclosable, Lifetimes
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile
    from spanlint.model.facts import SpanCall

_NAME = Slot(0, "name")
_NAMED = frozenset({"function_definition", "class_definition"})
_TEST = re.compile(r"test_|Test|setUp|.*Test(?:s|Case)?$")


def lifetimes(file: PythonFile, calls: tuple[SpanCall, ...]) -> Lifetimes:
    """The lifetimes of the spans and attached contexts of a file."""
    reader = _LocalSpanReader(file)
    unended = sorted((*unended_spans(reader, calls), *unended_starts(reader)), key=lambda span: span.at)
    return Lifetimes(tuple(unended), tuple(undetached_contexts(reader)))


class _LocalSpanReader(Attaching):
    """The answers of a Python file about the lifetimes of its spans."""

    def callees(self, names: Iterable[str]) -> Iterator[Callee]:
        """The calls of functions and methods with these names."""
        return calls_of(self._file, names)

    def call_at(self, place: ByteRange) -> Node | None:
        """The call that covers exactly these bytes."""
        node = self.tree.root.descendant_for_byte_range(*place)
        return node if node is not None and node.type == "call" and range_of(node) == place else None

    def callback(self, call: Node) -> tuple[Node, Node | None] | None:
        """None, since no call in Python passes the span to a function that it runs."""
        del call
        return None

    def is_left_open(self, call: Node, on_exit: Slot) -> bool:
        """Whether an argument says that a `with` of the call does not end its span."""
        argument_list = call.child_by_field_name("arguments")
        value = read_arguments(self.tree, argument_list).at(on_exit) if argument_list is not None else None
        return value is not None and value.type == "false"

    def takes_name(self, call: Node) -> bool:
        """Whether the first argument may be a name; other libraries describe their spans by an object."""
        argument_list = call.child_by_field_name("arguments")
        name = read_arguments(self.tree, argument_list).at(_NAME) if argument_list is not None else None
        return name is None or self._file.scopes.sole_value(name).type != "dictionary"

    def is_traced(self, call: Node) -> bool:
        """Whether the tracer's origin is known to be OpenTelemetry."""
        function = call.child_by_field_name("function")
        tracer = function.child_by_field_name("object") if function is not None else None
        if tracer is None:
            return False
        method = last_name(self.tree, call)
        origins = (self._file.followed(origin, method) for origin in self._file.origins(tracer))
        return any(is_known_tracer(self.tables, origin) for origin in frozenset[str]().union(*origins))

    def is_tested(self, node: Node) -> bool:
        """Whether a node is in a test function or a test class."""
        around = (ancestor for ancestor in self.tree.ancestors(node) if ancestor.type in _NAMED)
        names = (definition.child_by_field_name("name") for definition in around)
        return any(_TEST.match(self.tree.text_of(name)) for name in names if name is not None)

    def answer_mentions(self, mention: Node, function: Node) -> list[Node]:
        """The mentions of the local that holds the answer, where a mention asks the span for its state.

        For a mention in a nested function, they are the mentions of the flags that this function sets: the flags tell
        whether it ends the span.
        """
        above, flags = self.tree.ancestors(mention)[:3], self._flags(mention, function)
        if flags or len(above) < 3:
            return flags
        state = above[0].child_by_field_name("attribute") if above[0].type == "attribute" else None
        if state is None or above[2].type != "assignment":
            return []
        if self.tree.text_of(state) not in self.tables.shapes.span_states:  # a state says whether the span needs an end
            return []
        target = above[2].child_by_field_name("left")
        if target is None or target.type != "identifier":
            return []
        return list(self.tree.leaves_within(self.tree.text_of(target), function))

    def _flags(self, mention: Node, function: Node) -> list[Node]:
        nested = self.function_of(mention)
        body = nested.child_by_field_name("body") if nested is not None and nested != function else None
        if body is None:
            return []
        declarations = [statement for statement in body.named_children if statement.type == "nonlocal_statement"]
        names = {self.tree.text_of(name) for statement in declarations for name in statement.named_children}
        return [leaf for name in sorted(names) for leaf in self.tree.leaves_within(name, function)]

    def enclosable(self, call: Node, ends: tuple[ByteRange, ...]) -> Enclosable | None:
        """The statements to put into a `try` whose `finally` ends the span."""
        return enclosable(self.tree, call, ends, "block")
