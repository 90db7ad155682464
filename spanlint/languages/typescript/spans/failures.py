"""Which calls of TypeScript or JavaScript code cannot throw, and which waits cannot fail: timers, what only waits."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.calls.arguments import read_arguments
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.scopes import returns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SETTLED = frozenset({"catch", "allSettled", "sleep", "delay", "wait", "setTimeout"})
_QUIET_BASES = frozenset({"console", "logger", "log", "diag", "Date", "Math", "performance", "Object", "Array"})
_QUIET = frozenset({"String", "Number", "Boolean", "isArray", "push", "toString", "includes", "trim", "now", "hrtime"})
_PLAIN = frozenset({"string", "number", "object", "array", "true", "false", "null", "undefined", "template_string"})
_DEPTH = 3  # functions that wait for one another


class Failures:
    """What can fail in one file. `quiet` are the names of a library's functions that do not throw."""

    def __init__(self, tree: SyntaxTree, quiet: frozenset[str]) -> None:
        self._tree = tree
        self._quiet = _QUIET | quiet

    def is_quiet(self, call: Node) -> bool:
        """Whether a call is one that does not throw."""
        function = call.child_by_field_name("function")
        base = function.child_by_field_name("object") if function is not None else None
        if base is not None and last_name(self._tree, base) in _QUIET_BASES:
            return True
        return call.type == "new_expression" or last_name(self._tree, call) in self._quiet

    def is_settled(self, wait: Node) -> bool:
        """Whether what an `await` waits for cannot fail."""
        return self._settles(wait.named_children[0], _DEPTH) if wait.named_children else False

    def _settles(self, waited: Node, depth: int) -> bool:
        waited = unwrapped(waited)
        if waited.type in _PLAIN:
            return True
        function, passed = waited.child_by_field_name("function"), waited.child_by_field_name("arguments")
        if waited.type == "new_expression":
            callback = passed.named_children[0] if passed is not None and passed.named_children else None
            taken = callback.child_by_field_name("parameters") if callback is not None else None
            return callback is not None and (taken is None or taken.named_child_count < 2)
        if last_name(self._tree, waited) in _SETTLED:
            return True
        if function is None or passed is None or not depth:
            return False
        if self._tree.text_of(function) == "Promise.resolve":
            return all(self._settles(each, depth - 1) for each in read_arguments(passed).values)
        own = list(self._definitions(function)) if function.type == "identifier" else []
        return len(own) == 1 and self._only_waits(own[0], depth - 1)

    def _definitions(self, name: Node) -> Iterator[Node]:
        for leaf in self._tree.leaves(self._tree.text_of(name)):
            above = self._tree.parent(leaf)
            if above is None or above.child_by_field_name("name") != leaf:
                continue
            if above.type in FUNCTIONS:
                yield above
            elif above.type == "variable_declarator":
                value = above.child_by_field_name("value")
                yield value if value is not None else above

    def _only_waits(self, function: Node, depth: int) -> bool:
        """Whether a function does nothing that can fail, as far as can be seen."""
        body = function.child_by_field_name("body")
        if function.type not in FUNCTIONS or body is None:
            return False
        given = {each.id for each in returns(function)}
        if not all(self._settles(each, depth) for each in returns(function)):
            return False
        pending = [] if body.id in given else [body]
        while pending:
            each = pending.pop()
            if each.type == "throw_statement" or (each.type == "call_expression" and not self.is_quiet(each)):
                return False
            if each.type == "await_expression":
                if not self._settles(each.named_children[0], depth):
                    return False
            elif each.type not in FUNCTIONS and each.id not in given:
                pending += each.named_children
        return True
