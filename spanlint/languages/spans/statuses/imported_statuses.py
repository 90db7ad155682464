"""The spans that code passes to functions which say by their names that something has succeeded, in any language.

Such a function of another file may set OK on the span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.names.roles import Argument
from spanlint.languages.names.values import Name, role_of_value
from spanlint.languages.spans.span_reader import SpanReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SAYING_GOOD = (b"_ok", b"Ok", b"ucce")
"""Parts of the names of functions and methods that say success."""
_CALLED_ON_SPAN = re.compile(rb"\w{0,60}(?=\([^()]{0,200}?[sS]pan\b)")  # on what is a span by its name
_BEGINNING = re.compile(rb"\w*$")
_MAX_NAME = 60  # bytes before such a part
_TESTING = ("assert", "expect")
_ASKING = (*_TESTING, "check", "is")  # the beginnings of names that set nothing
_FINALLY = "finally_clause"


def spans_marked_good(reader: SpanReader) -> Iterator[Node]:
    """Yields the arguments of calls of functions whose names say that something has succeeded.

    Without them, a file that does not name the status OK sets it on no span.
    """
    names = names_marking_good(reader.tree.text)
    for callee in reader.callees(sorted(names)) if names else ():
        for argument in callee.arguments.all():
            if isinstance(reader.grammar.value(argument), Name):
                yield argument


def names_marking_good(text: bytes) -> set[str]:
    """The names of such functions that a file calls on what is a span by its name."""
    return {name for name in _names_called_on_spans(text) if not name.startswith(_ASKING)}


def may_matter(reader: SpanReader, span: Node, name: str) -> bool:
    """Whether it matters that a function sets OK on a span: another one may set a status on what has the same name in
    the function around, or the call is in a `finally`. Else the function need not be followed into its file."""
    grammar, function = reader.grammar, reader.function_of(span)
    if any(above.type == _FINALLY for above in grammar.tree.ancestors(span)):
        return True
    mentions = grammar.mentions(name, function) if function is not None else ()
    roles = (role_of_value(grammar, mention) for mention in mentions if mention != span)
    calls = (role.call for role in roles if isinstance(role, Argument))
    return any(not grammar.last_name(call).startswith(_TESTING) for call in calls)


def _names_called_on_spans(text: bytes) -> Iterator[str]:
    for part in _SAYING_GOOD:
        start = text.find(part)
        while start >= 0:
            rest = _CALLED_ON_SPAN.match(text, start + len(part))
            if rest is not None:
                yield _name_at(text, start, rest.end())
            start = text.find(part, start + 1)


def _name_at(text: bytes, start: int, end: int) -> str:
    """The whole name of which a part is known."""
    before = _BEGINNING.search(text, start - _MAX_NAME if start > _MAX_NAME else 0, start)
    return text[before.start() if before is not None else start : end].decode(errors="replace")
