"""How long the spans and attached contexts of a file live, read from a TypeScript or JavaScript tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from spanlint.languages.callsites import Callee
from spanlint.languages.lifespans import is_tracer, read_lifetimes
from spanlint.languages.simple import enclosable
from spanlint.languages.syntax import range_of
from spanlint.languages.typescript.arguments import CALLBACKS, last_name, read_arguments
from spanlint.languages.typescript.uses import Uses
from spanlint.lifetimes import Enclosable, Lifetimes
from spanlint.source import ByteRange

if TYPE_CHECKING:
    from spanlint.facts import SpanCall
    from spanlint.languages.typescript.reader import TypeScriptFile

_TEST = re.compile(
    r"(?:it|test|describe|suite|specify|beforeEach|beforeAll|before|afterEach|afterAll|after|bench)\b[.(]"
)
_FINDS_SPAN = ("getActiveSpan", "getSpan")  # how a function gets at the active span without being given it


def lifetimes(file: TypeScriptFile, calls: tuple[SpanCall, ...]) -> Lifetimes:
    """How long the spans and attached contexts of this file live."""
    return read_lifetimes(_Reader(file), calls)


class _Reader(Uses):
    """What `lifespans` asks of a TypeScript or JavaScript file."""

    def __init__(self, file: TypeScriptFile) -> None:
        super().__init__(file.tree, file.scopes, file.tables)
        self._file = file

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
        if any(name in self.tree.text_of(function) for name in _FINDS_SPAN):
            return None
        parameters = function.child_by_field_name("parameters")
        parameter = function.child_by_field_name("parameter")
        if parameter is None and parameters is not None and read_arguments(parameters).values:
            parameter = read_arguments(parameters).values[0].child_by_field_name("pattern")
            return (function, parameter) if parameter is not None and parameter.type == "identifier" else None
        return function, parameter

    def is_traced(self, call: Node) -> bool:
        """Whether the tracer's origin is known, and OpenTelemetry."""
        function = call.child_by_field_name("function")
        tracer = function.child_by_field_name("object") if function is not None else None
        if tracer is None:
            return False
        origins = (self._file.followed(each, last_name(self.tree, call)) for each in self._file.origins(tracer))
        return any(is_tracer(self.tables, each) for each in frozenset[str]().union(*origins))

    def attaching(self) -> Iterator[Callee]:
        """The calls of a method `attach`."""
        for leaf in self.tree.leaves("attach"):
            callee = self._file.callee(leaf) if self._file.is_mention(leaf) else None
            if callee is not None:
                yield callee

    def origins(self, node: Node) -> frozenset[str]:
        """Where an expression comes from."""
        return self._file.origins(node)

    def attached(self, call: Node) -> str:
        """The last name of what makes the context that is attached."""
        passed = call.child_by_field_name("arguments")
        values = read_arguments(passed).values if passed is not None else ()
        return last_name(self.tree, self._file.scopes.sole_value(values[0])) if values else ""

    def is_tested(self, node: Node) -> bool:
        """Whether a node stands in a function that a test runner is given."""
        taking = (self.tree.ancestors(each)[:2] for each in self.tree.ancestors(node) if each.type in CALLBACKS)
        return any(_TEST.match(self.tree.text_of(above[1])) for above in taking if above[0].type == "arguments")

    def is_entry(self, function: Node) -> bool:
        """Whether a function is handed on: a callback may run in a context of its own."""
        above = self.tree.parent(function)
        return above is not None and above.type == "arguments"

    def enclosable(self, call: Node, ends: tuple[ByteRange, ...]) -> Enclosable | None:
        """The statements that a `finally` can be put around."""
        return enclosable(self.tree, call, ends, "statement_block")
