"""What makes a context active around a Python call, read upwards from the call."""

from __future__ import annotations

from collections.abc import Iterator

from tree_sitter import Node

from spanlint.apis import ApiTables, Opener
from spanlint.facts import OpenedBy
from spanlint.languages.owners import api_of
from spanlint.languages.python.arguments import is_root, last_name, read_arguments, unwrapped
from spanlint.languages.python.bindings import Kind
from spanlint.languages.python.names import Names
from spanlint.languages.python.scopes import Scopes
from spanlint.languages.syntax import SyntaxTree, range_of

_ENTERING = frozenset({"enter_context", "enter_async_context"})
# They run what they are given later and elsewhere, without the context of here (API reference, section 7.2).
_ELSEWHERE = frozenset(
    {"Thread", "Timer", "Process", "submit", "map", "run_in_executor", "apply_async", "register", "partial"}
)


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
            found = self._opened_in(above, inner)
            if found is not None:
                return found
            if self._hides(above, inner):
                return None
            inner = above
        return None

    def _opened_in(self, above: Node, inner: Node) -> OpenedBy | None:
        if above.type == "with_statement" and inner.type == "block":
            return self._first(self._items(above), "with")
        if above.type == "with_clause":
            return self._first((each for each in above.named_children if each.end_byte <= inner.start_byte), "with")
        if above.type == "block" or above.type == "module":
            return self._before(above, inner)
        if above.type == "decorated_definition":
            return self._decorated(above, inner)
        return None

    def _hides(self, above: Node, inner: Node) -> bool:
        """Whether what is active outside is not active inside: in a body that runs later and elsewhere."""
        if above.type in ("decorated_definition", "class_definition"):
            return True
        if above.type == "function_definition":
            holder = self._tree.parent(above)
            return inner == above.child_by_field_name("body") and (
                holder is None or holder.type != "decorated_definition"
            )
        if above.type == "lambda":
            return not self._runs_here(above)
        return False

    def _runs_here(self, function: Node) -> bool:
        above = self._tree.ancestors(function)
        position = 1 if above[0].type == "keyword_argument" else 0
        if above[position].type != "argument_list":
            return False
        return last_name(self._tree, above[position + 1]) not in _ELSEWHERE

    def _items(self, statement: Node) -> Iterator[Node]:
        for clause in statement.children:
            if clause.type == "with_clause":
                yield from reversed(clause.named_children)

    def _first(self, items: Iterator[Node], form: str) -> OpenedBy | None:
        for item in items:
            expression = item.named_children[0] if item.type == "with_item" else item
            if expression.type == "as_pattern":
                expression = expression.named_children[0]
            found = self.opens(unwrapped(expression), form)
            if found is not None:
                return found
        return None

    def _decorated(self, definition: Node, inner: Node) -> OpenedBy | None:
        """The nearest decorator that opens: for the function's body all of them, for a decorator those above it."""
        function = definition.child_by_field_name("definition")
        if function is None or function.type != "function_definition":
            return None
        decorators = [
            each for each in definition.children if each.type == "decorator" and each.end_byte <= inner.start_byte
        ]
        if inner == function and self._is_generator(function):
            return None
        return self._first((each.named_children[0] for each in reversed(decorators)), "decorator")

    def _is_generator(self, function: Node) -> bool:
        return any(
            next((each for each in self._tree.ancestors(leaf) if each.type in ("function_definition", "lambda")), None)
            == function
            for leaf in self._tree.leaves("yield")
            if function.start_byte <= leaf.start_byte < function.end_byte
        )

    def _before(self, block: Node, inner: Node) -> OpenedBy | None:
        """What an earlier statement of the block has made active and none since has ended."""
        attaching = self._tables.openers.get("attach", ())
        text = self._tree.text[block.start_byte : inner.start_byte]
        if b"attach" not in text and b"enter_" not in text and b"__enter__" not in text:
            return None
        found = None
        for statement in block.named_children:
            if statement.start_byte >= inner.start_byte:
                break
            for call in self._calls(statement):
                name = last_name(self._tree, call)
                if any(name == opener.closer for opener in attaching):
                    found = None
                found = self._entered(call, name) or found
        return found

    def _calls(self, statement: Node) -> Iterator[Node]:
        """The calls that a simple statement makes for itself, and the `detach` of a `try` that ended before."""
        if statement.type == "expression_statement":
            for part in statement.named_children:
                value = part.child_by_field_name("right") if part.type == "assignment" else part
                value = value.named_children[0] if value is not None and value.type == "await" else value
                if value is not None and value.type == "call":
                    yield value
        elif statement.type == "try_statement":
            for clause in statement.children:
                if clause.type == "finally_clause":
                    for block in clause.named_children:
                        for inner in block.named_children:
                            yield from self._calls(inner)

    def _entered(self, call: Node, name: str) -> OpenedBy | None:
        function, passed = call.child_by_field_name("function"), call.child_by_field_name("arguments")
        if name in _ENTERING and passed is not None and passed.named_children:
            return self.opens(passed.named_children[0], "with")
        if name == "__enter__" and function is not None:
            base = function.child_by_field_name("object")
            return self.opens(base, "with") if base is not None else None
        return self.opens(call, "attach")

    def opens(self, expression: Node, form: str) -> OpenedBy | None:
        """What an expression opens when it is entered (`with`), decorates (`decorator`), or is called (`attach`)."""
        expression = self._scopes.sole_value(unwrapped(expression))
        function = expression.child_by_field_name("function") if expression.type == "call" else expression
        if function is None or (expression.type != "call" and form != "decorator"):
            return None
        name = last_name(self._tree, function)
        for opener in self._tables.openers.get(name, ()):
            if opener.form == form and self._is(opener, function) and self._gives_parent(opener, expression):
                return OpenedBy(range_of(expression), name, self._is_root(opener, expression))
        return self._own(function, name) if form != "attach" else None

    def _is(self, opener: Opener, function: Node) -> bool:
        origins = self._names.origins(function)
        if opener.resolved:
            return any(
                (api := api_of(self._tables.apis, origin)) is not None and api.name == opener.api for origin in origins
            )
        return not all(origin.startswith("=") for origin in origins)

    def _gives_parent(self, opener: Opener, call: Node) -> bool:
        value = self._context(opener, call)
        return value is None or not opener.empty or last_name(self._tree, value) not in opener.empty

    def _is_root(self, opener: Opener, call: Node) -> bool:
        value = self._context(opener, call)
        return value is not None and is_root(self._tree, value, self._tables.roots)

    def _context(self, opener: Opener, call: Node) -> Node | None:
        passed = call.child_by_field_name("arguments") if call.type == "call" else None
        if opener.context is None or passed is None:
            return None
        value = read_arguments(self._tree, passed).at(opener.context)
        return self._scopes.sole_value(value) if value is not None else None

    def _own(self, function: Node, name: str) -> OpenedBy | None:
        """The project's own context manager or decorator, when its body in this file opens a context itself."""
        for binding in self._scopes.bindings(name):
            body = (
                binding.value.child_by_field_name("body") if binding.kind is Kind.FUNCTION and binding.value else None
            )
            if body is not None and self._opens_inside(body):
                return OpenedBy(range_of(function), name)
        return None

    def _opens_inside(self, body: Node) -> bool:
        for name, openers in self._tables.openers.items():
            if all(opener.resolved for opener in openers):
                continue
            for leaf in self._tree.leaves(name):
                if body.start_byte <= leaf.start_byte < body.end_byte and self._opening_use(leaf, openers):
                    return True
        return False

    def _opening_use(self, leaf: Node, openers: tuple[Opener, ...]) -> bool:
        call = next((each for each in self._tree.ancestors(leaf)[:2] if each.type == "call"), None)
        if call is None:
            return False
        above = self._tree.ancestors(call)
        entered = any(each.type == "with_item" for each in above[:2])
        return any(
            (entered or opener.form == "attach") and opener.form != "decorator" and self._gives_parent(opener, call)
            for opener in openers
        )
