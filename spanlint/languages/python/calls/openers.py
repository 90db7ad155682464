"""What makes a context active around a Python call, read upwards from the call."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.python.calls.arguments import is_root, read_arguments
from spanlint.languages.python.calls.entries import ENTERING, LEAVING, ContextEntry, ended_by, entries_of, held_by
from spanlint.languages.python.calls.inner_functions import is_used_here, runs_here, taker_of
from spanlint.languages.python.calls.own_openers import Opening, OwnOpeners
from spanlint.languages.python.names.bindings import Kind
from spanlint.languages.python.names.expressions import last_name, unwrapped
from spanlint.languages.python.names.origins import Names
from spanlint.languages.python.names.scopes import DEPTH, Scopes
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.lean.records import Record
from spanlint.model.apis import ATTACH, CALLBACK, DECORATOR, WITH, ApiTables, Opener, Slot
from spanlint.model.facts import OpenedBy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_BASE = Slot(2, "context")  # where a function that the tables do not know takes the context that it starts from


class Effect(Record):
    """What a statement that ends at byte `end` does: it opens something, held by a name, or ends what `ended` holds."""

    end: int
    ended: str | None
    opened: OpenedBy | None
    held: str


class Openers:
    """Finds what opens a context around the calls of one file."""

    def __init__(
        self, tree: SyntaxTree, scopes: Scopes, names: Names, follower: ImportFollower, tables: ApiTables
    ) -> None:
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._tables = tables
        self._follower = follower
        attaching = [each for several in tables.openers.values() for each in several if each.form == ATTACH]
        self._closers = LEAVING.union(each.closer for each in attaching)
        self._starting = ENTERING.union(each.name for each in attaching)
        self._effective = self._starting | self._closers
        self._bases = {**tables.contexts.adding, **tables.contexts.removing}
        self._effects: dict[Node, list[Effect]] = {}
        self.own = OwnOpeners(tree, scopes, Opening(self.around, self._entered, self._at_end))

    def around(self, call: Node) -> OpenedBy | None:
        """The innermost thing that opens a context for this call, None when nothing in sight does."""
        inner = call
        left: list[str | None] = []
        for above in self._tree.ancestors(call):
            if above.type in ("block", "module"):
                found = self._before(above, inner, left)
            else:
                found = self._opened_in(above, inner, call)
            if found is not None:
                return found
            if self._hides(above, inner):
                return None
            inner = above
        return None

    def _opened_in(self, above: Node, inner: Node, call: Node) -> OpenedBy | None:
        if above.type == "with_statement" and inner.type == "block":
            return self._first(self._items(above), WITH)
        if above.type == "with_clause":
            before = [each for each in above.named_children if each.end_byte <= inner.start_byte]
            return self._first(reversed(before), WITH)
        if above.type == "decorated_definition":
            return self._decorated(above, inner, call)
        if above.type == "lambda":
            taker = taker_of(self._tree, above)
            return self.opens(taker, CALLBACK) if taker is not None else None
        return None

    def _hides(self, above: Node, inner: Node) -> bool:
        """Whether what is active outside is not active inside: in a body that runs later and elsewhere."""
        if above.type == "class_definition":
            return True
        if above.type == "decorated_definition":
            function = above.child_by_field_name("definition")
            return inner == function and not is_used_here(self._tree, self._scopes, inner)
        if above.type == "function_definition":
            holder = self._tree.parent(above)
            decorated = holder is not None and holder.type == "decorated_definition"
            return (
                inner == above.child_by_field_name("body")
                and not decorated
                and not is_used_here(self._tree, self._scopes, above)
            )
        return above.type == "lambda" and not runs_here(self._tree, above)

    def _items(self, statement: Node) -> Iterator[Node]:
        for clause in statement.children:
            if clause.type == "with_clause":
                yield from reversed(clause.named_children)

    def _first(self, items: Iterator[Node], form: str) -> OpenedBy | None:
        for item in items:
            expression = item.named_children[0] if item.type == "with_item" else item
            if expression.type == "as_pattern":
                expression = expression.named_children[0]
            found = self.opens(expression, form)
            if found is not None:
                return found
        return None

    def _decorated(self, definition: Node, inner: Node, call: Node) -> OpenedBy | None:
        """The nearest decorator that opens: for the function's body all of them, for a decorator those above it."""
        function = definition.child_by_field_name("definition")
        body = function.child_by_field_name("body") if function is not None else None
        if function is None or body is None or function.type != "function_definition":
            return None
        if inner == function and (call.start_byte < body.start_byte or self._is_generator(function)):
            return None
        decorators = [
            each for each in definition.children if each.type == "decorator" and each.end_byte <= inner.start_byte
        ]
        return self._first((each.named_children[0] for each in reversed(decorators)), DECORATOR)

    def _is_generator(self, function: Node) -> bool:
        return any(
            next((each for each in self._tree.ancestors(leaf) if each.type in ("function_definition", "lambda")), None)
            == function
            for leaf in self._tree.leaves("yield")
            if function.start_byte <= leaf.start_byte < function.end_byte
        )

    def _before(self, block: Node, inner: Node | None, left: list[str | None]) -> OpenedBy | None:
        """What an earlier statement of the block has made active and none since has ended; `left` has what ended."""
        end = inner.start_byte if inner is not None else block.end_byte
        for at, ended, found, held in self._effects_of(block):
            if at > end:
                continue
            if found is None:
                left.append(ended)
                continue
            closed = next((each for each in left if each is None or (held and each == held)), "")
            if closed == "":
                return found
            left.remove(closed)
        return None

    def _effects_of(self, block: Node) -> list[Effect]:
        """What the statements of a block make active or end, the last one first."""
        if block not in self._effects:
            self._effects[block] = []  # a manager may be asked about itself on the way
            starts = self._tree.has_within(self._starting, self._tree.root)
            found = entries_of(self._tree, block, self._effective) if starts else ()
            self._effects[block] = [each for entry in found if (each := self._effect(entry)) is not None]
        return self._effects[block]

    def _effect(self, entry: ContextEntry) -> Effect | None:
        if last_name(self._tree, entry.call) in self._closers:
            return Effect(entry.end, ended_by(self._tree, entry.call), None, "")
        opened = self._started(entry) if last_name(self._tree, entry.call) in self._effective else None
        return Effect(entry.end, "", opened, held_by(self._tree, entry)) if opened is not None else None

    def _at_end(self, block: Node) -> OpenedBy | None:
        return self._before(block, None, [])

    def _started(self, entry: ContextEntry) -> OpenedBy | None:
        function, passed = entry.call.child_by_field_name("function"), entry.call.child_by_field_name("arguments")
        name = last_name(self._tree, entry.call)
        if name not in ENTERING:
            return self.opens(entry.call, ATTACH)
        if name != "__enter__":
            return self.opens(passed.named_children[0], WITH) if passed is not None and passed.named_children else None
        base = function.child_by_field_name("object") if function is not None else None
        return self.opens(base, WITH) if base is not None else None

    def _entered(self, expression: Node) -> OpenedBy | None:
        return self.opens(expression, WITH)

    def opens(self, expression: Node, form: str, depth: int = DEPTH) -> OpenedBy | None:
        """What an expression opens: entered by a `with`, as a `decorator`, as the call of an `attach` or with a
        `callback`; a name or a choice opens what one of its values does."""
        expression = unwrapped(expression)
        if depth and expression.type in ("identifier", "conditional_expression"):
            found = (self.opens(each, form, depth - 1) for each in self._values(expression))
            opened = next((each for each in found if each is not None), None)
            if opened is not None or expression.type != "identifier":
                return opened
        function = expression.child_by_field_name("function") if expression.type == "call" else expression
        if function is None or (expression.type != "call" and form != DECORATOR):
            return None
        name = last_name(self._tree, function)
        for opener in self._tables.openers.get(name, ()):
            if opener.form == form and self._is(opener, function) and self._gives_parent(opener, expression):
                return OpenedBy(range_of(expression), name, self._is_root(opener, expression))
        if form == ATTACH:
            return None
        own = self.own.opens(function, name, form) or self._opens_elsewhere(function, form)
        return own._replace(at=range_of(function), name=name) if own is not None else None

    def _opens_elsewhere(self, function: Node, form: str) -> OpenedBy | None:
        """What a manager, decorator or taker of another file of the project opens."""
        for origin in self._names.origins(function):
            view, definition = self._follower.definition(origin) or (None, None)
            found: OpenedBy | None = view.openers.own.opened(definition, form) if view is not None else None
            if found is not None:
                return found
        return None

    def _values(self, expression: Node) -> Iterator[Node]:
        if expression.type == "conditional_expression":
            yield from (expression.named_children[0], expression.named_children[-1])
            return
        for binding in self._scopes.visible(self._tree.text_of(expression), expression):
            if binding.kind is Kind.VALUE and binding.value is not None:
                yield binding.value

    def _is(self, opener: Opener, function: Node) -> bool:
        origins = self._names.origins(function)
        if opener.resolved:
            return any(
                (api := api_of(self._tables.apis, origin)) is not None and api.name == opener.api for origin in origins
            )
        return not all(origin.startswith("=") for origin in origins)

    def _gives_parent(self, opener: Opener, call: Node) -> bool:
        value = self._context(opener, call)
        while value is not None and last_name(self._tree, value) in opener.empty:
            passed = value.child_by_field_name("arguments") if value.type == "call" else None
            base = self._bases.get(last_name(self._tree, value)) or _BASE
            value = read_arguments(self._tree, passed).at(base) if passed is not None else None
            if value is None:
                return False
            value = self._scopes.sole_value(value)
        return True

    def _is_root(self, opener: Opener, call: Node) -> bool:
        value = self._context(opener, call)
        return value is not None and is_root(self._tree, value, self._tables.roots)

    def _context(self, opener: Opener, call: Node) -> Node | None:
        passed = call.child_by_field_name("arguments") if call.type == "call" else None
        if opener.context is None or passed is None:
            return None
        value = read_arguments(self._tree, passed).at(opener.context)
        return self._scopes.sole_value(value) if value is not None else None
