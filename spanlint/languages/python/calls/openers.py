"""What makes a context active around a Python call, searched upwards from the call."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import partial

from spanlint.languages.calls.evidence.private_runs import PrivateRuns
from spanlint.languages.calls.library_openers import LibraryOpeners
from spanlint.languages.calls.passed_contexts import passed_context
from spanlint.languages.calls.qualifiers import Qualifiers
from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.renamed_imports import renamed
from spanlint.languages.python.calls.entries import (
    ENTERING,
    LEAVING,
    BlockEffects,
    ContextEntry,
    Effect,
    ended_holder,
    entries_in,
    entries_of,
    holder_of,
    undone,
)
from spanlint.languages.python.calls.inner_functions import is_used_here, private_uses, receiving_call, runs_here
from spanlint.languages.python.calls.named_values import aliased_functions, named_values
from spanlint.languages.python.calls.own_openers import Opening, OwnOpeners
from spanlint.languages.python.names.bindings import scope_of
from spanlint.languages.python.names.expressions import entered_expression, last_name, unwrapped
from spanlint.languages.python.names.scopes import DEPTH, Scopes
from spanlint.languages.trees.tree import range_of
from spanlint.model.apis import ATTACH, CALLBACK, DECORATOR, WITH
from spanlint.model.facts import OpenedBy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class Openers:
    """Finds what opens a context around the calls of one file."""

    def __init__(self, grammar: PlaceGrammar, qualifiers: Qualifiers, scopes: Scopes, follower: ImportFollower) -> None:
        tree, tables = grammar.tree, grammar.tables
        self._grammar = grammar
        self._tree = tree
        self._scopes = scopes
        self._follower = follower
        attach_openers = [opener for openers in tables.openers.values() for opener in openers if opener.form == ATTACH]
        self._ending = LEAVING.union(opener.closer for opener in attach_openers)
        self._starting = ENTERING.union(opener.name for opener in attach_openers)
        for other, name in renamed(tree.text, (self._starting | self._ending) - ENTERING - LEAVING).items():
            self._starting |= {other} if name in self._starting else set()
            self._ending |= {other} if name in self._ending else set()
        self._effect_names = self._starting | self._ending
        self._library = LibraryOpeners(grammar, qualifiers)
        self._private_runs = PrivateRuns(partial(private_uses, tree, scopes), self._opened_at_use)
        self._effects: dict[Node, BlockEffects] = {}
        self._known_holders: set[str] | None = None
        self._open: dict[tuple[int, int], tuple[OpenedBy | None, tuple[str | None, ...]]] = {}
        """What is open before an effect of a block, and what ends more than that, by the id of the block and the
        number of the effect: statements that open and end a context one after the other are gone through once."""
        entered, decorating, passed = (partial(self.opens, form=form) for form in (WITH, DECORATOR, CALLBACK))
        self.own = OwnOpeners(tree, scopes, Opening(self.around, self._opened_at_end, entered, decorating, passed))

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
        if function.type != "function_definition" or self._is_generator(function):
            return None
        first = self._private_runs.opened_by(function)
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
            opened = self.opens(entered_expression(item), form)
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
        effects, opening, ended = self._effects_of(block)
        place, same = bisect_left(effects, -limit, key=lambda effect: -effect.end), list[int]()
        opened: OpenedBy | None = None
        while opened is None and place < len(effects):
            if place >= opening:
                ends += ended[place - opening :]
                break
            if not ends:
                known = self._open.get((block.id, place))
                if known is not None:
                    opened, left = known
                    ends += left
                    break
                same.append(place)
            opened = undone(effects[place], ends)
            place += 1
        for passed in same:
            self._open[block.id, passed] = opened, tuple(ends)
        return opened

    def _effects_of(self, block: Node) -> BlockEffects:
        """Returns the effects of a block's statements."""
        if block not in self._effects:
            self._effects[block] = BlockEffects([])  # a manager may lead back to itself
            has_starting_name = self._tree.has_within(self._starting, self._tree.root)
            entries = entries_of(self._tree, block, self._effect_names) if has_starting_name else ()
            effects = [effect for entry in entries if (effect := self._effect(entry)) is not None]
            opening = max((place for place, effect in enumerate(effects, 1) if effect.opened is not None), default=0)
            self._effects[block] = BlockEffects(effects, opening, tuple(effect.ended for effect in effects[opening:]))
        return self._effects[block]

    def _effect(self, entry: ContextEntry) -> Effect | None:
        if last_name(self._tree, entry.call) in self._ending:
            holder = ended_holder(self._tree, entry.call)
            return Effect(entry.end, holder, None, "") if holder is None or holder in self._holders() else None
        opened = self._opened_by_entry(entry) if last_name(self._tree, entry.call) in self._effect_names else None
        return Effect(entry.end, "", opened, holder_of(self._tree, entry)) if opened is not None else None

    def _holders(self) -> set[str]:
        """Returns what may end a context that anything in the file opens: the end of all else ends none."""
        if self._known_holders is None:
            entries = list(entries_in(self._tree, self._starting))
            self._known_holders = {holder_of(self._tree, entry) for entry in entries}  # an opener may ask for them
            opening = (entry for entry in entries if self._opened_by_entry(entry) is not None)
            self._known_holders = {holder_of(self._tree, entry) for entry in opening}
        return self._known_holders

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

    def opens(self, expression: Node, form: str, depth: int = DEPTH) -> OpenedBy | None:
        """Returns what an expression opens when it is used in a `form`: `with`, `decorator`, `attach` or `callback`.

        A name or a conditional expression opens what one of its values opens.
        """
        expression = unwrapped(expression)
        if depth and expression.type in ("identifier", "conditional_expression", "attribute"):
            openings = (self.opens(value, form, depth - 1) for value in named_values(self._grammar, expression))
            opened = next((opening for opening in openings if opening is not None), None)
            if opened is not None or expression.type == "conditional_expression":
                return opened
        function = expression.child_by_field_name("function") if expression.type == "call" else expression
        if function is None or (expression.type != "call" and form != DECORATOR):
            return None
        name = last_name(self._tree, function)
        opened = self._library.opened_by(expression, form)
        if opened is not None or form == ATTACH:
            return opened
        own = self._opened_by_own(function, form, expression)
        if own is None and form == DECORATOR and expression.type == "call":
            own = self._opened_by_own(function, WITH)  # a manager that decorates is entered for each call
        if own is None and function.type == "identifier":
            named = aliased_functions(self._grammar, function)
            openings = (self._opened_by_own(aliased, form, expression) for aliased in named)
            own = next((opening for opening in openings if opening is not None), None)
        return own._replace(at=range_of(function), name=name, is_own=True) if own is not None else None

    def _opened_by_own(self, function: Node, form: str, use: Node | None = None) -> OpenedBy | None:
        """Returns what a manager, decorator or callback taker of the project opens, in this file or another one, with
        the context that a use passes it."""
        for openers, grammar, definition in self._definitions(function):
            opened = openers.own.definition_opens(definition, form)
            if opened is not None:
                place = passed_context(self._grammar, use, grammar, definition, opened) if use is not None else None
                return opened._replace(context=place)
        return None

    def _definitions(self, function: Node) -> Iterator[tuple[Openers, PlaceGrammar, Node]]:
        name = last_name(self._tree, function)
        yield from ((self, self._grammar, definition) for definition in self.own.definitions(function, name))
        for origin in self._grammar.origins(function):
            view, definition = self._follower.definition(origin) or (None, None)
            if view is not None and definition is not None:
                yield view.openers, view.grammar, definition
