"""What Python's grammar says of attached contexts: what restores one, and what runs in one of its own."""

from __future__ import annotations

import re

from spanlint.languages.flow.beginnings import Answers
from spanlint.languages.python.contexts.generator_drivers import Drivers, Resumption
from spanlint.languages.python.names.expressions import entered_expression
from spanlint.languages.python.spans.conditions import TestReader
from spanlint.languages.python.spans.flow import flow_of
from spanlint.languages.spans.span_reader import SpanReader
from spanlint.model.apis import WITH
from spanlint.model.flow import Flow
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

# An ASGI server runs such a function in a separate task for each request.
_ASGI_PARAMETERS = re.compile(r"\(\s*self,\s*scope\b[^,()]*,\s*receive\b[^,()]*,\s*send\b")

# These run a coroutine that they are passed as a task, or a function in a context or a thread of its own.
_TASK_STARTERS = frozenset({"create_task", "ensure_future", "gather", "run", "run_coroutine_threadsafe", "start_soon"})
_OWN_CONTEXTS = _TASK_STARTERS | {
    *("Thread", "Timer", "Process", "start_new_thread", "submit", "map", "run_in_executor", "to_thread", "run_sync"),
    *("call_soon", "call_soon_threadsafe", "call_later", "call_at", "add_done_callback"),
}
_ENTERED = frozenset({Resumption.THROWN, Resumption.CANCELLED})


class Attaching(SpanReader):
    """The answers of a Python file about attached contexts."""

    task_starters = _TASK_STARTERS
    own_contexts = _OWN_CONTEXTS
    wrappers = frozenset({"partial"})

    def __init__(self, file: PythonFile) -> None:
        super().__init__(file)
        self._python = file.grammar
        self._scopes = file.scopes
        self._openers = file.openers
        self._drivers = Drivers(file.tree, file.scopes, file.names, file.follower)
        self._resumptions: dict[int, Resumption] = {}

    def flow(self, function: Node) -> Flow:
        """The control flow of a function."""
        return flow_of(self._python, self._scopes, function, self._resumption(function))

    def conditions(self, call: Node, function: Node) -> Answers:
        """The answers to the conditions on which the expression around a call evaluates it."""
        return TestReader(self.tree, self._scopes, function).around(call)

    def _resumption(self, function: Node) -> Resumption:
        known = self._resumptions.get(function.id)
        if known is None:
            known = self._resumptions[function.id] = self._drivers.resumption(function)
        return known

    def is_lent(self, yielding: Node) -> bool:
        """Whether a context manager yields to the body of its `with`."""
        function = self.function_of(yielding)
        return function is not None and self._resumption(function) in _ENTERED

    def managers(self, place: ByteRange) -> frozenset[str]:
        """The names of everything that wraps the generator function around a yield."""
        node = self.tree.root.descendant_for_byte_range(*place)
        function = self.function_of(node) if node is not None else None
        return self._drivers.managers(function) if function is not None else frozenset()

    def runs_apart(self, function: Node) -> bool:
        """Whether an ASGI server calls a function, which it does in a task."""
        parameters = function.child_by_field_name("parameters")
        return parameters is not None and _ASGI_PARAMETERS.match(self.tree.text_of(parameters)) is not None

    def is_own_task(self, function: Node) -> bool:
        """Whether a framework may run an asynchronous function, which is decorated for it, as a task of its own."""
        above = self.tree.parent(function)
        is_async = any(child.type == "async" for child in function.children)
        return is_async and above is not None and above.type == "decorated_definition"

    def restores(self, block: Node, inner: Node) -> bool:
        """Whether a `with` makes something current until its end."""
        if block.type != "with_statement" or inner.type != "block":
            return False
        clauses = (child for child in block.children if child.type == "with_clause")
        for item in (item for clause in clauses for item in clause.named_children if item.type == "with_item"):
            if self._openers.opens(entered_expression(item), WITH) is not None:
                return True
        return False
