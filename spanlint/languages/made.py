"""What becomes of the span that a call makes, as far as its function shows: where it is put, and who is handed it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from tree_sitter import Node

from spanlint.languages.syntax import SyntaxTree

_ROUNDS = 2  # the span's own name, and the names of what is made of it


class Ways(NamedTuple):
    """A language's node types, and how it is asked: the local names that a declaration or an assignment binds, the home
    of a function, the name of what it is a member of, and its definition in the file."""

    calls: frozenset[str]
    naming: dict[str, tuple[str, str]]  # node type: the fields of the name and of the value
    home: Callable[[Node], str]
    holder: Callable[[Node], str]
    definition: Callable[[Node], Node | None]


class Handed(NamedTuple):
    """To whom a span is handed: the homes of functions, the objects whose methods take it, and the text of the file's
    own functions that do."""

    homes: frozenset[str] = frozenset()
    holders: frozenset[str] = frozenset()
    text: bytes = b""


def named(tree: SyntaxTree, call: Node, ways: Ways) -> str:
    """The last name of what a call's value is assigned to, empty when it is not."""
    for above in tree.ancestors(call)[:4]:
        if above.type in ways.naming:
            target = above.child_by_field_name(ways.naming[above.type][0])
            return re.split(r"[.#]", tree.text_of(target))[-1] if target is not None else ""
        if above.type in ways.calls or above.type.endswith("statement"):
            return ""
    return ""


def feeds_context(tree: SyntaxTree, call: Node, ways: Ways, setters: Iterable[str]) -> bool:
    """Whether the span is put into a context somewhere in the file, by the name that it is given here."""
    name = named(tree, call, ways)
    if not name:
        return False
    pattern = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
    for leaf in (leaf for setter in setters for leaf in tree.leaves(setter)):
        made = next((each for each in tree.ancestors(leaf)[:2] if each.type in ways.calls), None)
        passed = made.child_by_field_name("arguments") if made is not None else None
        if passed is not None and pattern.search(tree.text_of(passed)):
            return True
    return False


def handed(tree: SyntaxTree, call: Node, function: Node, ways: Ways) -> Handed:
    """To whom the function hands the span that a call in it makes, or what it makes of that span."""
    homes, holders, texts = set[str](), set[str](), list[bytes]()
    for taker in _takers(tree, call, function, ways):
        homes.add(ways.home(taker))
        holders.add(ways.holder(taker))
        definition = ways.definition(taker)
        if definition is not None and definition != function:
            texts.append(tree.text[definition.start_byte : definition.end_byte])
    return Handed(frozenset(homes - {""}), frozenset(holders - {""}), b"\n".join(texts))


def _takers(tree: SyntaxTree, call: Node, function: Node, ways: Ways) -> Iterator[Node]:
    """The functions that are called with the span."""
    yield from _called_with(tree, call, function, ways)
    known, fresh = set[str](), {named(tree, call, ways)} - {""}
    for _ in range(_ROUNDS):
        known |= fresh
        made = set[str]()
        for leaf in (leaf for name in sorted(fresh) for leaf in tree.leaves(name)):
            if leaf.start_byte > call.start_byte and leaf.end_byte <= function.end_byte:
                yield from _called_with(tree, leaf, function, ways)
                made.add(named(tree, next(_calls_around(tree, leaf, function, ways), leaf), ways))
        fresh = made - known - {""}


def _called_with(tree: SyntaxTree, value: Node, function: Node, ways: Ways) -> Iterator[Node]:
    for call in _calls_around(tree, value, function, ways):
        called = call.child_by_field_name("function")
        if called is not None:
            yield called


def _calls_around(tree: SyntaxTree, value: Node, function: Node, ways: Ways) -> Iterator[Node]:
    """The calls that a value is among the arguments of, innermost first."""
    inner = value
    for above in tree.ancestors(value):
        if above == function or above.type.endswith("statement"):
            return
        if above.type in ways.calls and above.child_by_field_name("arguments") == inner:
            yield above
        inner = above
