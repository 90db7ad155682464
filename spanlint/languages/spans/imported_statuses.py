"""The spans that functions of other files may set the status of what has not failed on, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.names.values import Name
from spanlint.languages.spans.span_reader import SpanReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SAYS_GOOD = re.compile(rb"(?:_ok|Ok|ucce)\w{0,60}(?=\([^()]{0,200}?[sS]pan\b)")
"""The end of the name of a function or method that says success, called with what is a span by its name."""
_BEGINNING = re.compile(rb"\w*$")
_MAX_NAME = 60  # bytes before that end
_ASKING = ("assert", "expect", "check", "is")  # the beginnings of names that set nothing


def spans_marked_good(reader: SpanReader) -> Iterator[Node]:
    """Yields the arguments of calls of functions whose names say that something has succeeded.

    Without them, a file that does not name the status OK sets it on no span.
    """
    text = reader.tree.text
    found = {_name_at(text, match.start(), match.end()) for match in _SAYS_GOOD.finditer(text)}
    names = {name for name in found if not name.startswith(_ASKING)}
    for callee in reader.callees(sorted(names)) if names else ():
        for argument in callee.arguments.all():
            if isinstance(reader.grammar.value(argument), Name):
                yield argument


def _name_at(text: bytes, start: int, end: int) -> str:
    """The whole name of which a part is known."""
    before = _BEGINNING.search(text, start - _MAX_NAME if start > _MAX_NAME else 0, start)
    return text[before.start() if before is not None else start : end].decode(errors="replace")
