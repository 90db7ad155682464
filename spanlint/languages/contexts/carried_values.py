"""What a context carries beside its span, judged by how it is made: replacing the context loses these values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import islice

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.origins import within
from spanlint.languages.names.values import Call, Choice, Member, Name, ValueGrammar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.model.apis import ContextCalls

_SPAN_ONLY = re.compile(r"TraceContext|B3|XRay", re.IGNORECASE)  # formats that cannot hold baggage


class Carried(IntEnum):
    """What a context carries that the active context lacks.

    NOTHING means nothing known. UNKNOWN is a context that a caller passes, who may have added values. VALUES were added
    or received.
    """

    NOTHING = 0
    UNKNOWN = 1
    VALUES = 2


_MAX_VALUES = 4  # values examined per name or function: each may lead to as many others
_DEPTH = 6  # of values followed: a name that is assigned from itself adds nothing
_UNSHOWN = "?"  # the key of a pattern that takes one of several values


def carried(grammar: ValueGrammar, node: Node, depth: int = _DEPTH) -> Carried:
    """Returns what a context carries that the active one does not, from the expression that evaluates to it."""
    value = grammar.value(node) if depth else None
    if isinstance(value, Choice):
        return most_carried(carried(grammar, part, depth - 1) for part in value.parts)
    if isinstance(value, Name):
        return _by_name(grammar, value, depth)
    if isinstance(value, Member):
        return _by_key(grammar, value.of, value.name, depth - 1)
    return _by_call(grammar, value, depth) if isinstance(value, Call) else Carried.NOTHING


def _by_name(grammar: ValueGrammar, name: Name, depth: int) -> Carried:
    if name.text in grammar.tables.roots.values:
        return Carried.NOTHING
    bindings = grammar.visible(name.node)
    if any(binding.kind is Kind.OTHER or binding.key == _UNSHOWN for binding in bindings):
        return Carried.NOTHING  # unpacked, or bound by a loop: its value is unknown
    if any(binding.kind is Kind.PARAMETER for binding in bindings):
        return Carried.UNKNOWN
    assigned = (binding for binding in bindings if binding.kind in (Kind.VALUE, Kind.ASSIGNED))
    return most_carried(_by_binding(grammar, binding, depth) for binding in islice(assigned, _MAX_VALUES))


def _by_binding(grammar: ValueGrammar, binding: Binding, depth: int) -> Carried:
    if binding.value is None:
        return Carried.NOTHING
    if binding.key:
        return _by_key(grammar, binding.value, binding.key, depth - 1)
    return carried(grammar, binding.value, depth - 1)


def _by_key(grammar: ValueGrammar, holder: Node, key: str, depth: int) -> Carried:
    """Returns what the value of a key carries, in an object literal here or in the functions that return it."""
    value = grammar.value(grammar.sole_value(holder))
    if depth > 0 and isinstance(value, Call):
        results = islice(grammar.results(value), _MAX_VALUES)
        return most_carried(_by_key(view, result, key, depth - 1) for view, result in results)
    node = grammar.option(value.node, key)
    return carried(grammar, node, depth) if node is not None and depth > 0 else Carried.NOTHING


def _by_call(grammar: ValueGrammar, call: Call, depth: int) -> Carried:
    name, contexts = call.name, grammar.tables.contexts
    if name in contexts.adding:
        slot = contexts.adding[name]
        base = call.arguments.at(slot) if slot is not None else None
        is_copied = slot is not None and _copies_active(grammar, call, base)
        return _of_base(grammar, base, depth) if is_copied else Carried.VALUES
    if name in contexts.extracting and _receives(grammar, call):
        return Carried.VALUES
    if (name in contexts.active and not call.arguments.all()) or name in grammar.tables.roots.calls:
        return Carried.NOTHING
    if name in contexts.setters:
        return _of_base(grammar, call.arguments.at(contexts.setters[name].context), depth)
    if name in contexts.removing:
        slot = contexts.removing[name]
        return _of_base(grammar, call.arguments.at(slot) if slot is not None else call.receiver, depth)
    if name in contexts.deleting:
        return _of_base(grammar, next(iter(call.arguments.positional), None), depth)
    results = islice(grammar.results(call), _MAX_VALUES)
    returned = [carried(view, result, depth - 1) for view, result in results]
    passed = (node for node in call.arguments.positional if isinstance(grammar.value(node), (Name, Call)))
    # What another function adds to the active context cannot be distinguished from the span that it adds.
    return carried_by_result(returned, (carried(grammar, node, depth - 1) for node in passed))


def _of_base(grammar: ValueGrammar, base: Node | None, depth: int) -> Carried:
    """Returns what the context that a call starts from carries."""
    return carried(grammar, base, depth - 1) if base is not None else Carried.NOTHING


def _copies_active(grammar: ValueGrammar, call: Call, base: Node | None) -> bool:
    """Whether a call copies a value of the active context: in a loop over these, or by passing one of them."""
    passed = (grammar.sole_value(node) for node in call.arguments.all() if node != base)
    texts = map(grammar.tree.text_of, (*grammar.iterated(call.node), *passed))
    return any(asks_active_context(grammar.tables.contexts, text) for text in texts)


def _receives(grammar: ValueGrammar, call: Call) -> bool:
    """Whether an `extract` returns propagated baggage."""
    if call.receiver is None:
        return not grammar.functions(call)
    return may_receive_baggage(grammar.origins(call.receiver), grammar.last_name(call.receiver))


def most_carried(parts: Iterable[Carried]) -> Carried:
    """The most that any one of several contexts may carry; NOTHING if there are none."""
    return max(parts, default=Carried.NOTHING)


def may_receive_baggage(origins: Iterable[str], name: str) -> bool:
    """Whether the object that `extract` is called on may propagate baggage, by its origins and its last name.

    Other libraries' tracers have a method of the same name that returns only a span.
    """
    library_origins = [
        origin for origin in origins if within("opentelemetry", origin) or within("@opentelemetry", origin)
    ]
    if any(_SPAN_ONLY.search(text) for text in (*library_origins, name)):
        return False
    return bool(library_origins) or "propagat" in name.lower()


def asks_active_context(calls: ContextCalls, text: str) -> bool:
    """Whether source text calls for the active context or for the values that it carries."""
    names = "|".join(sorted(calls.active | calls.active_values))
    return bool(names) and re.search(rf"\b(?:{names})\(\)", text) is not None


def carried_by_result(returned: Sequence[Carried], passed: Iterable[Carried]) -> Carried:
    """What a function's result carries.

    Its `return` statements decide if they show it; otherwise it is what all contexts passed to the function have in
    common. If no `return` statement is known, as for another file's function, only VALUES count.
    """
    shown = most_carried(returned)
    if returned and shown is not Carried.UNKNOWN:
        return shown
    common = min(passed, default=Carried.NOTHING)
    return common if returned or common is Carried.VALUES else Carried.NOTHING
