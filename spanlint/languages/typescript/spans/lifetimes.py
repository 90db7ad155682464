"""The lifetimes of the spans and attached contexts of a TypeScript or JavaScript file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import calls_of, is_known_tracer
from spanlint.languages.spans.enclosable import enclosable
from spanlint.languages.spans.undetached import undetached_contexts
from spanlint.languages.spans.unended import unended_spans, unended_starts
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
    """Returns the spans and attached contexts of this file that are not ended."""
    reader = _LocalSpanReader(file)
    unended = sorted((*unended_spans(reader, calls), *unended_starts(reader)), key=lambda span: span.at)
    return Lifetimes(tuple(unended), tuple(undetached_contexts(reader)))


class _LocalSpanReader(Attaching):
    """Answers the queries of `unended` about a TypeScript or JavaScript file."""

    def callees(self, names: Iterable[str]) -> Iterator[Callee]:
        """The calls of functions and methods with these names."""
        return calls_of(self._file, names)

    def call_at(self, place: ByteRange) -> Node | None:
        """Returns the call that covers exactly these bytes."""
        node = self.tree.root.descendant_for_byte_range(*place)
        return node if node is not None and node.type == "call_expression" and range_of(node) == place else None

    def callback(self, call: Node) -> tuple[Node, Node | None] | None:
        """Returns the function that a call runs with the span, and the parameter that takes the span; None if the
        function cannot be read or gets the span in another way."""
        arguments = call.child_by_field_name("arguments")
        values, spread = read_arguments(arguments) if arguments is not None else ((), None)
        if not values or spread is not None or values[-1].type not in CALLBACKS:
            return None
        function = values[-1]
        span_getters = self.tables.contexts.active_span | self.tables.contexts.span_of
        if any(name in self.tree.text_of(function) for name in span_getters):  # it gets the span without a parameter
            return None
        parameters = function.child_by_field_name("parameters")
        parameter = function.child_by_field_name("parameter")
        if parameter is None and parameters is not None and read_arguments(parameters).values:
            parameter = read_arguments(parameters).values[0].child_by_field_name("pattern")
            return (function, parameter) if parameter is not None and parameter.type == "identifier" else None
        return function, parameter

    def is_left_open(self, call: Node, on_exit: Slot) -> bool:
        """Returns False, because this language has no `with`."""
        del call, on_exit
        return False

    def takes_name(self, call: Node) -> bool:
        """Whether the first argument may be a name. Other libraries take an object instead."""
        arguments = call.child_by_field_name("arguments")
        values = read_arguments(arguments).values if arguments is not None else ()
        return not values or unwrapped(self._file.scopes.sole_value(values[0])).type != "object"

    def is_traced(self, call: Node) -> bool:
        """Whether the tracer is known to come from OpenTelemetry."""
        function = call.child_by_field_name("function")
        tracer = function.child_by_field_name("object") if function is not None else None
        if tracer is None:
            return False
        followed = (self._file.followed(origin, last_name(self.tree, call)) for origin in self._file.origins(tracer))
        return any(is_known_tracer(self.tables, origin) for origin in frozenset[str]().union(*followed))

    def is_tested(self, node: Node) -> bool:
        """Whether a node is in a function that is passed to a test runner."""
        path = self.tree.ancestors(node)
        return any(
            function.type in CALLBACKS and holder.type == "arguments" and _TEST.match(self.tree.text_of(call))
            for function, holder, call in zip(path, path[1:], path[2:], strict=False)
        )

    def answer_mentions(self, mention: Node, function: Node) -> list[Node]:
        """Returns the mentions of the local that stores what a mention reads from a span. For a mention in a nested
        function, returns the mentions of the flags that it sets, which show whether it ends the span."""
        ancestors, flags = self.tree.ancestors(mention)[:3], self._flags(mention, function)
        if flags or len(ancestors) < 3:
            return flags
        if ancestors[0].type != "member_expression":
            return []
        # Only these members say whether the span needs an end.
        if last_name(self.tree, ancestors[0]) not in self.tables.shapes.span_states:
            return []
        target = ancestors[2].child_by_field_name("name") if ancestors[2].type == "variable_declarator" else None
        if target is None or target.type != "identifier":
            return []
        return list(self.tree.leaves_within(self.tree.text_of(target), function))

    def _flags(self, mention: Node, function: Node) -> list[Node]:
        nested = self.function_of(mention)
        body = nested.child_by_field_name("body") if nested is not None and nested != function else None
        if body is None:
            return []
        expressions = [
            statement.named_children[0] for statement in body.named_children if statement.type == "expression_statement"
        ]
        targets = (
            expression.child_by_field_name("left")
            for expression in expressions
            if expression.type == "assignment_expression"
        )
        names = {self.tree.text_of(target) for target in targets if target is not None and target.type == "identifier"}
        return [leaf for name in sorted(names) for leaf in self.tree.leaves_within(name, function)]

    def enclosable(self, call: Node, ends: tuple[ByteRange, ...]) -> Enclosable | None:
        """Returns the statements that a `finally` can enclose."""
        return enclosable(self.tree, call, ends, "statement_block")
