"""How long the spans and attached contexts of a file live, read from a Python tree."""

from __future__ import annotations

import re

from spanlint.languages.python.calls.arguments import read_arguments
from spanlint.languages.python.names.expressions import last_name
from spanlint.languages.python.spans.attach_calls import Attaching
from spanlint.languages.spans.enclosable import enclosable
from spanlint.languages.spans.undetached import contexts
from spanlint.languages.spans.unended import is_tracer, spans
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
    """How long the spans and attached contexts of this file live."""
    reader = _LocalSpanReader(file)
    return Lifetimes(tuple(spans(reader, calls)), tuple(contexts(reader)))


class _LocalSpanReader(Attaching):
    """What `lifespans` asks of a Python file."""

    def call_at(self, place: ByteRange) -> Node | None:
        """The call that covers exactly these bytes."""
        node = self.tree.root.descendant_for_byte_range(*place)
        return node if node is not None and node.type == "call" and range_of(node) == place else None

    def callback(self, call: Node) -> tuple[Node, Node | None] | None:
        """None: no call of this language hands the span to a function."""
        del call
        return None

    def is_left_open(self, call: Node, on_exit: Slot) -> bool:
        """Whether an argument says that a `with` of the call does not end its span."""
        passed = call.child_by_field_name("arguments")
        said = read_arguments(self.tree, passed).at(on_exit) if passed is not None else None
        return said is not None and said.type == "false"

    def takes_name(self, call: Node) -> bool:
        """Whether the first argument may be a name: other libraries' spans are described by an object."""
        passed = call.child_by_field_name("arguments")
        name = read_arguments(self.tree, passed).at(_NAME) if passed is not None else None
        return name is None or self._file.scopes.sole_value(name).type != "dictionary"

    def is_traced(self, call: Node) -> bool:
        """Whether the tracer's origin is known, and OpenTelemetry."""
        function = call.child_by_field_name("function")
        tracer = function.child_by_field_name("object") if function is not None else None
        if tracer is None:
            return False
        method = last_name(self.tree, call)
        origins = (self._file.followed(each, method) for each in self._file.origins(tracer))
        return any(is_tracer(self.tables, each) for each in frozenset[str]().union(*origins))

    def is_tested(self, node: Node) -> bool:
        """Whether a node stands in a test, or in the class of one."""
        around = (each for each in self.tree.ancestors(node) if each.type in _NAMED)
        names = (each.child_by_field_name("name") for each in around)
        return any(_TEST.match(self.tree.text_of(name)) for name in names if name is not None)

    def asked_by(self, mention: Node, function: Node) -> list[Node]:
        """Where what a mention asks of a span is asked again: the mentions of the local that it is given to. Those of a
        flag that a nested function sets, which has the span, tell whether that one ends it."""
        above, flags = self.tree.ancestors(mention)[:3], self._flags(mention, function)
        if flags or len(above) < 3:
            return flags
        asked = above[0].child_by_field_name("attribute") if above[0].type == "attribute" else None
        if asked is None or above[2].type != "assignment":
            return []
        if self.tree.text_of(asked) not in self.tables.shapes.span_states:  # these say whether it needs an end
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
        declared = [each for each in body.named_children if each.type == "nonlocal_statement"]
        names = {self.tree.text_of(each) for statement in declared for each in statement.named_children}
        return [leaf for name in sorted(names) for leaf in self.tree.leaves_within(name, function)]

    def enclosable(self, call: Node, ends: tuple[ByteRange, ...]) -> Enclosable | None:
        """The statements that a `finally` can be put around."""
        return enclosable(self.tree, call, ends, "block")
