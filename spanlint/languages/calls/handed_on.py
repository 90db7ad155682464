"""What becomes of the span that a call makes, as far as its function shows: where it is put, and who is handed it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_ROUNDS = 2  # the span's own name, and the names of what is made of it


class ScopeQueries(Record):
    """A language's node types, and how it is asked: the local names that a declaration or an assignment binds, the home
    of a function, the name of what it is a member of, and its definition in the file."""

    calls: frozenset[str]
    naming: dict[str, str]  # node type: the field of the name
    home: Callable[[Node], str]
    holder: Callable[[Node], str]
    definition: Callable[[Node], Node | None]


class Recipients(Record):
    """To whom a span is handed: the homes of functions, the objects whose methods take it, and the text of the file's
    own functions that do."""

    homes: frozenset[str] = frozenset()
    holders: frozenset[str] = frozenset()
    texts: tuple[bytes, ...] = ()


class NamedUse(Record):
    """One mention of a local: the functions it is handed to, and the name of what is made of it."""

    start: int
    takers: tuple[Node, ...]
    makes: str


class SpanUses:
    """Answers for the calls of one file; what many calls ask is worked out once."""

    def __init__(self, tree: SyntaxTree, ways: ScopeQueries, setters: Iterable[str]) -> None:
        self._tree = tree
        self._ways = ways
        self._setters = setters
        self._put: str | None = None
        self._uses: dict[tuple[Node, str], list[NamedUse]] = {}
        self._known: dict[Node, Recipients] = {}

    def becomes_parent(self, call: Node) -> bool:
        """Whether the span is put into a context somewhere in the file, by the name that it is given here."""
        name = self._named(call)
        if self._put is None:
            self._put = "\n".join(self._put_into_contexts())
        return bool(name) and re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", self._put) is not None

    def recipients(self, call: Node, function: Node) -> Recipients:
        """To whom the function hands the span that a call in it makes, or what it makes of that span."""
        takers = dict.fromkeys(self._takers(call, function))  # in order, each once
        known = [self._taker(taker, function) for taker in takers]
        return Recipients(
            frozenset(chain(*(each.homes for each in known))),
            frozenset(chain(*(each.holders for each in known))),
            tuple(dict.fromkeys(chain(*(each.texts for each in known)))),
        )

    def _named(self, call: Node) -> str:
        """The last name of what a call's value is assigned to, empty when it is not."""
        for above in self._tree.ancestors(call)[:4]:
            if above.type in self._ways.naming:
                target = above.child_by_field_name(self._ways.naming[above.type])
                return re.split(r"[.#]", self._tree.text_of(target))[-1] if target is not None else ""
            if above.type in self._ways.calls or above.type.endswith("statement"):
                return ""
        return ""

    def _put_into_contexts(self) -> Iterator[str]:
        for leaf in (leaf for setter in self._setters for leaf in self._tree.leaves(setter)):
            made = next((each for each in self._tree.ancestors(leaf)[:2] if each.type in self._ways.calls), None)
            passed = made.child_by_field_name("arguments") if made is not None else None
            if passed is not None:
                yield self._tree.text_of(passed)

    def _taker(self, taker: Node, function: Node) -> Recipients:
        if taker not in self._known:
            home, holder, definition = self._ways.home(taker), self._ways.holder(taker), self._ways.definition(taker)
            text = b""
            if definition is not None and definition != function:
                text = self._tree.text[definition.start_byte : definition.end_byte]
            self._known[taker] = Recipients(
                frozenset({home} - {""}), frozenset({holder} - {""}), (text,) if text else ()
            )
        return self._known[taker]

    def _takers(self, call: Node, function: Node) -> Iterator[Node]:
        """The functions that are called with the span, or with what is made of it."""
        yield from self._called_with(call, function)
        known, fresh = set[str](), {self._named(call)} - {""}
        for _ in range(_ROUNDS):
            uses = [use for name in sorted(fresh) for use in self._used(function, name) if use.start > call.start_byte]
            yield from (taker for use in uses for taker in use.takers)
            known |= fresh
            fresh = {use.makes for use in uses} - known - {""}

    def _used(self, function: Node, name: str) -> list[NamedUse]:
        key = (function, name)
        if key not in self._uses:
            leaves = self._tree.leaves_within(name, function)
            self._uses[key] = [self._use(leaf, function) for leaf in leaves]
        return self._uses[key]

    def _use(self, leaf: Node, function: Node) -> NamedUse:
        around = next(self._calls_around(leaf, function), leaf)
        return NamedUse(leaf.start_byte, tuple(self._called_with(leaf, function)), self._named(around))

    def _called_with(self, value: Node, function: Node) -> Iterator[Node]:
        for call in self._calls_around(value, function):
            called = call.child_by_field_name("function")
            if called is not None:
                yield called

    def _calls_around(self, value: Node, function: Node) -> Iterator[Node]:
        """The calls that a value is among the arguments of, innermost first."""
        inner = value
        for above in self._tree.ancestors(value):
            if above == function or above.type.endswith("statement"):
                return
            if above.type in self._ways.calls and above.child_by_field_name("arguments") == inner:
                yield above
            inner = above
