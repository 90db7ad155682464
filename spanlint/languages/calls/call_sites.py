"""From mentions to facts, the same way in every language: what differs is asked of a `Grammar`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from spanlint.languages.calls.owners import Signs, imports_opentelemetry, owner, owner_of_function
from spanlint.languages.trees.syntax_errors import in_broken_statement
from spanlint.languages.trees.tree import SyntaxTree, comments_saying, mentions, range_of
from spanlint.lean.lazy import lazy
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.apis import ApiTables, Creator, Slot
from spanlint.model.facts import (
    Details,
    Facts,
    Misplaced,
    OpenedBy,
    Parent,
    ParentState,
    SpanCall,
    Surroundings,
    UnreadableSyntax,
)
from spanlint.text.source import ByteRange
from spanlint.text.whole_names import mention_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

_KEYWORD = b"spanlint:"


class Callee(Record):
    """A name that is called: as a method of `receiver` (`member` is the whole `x.name`) or as a function."""

    name: Node
    member: Node | None
    receiver: Node | None
    call: Node
    arguments: Any
    decorator: bool = False


class Reach(Record):
    """A parameter of a project helper that reaches a parent slot; `slot` is where its calls pass it, None where they
    cannot leave it out or where something else in the slot could give a parent."""

    function: Node
    name: str
    slot: Slot | None


class Grammar(Protocol):
    """One file in one language."""

    tree: SyntaxTree
    blocks: frozenset[str]

    def is_mention(self, name: Node) -> bool:
        """Whether a leaf is a name in code that is used, not defined."""

    def callee(self, name: Node) -> Callee | None:
        """The call of a name, None for a reference."""

    def origins(self, node: Node) -> frozenset[str]:
        """Where an expression comes from: see `origins`."""

    def last_name(self, node: Node) -> str:
        """The last name of an expression."""

    def is_self(self, node: Node) -> bool:
        """Whether an expression is the object whose method this is."""

    def followed(self, origin: str, method: str) -> frozenset[str]:
        """What an imported name is by its definition in another file, where `method` is called on it."""

    def shape(self, arguments: Any, creator: Creator) -> bool | None:
        """Whether arguments fit a creator."""

    def parent(self, arguments: Any, creator: Creator) -> Parent:
        """What stands in the parent slot."""

    def misplaced(self, arguments: Any, creator: Creator) -> Misplaced | None:
        """What was meant as a parent and is none."""

    def opened_by(self, call: Node) -> OpenedBy | None:
        """What opens a context around a call."""

    def details(self, callee: Callee, creator: Creator) -> Details:
        """What else the call says, and the function around it."""

    def functions_around(self, node: Node) -> Iterator[Node]:
        """The functions a node stands in, innermost first."""

    def reach(self, value: Node) -> Reach | None:
        """The helper's parameter that a value comes from."""


def read_calls(grammar: Grammar, tables: ApiTables) -> Facts:
    """The facts of one file."""
    return _CallSites(grammar, tables).facts()


class _CallSites:
    """What is worked out once for all calls of a file."""

    def __init__(self, grammar: Grammar, tables: ApiTables) -> None:
        self._grammar = grammar
        self._tree = grammar.tree
        self._tables = tables
        self._imports = lazy(partial(imports_opentelemetry, tables, self._tree.text))
        self._wrapping: set[Node] = set()
        self._helpers: dict[str, Creator] = {}

    def facts(self) -> Facts:
        calls: list[SpanCall] = []
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
        calls += self._helper_calls()
        in_order = tuple(sorted(calls, key=lambda call: call.at))
        comments = tuple(comments_saying(_KEYWORD, self._tree))
        return Facts(self._tables.language, in_order, tuple(unreadable), comments, is_broken=self._tree.root.has_error)

    def _names(self, pattern: re.Pattern[bytes]) -> Iterator[Node]:
        for place in mentions(self._tree.text, pattern):
            name = self._tree.leaf_at(place)
            if name is not None and self._grammar.is_mention(name):
                yield name

    def _owner(self, callee: Callee) -> Creator | None:
        method = self._tree.text_of(callee.name)
        function = self._grammar.origins(callee.member or callee.name)
        found = owner_of_function(self._tables, method, function)
        own = all(origin.startswith("=") for origin in function)  # a method that the file itself defines
        if found is not None or callee.receiver is None or own:
            return found
        fits = self._grammar.shape(callee.arguments, self._tables.creators[method][0])
        signs = Signs(self._grammar.last_name(callee.receiver), self._imports(), fits)
        receiver = self._grammar.origins(callee.receiver)
        followed = (self._grammar.followed(origin, method) for origin in receiver)
        return owner(self._tables, method, frozenset[str]().union(*followed), signs)

    def _span_call(self, callee: Callee, creator: Creator) -> SpanCall:
        return SpanCall(
            creator=creator,
            at=range_of(callee.name),
            call=range_of(callee.call),
            receiver=self._tree.text_of(callee.receiver) if callee.receiver is not None else "",
            parent=self._grammar.parent(callee.arguments, creator),
            surroundings=lazy(partial(self._surroundings, callee.call)),
            details=lazy(partial(self._grammar.details, callee, creator)),
            statement=partial(self._statement, callee.call),
            misplaced=self._grammar.misplaced(callee.arguments, creator) if creator.takes_context else None,
            is_decorator=callee.decorator,
            bodies=partial(self._bodies, callee.call),
        )

    def _surroundings(self, call: Node) -> Surroundings:
        in_wrapper = any(function in self._wrapping for function in self._grammar.functions_around(call))
        return Surroundings(self._grammar.opened_by(call), in_wrapper)

    def _statement(self, call: Node) -> int:
        """Where the statement begins, or what the innermost function around gives."""
        function = next(self._grammar.functions_around(call), None)
        inner = call
        for above in self._tree.ancestors(call):
            if above.type in self._grammar.blocks or above == function:
                break
            inner = above
        return inner.start_byte

    def _bodies(self, call: Node) -> tuple[ByteRange, ...]:
        found: list[ByteRange] = []
        pending = [call]
        while pending:
            node = pending.pop()
            if node.type in self._grammar.blocks:
                found.append(range_of(node))
            else:
                pending.extend(node.children)
        return tuple(sorted(found))

    def _note_helper(self, callee: Callee, call: SpanCall) -> None:
        if call.parent.at is None or call.parent.state is not ParentState.PASSED:
            return
        value = self._tree.root.descendant_for_byte_range(*call.parent.at)
        reach = self._grammar.reach(value) if value is not None else None
        if reach is None or reach.function not in self._grammar.functions_around(callee.call):
            return
        self._wrapping.add(reach.function)
        if reach.slot is not None and reach.name and reach.name not in self._tables.creators:
            self._helpers[reach.name] = call.creator._replace(
                method=reach.name,
                form="either",
                name=Slot(),
                parents=(reach.slot,),
                root=None,
                options=None,
                callback=False,
                ends="",
                help=_how_to_pass(reach.name, reach.slot),  # what a helper takes may be a span as well as a context
            )

    def _helper_calls(self) -> Iterator[SpanCall]:
        """The calls of the file's own helpers: a second search, for their names."""
        pending = dict(self._helpers)
        while pending:
            known = set(self._helpers)
            for name in self._names(mention_pattern(pending)):
                callee = self._grammar.callee(name)
                if callee is not None and self._is_of_the_file(callee):
                    call = self._span_call(callee, pending[self._tree.text_of(name)])
                    self._note_helper(callee, call)
                    yield call
            pending = {name: creator for name, creator in self._helpers.items() if name not in known}

    def _is_of_the_file(self, callee: Callee) -> bool:
        if callee.receiver is not None:
            return self._grammar.is_self(callee.receiver)
        return any(each.startswith("=") for each in self._grammar.origins(callee.name))


def _how_to_pass(name: str, slot: Slot) -> str:
    if slot.keyword is not None:
        return f"pass the parent: `{name}(..., {slot.keyword}={slot.keyword})`"
    return f"pass the parent as argument {(slot.position or 0) + 1} of `{name}`"
