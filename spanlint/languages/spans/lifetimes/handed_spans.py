"""The functions of the project that start a span and hand it to a function that they are given, which must end it."""

from __future__ import annotations

from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.roles import Argument
from spanlint.languages.names.values import Call, Member, Name, role_of_value
from spanlint.languages.spans.lifetimes.endings import Fate, SpanUse, Unended, unended
from spanlint.languages.spans.lifetimes.returned_spans import Handing, SpanSource
from spanlint.languages.spans.lifetimes.unended import OpenSpan, ending_by_caller
from spanlint.model.apis import CALLBACK, Creator, Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def handing_of(source: SpanSource, function: Node) -> Handing | None:
    """How a function hands on the one span that it starts; None if it may end or keep it."""
    endable = (name for name, creators in source.tables.creators.items() if any(creator.ends for creator in creators))
    started = [leaf for name in endable for leaf in source.tree.leaves_within(name, function)]
    callee = source.callee(started[0]) if len(started) == 1 else None
    call = source.grammar.value(callee.call) if callee is not None else None
    creator = source.creator(call) if isinstance(call, Call) else None
    if creator is None or not isinstance(call, Call):
        return None
    holder, held = _holder(source, call, creator) or (None, None)
    mentions = source.mentions(held, holder) if held is not None and holder is not None else None
    ending = ending_by_caller(source.tables, creator)
    kept = [leaf for leaf in mentions or () if source.use(leaf, ending) is not SpanUse.NEUTRAL]
    if len(kept) != 1:
        return None
    slot, position = _handed(source, kept[0], function) or (None, None)
    return Handing(creator, slot, position) if slot is not None and position is not None else None


def _holder(source: SpanSource, call: Call, creator: Creator) -> tuple[Node, Node] | None:
    """The function in which a name holds the span that a call starts, and that name."""
    if creator.activates == CALLBACK:
        function, parameter = source.callback(call.node) or (None, None)
        return (function, parameter) if function is not None and parameter is not None else None
    fate, function = source.fate(call.node, ending_by_caller(source.tables, creator)), source.function_of(call.node)
    return (function, fate) if function is not None and not isinstance(fate, Fate) else None


def _handed(source: SpanSource, mention: Node, function: Node) -> tuple[Slot, int] | None:
    """The slot of the parameter that a mention hands the span to, and the position of the span among its arguments."""
    role = role_of_value(source.grammar, mention)
    call = source.grammar.value(role.call) if isinstance(role, Argument) else None
    if not isinstance(call, Call) or call.arguments.spread is not None or mention not in call.arguments.positional:
        return None
    name = source.grammar.value(call.callee)
    bindings = source.grammar.visible(name.node) if isinstance(name, Name) else []
    if len(bindings) != 1 or bindings[0].kind is not Kind.PARAMETER or source.function_of(bindings[0].name) != function:
        return None
    slot = source.grammar.slot_of(bindings[0].name)
    return (slot, call.arguments.positional.index(mention)) if slot is not None else None


def unended_when_handed(source: SpanSource, call: Call, handing: Handing) -> OpenSpan | None:
    """How the function that a call passes leaves the span that it is handed without an end."""
    passed = call.arguments.at(handing.slot) if call.arguments.spread is None else None
    function = source.grammar.function_at(passed) if passed is not None else None
    getters = source.tables.contexts.active_span | source.tables.contexts.span_of
    if function is None or passed is None or any(name in source.tree.text_of(function) for name in getters):
        return None
    parameters = source.grammar.parameters(function)
    may_be_replaced = isinstance(source.grammar.value(passed), Member)  # by a subclass, which may end the span
    if len(parameters) <= handing.position:
        return OpenSpan(None, Unended()) if not parameters and not may_be_replaced else None
    parameter = parameters[handing.position]
    left = unended(source, parameter, ending_by_caller(source.tables, handing.creator), None, function)
    return OpenSpan(parameter, left) if left is not None and (left.is_ended or not may_be_replaced) else None
