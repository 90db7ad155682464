"""Values that a function attaches and leaves attached: for its caller, or by mistake. In any language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.protocols import Protocol
from spanlint.model.apis import ApiTables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_MAX_NODES = 2000  # nodes searched for work behind one attach
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# The first words of functions that leave a value for their caller, and words of hooks that do so for later hooks.
_SETTING = frozenset(
    {
        *("set", "put", "store", "save", "add", "update", "mark", "tag", "apply", "reset", "clear", "remove"),
        *("restore", "attach", "activate", "enter", "push", "propagate", "register", "use", "enable", "disable"),
        *("suppress", "configure", "initialize"),
    }
)
_OPENING = frozenset({"start", "started", "begin", "before", "enter", "open", "setup", "init"})
_CLOSING = frozenset(
    {
        *("end", "ended", "exit", "finish", "finished", "stop", "stopped", "close", "closed", "complete"),
        *("completed", "done", "teardown", "cleanup", "after", "leave"),
    }
)
_LEAVING = frozenset(
    {"return_statement", "raise_statement", "throw_statement", "break_statement", "continue_statement"}
)
_BLOCKS = frozenset({"block", "statement_block", "module", "program"})
_CALLS = frozenset({"call", "call_expression", "await", "await_expression"})
_NESTED = frozenset(
    {"function_definition", "lambda", "class_definition", "arrow_function", "function_expression", "class_body"}
    | {"function_declaration", "generator_function", "generator_function_declaration", "method_definition"}
)
_LOGS = re.compile(r"(?:^|[._])(?:log|logger|logging|print|console|warn\w*|debug|info|error)\b", re.IGNORECASE)
_INSPECTING = frozenset({"len", "str", "int", "float", "bool", "dict", "list", "isinstance", "getattr", "hasattr"})


class WorkQueries(Protocol):
    """The questions about attached values that a language answers about one file."""

    tables: ApiTables

    @property
    def tree(self) -> SyntaxTree:
        """The file's tree."""

    def name_of(self, function: Node) -> str:
        """The name of a function; empty if it has none."""

    def last_name(self, call: Node) -> str:
        """The last name of the function that is called."""


def is_left_by_mistake(reader: WorkQueries, call: Node, function: Node) -> bool:
    """Whether a value is attached for what the function itself does, or at the end of something.

    A function that sets a value for its caller says so by its name, or does nothing afterwards.
    """
    words = [word.lower() for word in _WORDS.findall(reader.name_of(function))]
    if not words or words[0] in _SETTING or not _OPENING.isdisjoint(words):
        return False
    return not _CLOSING.isdisjoint(words) or any(_is_work(reader, later) for later in _calls_after(reader.tree, call))


def _calls_after(tree: SyntaxTree, call: Node) -> Iterator[Node]:
    """Yields the calls in the statements that run after a call in its function, as far as they are few."""
    nodes_left = _MAX_NODES
    for statement in _statements_after(tree, call):
        pending = [statement]
        while pending and nodes_left > 0:
            node, nodes_left = pending.pop(), nodes_left - 1
            if node.type in _CALLS:
                yield node
            pending += node.named_children if node.type not in _NESTED else []


def _statements_after(tree: SyntaxTree, call: Node) -> Iterator[Node]:
    """Yields the statements after a call, in its block and in those around it, up to one that leaves."""
    inner = call
    for above in tree.ancestors(call):
        if above.type in _NESTED:
            return
        for statement in above.named_children if above.type in _BLOCKS else ():
            if statement.start_byte >= inner.end_byte:
                yield statement
                if statement.type in _LEAVING:
                    return
        inner = above


def _is_work(reader: WorkQueries, call: Node) -> bool:
    """Whether a call does anything but look at contexts, describe spans or write a log."""
    function = call.child_by_field_name("function")
    if function is None:
        return True  # an await
    contexts, name = reader.tables.contexts, reader.last_name(call)
    known = (contexts.taking, contexts.active, contexts.active_values, contexts.detaching, contexts.quiet, _INSPECTING)
    is_known = any(name in names for names in known) or name in reader.tables.shapes.span_methods
    return not is_known and _LOGS.search(reader.tree.text_of(function)) is None
