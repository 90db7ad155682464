"""The spans that are current for code which only stores or returns them, in any language."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Alone, Argument, Assigned, Awaited, Returned, Role
from spanlint.languages.names.values import Call, Item, Member, Name, Value, role_of_value
from spanlint.languages.spans.current.local_spans import call_node
from spanlint.languages.spans.current.made_current import is_made_current
from spanlint.languages.spans.handed_methods import ends_span, handed_methods
from spanlint.languages.spans.written_values import logs, says_log
from spanlint.languages.trees.tree import range_of
from spanlint.lean.records import Record
from spanlint.model.apis import CALLBACK, WITH
from spanlint.model.current_spans import STORING, EmptyActivation
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.model.apis import ApiTables, Opener
    from spanlint.model.facts import SpanCall

_WORKING = frozenset(
    {"await", "yield", "with_statement", "while_statement", "raise_statement", "lambda"}
    | {"class_definition", "list_comprehension", "generator_expression", "import_from_statement", "import_statement"}
    | {"await_expression", "yield_expression", "new_expression", "do_statement", "throw_statement"}
)
"""The node types of both grammars that do more than to store a value or to return it."""
_LOOPS = frozenset({"for_statement", "for_in_statement"})
_ENTRIES = frozenset({"items", "entries"})  # of a dictionary or an object: its attributes
_WAITING = frozenset({"async", "await"})  # the words of a loop that waits for each item
# They start no spans: what attributes are made of.
_PLAIN = frozenset(
    {"str", "int", "float", "bool", "len", "repr", "dumps", "format", "isoformat", "time", "join", "get", "lower"}
    | {"stringify", "String", "Number", "toString", "now", "toISOString", "keys", "type"}
    | _ENTRIES
)


_ARGUMENTS = frozenset({"argument_list", "arguments"})
_KEEPING = STORING | {"cast"}  # what a cast returns may be stored as well
_CONTAINERS = frozenset({"tuple", "expression_list", "list", "dictionary", "pair", "object", "array"})
_DEPTH = 4  # containers around a span, with their pairs


class _Activation(Record):
    """A call that makes its span current for a `body`, where the expression `span` names it."""

    body: Node
    span: Node


def empty_activations(grammar: PlaceGrammar, calls: Sequence[SpanCall]) -> Iterator[EmptyActivation]:
    """Yields the calls that make a span current while it is only stored or returned."""
    known = set[int]()
    for call in calls:
        if call.creator.activates not in (WITH, CALLBACK) or call.is_decorator:
            continue
        node = call_node(grammar.tree, call)
        value = grammar.value(node) if node is not None else None
        activation = _activation(grammar, value) if isinstance(value, Call) else None
        kept = _kept(grammar, activation) if activation is not None else None
        if activation is None or not isinstance(value, Call) or kept is None or _is_dropped(grammar, value, kept):
            continue
        has_ended = _has_ended(grammar, call, value, activation)
        if (has_ended and _is_mark(grammar, activation)) or _works(grammar, activation):
            continue
        if has_ended or not is_made_current(grammar, _name_outside(grammar, value, kept)):
            known.add(call.at.start)
            instead = _instead(grammar.tables, call.creator.api, call.creator.method)
            yield _fact(grammar, activation, kept, call.at, has_ended, instead)
    for name, value, opener in _of_others(grammar):
        activation = _activation(grammar, value) if name.start_byte not in known else None
        has_ended = not opener.leaves_open
        kept = _kept(grammar, activation) if activation is not None else None
        if activation is None or kept is None or _is_dropped(grammar, value, kept):
            continue
        if (has_ended and _is_mark(grammar, activation)) or _works(grammar, activation):
            continue
        if _is_of(grammar, value, opener):
            yield _fact(grammar, activation, kept, range_of(name), has_ended, opener.around_nothing)


def _is_dropped(grammar: PlaceGrammar, call: Call, kept: Node) -> bool:
    """Whether nothing gets a span that a callback returns: it marks what has happened, and nobody needs it later."""
    role = role_of_value(grammar, call.node)
    while isinstance(role, Awaited):
        role = role_of_value(grammar, role.outer)
    return isinstance(role, Alone) and isinstance(_role_of_whole(grammar, kept), Returned)


def _name_outside(grammar: PlaceGrammar, call: Call, kept: Node) -> str:
    """The name or member that holds a span outside of the code for which it is current; empty if that is not known."""
    role = _role_of_whole(grammar, kept)
    target = role.target if isinstance(role, Assigned) else grammar.assigned_to(call.node)
    if isinstance(grammar.value(kept), Member):
        target = kept
    return grammar.last_name(target) if target is not None else ""


def _fact(
    grammar: PlaceGrammar, activation: _Activation, kept: Node, at: ByteRange, has_ended: bool, instead: str
) -> EmptyActivation:
    span = " ".join(grammar.tree.text_of(activation.span).split())
    is_returned = isinstance(_role_of_whole(grammar, kept), Returned)
    method = grammar.tree.text[at.start : at.end].decode()
    return EmptyActivation(at, method, span, range_of(kept), is_returned, has_ended, instead)


def _instead(tables: ApiTables, api: str, name: str) -> str:
    """What a library says to do instead, for a call of its own that ends the span itself."""
    openers = (opener for openers in tables.self_ending.values() for opener in openers)
    return next((opener.around_nothing for opener in openers if opener.api == api and opener.name == name), "")


def _of_others(grammar: PlaceGrammar) -> Iterator[tuple[Node, Call, Opener]]:
    """Yields what may be calls of the libraries that say what to do instead: the name, the call, and what it calls."""
    tree, text = grammar.tree, grammar.tree.text
    for mark, openers in grammar.tables.self_ending.items():
        for opener in openers if mark in text else ():
            for name in tree.leaves(opener.name) if opener.name.encode() in text else ():
                node = next((above for above in tree.ancestors(name)[:2] if above.type in grammar.types.calls), None)
                call = grammar.value(node) if node is not None else None
                if isinstance(call, Call) and call.callee.end_byte == name.end_byte:
                    yield name, call, opener


def _is_of(grammar: PlaceGrammar, call: Call, opener: Opener) -> bool:
    owners = (api_of(grammar.tables, origin) for origin in grammar.origins(call.callee))
    return any(owner is not None and owner.name == opener.api for owner in owners)


def _activation(grammar: PlaceGrammar, call: Call) -> _Activation | None:
    statement = grammar.entered_by(call.node)
    if statement is not None:
        span, body = grammar.assigned_to(call.node), statement.child_by_field_name("body")
        return _Activation(body, span) if span is not None and body is not None else None
    passed = call.arguments.positional[-1:] if call.arguments.spread is None else ()
    function = grammar.function_at(passed[0]) if passed else None
    parameters = grammar.parameters(function) if function is not None else ()
    body = function.child_by_field_name("body") if function is not None else None
    return _Activation(body, parameters[0]) if body is not None and parameters else None


def _works(grammar: PlaceGrammar, activation: _Activation) -> bool:
    """Whether code for which a span is current does anything but to store it, to return it, or to describe it."""
    pending, logging = [activation.body], list[Call]()
    while pending:
        node = pending.pop()
        if node.type in _WORKING or (node.type in grammar.types.functions and node != activation.body):
            return True
        if node.type in _LOOPS and not _is_over_entries(grammar, node):
            return True
        call = grammar.value(node) if node.type in grammar.types.calls else None
        if call is not None and not _is_plain(grammar, call, activation):
            if not isinstance(call, Call) or not says_log(grammar, call):
                return True
            logging.append(call)
        pending.extend(node.named_children)
    return not all(logs(grammar, call) for call in logging)  # last, as each may have to be followed into another file


def _is_over_entries(grammar: PlaceGrammar, loop: Node) -> bool:
    """Whether a loop goes through the keys and values of something: asking for the next pair runs no code."""
    iterated = loop.child_by_field_name("right")
    value = grammar.value(iterated) if iterated is not None else None
    waits = any(child.type in _WAITING for child in loop.children)
    return isinstance(value, Call) and value.name in _ENTRIES and not waits


def _is_plain(grammar: PlaceGrammar, call: Value, activation: _Activation) -> bool:
    """Whether a call is of a method of the span, or stores the span, or makes an attribute's value."""
    if not isinstance(call, Call):
        return False
    is_storing = call.name in STORING and any(_is_span(grammar, value, activation) for value in call.arguments.all())
    if call.name in _PLAIN or is_storing:
        return True
    receiver = call.receiver
    while receiver is not None and isinstance(grammar.value(receiver), Call):
        inner = grammar.value(receiver)
        receiver = inner.receiver if isinstance(inner, Call) else None
    if receiver is not None and (_is_span(grammar, receiver, activation) or _holds_span(grammar, receiver, activation)):
        return True
    handed = [handed_methods(grammar, value) for value in call.arguments.all() if _is_span(grammar, value, activation)]
    return bool(handed) and all(methods is not None and methods.is_all for methods in handed)


def _is_span(grammar: PlaceGrammar, node: Node, activation: _Activation) -> bool:
    return grammar.tree.text_of(grammar.unwrapped(node)) == grammar.tree.text_of(activation.span)


def _holds_span(grammar: PlaceGrammar, receiver: Node, activation: _Activation) -> bool:
    """Whether a statement of the code has assigned the span to an expression that is written in the same way."""
    span, text = grammar.value(activation.span), grammar.tree.text_of(receiver)
    for mention in grammar.mentions(span.text, activation.body) if isinstance(span, Name) else ():
        role = role_of_value(grammar, mention)
        if isinstance(role, Assigned) and role.target is not None and grammar.tree.text_of(role.target) == text:
            return True
    return False


def _kept(grammar: PlaceGrammar, activation: _Activation) -> Node | None:
    """The place where a span is stored or returned: a mention of its name, or the member that a `with` names."""
    span = grammar.value(activation.span)
    if not isinstance(span, Name):
        return activation.span if isinstance(span, Member) else None
    for leaf in _read_whole(grammar, span.text, activation.body):
        if grammar.is_name(leaf) and _is_kept(grammar, leaf):
            return leaf
    return None


def _read_whole(grammar: PlaceGrammar, name: str, body: Node) -> Iterator[Node]:
    """Yields the leaves of a name in code other than in front of a member; most spans have none, as the bytes tell."""
    text, offsets = grammar.tree.text, grammar.tree.offsets(name)
    first, end = bisect_left(offsets, body.start_byte), body.end_byte
    length = len(name.encode())
    for at in offsets[first : bisect_left(offsets, end, lo=first)]:
        after = at + length
        leaf = grammar.tree.leaf_at(ByteRange(at, after)) if text[after : after + 1] != b"." else None
        if leaf is not None:
            yield leaf


def _is_mark(grammar: PlaceGrammar, activation: _Activation) -> bool:
    """Whether a span in a member is described: once it has ended, it marks what has happened, and nobody needs it."""
    span = grammar.value(activation.span)
    return isinstance(span, Member) and bool(grammar.tree.leaves_within(span.name, activation.body))


def _role_of_whole(grammar: PlaceGrammar, mention: Node) -> Role:
    """What is done with a span, or with the tuple, list or object that is made of it."""
    whole, above = grammar.unwrapped(mention), grammar.tree.parent(mention)
    is_part = above is not None and above.type in _CONTAINERS
    for ancestor in grammar.tree.ancestors(mention)[:_DEPTH] if is_part else ():
        if ancestor.type not in _CONTAINERS:
            break
        whole = ancestor
    return role_of_value(grammar, whole)


def _is_kept(grammar: PlaceGrammar, mention: Node) -> bool:
    above = grammar.tree.parent(mention)
    call = grammar.tree.parent(above) if above is not None and above.type in _ARGUMENTS else None
    if call is not None and grammar.last_name(call) not in _KEEPING:
        return False  # as most do: no role need be found
    role = _role_of_whole(grammar, mention)
    if isinstance(role, Argument):
        taker = grammar.value(role.call) if grammar.last_name(role.call) in STORING else None
        return isinstance(taker, Call) and taker.receiver is not None
    if isinstance(role, Assigned) and role.target is not None:
        target = grammar.value(role.target)
        return isinstance(target, Member | Item) or (isinstance(target, Name) and _is_outer(grammar, target.node))
    return isinstance(role, Returned)


def _is_outer(grammar: PlaceGrammar, name: Node) -> bool:
    """Whether a name is one of a function or file around, or its function returns what it holds."""
    function, text = grammar.function_of(name), grammar.tree.text_of(name)
    if function is None or any(grammar.function_of(binding.name) != function for binding in grammar.visible(name)):
        return True
    return any(isinstance(role_of_value(grammar, mention), Returned) for mention in grammar.mentions(text, function))


def _has_ended(grammar: PlaceGrammar, call: SpanCall, value: Call, activation: _Activation) -> bool:
    """Whether the span has ended when the code for which it is current is left."""
    if call.creator.activates == WITH:
        on_exit = value.arguments.at(call.creator.on_exit) if call.creator.on_exit is not None else None
        return on_exit is None and not value.arguments.is_open
    text = grammar.tree.text_of(activation.span)
    return not call.creator.ends or any(
        ends_span(grammar, mention) for mention in grammar.mentions(text, activation.body)
    )
