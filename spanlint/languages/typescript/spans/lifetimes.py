"""How long the spans and attached contexts of a file live, read from a TypeScript or JavaScript tree."""

from __future__ import annotations

import re

from spanlint.languages.spans.enclosable import enclosable
from spanlint.languages.spans.undetached import undetached_contexts
from spanlint.languages.spans.unended import is_known_tracer, unended_spans
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.calls.arguments import CALLBACKS, read_arguments
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.spans.attach_calls import Attaching
from spanlint.model.lifetimes import Enclosable, Lifetimes
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile
    from spanlint.model.apis import Slot
    from spanlint.model.facts import SpanCall

_TEST = re.compile(
    r"(?:it|test|describe|suite|specify|beforeEach|beforeAll|before|afterEach|afterAll|after|bench)\b[.(]"
)


def lifetimes(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Lifetimes:
    """How long the spans and attached contexts of this file live."""
    reader = _LocalSpanReader(file)
    return Lifetimes(tuple(unended_spans(reader, calls)), tuple(undetached_contexts(reader)))


class _LocalSpanReader(Attaching):
    """What `lifespans` asks of a TypeScript or JavaScript file."""

    def call_at(self, place: ByteRange) -> Node | None:
        """The call that covers exactly these bytes."""
        node = self.tree.root.descendant_for_byte_range(*place)
        return node if node is not None and node.type == "call_expression" and range_of(node) == place else None

    def callback(self, call: Node) -> tuple[Node, Node | None] | None:
        """The function that a call runs with the span, and the parameter that takes it; None where it cannot be read,
        or finds the span otherwise."""
        passed = call.child_by_field_name("arguments")
        values, spread = read_arguments(passed) if passed is not None else ((), None)
        if not values or spread is not None or values[-1].type not in CALLBACKS:
            return None
        function = values[-1]
        finding = self.tables.contexts.active_span | self.tables.contexts.span_of
        if any(name in self.tree.text_of(function) for name in finding):  # it needs no parameter to get at the span
            return None
        parameters = function.child_by_field_name("parameters")
        parameter = function.child_by_field_name("parameter")
        if parameter is None and parameters is not None and read_arguments(parameters).values:
            parameter = read_arguments(parameters).values[0].child_by_field_name("pattern")
            return (function, parameter) if parameter is not None and parameter.type == "identifier" else None
        return function, parameter

    def is_left_open(self, call: Node, on_exit: Slot) -> bool:
        """Never: this language has no `with`."""
        del call, on_exit
        return False

    def takes_name(self, call: Node) -> bool:
        """Whether the first argument may be a name: other libraries' spans are described by an object."""
        passed = call.child_by_field_name("arguments")
        values = read_arguments(passed).values if passed is not None else ()
        return not values or unwrapped(self._file.scopes.sole_value(values[0])).type != "object"

    def is_traced(self, call: Node) -> bool:
        """Whether the tracer's origin is known, and OpenTelemetry."""
        function = call.child_by_field_name("function")
        tracer = function.child_by_field_name("object") if function is not None else None
        if tracer is None:
            return False
        origins = (self._file.followed(each, last_name(self.tree, call)) for each in self._file.origins(tracer))
        return any(is_known_tracer(self.tables, each) for each in frozenset[str]().union(*origins))

    def is_tested(self, node: Node) -> bool:
        """Whether a node stands in a function that a test runner is given."""
        taking = (self.tree.ancestors(each)[:2] for each in self.tree.ancestors(node) if each.type in CALLBACKS)
        return any(_TEST.match(self.tree.text_of(above[1])) for above in taking if above[0].type == "arguments")

    def answer_mentions(self, mention: Node, function: Node) -> list[Node]:
        """Where what a mention asks of a span is asked again: the mentions of the local that it is given to. Those of a
        flag that a nested function sets, which has the span, tell whether that one ends it."""
        above, flags = self.tree.ancestors(mention)[:3], self._flags(mention, function)
        if flags or len(above) < 3:
            return flags
        if above[0].type != "member_expression":
            return []
        if last_name(self.tree, above[0]) not in self.tables.shapes.span_states:  # these say whether it needs an end
            return []
        target = above[2].child_by_field_name("name") if above[2].type == "variable_declarator" else None
        if target is None or target.type != "identifier":
            return []
        return list(self.tree.leaves_within(self.tree.text_of(target), function))

    def _flags(self, mention: Node, function: Node) -> list[Node]:
        nested = self.function_of(mention)
        body = nested.child_by_field_name("body") if nested is not None and nested != function else None
        if body is None:
            return []
        set_here = [each.named_children[0] for each in body.named_children if each.type == "expression_statement"]
        targets = (each.child_by_field_name("left") for each in set_here if each.type == "assignment_expression")
        names = {self.tree.text_of(each) for each in targets if each is not None and each.type == "identifier"}
        return [leaf for name in sorted(names) for leaf in self.tree.leaves_within(name, function)]

    def enclosable(self, call: Node, ends: tuple[ByteRange, ...]) -> Enclosable | None:
        """The statements that a `finally` can be put around."""
        return enclosable(self.tree, call, ends, "statement_block")
