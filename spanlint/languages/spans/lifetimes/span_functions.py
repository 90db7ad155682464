"""The functions of the project that start spans for their callers, and the calls of them, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.roles import Alone, Argument, Assigned, Awaited, Element, Managed, Owner, Returned
from spanlint.languages.names.values import Call, Item, Member, Name, role_of_value
from spanlint.languages.spans.chained_calls import CHAINABLE
from spanlint.languages.spans.lifetimes.endings import Ending, unended
from spanlint.languages.spans.lifetimes.handed_spans import unended_when_handed
from spanlint.languages.spans.lifetimes.returned_parts import ReturnedPart, other_parts, taking
from spanlint.languages.spans.lifetimes.returned_spans import SpanSource
from spanlint.languages.spans.lifetimes.taken_apart import taken_apart
from spanlint.languages.spans.lifetimes.unended import (
    OpenSpan,
    enclosable_of,
    ending_by_caller,
    unended_span_of,
    unended_value,
)
from spanlint.languages.trees.tree import range_of
from spanlint.model.apis import ApiTables
from spanlint.model.facts import SpanCall
from spanlint.model.lifetimes import UnendedSpan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

# The imported functions that are followed. Patterns that begin with a letter take a sixth of the time of one for all.
_NAMED_FOR_SPANS = [
    re.compile(rb"%s\w*(?=\s*\()" % word) for stem in (b"span", b"trace") for word in (stem, stem.capitalize())
]
# Of ten calls of functions that are named for spans, eight say that they start none: by the verb that they begin with,
# or because the name goes on after the word for the span.
_NO_START = re.compile(
    r"_*(?:add|assert|check|end|expect|finish|format|has|is|on|register|set|test|update|validate|verify)(?![a-z])"
    r"|\w*(?:[Ss]pan|[Tt]race)(?:s$|r|back|able|parent|_?(?:[Aa]ttr|[Cc]ontext|[Dd]ata|[Ee]xporter|[Ii][Dd]s?$|[Kk]ind"
    r"|[Ll]ink|[Nn]ame|[Pp]rocessor|[Pp]ropagator|[Pp]rovider|[Ss]tatus|State|ToJSON))"
)
_WORD = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_MEMBERS = frozenset({"attribute", "member_expression"})
_DOTTED = re.compile(rb"([\w$]+)(?:\.[\w$]+)*")
_HELD_CALL = re.compile(rb"(?::[^=\n]{1,80})?\s*=\s*(?:await\s+)?(?:[\w$]+\.)*([A-Za-z_$][\w$]*)\(")
_BEFORE_VALUE = b":= \t\n\r\f\v"  # what that may begin with; a dot follows most names of spans
_MAX_ROUNDS = 3  # of functions that return what another function returns


def unended_by_callers(source: SpanSource, calls: tuple[SpanCall, ...]) -> Iterator[UnendedSpan]:
    """Yields the spans that a function of the project starts for its caller, which does not end them on every path."""
    names, known = _names_of_functions(source, calls), {call.at.start for call in calls}
    done, silent = set[str](), set[bytes]()
    for _ in range(_MAX_ROUNDS):
        further = set[str]()
        for leaf in (leaf for name in sorted(names - done) for leaf in source.tree.leaves(name)):
            if leaf.start_byte in known or (path := _path(source, leaf)) in silent:
                continue
            callee = source.callee(leaf)
            value = source.grammar.value(callee.call) if callee is not None else None
            if callee is None or not isinstance(value, Call):
                continue
            if value.name in source.tables.creators and _is_imported_from_library(source, value):
                silent.update([path] if _is_sole(source, path) else [])
                continue
            if not (_may_keep(source, callee.call) or _passes_function(source, value)):
                continue
            if source.is_tested(callee.call) or _is_library(source, value):
                continue
            if source.returned(value) is not None:
                further |= _name_around(source, callee.call)
            yield from _unended_by_caller(source, callee, value)
            if not source.starts_spans(value) and _is_sole(source, path):
                silent.add(path)
        done |= names
        names = further


def _path(source: SpanSource, leaf: Node) -> bytes:
    """The dotted path, as it is written, that ends with a name."""
    above = source.tree.parent(leaf)
    node = above if above is not None and above.type in _MEMBERS else leaf
    return source.tree.text[node.start_byte : leaf.end_byte]


def _is_sole(source: SpanSource, path: bytes) -> bool:
    """Whether a dotted path means the same in all of the file.

    A file calls few functions, and each of them often: what one call shows of its function need not be asked again.
    """
    root = _DOTTED.fullmatch(path)
    return root is not None and source.grammar.is_of_module(root[1].decode())


def _may_keep(source: SpanSource, call: Node) -> bool:
    """Whether the code around a call may get a span from it and be the one that must end it.

    Most calls with such a name are about spans that have ended, and where a call stands is cheaper to tell than what it
    runs.
    """
    role = role_of_value(source.grammar, call)
    while isinstance(role, Awaited):
        call = role.outer
        role = role_of_value(source.grammar, call)
    if taken_apart(source.tree, call) is not None:
        return True
    if isinstance(role, Assigned):
        return role.target is None or isinstance(source.grammar.value(role.target), Name | Item | Member)
    if isinstance(role, Owner):
        shapes = source.tables.shapes
        is_of_span = role.name in shapes.span_methods or role.name in shapes.span_ends
        return is_of_span or CHAINABLE.match(role.name) is not None
    if isinstance(role, Argument):
        return source.grammar.last_name(role.call) in source.grammar.container_methods.adding
    return isinstance(role, Alone | Returned | Managed | Element)


def _is_imported_from_library(source: SpanSource, call: Call) -> bool:
    """Whether the file itself imports the function that a call runs from a library.

    Where a file uses another library, whose function starts a span by the same name, most calls are of that.
    """
    return _are_of_libraries(source, source.grammar.origins(call.callee))


def _is_library(source: SpanSource, call: Call) -> bool:
    """Whether a call is certainly one of a library's function, which the project may have the source of."""
    return _are_of_libraries(source, source.origins(call.callee))


def _are_of_libraries(source: SpanSource, origins: Set[str]) -> bool:
    return bool(origins) and all(api_of(source.tables, origin) is not None for origin in origins)


def _passes_function(source: SpanSource, call: Call) -> bool:
    return any(source.grammar.function_at(argument) is not None for argument in call.arguments.all())


def _names_of_functions(source: SpanSource, calls: tuple[SpanCall, ...]) -> set[str]:
    """The names of the functions that may start a span for their callers: of this file, and imported ones."""
    others = _names_of_library(source.tables)
    found = _names_for_spans(source.tree.text) | set(_names_of_ended(source))
    names = {name for name in found - others if not _NO_START.match(name)}
    nodes = filter(None, (source.call_at(call.call) for call in calls if call.creator.ends))
    functions = {function.id: function for function in map(source.function_of, nodes) if function is not None}
    return names.union(*(_name_of(source, function) for function in functions.values()))


def _names_of_library(tables: ApiTables) -> Set[str]:
    """The names of the functions of libraries that start none of the spans that are judged."""
    contexts = tables.contexts
    asking = contexts.active_span | contexts.span_of | contexts.deleting | contexts.setters.keys()
    starting = {creator.method for api in tables.apis for creator in api.creators}
    return asking | ((starting | tables.openers.keys()) - tables.creators.keys())


def _names_for_spans(text: bytes) -> set[str]:
    """The names of functions that are called in a text and whose names say that they are about spans."""
    found = set[bytes]()
    for pattern in _NAMED_FOR_SPANS:
        for match in pattern.finditer(text):
            start, end = match.span()
            while start and text[start - 1] in _WORD:
                start -= 1
            found.add(text[start:end])
    return {name.decode() for name in found}


def _names_of_ended(source: SpanSource) -> Iterator[str]:
    """Yields the names of the functions whose results get a name on which the file calls what ends spans."""
    text = source.tree.text
    for held in {name for end in source.tables.shapes.span_ends for name in _names_before(text, f".{end}(".encode())}:
        length = len(held)
        ends = [start + length for start in source.tree.offsets(held.decode())]
        matches = [_HELD_CALL.match(text, end) for end in ends if text[end : end + 1] in _BEFORE_VALUE]
        names = (match[1].decode() for match in matches if match is not None)
        yield from (name for name in names if name not in source.tables.creators)


def _names_before(text: bytes, mark: bytes) -> Iterator[bytes]:
    """Yields the names that are right before a mark, or before the `?` in front of it."""
    at = text.find(mark)
    while at >= 0:
        end = at - (text[at - 1 : at] in (b"?", b"!"))
        start = end
        while start and text[start - 1] in _WORD:
            start -= 1
        if start < end:
            yield text[start:end]
        at = text.find(mark, at + 1)


def _name_around(source: SpanSource, node: Node) -> set[str]:
    """The name of the function around a node."""
    function = source.function_of(node)
    return _name_of(source, function) if function is not None else set()


def _name_of(source: SpanSource, function: Node) -> set[str]:
    name = source.grammar.name_of(function)
    return {source.tree.text_of(name)} if name is not None else set()


def _unended_by_caller(source: SpanSource, callee: Callee, call: Call) -> Iterator[UnendedSpan]:
    role = source.grammar.role(call.node)
    node = role.outer if isinstance(role, Awaited) else call.node
    returned, handing = source.returned(call), source.handing(call)
    part = source.returned_part(call) if returned is None else None
    starting = handing if part is None else part
    creator = returned if returned is not None or starting is None else starting.creator
    if creator is None:
        return
    ending = ending_by_caller(source.tables, creator)
    open_span: OpenSpan | None = None
    if returned is not None:
        open_span = unended_value(source, node, ending)
    elif part is not None:
        open_span = _unended_part(source, call, part, ending)
    elif handing is not None:
        open_span = unended_when_handed(source, call, handing)
    if open_span is None:
        return
    span = unended_span_of(source, range_of(callee.name), source.tree.text_of(callee.name), open_span, ending)
    simple = enclosable_of(source, node, open_span) if returned is not None else None
    yield span._replace(simple=simple, unended=creator.unended)


def _unended_part(source: SpanSource, call: Call, part: ReturnedPart, ending: Ending) -> OpenSpan | None:
    """How a span that is returned in a tuple is left without an end, by a function that ends it on other paths."""
    name, function = taking(source.grammar, call, part), source.function_of(call.node)
    left = unended(source, name, ending, call.node, function) if name is not None and function is not None else None
    if function is None or left is None or not left.is_ended:
        return None
    may_decide = other_parts(source.grammar, call, part)  # `if is_own: span.end()`
    return OpenSpan(name, left) if may_decide.isdisjoint(source.asked(function)) else None
