"""What makes a context active around a TypeScript or JavaScript call, read upwards from the call."""

from __future__ import annotations

from tree_sitter import Node

from spanlint.apis import ApiTables, Opener
from spanlint.facts import OpenedBy
from spanlint.languages.owners import api_of
from spanlint.languages.syntax import SyntaxTree, range_of
from spanlint.languages.typescript.arguments import is_root, last_name, read_arguments, unwrapped
from spanlint.languages.typescript.bindings import CLASSES, FUNCTIONS
from spanlint.languages.typescript.names import Names
from spanlint.languages.typescript.scopes import Scopes

# A listener runs in the context of whoever emits, not of whoever registers (API reference, section 7.2).
_REGISTERING = frozenset(
    {"on", "once", "addListener", "addEventListener", "prependListener", "prependOnceListener", "subscribe"}
)
_PASSED_THROUGH = frozenset({"parenthesized_expression", "as_expression", "await_expression", "satisfies_expression"})


class Openers:
    """Finds what opens a context around the calls of one file."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes, names: Names, tables: ApiTables) -> None:
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._tables = tables

    def around(self, call: Node) -> OpenedBy | None:
        """The innermost thing that opens a context for this call, None when nothing in sight does."""
        inner = call
        for above in self._tree.ancestors(call):
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
            if above.type in ("call_expression", "new_expression"):
                return above if last_name(self._tree, above) not in _REGISTERING else None
            if above.type == "member_expression" and self._tree.text_of(above).endswith(".bind"):
                inner = above
                continue
            if above.type != "arguments" and above.type not in _PASSED_THROUGH and inner is function:
                return None
            if above.type not in _PASSED_THROUGH and above.type != "arguments":
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

    def _opened_by(self, call: Node, function: Node) -> OpenedBy | None:
        """What a call opens for a function that is passed to it."""
        passed = call.child_by_field_name("arguments")
        if passed is None or not passed.start_byte <= function.start_byte < passed.end_byte:
            return None
        found = self._opens(call, "callback")
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
                value = declarator.child_by_field_name("value") or declarator
                if value.type == "call_expression":
                    found = self._opens(value, "attach") or found
        return found

    def _opens(self, expression: Node, form: str) -> OpenedBy | None:
        function = unwrapped(expression.child_by_field_name("function") or expression)
        name = last_name(self._tree, function)
        for opener in self._tables.openers.get(name, ()):
            if opener.form == form and self._is(opener, function):
                return OpenedBy(range_of(function), name, self._is_root(opener, expression))
        return self._own(function, name) if form == "callback" else None

    def _is(self, opener: Opener, function: Node) -> bool:
        origins = self._names.origins(function)
        if opener.resolved:
            return any(
                (api := api_of(self._tables.apis, origin)) is not None and api.name == opener.api for origin in origins
            )
        return function.type == "member_expression" and not all(origin.startswith("=") for origin in origins)

    def _is_root(self, opener: Opener, call: Node) -> bool:
        passed = call.child_by_field_name("arguments")
        if opener.context is None or opener.context.position is None or passed is None:
            return False
        values = read_arguments(passed).values
        if opener.context.position >= len(values):
            return False
        return is_root(self._tree, self._scopes.sole_value(values[opener.context.position]), self._tables.roots)

    def _own(self, function: Node, name: str) -> OpenedBy | None:
        """The project's own callback taker, when its body in this file opens a context itself."""
        for body in self._scopes.bodies(name, function):
            for opening, openers in self._tables.openers.items():
                if all(opener.resolved or opener.form != "callback" for opener in openers):
                    continue
                for leaf in self._tree.leaves(opening):
                    if body.start_byte <= leaf.start_byte < body.end_byte and self._is_call(leaf):
                        return OpenedBy(range_of(function), name)
        return None

    def _is_call(self, leaf: Node) -> bool:
        above = self._tree.ancestors(leaf)
        return above[0].type == "member_expression" and above[1].type == "call_expression"
