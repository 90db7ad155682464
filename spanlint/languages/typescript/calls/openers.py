"""Finds what makes a context active around a TypeScript or JavaScript call, from the call outwards."""

from __future__ import annotations

from functools import partial

from spanlint.languages.calls.evidence.private_runs import PrivateRuns
from spanlint.languages.calls.library_openers import LibraryOpeners
from spanlint.languages.calls.qualifiers import Qualifiers
from spanlint.languages.names.imports import ImportFollower
from spanlint.languages.names.values import ValueGrammar
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.calls.arguments import read_arguments
from spanlint.languages.typescript.calls.private_functions import private_uses
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS
from spanlint.languages.typescript.names.expressions import function_of, last_name, unwrapped
from spanlint.languages.typescript.names.origins import Names
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.model.apis import ATTACH, CALLBACK, DECORATOR
from spanlint.model.facts import OpenedBy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

# A listener runs in the context of the emitter, not of the code that registers it (API reference, section 7.2).
_REGISTERING = frozenset(
    {"on", "once", "addListener", "addEventListener", "prependListener", "prependOnceListener", "subscribe"}
)
_TRANSPARENT = frozenset({"parenthesized_expression", "as_expression", "await_expression", "satisfies_expression"})

_DEPTH = 4  # callback takers that pass their callback on to one another
_NO_NAME = "?"  # equals no name in a file


class Openers:
    """Finds what opens a context around the calls of one file."""

    def __init__(
        self, grammar: ValueGrammar, qualifiers: Qualifiers, scopes: Scopes, names: Names, follower: ImportFollower
    ) -> None:
        tree, tables = grammar.tree, grammar.tables
        self._tree = tree
        self._scopes = scopes
        self._names = names
        self._follower = follower
        self._library = LibraryOpeners(grammar, qualifiers)
        self._private_runs = PrivateRuns(partial(private_uses, tree, scopes), self._opened_at_use)
        # The key: the id of the function, the position and the depth. One that is being looked at opens nothing.
        self._known_runs: dict[tuple[int, int, int], OpenedBy | None] = {}
        self._outside: dict[int, OpenedBy | None] = {}
        """What is open outside of a function, by its id: most calls of a file share the functions around them."""
        self._is_searching = False
        self._vague = tables.contexts.vague
        attaching = map(str.encode, tables.contexts.attaching)
        self._attaching = [name for name in attaching if name in tree.text]  # in most files none
        self._detaching = [f".{name}(".encode() for name in tables.contexts.detaching]

    def around(self, call: Node, within: Node | None = None) -> OpenedBy | None:
        """Returns what opens the innermost context around a call; `within` is where the search ends."""
        if within is not None or self._is_searching:  # what is found then may count on the answer that is searched for
            return self._search(call, within, [])
        left: list[int] = []
        self._is_searching = True
        try:
            opened = self._search(call, None, left)
        finally:
            self._is_searching = False
        self._outside.update(dict.fromkeys(left, opened))
        return opened

    def _search(self, call: Node, within: Node | None, left: list[int]) -> OpenedBy | None:
        """Searches outwards, and adds the ids of the functions that it leaves."""
        inner = call
        for ancestor in self._tree.ancestors(call):
            if ancestor == within:
                return None
            if ancestor.type in ("statement_block", "program"):
                opened = self._opened_by_attach(ancestor, inner)
                if opened is not None:
                    return opened
            if ancestor.type in FUNCTIONS and ancestor.child_by_field_name("body") == inner:
                if within is None and ancestor.id in self._outside:
                    return self._outside[ancestor.id]
                left.append(ancestor.id)
                taker = self._taker(ancestor)
                if taker is None:
                    return self._opened_by_decorator(ancestor) or self._opened_by_users(ancestor)
                opened = self._opened_by(taker, ancestor)
                if opened is not None:
                    return opened
            elif ancestor.type in CLASSES:
                return None
            inner = ancestor
        return None

    def _taker(self, function: Node) -> Node | None:
        """Returns the call that takes a function or calls it immediately; None if the function is kept for later."""
        if function.type == "generator_function":
            return None
        inner = function
        for ancestor in self._tree.ancestors(function):
            if ancestor.type == "call_expression" and ancestor.child_by_field_name("function") == inner:
                if inner.type != "member_expression":
                    return ancestor  # called immediately
            elif ancestor.type in ("call_expression", "new_expression"):
                return ancestor if last_name(self._tree, ancestor) not in _REGISTERING else None
            elif ancestor.type == "member_expression":
                if not self._tree.text_of(ancestor).endswith(".bind"):
                    return None
            elif ancestor.type != "arguments" and ancestor.type not in _TRANSPARENT:
                return None
            inner = ancestor
        return None

    def _opened_by_decorator(self, function: Node) -> OpenedBy | None:
        """Returns what a decorator of a method opens for the method's body."""
        if function.type != "method_definition":
            return None
        class_body = self._tree.parent(function)
        sibling = function.prev_named_sibling
        while class_body is not None and sibling is not None and sibling.type == "decorator":
            opened = self.decorates(unwrapped(sibling.named_children[0]))
            if opened is not None:
                return opened
            sibling = sibling.prev_named_sibling
        return None

    def _opened_by_users(self, function: Node) -> OpenedBy | None:
        """Returns what is open wherever a private function runs; None if nothing is open at one of its uses."""
        return self._private_runs.opened_by(function)

    def _opened_at_use(self, use: Node) -> OpenedBy | None:
        holder, call = self._tree.ancestors(use)[:2]
        if holder.type != "arguments":
            return self.around(holder)
        if last_name(self._tree, call) in _REGISTERING:
            return None
        return self._opened_by(call, use) or self.around(call)

    def _opened_by(self, call: Node, function: Node, depth: int = _DEPTH) -> OpenedBy | None:
        """Returns what a call opens for a function that is passed to it."""
        arguments = call.child_by_field_name("arguments")
        if arguments is None or not arguments.start_byte <= function.start_byte < arguments.end_byte:
            return None
        opened = self._opens(call, CALLBACK) or self._opened_by_project(call, function, depth)
        if opened is not None and opened.name in self._vague and len(read_arguments(arguments).positional) < 2:
            return None
        return opened

    def _opened_by_attach(self, block: Node, inner: Node) -> OpenedBy | None:
        """Returns the context that an earlier statement of the block attaches and no later one disposes of."""
        if not self._attaching:
            return None
        text_before = self._tree.text[block.start_byte : inner.start_byte]
        if not any(name in text_before for name in self._attaching):
            return None
        attached = None
        for statement in block.named_children:
            if statement.start_byte >= inner.start_byte:
                break
            text = self._tree.text[statement.start_byte : statement.end_byte]
            if any(name in text for name in self._detaching):
                attached = None
            for declarator in statement.named_children:
                field = "right" if declarator.type == "assignment_expression" else "value"
                value = declarator.child_by_field_name(field) or declarator
                if value.type == "call_expression":
                    attached = self._opens(value, ATTACH) or attached
        return attached

    def decorates(self, expression: Node) -> OpenedBy | None:
        """Returns what a decorator opens around the function that it is put on."""
        return self._opens(expression, DECORATOR)

    def runs_callback(self, call: Node) -> OpenedBy | None:
        """Returns what a call opens for its callback."""
        return self._opens(call, CALLBACK)

    def _opens(self, expression: Node, form: str) -> OpenedBy | None:
        opened = self._library.opened_by(expression, form)
        function = unwrapped(function_of(expression) or expression)
        return opened._replace(at=range_of(function)) if opened is not None else None

    def _opened_by_project(self, call: Node, callback: Node, depth: int) -> OpenedBy | None:
        """Returns what a project function opens for its callback, if its body runs the callback inside an opener."""
        function, arguments = function_of(call), call.child_by_field_name("arguments")
        if function is None or arguments is None or not depth:
            return None
        values = read_arguments(arguments).positional
        positions = (
            index for index, value in enumerate(values) if value.start_byte <= callback.start_byte < value.end_byte
        )
        position, taker = next(positions, 0), self._names.function(function)
        opened = (
            self.runs(taker, position, depth)
            if taker is not None
            else self._opened_in_other_file(function, position, depth)
        )
        if opened is None:
            return None
        place = opened.context if taker is not None else None
        at, name = range_of(unwrapped(function)), last_name(self._tree, function)
        return OpenedBy(at, name, opened.is_root, context=place)

    def _opened_in_other_file(self, function: Node, position: int, depth: int) -> OpenedBy | None:
        """The same for a function that another file defines."""
        for origin in self._names.origins(function):
            view, taker = self._follower.definition(origin) or (None, None)
            opened: OpenedBy | None = view.openers.runs(taker, position, depth) if view is not None else None
            if opened is not None:
                return opened
        return None

    def runs(self, taker: Node, position: int, depth: int) -> OpenedBy | None:
        """Returns what is open where a function of this file runs the callback that it takes at a 0-based position."""
        key = taker.id, position, depth
        if key not in self._known_runs:
            self._known_runs[key] = None
            self._known_runs[key] = self._opened_in(taker, position, depth)
        return self._known_runs[key]

    def _opened_in(self, taker: Node, position: int, depth: int) -> OpenedBy | None:
        body = taker.child_by_field_name("body")
        for leaf in self._tree.leaves(self._parameter_of(taker, position)) if body is not None else ():
            if body is None or not body.start_byte <= leaf.start_byte < body.end_byte or leaf.type != "identifier":
                continue
            opened = self._opened_around_callback(leaf, taker, depth - 1)
            if opened is not None:
                return opened
        return None

    def _parameter_of(self, taker: Node, position: int) -> str:
        """Returns the name of the parameter or rest parameter that takes a callback."""
        declared = taker.child_by_field_name("parameters")
        sole = taker.child_by_field_name("parameter")
        parameters = (
            (sole,) if sole is not None else read_arguments(declared).positional if declared is not None else ()
        )
        if not parameters:
            return _NO_NAME
        parameter = parameters[min(position, len(parameters) - 1)]
        pattern = parameter.child_by_field_name("pattern") or parameter
        if pattern.type == "rest_pattern":
            return self._tree.text_of(pattern.named_children[0])
        return self._tree.text_of(pattern) if position < len(parameters) else _NO_NAME

    def _opened_around_callback(self, leaf: Node, taker: Node, depth: int) -> OpenedBy | None:
        """Returns what is open where a taker's body calls its callback or passes it on."""
        calls = (
            ancestor
            for ancestor in self._tree.ancestors(leaf)
            if ancestor.type in ("call_expression", "new_expression")
        )
        call = next(calls, None)
        if call is None or taker not in self._tree.ancestors(call):
            return None
        opened = self._opened_by(call, leaf, depth) if call.child_by_field_name("function") != leaf else None
        return opened or self.around(call, taker)
