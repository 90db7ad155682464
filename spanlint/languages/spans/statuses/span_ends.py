"""Where a function ends a span, in any language: what it does with the span later has no effect."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.names.roles import Argument, Owner
from spanlint.languages.names.values import Name, role_of_value
from spanlint.languages.spans.lifetimes.endings import Ending, SpanUse
from spanlint.languages.spans.span_reader import SpanReader
from spanlint.lean.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SAYS_END = lazy_pattern(r"end|finish|close|complete|stop", re.IGNORECASE)
_ENDING = frozenset({SpanUse.ENDS, SpanUse.PARTLY})


def span_ends(reader: SpanReader, span: Node, function: Node) -> frozenset[int]:
    """The bytes at which a function certainly or possibly ends the span of an expression; the same set every time.

    A function of the project is read. Any other that gets the span may end it if its name says so.
    """
    value = reader.grammar.value(span)
    name = value.text if isinstance(value, Name) else ""
    known = reader.span_ends.get((name, function.id))
    if known is None:
        ends = reader.tables.shapes.span_ends
        leaves = (leaf.start_byte for end in ends for leaf in reader.tree.leaves_within(end, function))
        known = frozenset(_ends_of(reader, name, function) if name else leaves)
        reader.span_ends[name, function.id] = known
    return known


def _ends_of(reader: SpanReader, name: str, function: Node) -> Iterator[int]:
    grammar, ends = reader.grammar, reader.tables.shapes.span_ends
    ending = Ending(min(ends, default=""), others=ends)
    for mention in grammar.mentions(name, function):
        role = role_of_value(grammar, mention)
        if isinstance(role, Owner) and role.name in ends:
            yield mention.start_byte
        elif isinstance(role, Argument):
            use = reader.use(mention, ending)
            is_said = _SAYS_END.search(grammar.last_name(role.call)) is not None
            if use in _ENDING or (use is SpanUse.ESCAPES and is_said):
                yield mention.start_byte
