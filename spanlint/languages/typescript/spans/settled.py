"""The TypeScript and JavaScript `await` expressions that cannot fail, because their promise is never rejected."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.calls.arguments import read_arguments
from spanlint.languages.typescript.calls.definitions import definition_of, member_definition_of
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS, PARAMETERS
from spanlint.languages.typescript.names.expressions import function_of, last_name, unwrapped
from spanlint.languages.typescript.names.scopes import Scopes, returns
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SETTLED = frozenset({"allSettled", "sleep", "delay", "wait", "setTimeout"})
_JOINING = frozenset({"Promise.all", "Promise.race", "Promise.any"})
_PLAIN_VALUES = (
    frozenset({"string", "number", "regex", "object", "array", "true", "false", "null", "undefined", "template_string"})
    | {"unary_expression", "update_expression", "member_expression", "subscript_expression", "await_expression"}
    | (FUNCTIONS - {"method_definition"})
)
_FORKS = {
    "ternary_expression": ("consequence", "alternative"),
    "binary_expression": ("left", "right"),
    "assignment_expression": ("right",),
}
_ALTERNATIVES = frozenset({"&&", "||", "??"})
_SYNCHRONOUS = frozenset(
    {"filter", "find", "flat", "join", "map", "parseFloat", "parseInt", "replace", "reverse", "round", "slice", "some"}
    | {"sort", "split", "stringify", "toFixed", "toISOString", "toLowerCase", "toUpperCase", "every", "concat"}
)
_DEPTH = 3  # functions that await one another
_UNKNOWN_PROMISES = frozenset({"identifier", "member_expression", "subscript_expression"})
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})


class _Guard(Record):
    """What surrounds a statement: a `catch` that handles what it throws, and whether it belongs to a `catch` or a
    `finally` itself. In `is_trusted` code a plain call is taken not to throw."""

    is_caught: bool
    is_handling: bool
    is_trusted: bool


def _is_catching(statement: Node) -> bool:
    return statement.type == "try_statement" and statement.child_by_field_name("handler") is not None


class Settled:
    """Finds the awaits of one file that cannot fail. `is_quiet` says whether a call does not throw, `running` names the
    functions that return what the function returns which they are passed."""

    def __init__(
        self, tree: SyntaxTree, scopes: Scopes, is_quiet: Callable[[Node], bool], running: frozenset[str]
    ) -> None:
        self._tree = tree
        self._scopes = scopes
        self.is_quiet = is_quiet
        self._running = running
        self._failing: dict[tuple[int, int], bool] = {}

    def is_settled(self, wait: Node) -> bool:
        """Whether an `await` cannot fail."""
        return bool(wait.named_children) and self.settles(wait.named_children[0])

    def settles(self, promise: Node, depth: int = _DEPTH) -> bool:
        """Whether what is awaited is never rejected. Parameters and members are awaited because they are promises."""
        waited = self._scopes.sole_value(promise)
        return waited.type not in _UNKNOWN_PROMISES and self._holds(waited, depth)

    def _holds(self, value: Node, depth: int, is_in_catch: bool = False) -> bool:
        """Whether an expression evaluates to no promise that may be rejected. `is_in_catch` trusts unknown calls."""
        value = unwrapped(value)
        if value.type in _PLAIN_VALUES:
            return True
        if value.type == "identifier":
            return self._is_plain_name(value, depth, is_in_catch)
        parts = [value.child_by_field_name(field) for field in _FORKS.get(value.type, ())]
        operator = value.child_by_field_name("operator")
        if value.type == "binary_expression" and operator is not None and operator.type not in _ALTERNATIVES:
            return True
        if parts:
            return all(part is not None and self._holds(part, depth, is_in_catch) for part in parts)
        if value.type == "new_expression":
            return is_in_catch or self._executes_safely(value, depth)
        return value.type == "call_expression" and self._call_holds(value, depth, is_in_catch)

    def _is_plain_name(self, name: Node, depth: int, is_in_catch: bool) -> bool:
        bindings = self._scopes.visible(self._tree.text_of(name), name)
        return is_in_catch or (bool(bindings) and all(self._binds_plain(binding, depth) for binding in bindings))

    def _binds_plain(self, binding: Binding, depth: int) -> bool:
        if binding.kind is Kind.PARAMETER:
            holder = self._tree.parent(binding.scope)
            is_of_callback = holder is not None and holder.type == "arguments"
            has_plain_type = binding.annotation is not None and "Promise" not in self._tree.text_of(binding.annotation)
            return is_of_callback or has_plain_type
        if binding.kind in (Kind.VALUE, Kind.ASSIGNED) and binding.value is not None:
            return bool(depth) and self._holds(binding.value, depth - 1)
        return binding.kind in (Kind.OTHER, Kind.VALUE)

    def _executes_safely(self, creation: Node, depth: int) -> bool:
        """Whether a `new Promise` can only be resolved."""
        arguments = creation.child_by_field_name("arguments")
        values = read_arguments(arguments).positional if arguments is not None else ()
        executor = self._function(values[0]) if values else None
        if executor is None:
            return bool(values)
        parameters = executor.child_by_field_name("parameters")
        declared = read_arguments(parameters).positional if parameters is not None else ()
        names = [parameter.child_by_field_name("pattern") for parameter in declared if parameter.type in PARAMETERS]
        if any(name is None or name.type != "identifier" for name in names):
            return False
        if len(names) > 1 and names[1] is not None and self._is_mentioned(names[1], executor):
            return False
        return not self._fails_surely(executor, depth)

    def _is_mentioned(self, name: Node, function: Node) -> bool:
        text = self._tree.text_of(name)
        leaves = (leaf for leaf in self._tree.leaves_within(text, function) if leaf.type in _NAMES and leaf != name)
        declared = self._scopes.visible(text, name)
        return any(self._scopes.visible(text, leaf) == declared for leaf in leaves)

    def _call_holds(self, call: Node, depth: int, is_in_catch: bool) -> bool:
        function, arguments = function_of(call), call.child_by_field_name("arguments")
        name = last_name(self._tree, call)
        if function is None or arguments is None or not depth:
            return name in _SETTLED
        values, path = read_arguments(arguments).positional, self._tree.text_of(function)
        if path == "Promise.reject":
            return False
        receiver = unwrapped(function).child_by_field_name("object")
        chained = self._chain_holds(name, receiver, values, depth) if receiver is not None else None
        if chained is not None:
            return chained
        if name in _SETTLED:
            return True
        if path == "Promise.resolve":
            return all(self.settles(value, depth - 1) for value in values)
        if path in _JOINING:
            return bool(values) and self._all_settle(self._scopes.sole_value(values[0]), depth - 1)
        definition = self._function(values[-1] if name in self._running and values else function)
        if definition is not None:
            fails = self._fails_surely(definition, depth - 1) if is_in_catch else self._may_fail(definition, depth - 1)
            return not fails
        return is_in_catch

    def _all_settle(self, promises: Node, depth: int) -> bool:
        """Whether none of several promises is ever rejected: those of an array, or what `map` makes of a list."""
        if promises.type == "array":
            return all(self.settles(part, depth) for part in promises.named_children if part.type != "comment")
        arguments = promises.child_by_field_name("arguments") if promises.type == "call_expression" else None
        values = read_arguments(arguments).positional if arguments is not None else ()
        if last_name(self._tree, promises) != "map" or not values:
            return False
        function = self._function(values[0])
        return function is not None and not self._may_fail(function, depth)

    def _chain_holds(self, name: str, receiver: Node, values: tuple[Node, ...], depth: int) -> bool | None:
        """Whether the promise of `.catch(..)`, `.then(..)` or `.finally(..)` cannot be rejected; None for other calls.

        A handler that cannot be read is taken to return normally where it handles a failure, but not after a success.
        """
        if name == "catch":
            return self._swallows(values[0], depth) if values else self.settles(receiver, depth - 1)
        if name == "finally":
            return self.settles(receiver, depth - 1) and (not values or self._swallows(values[0], depth))
        if name != "then":
            return None
        is_caught = self._swallows(values[1], depth) if len(values) > 1 else self.settles(receiver, depth - 1)
        return is_caught and (not values or self._succeeds(values[0], depth))

    def _swallows(self, handler: Node, depth: int) -> bool:
        handler = unwrapped(handler)
        if handler.type in ("null", "undefined") or self._tree.text_of(handler) == "Promise.reject":
            return False
        function = self._function(handler)
        return function is None or not self._fails_surely(function, depth - 1)

    def _succeeds(self, handler: Node, depth: int) -> bool:
        handler = unwrapped(handler)
        if handler.type in ("null", "undefined"):
            return True
        function = self._function(handler)
        if function is None:
            return self._tree.text_of(handler) in ("String", "Number", "Boolean")
        return not self._may_fail(function, depth - 1, is_trusted=True)

    def _function(self, node: Node) -> Node | None:
        """Returns the function that an expression is, or that it names in this file."""
        node = unwrapped(node)
        function = node if node.type in FUNCTIONS else definition_of(self._tree, self._scopes, node)
        function = function or member_definition_of(self._tree, self._scopes, node)
        return function if function is not None and "generator" not in function.type else None

    def _may_fail(self, function: Node, depth: int, is_trusted: bool = False) -> bool:
        """Whether a function may throw or return a promise that may be rejected. A plain call in it may throw, unless
        the function `is_trusted` or catches what it expects to fail."""
        body = function.child_by_field_name("body")
        if body is None or depth < 0:
            return True
        if body.type != "statement_block":
            return self._returns_failure(body, depth, _Guard(False, False, is_trusted))
        is_trusted = is_trusted or any(map(_is_catching, body.named_children))
        return self._any_fails(body.named_children, depth, _Guard(False, False, is_trusted))

    def _any_fails(self, nodes: Iterable[Node], depth: int, guard: _Guard) -> bool:
        return any(self._node_fails(node, depth, guard) for node in nodes)

    def _node_fails(self, node: Node, depth: int, guard: _Guard) -> bool:
        if node.type in FUNCTIONS or node.type in CLASSES:
            return False
        if node.type == "try_statement":
            return self._try_fails(node, depth, guard)
        if node.type == "throw_statement":
            return not guard.is_caught
        if node.type == "return_statement":
            return any(self._returns_failure(value, depth, guard) for value in node.named_children[:1])
        if node.type == "await_expression":
            return not guard.is_caught and not self.settles(node.named_children[0], depth)
        if node.type == "for_in_statement" and any(child.type == "await" for child in node.children):
            return not guard.is_caught
        if node.type == "call_expression" and not guard.is_caught and self._call_throws(node, depth, guard):
            return True
        return self._any_fails(node.named_children, depth, guard)

    def _try_fails(self, node: Node, depth: int, guard: _Guard) -> bool:
        body, handler = node.child_by_field_name("body"), node.child_by_field_name("handler")
        finalizer = node.child_by_field_name("finalizer")
        inside = guard._replace(is_caught=guard.is_caught or handler is not None)
        after = guard._replace(is_handling=True, is_trusted=True)
        return (
            (body is not None and self._node_fails(body, depth, inside))
            or (handler is not None and self._any_fails(handler.named_children, depth, after))
            or (finalizer is not None and self._any_fails(finalizer.named_children, depth, after))
        )

    def _returns_failure(self, value: Node, depth: int, guard: _Guard) -> bool:
        inner = unwrapped(value)
        if inner.type == "await_expression":
            return self._node_fails(inner, depth, guard)
        if inner.type == "call_expression" and (self.is_quiet(inner) or last_name(self._tree, inner) in _SYNCHRONOUS):
            return self._any_fails(inner.named_children, depth, guard)
        if not self._holds(inner, depth, guard.is_handling):
            return True
        return inner.type in ("object", "array", "ternary_expression", "template_string") and self._any_fails(
            inner.named_children, depth, guard
        )

    def _call_throws(self, call: Node, depth: int, guard: _Guard) -> bool:
        if self.is_quiet(call) or last_name(self._tree, call) in _SYNCHRONOUS:
            return False
        definition = self._function(function_of(call) or call)
        if definition is None or not depth:
            return not guard.is_trusted
        if guard.is_trusted:
            return self._fails_surely(definition, depth - 1)
        return not self._tree.text_of(definition).startswith("async") and self._may_fail(definition, depth - 1)

    def _fails_surely(self, function: Node, depth: int) -> bool:
        """Whether a function is written to throw or to return a promise that is rejected, on some path."""
        known = self._failing.get((function.id, depth))
        if known is None:
            known = self._failing[function.id, depth] = self._is_written_to_fail(function, depth)
        return known

    def _is_written_to_fail(self, function: Node, depth: int) -> bool:
        body = function.child_by_field_name("body")
        if body is None or depth < 0:
            return False
        if body.type != "statement_block":
            return not self._holds(body, depth, is_in_catch=True)
        returned = any(not self._holds(value, depth, is_in_catch=True) for value in returns(function))
        return returned or self._throws(body, depth)

    def _throws(self, node: Node, depth: int) -> bool:
        if node.type == "throw_statement":
            return True
        if node.type == "call_expression" and depth and not self._is_left_running(node):
            definition = self._function(function_of(node) or node)
            if definition is not None and self._fails_surely(definition, depth - 1):
                return True
        children = node.named_children
        if node.type == "try_statement" and node.child_by_field_name("handler") is not None:
            children = [child for child in children if child != node.child_by_field_name("body")]
        return any(self._throws(child, depth) for child in children if child.type not in FUNCTIONS | CLASSES)

    def _is_left_running(self, call: Node) -> bool:
        """Whether a call's promise is not awaited where it is called, so that only a later await can fail."""
        definition, holder = self._function(function_of(call) or call), self._tree.parent(call)
        is_async = definition is not None and self._tree.text_of(definition).startswith("async")
        return is_async and (holder is None or holder.type != "await_expression")
