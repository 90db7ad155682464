"""The calls that put a span into the active context, or make it current there."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.places import PlaceGrammar, mentions, same_members
from spanlint.languages.names.values import Call, Member, Name, Nothing, variable_of
from spanlint.lean.records import Record
from spanlint.model.apis import Setter, Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SPAN = Slot(0, "span")  # of the openers that take a span


class SpanPut(Record):
    """A call that puts a span into the active context. `context` is that context as it is written, if it is."""

    call: Call
    setter: Setter
    context: Node | None


def makes_current(grammar: PlaceGrammar, use: Node) -> bool:
    """Whether a use of a span makes it current on the active context."""
    call = grammar.argument_of(use)
    if call is None:
        return False
    return _put(grammar, use, call, grammar.tables.contexts.activating) is not None or _opens(grammar, use, call)


def put_on_active(grammar: PlaceGrammar, use: Node, takers: frozenset[str]) -> SpanPut | None:
    """Returns the call that puts a span into the active context.

    None if no such call has the use as its span, or if none of the `takers` gets the result.
    """
    call = grammar.argument_of(use)
    return _put(grammar, use, call, takers) if call is not None else None


def _put(grammar: PlaceGrammar, use: Node, call: Call, takers: frozenset[str]) -> SpanPut | None:
    setter = grammar.tables.contexts.setters.get(call.name)
    if setter is None or call.arguments.at(setter.span) != use:
        return None
    context = call.arguments.at(setter.context)
    if call.arguments.is_open or call.arguments.spread is not None or not _is_taken(grammar, call, takers):
        return None
    return SpanPut(call, setter, context) if context is None or _is_active_context(grammar, context) else None


def opening(grammar: PlaceGrammar, use: Node) -> Call | None:
    """Returns the call that takes a span to make it current, such as `use_span`; it does so on the active context."""
    call = grammar.argument_of(use)
    return call if call is not None and _opens(grammar, use, call) else None


def _opens(grammar: PlaceGrammar, use: Node, call: Call) -> bool:
    openers = grammar.tables.openers.get(call.name, ()) if call.arguments.at(_SPAN) == use else ()
    return any(opener.ends is not None for opener in openers)  # only openers of a span have `ends`


def _is_active_context(grammar: PlaceGrammar, context: Node) -> bool:
    value = grammar.value(grammar.sole_value(context))
    return isinstance(value, Nothing) or (isinstance(value, Call) and value.name in grammar.tables.contexts.active)


def _is_taken(grammar: PlaceGrammar, made: Call, takers: frozenset[str]) -> bool:
    """Whether a function of these names takes the context that a call makes, or what another call makes of it, directly
    or through a local or a member."""
    if _takes(grammar, made.node, takers):
        return True
    target = grammar.assigned_to(made.node)
    variable = variable_of(grammar, target) if target is not None and grammar.is_name(target) else None
    if variable is None:
        return any(_takes(grammar, use, takers) for use in _mentions_of_result(grammar, made.node))
    asked = variable, ("is taken", takers)
    known = grammar.known_answers.get(asked)
    if known is None:
        known = any(_takes(grammar, use, takers) for use in _mentions_of_result(grammar, made.node))
        grammar.known_answers[asked] = known
    return known


def _takes(grammar: PlaceGrammar, value: Node, takers: frozenset[str]) -> bool:
    """Whether a function of these names takes a context where it is mentioned, or what another call makes of it."""
    call = grammar.argument_of(value)
    if call is None:
        return False
    if call.name in takers and _takes_context(grammar, call, value):
        return True
    outer = grammar.argument_of(call.node)
    return outer is not None and outer.name in takers and _takes_context(grammar, outer, call.node)


def _mentions_of_result(grammar: PlaceGrammar, node: Node) -> Iterator[Node]:
    """Yields the mentions of the name that gets a value, and the later ones, in the function, of a member that does."""
    target = grammar.assigned_to(node)
    holder = grammar.value(target) if target is not None else None
    if target is not None and isinstance(holder, Name):
        yield from mentions(grammar, target)
    if isinstance(holder, Member):
        function = grammar.scope_of(node)
        for use in same_members(grammar, holder, function):
            if grammar.scope_of(use) == function and use.start_byte > node.end_byte:
                yield use


def _takes_context(grammar: PlaceGrammar, call: Call, value: Node) -> bool:
    """Whether an argument of a call is the context that the function of this name activates or injects."""
    slots = [opener.context for opener in grammar.tables.openers.get(call.name, ()) if opener.context is not None]
    return not slots or any(call.arguments.at(slot) == value for slot in slots)
