"""The functions that start and end a span around a function that they are passed, but never make it current."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Alone, Argument, Owner, Role, Tested
from spanlint.languages.names.values import Call, Member, Name, role_of_value
from spanlint.languages.spans.current.current_file import CurrentFile
from spanlint.languages.spans.current.local_spans import SpanLocal
from spanlint.languages.spans.current.passed_functions import calls_of_passed
from spanlint.languages.spans.handed_methods import handed_methods
from spanlint.languages.trees.tree import range_of
from spanlint.lean.lazy import lazy
from spanlint.lean.records import Record
from spanlint.model.current_spans import InactiveWrapper

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_HANDLING = tuple(b"finish clos complet stop final done fail err exc record status attr".split())
"""Parts, in lower case, of the names of functions of the project that may end or describe a span, as the methods that
end it are; all others that get one are not read."""
_LEFT_ALONE = frozenset({"PRODUCER"})
"""The kinds of spans that are no parents of what runs beside them: what they start runs elsewhere."""
_HANDLERS, _CLAUSES = frozenset({"catch_clause", "except_clause"}), (b"catch", b"except")
_BEFORE_LAST, _AFTER_LAST = b", ", b")"  # around the last of several arguments


def inactive_wrappers(file: CurrentFile, spans: Sequence[SpanLocal]) -> Iterator[InactiveWrapper]:
    """Yields those of the local spans that run around passed functions and are used only through their own members."""
    grammar = file.grammar
    passed: dict[int, _PassedCalls] = {}
    handling = (*_HANDLING, *map(str.encode, grammar.tables.shapes.span_ends)) if spans else ()
    for span in spans:
        ends = _ends(grammar, span, handling) if span.function != grammar.tree.root else None
        if ends is None or not (ends or span.is_entered):
            continue
        is_ended_later = any(grammar.scope_of(end) != span.function for end in ends)
        last_end = span.until if span.is_entered or is_ended_later else ends[-1].start_byte
        calls = passed.get(span.function.id)
        if calls is None:
            calls = passed[span.function.id] = _calls_of_passed(grammar, span)
        wrapped = _between(calls.wrapped(), span, last_end) if _has_fixed_name(grammar, span) else None
        if wrapped is not None and not wrapped:
            continue
        work = [
            call
            for call in _between(calls.calls(), span, last_end)
            if not _takes(call, ends) and not _is_after_end(file, call, ends) and not _is_in_another(file, call, span)
        ]
        is_wrapper = bool(work) if wrapped is None else any(call in wrapped for call in work)
        if is_wrapper and span.call.details().kind not in _LEFT_ALONE:
            function = " ".join(grammar.tree.text_of(work[0].callee).split())
            yield InactiveWrapper(span.call.at, span.name, function, tuple(range_of(call.callee) for call in work))


class _PassedCalls(Record):
    """The calls of passed functions behind the first span of a function, in order, and those of them that say that they
    are wrapped."""

    calls: Callable[[], list[Call]]
    wrapped: Callable[[], list[Call]]


def _calls_of_passed(grammar: PlaceGrammar, first: SpanLocal) -> _PassedCalls:
    """The calls in the function of a span, the first one there, from that on."""
    function, start = first.function, first.call.at.start
    return _PassedCalls(
        lazy(lambda: list(calls_of_passed(grammar, function, start))),
        lazy(lambda: list(calls_of_passed(grammar, function, start, if_said=True))),
    )


def _between(calls: list[Call], span: SpanLocal, end: int) -> list[Call]:
    """Those of some calls that are between the start of a span and a byte."""
    first = bisect_left(calls, span.node.end_byte, key=_start)
    return calls[first : bisect_left(calls, end, lo=first, key=_start)]


def _start(call: Call) -> int:
    return call.node.start_byte


def _has_fixed_name(grammar: PlaceGrammar, span: SpanLocal) -> bool:
    """Whether a span has the same name each time: it then stands for its own function, not for a passed one."""
    call = grammar.value(span.node)
    name = call.arguments.at(span.call.creator.name) if isinstance(call, Call) else None
    return name is None or _is_fixed(grammar, name)


def _is_fixed(grammar: PlaceGrammar, text: Node) -> bool:
    """Whether a text is the same each time: a literal, a constant, a member of one, or a combination of those."""
    held = grammar.sole_value(text)
    pieces = grammar.pieces(held)
    if pieces is not None:
        return all(isinstance(piece, str) or (piece != held and _is_fixed(grammar, piece)) for piece in pieces)
    value = grammar.value(held)
    while isinstance(value, Member):
        value = grammar.value(value.of)
    is_of_module = isinstance(value, Name) and (
        grammar.is_of_module(value.text) or bool(grammar.named_holders(value.text))
    )
    return is_of_module or grammar.last_name(held).isupper()


def _ends(grammar: PlaceGrammar, span: SpanLocal, handling: tuple[bytes, ...]) -> list[Node] | None:
    """The uses that end a span, in order; None if anything could get its context, from the span or from a member.

    `handling` are parts of the names of functions that may end it.
    """
    ends = []
    for use in span.uses:
        if _is_handed_on(grammar, span, use, handling):
            return None
        role = role_of_value(grammar, use)
        if isinstance(role, Argument):
            called = grammar.tree.text[role.call.start_byte : use.start_byte].lower()
            handed = handed_methods(grammar, use) if any(map(called.__contains__, handling)) else None
            if handed is None:
                if _is_told_of_failure(grammar, span, use, role):
                    continue
                return None
            members = list(handed.names)
        else:
            members = list(_members(grammar, role))
        if not grammar.tables.shapes.span_ends.isdisjoint(members):
            ends.append(use)
        elif not (members or isinstance(role, Tested)) or not _keep_context(grammar, members):
            return None
    return ends


def _is_handed_on(grammar: PlaceGrammar, span: SpanLocal, use: Node, handling: tuple[bytes, ...]) -> bool:
    """Whether the bytes around a use show that a function other than those of `handling` gets the span, as most spans
    are handed on by their first use: no role need be found for that."""
    text, first, start, end = grammar.tree.text, span.node.end_byte, use.start_byte, use.end_byte
    if start < first or text[start - 2 : start] != _BEFORE_LAST or text[end : end + 1] != _AFTER_LAST:
        return False
    between = text[first:start].lower()
    return not any(map(between.__contains__, handling)) and not any(map(between.__contains__, _CLAUSES))


def _is_told_of_failure(grammar: PlaceGrammar, span: SpanLocal, use: Node, role: Argument) -> bool:
    """Whether a handler passes a span to a function and takes nothing from it, as in `mark_failed(span, error)`: what
    the handler is for has run by then."""
    between = grammar.tree.text[span.node.end_byte : use.start_byte]
    if not any(map(between.__contains__, _CLAUSES)):
        return False
    handlers = (above for above in grammar.tree.ancestors(use) if above.type in _HANDLERS)
    is_handled = any(handler.start_byte > span.node.end_byte for handler in handlers)
    return is_handled and isinstance(grammar.role(role.call), Alone)


def _members(grammar: PlaceGrammar, role: Role) -> Iterator[str]:
    """Yields the methods of a span that are called on a use with this role, and on what each returns."""
    while isinstance(role, Owner):
        yield role.name
        if role.call is None or role.name in grammar.tables.shapes.span_states:
            return
        role = role_of_value(grammar, role.call)


def _keep_context(grammar: PlaceGrammar, members: Iterable[str]) -> bool:
    """Whether members of a span tell nobody its context."""
    shapes = grammar.tables.shapes
    return all(member in shapes.span_methods and member not in shapes.span_contexts for member in members)


def _takes(call: Call, ends: list[Node]) -> bool:
    """Whether a call is passed what ends the span, such as `span.end` or a function that calls it."""
    return any(call.node.start_byte <= end.start_byte < call.node.end_byte for end in ends)


def _is_after_end(file: CurrentFile, call: Call, ends: list[Node]) -> bool:
    """Whether a statement before a call ends the span on every path to the call."""
    around = file.tree.ancestors(call.node)
    for end in ends:
        is_before = end.start_byte < call.node.start_byte and file.grammar.scope_of(end) in around
        holders = file.tree.ancestors(end) if is_before else ()
        block = next((holder for holder in holders if holder.type in file.blocks), None)
        if block is not None and block in around:
            return True
    return False


def _is_in_another(file: CurrentFile, call: Call, span: SpanLocal) -> bool:
    """Whether something between a span and a call makes another context current for the call."""
    opened = file.openers.around(call.node)
    return opened is not None and opened.at.start > span.call.at.start
