"""The names of the spans that a call makes: literals, constants of this and of imported files, and texts with holes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.imports import ImportTarget
from spanlint.languages.names.values import Choice, Member, Name, Nothing, ValueGrammar
from spanlint.languages.trees.tree import SyntaxTree, mentions, range_of
from spanlint.lean.protocols import Protocol
from spanlint.model.apis import Slot
from spanlint.model.span_names import HOLE, NameParameter, NamePattern, NamingCall, SpanNames
from spanlint.text.whole_names import mention_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

_DEPTH = 8
_MAX_PATTERNS = 8
_VALUE = "value"  # of an enum's member

_VALUED = frozenset({Kind.VALUE, Kind.ASSIGNED})


class NamingFile(Protocol):
    """One file, as this module asks about it."""

    tree: SyntaxTree
    grammar: Any

    def is_mention(self, name: Node) -> bool:
        """Whether a leaf is a name that code uses rather than defines."""

    def callee(self, name: Node) -> Any | None:
        """The call of a name, or None where the name is only referenced."""


def span_names(grammar: ValueGrammar, name: Node | None) -> SpanNames:
    """Returns what the argument that holds a span's name evaluates to."""
    if name is None:
        return SpanNames()
    found = tuple(dict.fromkeys(_texts(grammar, name, _DEPTH)))[:_MAX_PATTERNS]
    known = tuple(pattern for pattern in found if any(pattern))
    return SpanNames(known, None if known else _parameter(grammar, name))


def naming_calls(file: NamingFile, slots: Mapping[str, Slot]) -> Iterator[NamingCall]:
    """Yields the calls of functions that name a span after a parameter; `slots` says where each function takes it."""
    if not slots:
        return
    for place in mentions(file.tree.text, mention_pattern(slots)):
        leaf = file.tree.leaf_at(place)
        callee = file.callee(leaf) if leaf is not None and file.is_mention(leaf) else None
        if leaf is None or callee is None:
            continue
        function = file.tree.text_of(leaf)
        argument = passed(file.grammar, callee.arguments, slots[function])
        names = span_names(file.grammar, argument)
        if names.patterns or names.parameter is not None:
            yield NamingCall(range_of(leaf), range_of(callee.call), function, names)


def passed(grammar: ValueGrammar, arguments: Any, slot: Slot) -> Node | None:
    """Returns the value that a call passes in a slot, which may be a key of an object."""
    value: Node | None = arguments.at(slot)
    return grammar.option(value, slot.key) if value is not None and slot.key is not None else value


def _parameter(grammar: ValueGrammar, name: Node) -> NameParameter | None:
    value = grammar.value(name)
    bindings = grammar.visible(value.node) if isinstance(value, Name) else []
    parameters = [binding for binding in bindings if binding.kind is Kind.PARAMETER]
    return grammar.parameter(parameters[0]) if len(parameters) == 1 else None


def _texts(grammar: ValueGrammar, node: Node, depth: int) -> list[NamePattern]:
    if depth <= 0:
        return [HOLE]
    pieces = grammar.pieces(node)
    if pieces is not None:
        return _joined(grammar, pieces, depth)
    value = grammar.value(node)
    if isinstance(value, Choice):
        parts = (part for part in value.parts if not isinstance(grammar.value(part), Nothing))
        return [pattern for part in parts for pattern in _texts(grammar, part, depth - 1)]
    if isinstance(value, Name):
        found = [text for binding in grammar.visible(value.node) for text in _of_binding(grammar, binding, (), depth)]
        return found or [HOLE]
    if isinstance(value, Member):
        return _of_member(grammar, value, depth)
    return [HOLE]


def _joined(grammar: ValueGrammar, pieces: tuple[str | Node, ...], depth: int) -> list[NamePattern]:
    patterns: list[NamePattern] = [("",)]
    for piece in pieces:
        tails = [(piece,)] if isinstance(piece, str) else _texts(grammar, piece, depth - 1)
        if len(patterns) * len(tails) > _MAX_PATTERNS:
            tails = [HOLE]
        patterns = [(*head[:-1], head[-1] + tail[0], *tail[1:]) for head in patterns for tail in tails]
    return patterns


def _of_member(grammar: ValueGrammar, value: Member, depth: int) -> list[NamePattern]:
    """Returns the texts of `Names.TURN`, `names.TURN` and `Names.TURN.value`."""
    steps: list[str] = []
    of: Any = value
    while isinstance(of, Member):
        steps.insert(0, of.name)
        of = grammar.value(of.of)
    if isinstance(of, Name):
        bindings = grammar.visible(of.node)
        found = [text for binding in bindings for text in _of_binding(grammar, binding, tuple(steps), depth)]
        holders = grammar.holders(of.node) if not bindings else []
        found += [text for holder in holders for text in _of_steps(grammar, holder, tuple(steps), depth)]
        return found or [HOLE]
    own = [text for holder in grammar.holders(of.node) for text in _of_steps(grammar, holder, tuple(steps), depth)]
    return own or [HOLE]


def _of_binding(grammar: ValueGrammar, binding: Binding, steps: tuple[str, ...], depth: int) -> list[NamePattern]:
    if binding.kind is Kind.IMPORT:
        return _of_import(grammar, binding.path, steps, depth)
    if binding.kind is Kind.CLASS and binding.value is not None:
        return _of_steps(grammar, binding.value, steps, depth)
    if binding.kind in _VALUED and binding.value is not None and not binding.key:
        return _of_steps(grammar, binding.value, steps, depth)
    return [HOLE]


def _of_steps(grammar: ValueGrammar, holder: Node, steps: tuple[str, ...], depth: int) -> list[NamePattern]:
    """Returns the texts of what is below a value, class or object after the names of members."""
    if not steps or depth <= 0:
        return _texts(grammar, holder, depth - 1)
    members = list(grammar.members(holder, steps[0]))
    found = [text for inner in members for text in _of_steps(grammar, inner, steps[1:], depth - 1)]
    if not members and steps == (_VALUE,):
        return _texts(grammar, holder, depth - 1)
    return found or [HOLE]


def _of_import(grammar: ValueGrammar, path: str, steps: tuple[str, ...], depth: int) -> list[NamePattern]:
    joined = "".join(f"{'' if path.endswith(':') and not index else '.'}{step}" for index, step in enumerate(steps))
    for view, target in grammar.imported(path + joined):
        found = _of_target(view, target, depth - 1)
        if any(map(any, found)):
            return found
    return [HOLE]


def _of_target(view: Any, target: ImportTarget, depth: int) -> list[NamePattern]:
    grammar: ValueGrammar = view.grammar
    first, *rest = target.steps
    found: list[NamePattern] = []
    for binding in grammar.top_level(first):
        found += _of_binding(grammar, binding, tuple(rest), depth) if depth > 0 else []
    for holder in grammar.named_holders(first) if not found and depth > 0 else ():
        found += _of_steps(grammar, holder, tuple(rest), depth)
    if not found and depth > 0:
        for path in (*view.evaluate(target.steps), *view.everything_of(target.steps)):
            if path and not path.startswith("="):
                found += _of_import(grammar, path, (), depth - 1)
    return found
