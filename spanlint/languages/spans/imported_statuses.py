"""The spans that functions of other files may set the status of what has not failed on, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.names.values import Name
from spanlint.languages.spans.span_reader import SpanReader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SAYS_GOOD = re.compile(rb"\b(\w{0,60}(?:_ok|Ok|ucce)\w{0,60})\([^()]{0,200}?[sS]pan\b")
"""The name of a function or method that says success, called with what is a span by its name. The bounds keep a search
of long text without spaces linear."""
_ASKING = ("assert", "expect", "check", "is")  # the beginnings of names that set nothing


def spans_marked_good(reader: SpanReader) -> Iterator[Node]:
    """Yields the arguments of calls of functions whose names say that something has succeeded.

    Without them, a file that does not name the status OK sets it on no span.
    """
    found = {name.decode(errors="replace") for name in _SAYS_GOOD.findall(reader.tree.text)}
    names = {name for name in found if not name.startswith(_ASKING)}
    for callee in reader.callees(sorted(names)) if names else ():
        for argument in callee.arguments.all():
            if isinstance(reader.grammar.value(argument), Name):
                yield argument
