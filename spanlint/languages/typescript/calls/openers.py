"""What makes a context active around a TypeScript or JavaScript call, read upwards from the call."""

from __future__ import annotations

from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.imports import Follower
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.languages.typescript.calls.arguments import is_root, read_arguments
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.origins import Names
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.model.apis import ApiTables, Opener
from spanlint.model.facts import OpenedBy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

# A listener runs in the context of whoever emits, not of whoever registers (API reference, section 7.2).
_REGISTERING = frozenset(
    {"on", "once", "addListener", "addEventListener", "prependListener", "prependOnceListener", "subscribe"}
)
_PASSED_THROUGH = frozenset({"parenthesized_expression", "as_expression", "await_expression", "satisfies_expression"})

_DEPTH = 4  # takers that hand a callback on to other takers
_NO_NAME = "?"  # the name of nothing


class Openers:
    """Finds what opens a context around the calls of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, names: Names, follower: Follower, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._tables = tables
        self._follower = follower

    def around(self, call: Node, within: Node | None = None) -> OpenedBy | None:
        """The innermost thing that opens a context for this call, None when nothing in sight, or `within`, does."""
        inner = call
        for above in self._tree.ancestors(call):
            if above == within:
                return None
            if above.type in ("statement_block", "program"):
                found = self._attached(above, inner)
                if found is not None:
                    return found
            if above.type in FUNCTIONS and above.child_by_field_name("body") == inner:
                taker = self._taker(above)
                if taker is None:
                    return self._decorated(above)
                found = self._opened_by(taker, above)
                if found is not None:
                    return found
            elif above.type in CLASSES:
                return None
            inner = above
        return None

    def _taker(self, function: Node) -> Node | None:
        """The call that a function is passed to, or that calls it at once; None where it is kept for later."""
        if function.type == "generator_function":
            return None
        inner = function
        for above in self._tree.ancestors(function):
            if above.type == "call_expression" and above.child_by_field_name("function") == inner:
                if inner.type != "member_expression":
                    return above  # called at once
            elif above.type in ("call_expression", "new_expression"):
                return above if last_name(self._tree, above) not in _REGISTERING else None
            elif above.type == "member_expression":
                if not self._tree.text_of(above).endswith(".bind"):
                    return None
            elif above.type != "arguments" and above.type not in _PASSED_THROUGH:
                return None
            inner = above
        return None

    def _decorated(self, function: Node) -> OpenedBy | None:
        """A decorator on a method that opens a span for its body."""
        if function.type != "method_definition":
            return None
        body = self._tree.parent(function)
        sibling = function.prev_named_sibling
        while body is not None and sibling is not None and sibling.type == "decorator":
            found = self._opens(unwrapped(sibling.named_children[0]), "decorator")
            if found is not None:
                return found
            sibling = sibling.prev_named_sibling
        return None

    def _opened_by(self, call: Node, function: Node, depth: int = _DEPTH) -> OpenedBy | None:
        """What a call opens for a function that is passed to it."""
        passed = call.child_by_field_name("arguments")
        if passed is None or not passed.start_byte <= function.start_byte < passed.end_byte:
            return None
        found = self._opens(call, "callback") or self._own(call, function, depth)
        if found is not None and found.name == "with" and len(read_arguments(passed).values) < 2:
            return None
        return found

    def _attached(self, block: Node, inner: Node) -> OpenedBy | None:
        """A context that an earlier statement of the block has attached and none since has disposed of."""
        if b"attach" not in self._tree.text[block.start_byte : inner.start_byte]:
            return None
        found = None
        for statement in block.named_children:
            if statement.start_byte >= inner.start_byte:
                break
            if b".dispose(" in self._tree.text[statement.start_byte : statement.end_byte]:
                found = None
            for declarator in statement.named_children:
                field = "right" if declarator.type == "assignment_expression" else "value"
                value = declarator.child_by_field_name(field) or declarator
                if value.type == "call_expression":
                    found = self._opens(value, "attach") or found
        return found

    def runs_callback(self, call: Node) -> OpenedBy | None:
        """What a call opens for the function that it is given."""
        return self._opens(call, "callback")

    def _opens(self, expression: Node, form: str) -> OpenedBy | None:
        function = unwrapped(expression.child_by_field_name("function") or expression)
        name = last_name(self._tree, function)
        for opener in self._tables.openers.get(name, ()):
            if opener.form == form and self._is(opener, function):
                return OpenedBy(range_of(function), name, self._is_root(opener, expression))
        return None

    def _is(self, opener: Opener, function: Node) -> bool:
        origins = self._names.origins(function)
        if opener.resolved:
            return any(
                (api := api_of(self._tables.apis, origin)) is not None and api.name == opener.api for origin in origins
            )
        # `with` alone says nothing; what the project has named says all.
        telling = function.type == "member_expression" or "Span" in opener.name or opener.api == "project"
        return telling and not all(origin.startswith("=") for origin in origins)

    def _is_root(self, opener: Opener, call: Node) -> bool:
        passed = call.child_by_field_name("arguments")
        if opener.context is None or opener.context.position is None or passed is None:
            return False
        values = read_arguments(passed).values
        if opener.context.position >= len(values):
            return False
        return is_root(self._tree, self._scopes.sole_value(values[opener.context.position]), self._tables.roots)

    def _own(self, call: Node, callback: Node, depth: int) -> OpenedBy | None:
        """The project's own callback taker, when its body in this file runs the callback where something opens."""
        function, passed = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if function is None or passed is None or not depth:
            return None
        values = read_arguments(passed).values
        covers = (at for at, value in enumerate(values) if value.start_byte <= callback.start_byte < value.end_byte)
        position, taker = next(covers, 0), self._names.function(function)
        found = (
            self.runs(taker, position, depth) if taker is not None else self._runs_elsewhere(function, position, depth)
        )
        return found and OpenedBy(range_of(unwrapped(function)), last_name(self._tree, function), found.is_root)

    def _runs_elsewhere(self, function: Node, position: int, depth: int) -> OpenedBy | None:
        """The same for a taker that another file defines."""
        for origin in self._names.origins(function):
            view, taker = self._follower.definition(origin) or (None, None)
            found: OpenedBy | None = view.openers.runs(taker, position, depth) if view is not None else None
            if found is not None:
                return found
        return None

    def runs(self, taker: Node, position: int, depth: int) -> OpenedBy | None:
        """What opens where a function of this file runs the callback that it takes at a position."""
        body = taker.child_by_field_name("body")
        for leaf in self._tree.leaves(self._parameter_of(taker, position)) if body is not None else ():
            if body is None or not body.start_byte <= leaf.start_byte < body.end_byte or leaf.type != "identifier":
                continue
            found = self._passed_on(leaf, taker, depth - 1)
            if found is not None:
                return found
        return None

    def _parameter_of(self, taker: Node, position: int) -> str:
        """The name of the parameter that takes a callback, be it by itself or among the rest."""
        declared = taker.child_by_field_name("parameters")
        alone = taker.child_by_field_name("parameter")
        parameters = (alone,) if alone is not None else read_arguments(declared).values if declared is not None else ()
        if not parameters:
            return _NO_NAME
        chosen = parameters[min(position, len(parameters) - 1)]
        pattern = chosen.child_by_field_name("pattern") or chosen
        if pattern.type == "rest_pattern":
            return self._tree.text_of(pattern.named_children[0])
        return self._tree.text_of(pattern) if position < len(parameters) else _NO_NAME

    def _passed_on(self, leaf: Node, taker: Node, depth: int) -> OpenedBy | None:
        """What opens where a taker's body calls its callback, or where it hands it on."""
        calls = (each for each in self._tree.ancestors(leaf) if each.type in ("call_expression", "new_expression"))
        call = next(calls, None)
        if call is None or taker not in self._tree.ancestors(call):
            return None
        found = self._opened_by(call, leaf, depth) if call.child_by_field_name("function") != leaf else None
        return found or self.around(call, taker)
