"""The spans of a file that start under one context and are made current on another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from spanlint.languages.contexts.carried_values import Carried, carried
from spanlint.languages.contexts.span_activations import SpanPut, opening, put_on_active
from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.places import PlaceGrammar, same_members
from spanlint.languages.names.roles import Assigned
from spanlint.languages.names.values import Call, Choice, Member, Name, Nothing, role_of_value
from spanlint.languages.spans.current.local_spans import SpanLocal
from spanlint.languages.trees.tree import range_of
from spanlint.lean.records import Record
from spanlint.model.activations import Rebased
from spanlint.model.facts import ParentState
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SET = frozenset({Kind.VALUE, Kind.ASSIGNED})
_MANAGER_DEPTH = 6  # levels from a value up to the manager of a `with` that takes it


class _ParentActivations(Record):
    """The calls of a function that make a context active, and all its texts there."""

    texts: Set[str]
    calls: list[Node]


def rebased_spans(grammar: PlaceGrammar, spans: Iterable[SpanLocal]) -> Iterator[Rebased]:
    """Yields the local spans whose parent context differs from the context on which they are made current."""
    activating: dict[tuple[int, str], _ParentActivations] = {}
    for span in spans:
        parent = span.call.parent
        is_passed = parent.at is not None and parent.state is ParentState.PASSED
        value = grammar.tree.root.descendant_for_byte_range(*parent.at) if is_passed and parent.at is not None else None
        rebasings = _rebasings(grammar, grammar.unwrapped(value), span) if value is not None else []
        carries = carried(grammar, value) if rebasings and value is not None else Carried.NOTHING
        if value is None or not carries or _is_active(grammar, grammar.unwrapped(value), span, activating):
            continue
        if carries is not Carried.VALUES:
            rebasings = [rebasing for rebasing in rebasings if rebasing.setter in grammar.tables.contexts.setters]
        yield from rebasings[:1]


def _rebasings(grammar: PlaceGrammar, parent: Node, span: SpanLocal) -> list[Rebased]:
    """Returns the uses of a span that put it into another context, in order."""
    candidates = (
        _rebased_by_setter(grammar, use, parent, span) or _rebased_by_opening(grammar, use, parent, span)
        for use in span.uses
    )
    return [rebasing for rebasing in candidates if rebasing is not None]


def _rebased_by_setter(grammar: PlaceGrammar, use: Node, parent: Node, span: SpanLocal) -> Rebased | None:
    """Returns the use that puts the span into the active context, if the result is then activated or injected."""
    contexts = grammar.tables.contexts
    put = put_on_active(grammar, use, contexts.activating | contexts.injecting)
    if put is None:
        return None
    base = grammar.tree.text_of(put.context) if put.context is not None else ""
    edit = _edit(grammar, parent, put, use) if _is_same(grammar, parent, use) else None
    return Rebased(span.call.at, _text(grammar, parent), range_of(put.call.node), put.call.name, base, edit)


def _rebased_by_opening(grammar: PlaceGrammar, use: Node, parent: Node, span: SpanLocal) -> Rebased | None:
    call = opening(grammar, use)
    if call is None:
        return None
    return Rebased(span.call.at, _text(grammar, parent), range_of(call.node), call.name, "")


def _text(grammar: PlaceGrammar, parent: Node) -> str:
    """Returns the text of a parent context, without the condition if it is passed or nothing is."""
    value = grammar.value(parent)
    parts = value.parts if isinstance(value, Choice) else ()
    contexts = [part for part in parts if not isinstance(grammar.value(part), Nothing)]
    return grammar.tree.text_of(contexts[0] if len(contexts) == 1 else parent)


def _edit(grammar: PlaceGrammar, parent: Node, put: SpanPut, use: Node) -> tuple[ByteRange, str]:
    """Returns what to write so that the span is put into its parent context."""
    if put.context is not None:
        return range_of(put.context), grammar.with_fallback(parent, grammar.tree.text_of(put.context))
    keyword = f"{put.setter.context.keyword}=" if put.setter.span.keyword in put.call.arguments.keywords else ""
    return ByteRange(use.end_byte, use.end_byte), f", {keyword}{grammar.tree.text_of(parent)}"


def _is_active(
    grammar: PlaceGrammar, parent: Node, span: SpanLocal, activating: dict[tuple[int, str], _ParentActivations]
) -> bool:
    """Whether code around the span makes its parent context active, or enters something that takes it.

    `activating` keeps the calls of a function that do so with a context of one text, and the other texts for it.
    """
    key, openers = (span.function.id, grammar.tree.text_of(parent)), grammar.tables.openers
    if key not in activating:
        activating[key] = _activations_of(grammar, parent, span.function)
    for ancestor in grammar.tree.ancestors(span.node):
        call = grammar.value(ancestor)
        slots = [opener.context for opener in openers.get(call.name, ())] if isinstance(call, Call) else []
        contexts = (call.arguments.at(slot) for slot in slots if slot is not None) if isinstance(call, Call) else ()
        if any(context is not None and grammar.tree.text_of(context) in activating[key].texts for context in contexts):
            return True
    return any(call != span.node for call in activating[key].calls)


def _activations_of(grammar: PlaceGrammar, parent: Node, function: Node) -> _ParentActivations:
    same = _same_contexts(grammar, parent, function)
    mentions = (mention for context in same.values() for mention in _mentions(grammar, context, function))
    calls = (_activating_call(grammar, mention) for mention in mentions)
    return _ParentActivations(same.keys(), [call for call in calls if call is not None])


def _same_contexts(grammar: PlaceGrammar, parent: Node, function: Node) -> dict[str, Node]:
    """Returns a parent context, what it may be the value of, and the locals that get one of these, by their texts."""
    same: dict[str, Node] = {}
    pending = [parent]
    for node in pending:
        value = grammar.value(node)
        if grammar.tree.text_of(value.node) in same or isinstance(value, Call | Nothing):
            continue
        same[grammar.tree.text_of(value.node)] = value.node
        if isinstance(value, Choice):
            pending += value.parts
        elif isinstance(value, Name | Member):
            bindings = grammar.visible(value.node) if isinstance(value, Name) else ()
            pending += (binding.value for binding in bindings if binding.kind in _SET and binding.value is not None)
            roles = (role_of_value(grammar, mention) for mention in _mentions(grammar, value.node, function))
            pending += (role.target for role in roles if isinstance(role, Assigned) and role.target is not None)
    return same


def _mentions(grammar: PlaceGrammar, parent: Node, function: Node) -> Iterable[Node]:
    """Returns where a function names its parent context."""
    value = grammar.value(parent)
    if isinstance(value, Member):
        return same_members(grammar, value, function)
    return grammar.tree.leaves_within(value.text, function) if isinstance(value, Name) else ()


def _activating_call(grammar: PlaceGrammar, mention: Node) -> Node | None:
    """Returns the call that a mention passes a context to, if it attaches it or a `with` enters its result."""
    call = grammar.argument_of(mention)
    if call is None:
        return None
    if call.name in grammar.tables.contexts.attaching:
        return call.node
    around = (mention, *grammar.tree.ancestors(mention)[:_MANAGER_DEPTH])
    is_entered = any(grammar.entered_by(node) is not None for node in around)
    return call.node if is_entered and call.name not in grammar.tables.creators else None


def _is_same(grammar: PlaceGrammar, parent: Node, use: Node) -> bool:
    """Whether the parent's text means the same where the span is used: its first name has one binding at most."""
    base = grammar.value(parent)
    is_path = base.node == parent and isinstance(base, Name | Member)
    while isinstance(base, Member):
        base = grammar.value(base.of)
    if not is_path or not isinstance(base, Name):
        return False
    here, there = grammar.visible(base.node), grammar.visible_at(base.text, use)
    return len(here) <= 1 and here == there
