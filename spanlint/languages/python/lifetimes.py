"""How long the spans and attached contexts of a file live, read from a Python tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tree_sitter import Node

from spanlint.apis import Slot
from spanlint.languages.callsites import Callee
from spanlint.languages.lifespans import is_tracer, read_lifetimes
from spanlint.languages.python.arguments import last_name, read_arguments
from spanlint.languages.python.uses import Uses
from spanlint.languages.simple import enclosable
from spanlint.languages.syntax import range_of
from spanlint.lifetimes import Enclosable, Lifetimes
from spanlint.source import ByteRange

if TYPE_CHECKING:
    from spanlint.facts import SpanCall
    from spanlint.languages.python.reader import PythonFile

_STARTING = frozenset({"create_task", "ensure_future", "run", "run_coroutine_threadsafe", "start_soon"})
_CONTEXT = Slot(0, "context")
_NAMED = frozenset({"function_definition", "class_definition"})
_TEST = re.compile(r"test_|Test|setUp|.*Test(?:s|Case)?$")
_ALIASED = re.compile(rb"\battach\s+as\s+(\w+)")


def lifetimes(file: PythonFile, calls: tuple[SpanCall, ...]) -> Lifetimes:
    """How long the spans and attached contexts of this file live."""
    return read_lifetimes(_Reader(file), calls)


class _Reader(Uses):
    """What `lifespans` asks of a Python file."""

    def __init__(self, file: PythonFile) -> None:
        super().__init__(file.tree, file.scopes, file.names, file.tables)
        self.tables = file.tables
        self._file = file

    def call_at(self, place: ByteRange) -> Node | None:
        """The call that covers exactly these bytes."""
        node = self.tree.root.descendant_for_byte_range(*place)
        return node if node is not None and node.type == "call" and range_of(node) == place else None

    def callback(self, call: Node) -> tuple[Node, Node | None] | None:
        """None: no call of this language hands the span to a function."""
        del call
        return None

    def is_traced(self, call: Node) -> bool:
        """Whether the tracer's origin is known, and OpenTelemetry."""
        function = call.child_by_field_name("function")
        tracer = function.child_by_field_name("object") if function is not None else None
        if tracer is None:
            return False
        method = last_name(self.tree, call)
        origins = (self._file.followed(each, method) for each in self._file.origins(tracer))
        return any(is_tracer(self.tables, each) for each in frozenset[str]().union(*origins))

    def attaching(self) -> Iterator[Callee]:
        """The calls of a name that an `attach` may have."""
        if b"attach" not in self.tree.text:
            return
        names = {"attach", *(each.decode() for each in _ALIASED.findall(self.tree.text))}
        for leaf in (leaf for name in sorted(names) for leaf in self.tree.leaves(name)):
            callee = self._file.callee(leaf) if self._file.is_mention(leaf) else None
            if callee is not None:
                yield callee

    def origins(self, node: Node) -> frozenset[str]:
        """Where an expression comes from."""
        return self._file.origins(node)

    def attached(self, call: Node) -> str:
        """The last name of what makes the context that is attached."""
        passed = call.child_by_field_name("arguments")
        value = read_arguments(self.tree, passed).at(_CONTEXT) if passed is not None else None
        return last_name(self.tree, self._file.scopes.sole_value(value)) if value is not None else ""

    def is_tested(self, node: Node) -> bool:
        """Whether a node stands in a test, or in the class of one."""
        around = (each for each in self.tree.ancestors(node) if each.type in _NAMED)
        names = (each.child_by_field_name("name") for each in around)
        return any(_TEST.match(self.tree.text_of(name)) for name in names if name is not None)

    def is_entry(self, function: Node) -> bool:
        """Whether a function of this file is named without being called, or made a task."""
        name = function.child_by_field_name("name")
        return name is not None and any(map(self._is_handed, self.tree.leaves(self.tree.text_of(name))))

    def _is_handed(self, leaf: Node) -> bool:
        above = self.tree.ancestors(leaf)
        if above[0].type == "attribute":
            above = above[1:]
        if above[0].type == "call" and above[1].type == "argument_list":
            return last_name(self.tree, above[2]) in _STARTING
        return above[0].type in ("argument_list", "keyword_argument")

    def enclosable(self, call: Node, ends: tuple[ByteRange, ...]) -> Enclosable | None:
        """The statements that a `finally` can be put around."""
        return enclosable(self.tree, call, ends, "block")
