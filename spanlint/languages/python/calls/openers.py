"""What makes a context active around a Python call, searched upwards from the call."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.python.calls.arguments import is_root, read_arguments
from spanlint.languages.python.calls.entries import ENTERING, LEAVING, ContextEntry, ended_holder, entries_of, holder_of
from spanlint.languages.python.calls.inner_functions import is_used_here, private_uses, receiving_call, runs_here
from spanlint.languages.python.calls.own_openers import Opening, OwnOpeners
from spanlint.languages.python.names.bindings import scope_of
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

_BASE_SLOT = Slot(2, "context")  # the slot for the base context of a function that the tables do not list


class Effect(Record):
    """What a statement that ends at byte `end` does: it opens a context that `holder` ends, or it ends `ended`."""

    end: int
    ended: str | None
    opened: OpenedBy | None
    holder: str


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
        attach_openers = [opener for openers in tables.openers.values() for opener in openers if opener.form == ATTACH]
        self._ending = LEAVING.union(opener.closer for opener in attach_openers)
        self._starting = ENTERING.union(opener.name for opener in attach_openers)
        self._effect_names = self._starting | self._ending
        self._in_progress: set[Node] = set()
        self._effects: dict[Node, list[Effect]] = {}
        self.own = OwnOpeners(tree, scopes, Opening(self.around, self._opened_by_entering, self._opened_at_end))

    def around(self, call: Node) -> OpenedBy | None:
        """Returns the innermost opener of a context around this call, None if the file shows none."""
        inner = call
        ends: list[str | None] = []
        for ancestor in self._tree.ancestors(call):
            if ancestor.type in ("block", "module"):
                opened = self._opened_before(ancestor, inner, ends)
            else:
                opened = self._opened_in(ancestor, inner, call)
            if opened is not None:
                return opened
            if self._hides(ancestor, inner):
                return self._opened_by_users(ancestor)
            inner = ancestor
        return None

    def _opened_in(self, ancestor: Node, inner: Node, call: Node) -> OpenedBy | None:
        if ancestor.type == "with_statement" and inner.type == "block":
            return self._first_opened(self._with_items(ancestor), WITH)
        if ancestor.type == "with_clause":
            items_before = [item for item in ancestor.named_children if item.end_byte <= inner.start_byte]
            return self._first_opened(reversed(items_before), WITH)
        if ancestor.type == "decorated_definition":
            return self._opened_by_decorator(ancestor, inner, call)
        if ancestor.type == "lambda":
            outer_call = receiving_call(self._tree, ancestor)
            return self.opens(outer_call, CALLBACK) if outer_call is not None else None
        return None

    def _hides(self, ancestor: Node, inner: Node) -> bool:
        """Whether a body runs later and elsewhere, so that what is active outside is not active inside."""
        if ancestor.type == "class_definition":
            return True
        if ancestor.type == "decorated_definition":
            function = ancestor.child_by_field_name("definition")
            return inner == function and not is_used_here(self._tree, self._scopes, inner)
        if ancestor.type == "function_definition":
            holder = self._tree.parent(ancestor)
            is_decorated = holder is not None and holder.type == "decorated_definition"
            return (
                inner == ancestor.child_by_field_name("body")
                and not is_decorated
                and not is_used_here(self._tree, self._scopes, ancestor)
            )
        return ancestor.type == "lambda" and not runs_here(self._tree, ancestor)

    def _opened_by_users(self, function: Node) -> OpenedBy | None:
        """Returns what is open wherever a private function runs; None if nothing is open at one of its uses."""
        if function.type != "function_definition" or function in self._in_progress or self._is_generator(function):
            return None
        self._in_progress.add(function)
        first = None
        for use in private_uses(self._tree, self._scopes, function):
            opened = self._opened_at_use(use)
            first = first or opened
            if opened is None:
                first = None
                break
        self._in_progress.remove(function)
        is_method = scope_of(self._tree, function).type == "class_definition"
        return first._replace(is_certain=False) if first is not None and is_method else first

    def _opened_at_use(self, use: Node) -> OpenedBy | None:
        call = receiving_call(self._tree, use)
        if call is not None:
            return self.opens(call, CALLBACK) or self.around(call)
        return self.around(use)

    def _with_items(self, statement: Node) -> Iterator[Node]:
        for clause in statement.children:
            if clause.type == "with_clause":
                yield from reversed(clause.named_children)

    def _first_opened(self, items: Iterator[Node], form: str) -> OpenedBy | None:
        for item in items:
            expression = item.named_children[0] if item.type == "with_item" else item
            if expression.type == "as_pattern":
                expression = expression.named_children[0]
            opened = self.opens(expression, form)
            if opened is not None:
                return opened
        return None

    def _opened_by_decorator(self, definition: Node, inner: Node, call: Node) -> OpenedBy | None:
        """Returns the nearest opening decorator: any of them for the function's body, those above for a decorator."""
        function = definition.child_by_field_name("definition")
        body = function.child_by_field_name("body") if function is not None else None
        if function is None or body is None or function.type != "function_definition":
            return None
        if inner == function and (call.start_byte < body.start_byte or self._is_generator(function)):
            return None
        decorators = [
            child for child in definition.children if child.type == "decorator" and child.end_byte <= inner.start_byte
        ]
        return self._first_opened((decorator.named_children[0] for decorator in reversed(decorators)), DECORATOR)

    def _is_generator(self, function: Node) -> bool:
        return any(
            next(
                (
                    ancestor
                    for ancestor in self._tree.ancestors(leaf)
                    if ancestor.type in ("function_definition", "lambda")
                ),
                None,
            )
            == function
            for leaf in self._tree.leaves_within("yield", function)
        )

    def _opened_before(self, block: Node, inner: Node | None, ends: list[str | None]) -> OpenedBy | None:
        """Returns what an earlier statement of the block opened and no later one ended.

        `ends` collects the holders that later statements ended.
        """
        limit = inner.start_byte if inner is not None else block.end_byte
        for effect_end, ended, opened, holder in self._effects_of(block):
            if effect_end > limit:
                continue
            if opened is None:
                ends.append(ended)
                continue
            match = next((end for end in ends if end is None or (holder and end == holder)), "")
            if match == "":
                return opened
            ends.remove(match)
        return None

    def _effects_of(self, block: Node) -> list[Effect]:
        """Returns the effects of a block's statements, the last one first."""
        if block not in self._effects:
            self._effects[block] = []  # a manager may lead back to itself
            has_starting_name = self._tree.has_within(self._starting, self._tree.root)
            entries = entries_of(self._tree, block, self._effect_names) if has_starting_name else ()
            self._effects[block] = [effect for entry in entries if (effect := self._effect(entry)) is not None]
        return self._effects[block]

    def _effect(self, entry: ContextEntry) -> Effect | None:
        if last_name(self._tree, entry.call) in self._ending:
            return Effect(entry.end, ended_holder(self._tree, entry.call), None, "")
        opened = self._opened_by_entry(entry) if last_name(self._tree, entry.call) in self._effect_names else None
        return Effect(entry.end, "", opened, holder_of(self._tree, entry)) if opened is not None else None

    def _opened_at_end(self, block: Node) -> OpenedBy | None:
        return self._opened_before(block, None, [])

    def _opened_by_entry(self, entry: ContextEntry) -> OpenedBy | None:
        function = entry.call.child_by_field_name("function")
        argument_list = entry.call.child_by_field_name("arguments")
        name = last_name(self._tree, entry.call)
        if name not in ENTERING:
            return self.opens(entry.call, ATTACH)
        if name != "__enter__":
            return (
                self.opens(argument_list.named_children[0], WITH)
                if argument_list is not None and argument_list.named_children
                else None
            )
        base = function.child_by_field_name("object") if function is not None else None
        return self.opens(base, WITH) if base is not None else None

    def _opened_by_entering(self, expression: Node) -> OpenedBy | None:
        return self.opens(expression, WITH)

    def opens(self, expression: Node, form: str, depth: int = DEPTH) -> OpenedBy | None:
        """Returns what an expression opens when it is used in a `form`: `with`, `decorator`, `attach` or `callback`.

        A name or a conditional expression opens what one of its values opens.
        """
        expression = unwrapped(expression)
        if depth and expression.type in ("identifier", "conditional_expression"):
            openings = (self.opens(value, form, depth - 1) for value in self._values(expression))
            opened = next((opening for opening in openings if opening is not None), None)
            if opened is not None or expression.type != "identifier":
                return opened
        function = expression.child_by_field_name("function") if expression.type == "call" else expression
        if function is None or (expression.type != "call" and form != DECORATOR):
            return None
        name = last_name(self._tree, function)
        for opener in self._tables.openers.get(name, ()):
            if opener.form == form and self._is_opener(opener, function) and self._passes_parent(opener, expression):
                is_root, is_attached = self._is_root(opener, expression), opener.form == ATTACH
                return OpenedBy(range_of(expression), name, is_root, is_attached=is_attached, api=opener.api)
        if form == ATTACH:
            return None
        own = self.own.opens(function, name, form) or self._opened_elsewhere(function, form)
        return own._replace(at=range_of(function), name=name, is_own=True) if own is not None else None

    def _opened_elsewhere(self, function: Node, form: str) -> OpenedBy | None:
        """Returns what a manager, decorator or callback taker defined in another file of the project opens."""
        for origin in self._names.origins(function):
            view, definition = self._follower.definition(origin) or (None, None)
            opened: OpenedBy | None = view.openers.own.definition_opens(definition, form) if view is not None else None
            if opened is not None:
                return opened
        return None

    def _values(self, expression: Node) -> Iterator[Node]:
        if expression.type == "conditional_expression":
            yield from (expression.named_children[0], expression.named_children[-1])
            return
        for binding in self._scopes.visible(self._tree.text_of(expression), expression):
            if binding.kind is Kind.VALUE and binding.value is not None:
                yield binding.value

    def _is_opener(self, opener: Opener, function: Node) -> bool:
        origins = self._names.origins(function)
        if opener.resolved:
            return any(
                (api := api_of(self._tables.apis, origin)) is not None and api.name == opener.api for origin in origins
            )
        return not all(origin.startswith("=") for origin in origins)

    def _passes_parent(self, opener: Opener, call: Node) -> bool:
        value = self._context_argument(opener, call)
        while value is not None and last_name(self._tree, value) in opener.empty:
            argument_list = value.child_by_field_name("arguments") if value.type == "call" else None
            name, calls = last_name(self._tree, value), self._tables.contexts
            base_slot = calls.adding.get(name) or calls.removing.get(name) or _BASE_SLOT
            value = read_arguments(self._tree, argument_list).at(base_slot) if argument_list is not None else None
            if value is None:
                return False
            value = self._scopes.sole_value(value)
        return True

    def _is_root(self, opener: Opener, call: Node) -> bool:
        value = self._context_argument(opener, call)
        return value is not None and is_root(self._tree, value, self._tables.roots)

    def _context_argument(self, opener: Opener, call: Node) -> Node | None:
        argument_list = call.child_by_field_name("arguments") if call.type == "call" else None
        if opener.context is None or argument_list is None:
            return None
        value = read_arguments(self._tree, argument_list).at(opener.context)
        return self._scopes.sole_value(value) if value is not None else None
