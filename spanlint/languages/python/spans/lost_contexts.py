"""The Python calls that hand a function which starts spans to a thread, where no span is current."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.names.bindings import reaching_bindings
from spanlint.languages.names.origins import UNKNOWN
from spanlint.languages.names.values import Call, Nothing
from spanlint.languages.python.names.expressions import unwrapped
from spanlint.languages.spans.current.current_file import CurrentFile
from spanlint.languages.spans.current.started_spans import StartedSpans
from spanlint.languages.trees.tree import range_of
from spanlint.model.apis import Slot
from spanlint.model.current_spans import HandOver, LostContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile
    from spanlint.model.facts import SpanCall

# What runs a function in another thread, and the slot of the function: concurrent/futures/thread.py, threading.py and
# asyncio/base_events.py of Python 3.14. `asyncio.to_thread` copies the context.
_SLOTS = {
    "submit": Slot(0),
    "map": Slot(0),
    "Thread": Slot(1, "target"),
    "run_in_executor": Slot(1, "func"),
}
_HAND_OVERS = {
    "submit": HandOver.ARGUMENTS,
    "map": HandOver.EACH,
    "Thread": HandOver.THREAD,
    "run_in_executor": HandOver.ARGUMENTS,
}
_POOL = re.compile(r"concurrent\.futures\.(?:thread\.)?ThreadPoolExecutor\(\)")
_THREAD = "threading.Thread"
_SAYS_POOL = re.compile(r"pool|executor", re.IGNORECASE)
_OTHER_POOL = re.compile(r"process|multiprocessing|dask|ray", re.IGNORECASE)
_INSTRUMENTOR = re.compile(rb"ThreadingInstrumentor")
_PARTIAL = "partial"


def lost_contexts(file: PythonFile, calls: Sequence[SpanCall]) -> Iterator[LostContext]:
    """Yields the calls that hand a function over inside of a span, unless something in the project copies contexts."""
    reader = _HandOvers(file, calls)
    found = [lost for name in _SLOTS for leaf in file.tree.leaves(name) for lost in reader.lost_at(leaf)]
    if found and not reader.is_instrumented():
        yield from sorted(found)


class _HandOvers:
    """Finds what one file hands to threads."""

    def __init__(self, file: PythonFile, calls: Sequence[SpanCall]) -> None:
        self._file = file
        self._grammar = file.grammar
        self._started = StartedSpans(file, calls)
        self._own = {
            name for name, openers in file.tables.openers.items() if any(opener.api == "project" for opener in openers)
        }

    def is_instrumented(self) -> bool:
        """Whether the project installs what copies the context into each thread."""
        is_here = _INSTRUMENTOR.search(self._file.tree.text) is not None
        return is_here or any(True for _ in self._file.follower.views_with(_INSTRUMENTOR))

    def lost_at(self, leaf: Node) -> Iterator[LostContext]:
        """Yields the call of a name, if it hands over a function that starts spans while a span is current."""
        callee = self._file.callee(leaf) if self._file.is_mention(leaf) else None
        name = self._file.tree.text_of(leaf)
        if callee is None or callee.is_decorator or not self._runs_in_thread(callee, name):
            return
        target = callee.arguments.at(_SLOTS[name])
        if target is None or not self._starts_spans(target):
            return
        opened = self._file.openers.around(callee.call)
        if opened is not None and not opened.is_root:
            text = " ".join(self._file.tree.text_of(target).split())
            places = range_of(callee.call), range_of(target)
            yield LostContext(range_of(leaf), name, text, opened.at, *places, _HAND_OVERS[name])

    def _runs_in_thread(self, callee: Callee, name: str) -> bool:
        """Whether a call runs a function in a thread: by its origin, or by the name of its receiver."""
        if name == "Thread":
            return _THREAD in self._grammar.origins(callee.member or callee.name)
        if callee.receiver is None:
            return False
        if name == "run_in_executor":
            pool = callee.arguments.at(Slot(0, "executor"))
            value = self._grammar.value(pool) if pool is not None else None
            return pool is not None and (isinstance(value, Nothing) or self._is_pool(pool))
        return self._is_pool(callee.receiver)

    def _is_pool(self, node: Node) -> bool:
        bindings = reaching_bindings(self._file.tree, self._grammar.visible(node), node)
        values = [binding.value or node for binding in bindings] or [node]
        origins = frozenset[str]().union(*map(self._grammar.origins, values))
        if all(_POOL.fullmatch(origin) for origin in origins):
            return True
        made = self._grammar.value(self._grammar.sole_value(node))
        is_configured = isinstance(made, Call) and made.name in self._own
        if origins - {UNKNOWN} or is_configured:
            return False
        text = self._file.tree.text_of(node)
        return _SAYS_POOL.search(text) is not None and _OTHER_POOL.search(text) is None

    def _starts_spans(self, target: Node) -> bool:
        found = self._function(target)
        if found is None:
            return False
        file, function = found
        openers = (opener for openers in file.tables.openers.values() for opener in openers if opener.ends is not None)
        activating = file.tables.contexts.attaching.keys() | {opener.name for opener in openers}
        return not file.tree.has_within(frozenset(activating), function) and self._started.starts(file, function)

    def _function(self, target: Node) -> tuple[CurrentFile, Node] | None:
        """The function of the project that is handed over, and the file that defines it."""
        node = unwrapped(target)
        if node.type == "lambda":
            return self._file, node
        call = self._grammar.value(node) if node.type == "call" else None
        if isinstance(call, Call):
            is_partial = call.name == _PARTIAL and bool(call.arguments.positional)
            return self._function(call.arguments.positional[0]) if is_partial else None
        if node.type not in ("identifier", "attribute") or self._file.last_name(node) in self._own:
            return None
        own = self._grammar.own_definition(node)
        if own is not None:
            return self._file, own
        for origin in self._grammar.origins(node):
            view, function = self._file.follower.definition(origin) or (None, None)
            if view is not None and function is not None and function.type == "function_definition":
                return view, function
        return None
