"""Turns mentions of span-creating names into facts; a `CallGrammar` answers what depends on the language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from spanlint.languages.calls.helper_creators import helper_creator
from spanlint.languages.calls.other_tracers import OtherTracers
from spanlint.languages.calls.owners import (
    SAYS_PARENT,
    Signs,
    api_of,
    imports_opentelemetry,
    is_tracer,
    owner,
    owner_of_function,
)
from spanlint.languages.calls.qualifiers import Qualifiers
from spanlint.languages.calls.root_comments import describes_root, says_root
from spanlint.languages.calls.span_names import span_names
from spanlint.languages.calls.start_times import has_start_time
from spanlint.languages.names.origins import UNKNOWN
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.trees.syntax_errors import in_broken_statement
from spanlint.languages.trees.tree import SyntaxTree, comments_saying, mentions, range_of
from spanlint.lean.lazy import lazy, memoized
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.apis import ApiTables, Creator, Slot
from spanlint.model.facts import Details, Facts, Parent, ParentState, SpanCall, Surroundings, UnreadableSyntax
from spanlint.model.misplaced import Misplaced
from spanlint.text.source import ByteRange
from spanlint.text.whole_names import mention_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

_KEYWORD = b"spanlint:"
_BARE = (ParentState.ABSENT, ParentState.EMPTY)
_OWN_OBJECTS = frozenset({"this", "super", "self", "cls"})


class Callee(Record):
    """A called name: a method of `receiver` (`member` is the whole `x.name`), or a function."""

    name: Node
    member: Node | None
    receiver: Node | None
    call: Node
    arguments: Any
    is_decorator: bool = False


class Reach(Record):
    """A parameter of a project helper that reaches a parent slot.

    `slot` is where the helper's calls pass it. It is None where a call cannot omit it, or where another value could
    supply the parent.
    """

    function: Node
    name: str
    slot: Slot | None


class CallGrammar(Protocol):
    """One file in one language."""

    tree: SyntaxTree
    blocks: frozenset[str]
    qualifiers: Qualifiers

    @property
    def grammar(self) -> PlaceGrammar:
        """The file's expressions and their places."""

    def is_mention(self, name: Node) -> bool:
        """Whether a leaf is a name that code uses rather than defines."""

    def callee(self, name: Node) -> Callee | None:
        """The call of a name, or None where the name is only referenced."""

    def origins(self, node: Node) -> frozenset[str]:
        """Where an expression comes from; `languages.names.origins` describes the notation."""

    def last_name(self, node: Node) -> str:
        """The last name of an expression."""

    def is_self(self, node: Node) -> bool:
        """Whether an expression is the object that the enclosing method belongs to."""

    def followed(self, origin: str, method: str) -> frozenset[str]:
        """The origins of an imported name, resolved in the files that define it; `method` is called on it."""

    def shape(self, arguments: Any, creator: Creator) -> bool | None:
        """Whether arguments fit a creator: True, False where they contradict it, None where they do not say."""

    def foreign(self, arguments: Any, creator: Creator) -> tuple[str, ...]:
        """The keywords, or the keys of the options, that the creator lacks."""

    def parent(self, arguments: Any, creator: Creator) -> Parent:
        """The value of the parent slot."""

    def misplaced(self, callee: Callee, creator: Creator) -> Misplaced | None:
        """A value that was meant as a parent but is not one."""

    def expects_error(self, node: Node) -> bool:
        """Whether a node is in code that is meant to fail, as in a test."""

    def surroundings(self, call: Node, creator: Creator) -> Surroundings:
        """What is around a call, but for the helpers of the project."""

    def details(self, callee: Callee, creator: Creator, misplaced: Misplaced | None) -> Details:
        """What else a call and its function say."""

    def functions_around(self, node: Node) -> Iterator[Node]:
        """The functions that contain a node, innermost first."""

    def reach(self, value: Node) -> Reach | None:
        """The parameter of a project helper that a value comes from."""

    def forgotten(self, call: Node) -> Reach | None:
        """The Context parameter of a project helper around a call that nothing reads."""


def read_calls(grammar: CallGrammar, tables: ApiTables) -> Facts:
    """The facts of one file."""
    return _CallSites(grammar, tables).facts()


class _CallSites:
    """Reads the calls of one file, and caches what they share."""

    def __init__(self, grammar: CallGrammar, tables: ApiTables) -> None:
        self._grammar = grammar
        self._tree = grammar.tree
        self._tables = tables
        self._imports = lazy(partial(imports_opentelemetry, tables, self._tree.text))
        self._others = OtherTracers(grammar.grammar, tables)
        self._wrapping: set[Node] = set()
        self._describes_root = memoized(partial(describes_root, self._tree))
        self._helpers: dict[str, Creator] = {}
        self._names_context = any(name.encode() in self._tree.text for name in tables.shapes.contexts)

    def facts(self) -> Facts:
        calls, bare = list[SpanCall](), list[tuple[Callee, SpanCall]]()
        unreadable: list[UnreadableSyntax] = []
        for name in self._names(self._tables.mention):
            if in_broken_statement(self._tree, name, self._grammar.blocks):
                unreadable.append(UnreadableSyntax(range_of(name), self._tree.text_of(name)))
                continue
            callee = self._grammar.callee(name)
            creator = self._owner(callee) if callee is not None else None
            if callee is not None and creator is not None:
                calls.append(self._span_call(callee, creator))
                self._note_helper(callee, calls[-1])
                bare += [(callee, calls[-1])] if calls[-1].parent.state in _BARE else ()
        self._note_forgetful(bare if self._names_context else [])
        calls = self._others.without(calls) + list(self._helper_calls())
        in_order = tuple(sorted(calls, key=lambda call: call.at))
        comments = tuple(comments_saying(_KEYWORD, self._tree))
        return Facts(self._tables.language, in_order, tuple(unreadable), comments, is_broken=self._tree.root.has_error)

    def _names(self, pattern: re.Pattern[bytes]) -> Iterator[Node]:
        for place in mentions(self._tree.text, pattern):
            name = self._tree.leaf_at(place)
            if name is not None and self._grammar.is_mention(name):
                yield name

    def _owner(self, callee: Callee) -> Creator | None:
        method, called = self._tree.text_of(callee.name), callee.member or callee.name
        if method in self._tables.qualified:
            own = self._grammar.qualifiers.creator(self._tables.qualified[method], called)
            if own is not None or method not in self._tables.creators:
                return own
        function = self._grammar.origins(called)
        creator = owner_of_function(self._tables, method, function, partial(self._followed, called, method))
        is_own = all(origin.startswith("=") for origin in function)  # the file itself defines the method
        if creator is not None or callee.receiver is None:
            return creator
        receiver = self._followed(callee.receiver, method)
        if is_own and (self._tree.text_of(callee.receiver) in _OWN_OBJECTS or not self._is_of_library(receiver)):
            return None
        fits = self._grammar.shape(callee.arguments, self._tables.creators[method][0])
        signs = Signs(self._grammar.last_name(callee.receiver), self._imports(), fits)
        creator = owner(self._tables, method, receiver, signs)
        if creator is None or is_tracer(self._tables, receiver):
            return creator
        if self._others.has(callee.call, callee.receiver, creator):
            return None
        if not (foreign := self._grammar.foreign(callee.arguments, creator)):
            return self._others.taken(creator, range_of(callee.name), callee.receiver)
        # What the method lacks is an error on its own tracer. It shows another API elsewhere, but not on a class of the
        # project whose method takes a context and more: following such a class ends in UNKNOWN.
        is_followed = UNKNOWN not in self._grammar.origins(callee.receiver)
        if UNKNOWN in receiver and is_followed and not any(map(SAYS_PARENT.search, foreign)):
            return creator._replace(accepts=())
        self._others.refused(callee.receiver, creator, foreign)
        return None

    def _followed(self, receiver: Node, method: str) -> frozenset[str]:
        origins = (self._grammar.followed(origin, method) for origin in self._grammar.origins(receiver))
        return frozenset[str]().union(*origins)

    def _is_of_library(self, origins: frozenset[str]) -> bool:
        return any(api_of(self._tables, origin) is not None for origin in origins)

    def _span_call(self, callee: Callee, creator: Creator) -> SpanCall:
        misplaced = self._grammar.misplaced(callee, creator) if creator.takes_context else None
        return SpanCall(
            creator=creator,
            at=range_of(callee.name),
            call=self._tree.note(callee.call),
            receiver=self._tree.text_of(callee.receiver) if callee.receiver is not None else "",
            parent=self._grammar.parent(callee.arguments, creator),
            surroundings=lazy(partial(self._surroundings, callee.call, creator)),
            details=lazy(partial(self._grammar.details, callee, creator, misplaced)),
            statement=partial(self._statement, callee.call),
            misplaced=misplaced,
            is_decorator=callee.is_decorator,
            bodies=partial(self._bodies, callee.call),
            may_be_meant_as_root=partial(self._may_be_meant_as_root, callee.call),
            fits=partial(self._grammar.qualifiers.fits, function=callee.member or callee.name),
            names=lambda: span_names(self._grammar.grammar, callee.arguments.at(creator.name)),
            has_start_time=lambda: has_start_time(self._grammar.grammar, callee.arguments, creator),
        )

    def _surroundings(self, call: Node, creator: Creator) -> Surroundings:
        in_wrapper = any(function in self._wrapping for function in self._grammar.functions_around(call))
        return self._grammar.surroundings(call, creator)._replace(is_in_wrapper=in_wrapper)

    def _statement(self, call: Node) -> int:
        """The byte where the call's statement begins, or the expression that the innermost function returns."""
        function = next(self._grammar.functions_around(call), None)
        inner = call
        for above in self._tree.ancestors(call):
            if above.type in self._grammar.blocks or above == function:
                break
            inner = above
        return inner.start_byte

    def _may_be_meant_as_root(self, call: Node) -> bool:
        function = next(self._grammar.functions_around(call), None)
        is_described = function is not None and self._describes_root(function)
        return is_described or says_root(self._tree, self._statement(call), call.end_byte)

    def _bodies(self, call: Node) -> tuple[ByteRange, ...]:
        bodies: list[ByteRange] = []
        pending = [call]
        while pending:
            node = pending.pop()
            if node.type in self._grammar.blocks:
                bodies.append(range_of(node))
            else:
                pending.extend(node.children)
        return tuple(sorted(bodies))

    def _note_helper(self, callee: Callee, call: SpanCall) -> None:
        if call.parent.at is None or call.parent.state is not ParentState.PASSED:
            return
        value = self._tree.root.descendant_for_byte_range(*call.parent.at)
        reach = self._grammar.reach(value) if value is not None else None
        if reach is not None and reach.function in self._grammar.functions_around(callee.call):
            self._wrapping.add(reach.function)
            self._add_helper(call, reach)

    def _note_forgetful(self, bare: list[tuple[Callee, SpanCall]]) -> None:
        """Notes helpers that forget the parent they take: what their calls leave out is said before the repair."""
        for callee, call in bare:
            reach = self._grammar.forgotten(callee.call)
            if reach is not None and call.surroundings().opened_by is None and not call.details().has_links:
                self._add_helper(call, reach)

    def _add_helper(self, call: SpanCall, reach: Reach) -> None:
        is_creator = reach.name in self._tables.creators or reach.name in self._tables.qualified
        if reach.slot is not None and reach.name and not is_creator:
            self._helpers[reach.name] = helper_creator(call.creator, reach.name, reach.slot)

    def _helper_calls(self) -> Iterator[SpanCall]:
        """Yields the calls of the file's own helpers, found by a second search for the helpers' names."""
        pending = dict(self._helpers)
        while pending:
            earlier = set(self._helpers)
            for name in self._names(mention_pattern(pending)):
                callee = self._grammar.callee(name)
                if callee is not None and self._is_of_the_file(callee):
                    call = self._span_call(callee, pending[self._tree.text_of(name)])
                    self._note_helper(callee, call)
                    yield call
            pending = {name: creator for name, creator in self._helpers.items() if name not in earlier}

    def _is_of_the_file(self, callee: Callee) -> bool:
        if callee.receiver is not None:
            return self._grammar.is_self(callee.receiver)
        return any(origin.startswith("=") for origin in self._grammar.origins(callee.name))
