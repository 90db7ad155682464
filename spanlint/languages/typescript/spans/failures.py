"""The TypeScript and JavaScript calls that cannot throw and `await` expressions that cannot fail, such as timers."""

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
_PLAIN_VALUES = frozenset(
    {"string", "number", "object", "array", "true", "false", "null", "undefined", "template_string"}
)
_DEPTH = 3  # functions that await one another


class Failures:
    """Finds what can fail in one file. `quiet` holds the names of a library's functions that do not throw."""

    def __init__(self, tree: SyntaxTree, quiet: frozenset[str]) -> None:
        self._tree = tree
        self._quiet = quiet

    def is_quiet(self, call: Node) -> bool:
        """Whether a call does not throw."""
        function = call.child_by_field_name("function")
        base = function.child_by_field_name("object") if function is not None else None
        if base is not None and last_name(self._tree, base) in _QUIET_BASES:
            return True
        name = last_name(self._tree, call)
        return call.type == "new_expression" or name in _QUIET or name in self._quiet

    def is_settled(self, wait: Node) -> bool:
        """Whether an `await` cannot fail."""
        return self._cannot_fail(wait.named_children[0], _DEPTH) if wait.named_children else False

    def _cannot_fail(self, value: Node, depth: int) -> bool:
        value = unwrapped(value)
        if value.type in _PLAIN_VALUES:
            return True
        function, arguments = value.child_by_field_name("function"), value.child_by_field_name("arguments")
        if value.type == "new_expression":
            callback = arguments.named_children[0] if arguments is not None and arguments.named_children else None
            parameters = callback.child_by_field_name("parameters") if callback is not None else None
            return callback is not None and (parameters is None or parameters.named_child_count < 2)
        if last_name(self._tree, value) in _SETTLED:
            return True
        if function is None or arguments is None or not depth:
            return False
        if self._tree.text_of(function) == "Promise.resolve":
            return all(self._cannot_fail(argument, depth - 1) for argument in read_arguments(arguments).values)
        definitions = list(self._definitions(function)) if function.type == "identifier" else []
        return len(definitions) == 1 and self._is_infallible(definitions[0], depth - 1)

    def _definitions(self, name: Node) -> Iterator[Node]:
        for leaf in self._tree.leaves(self._tree.text_of(name)):
            parent = self._tree.parent(leaf)
            if parent is None or parent.child_by_field_name("name") != leaf:
                continue
            if parent.type in FUNCTIONS:
                yield parent
            elif parent.type == "variable_declarator":
                value = parent.child_by_field_name("value")
                yield value if value is not None else parent

    def _is_infallible(self, function: Node, depth: int) -> bool:
        """Whether every call and `await` of a function is known not to fail."""
        body = function.child_by_field_name("body")
        if function.type not in FUNCTIONS or body is None:
            return False
        result_ids = {returned.id for returned in returns(function)}
        if not all(self._cannot_fail(returned, depth) for returned in returns(function)):
            return False
        pending = [] if body.id in result_ids else [body]
        while pending:
            node = pending.pop()
            if node.type == "throw_statement" or (node.type == "call_expression" and not self.is_quiet(node)):
                return False
            if node.type == "await_expression":
                if not self._cannot_fail(node.named_children[0], depth):
                    return False
            elif node.type not in FUNCTIONS and node.id not in result_ids:
                pending += node.named_children
        return True
