"""Whether a function of the project starts spans under the context in which it runs, in any language."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from spanlint.languages.calls.call_sites import read_calls
from spanlint.languages.names.values import Call
from spanlint.languages.spans.current.calls_between import calls_between
from spanlint.languages.spans.current.current_file import CurrentFile
from spanlint.languages.spans.current.local_spans import call_node
from spanlint.model.facts import ParentState

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.model.facts import SpanCall

_DEPTH = 3  # functions that call one another
_MAX_CALLS = 100  # calls in one function that are followed


class StartedSpans:
    """The spans that the functions of a file start, and the functions of other files that they call."""

    def __init__(self, file: CurrentFile, calls: Sequence[SpanCall]) -> None:
        self._calls: dict[str, Sequence[SpanCall]] = {file.path: calls}
        self._known: dict[tuple[str, int], bool] = {}

    def starts(self, file: CurrentFile, function: Node, depth: int = _DEPTH) -> bool:
        """Whether a function, or one that it calls, starts a span that it passes no parent."""
        key = file.path, function.id
        if key not in self._known:
            self._known[key] = False  # a function that calls itself starts nothing new
            self._known[key] = self._starts_itself(file, function) or (
                depth > 0 and self._calls_one(file, function, depth)
            )
        return self._known[key]

    def target(self, file: CurrentFile, call: Call) -> tuple[CurrentFile, Node] | None:
        """The function of the project that a call runs, and the file that defines it."""
        own = file.grammar.own_definition(call.callee)
        if own is not None:
            return file, own
        view, function = file.grammar.definition(call) or (None, None)
        return (view or file, function) if function is not None else None

    def _starts_itself(self, file: CurrentFile, function: Node) -> bool:
        if file.path not in self._calls:
            self._calls[file.path] = read_calls(file, file.tables).calls
        around = file.tree.parent(function)
        decorated = around if around is not None and around.type == "decorated_definition" else function
        calls = self._calls[file.path]
        first = bisect_left(calls, decorated.start_byte, key=_start)
        within = calls[first : bisect_left(calls, function.end_byte, lo=first, key=_start)]
        for call in filter(is_ambient, within):
            node = call_node(file.tree, call)
            if call.is_decorator and call.at.start < function.start_byte:
                return True
            if node is not None and not call.is_decorator and _is_run_by(file, node, function):
                return True
        return False

    def _calls_one(self, file: CurrentFile, function: Node, depth: int) -> bool:
        nodes = calls_between(file.grammar, function, function.start_byte, function.end_byte)
        for _, node in zip(range(_MAX_CALLS), nodes, strict=False):
            call = file.grammar.value(node) if _is_run_by(file, node, function) else None
            target = self.target(file, call) if isinstance(call, Call) else None
            if target is not None and self.starts(*target, depth - 1):
                return True
        return False


def _start(call: SpanCall) -> int:
    return call.at.start


def _is_run_by(file: CurrentFile, node: Node, function: Node) -> bool:
    """Whether a node runs with a function around it, or with a generator expression, which is no function."""
    scope = file.grammar.scope_of(node)
    return (
        scope in (function, file.grammar.scope_of(function))
        if function.type not in file.grammar.types.functions
        else scope == function
    )


def is_ambient(call: SpanCall) -> bool:
    """Whether a call starts its span under the active context."""
    if not call.creator.takes_context or call.creator.absent != "ambient":
        return False
    if call.parent.state in (ParentState.ABSENT, ParentState.EMPTY):
        return True
    return call.parent.state is ParentState.PASSED and call.details().is_parentless
