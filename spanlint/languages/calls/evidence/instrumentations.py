"""Code that patches a library or wraps a function: it runs in its callers' context, and cannot know another one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from spanlint.languages.names.origins import last_name
from spanlint.languages.names.values import ValueGrammar
from spanlint.lean.patterns import lazy_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

# `wrapped(*args, **kwargs)`, as wrapt and decorators call what they wrap; `original.apply(this, arguments)`,
# `originalQuery({ ...options })`
_CALLS_WRAPPED = lazy_pattern(
    rb"\b(?:_*wrapped|_*fn|_*func(?:tion)?|_*method)\(\*\w+, \*\*\w+\)|\.(?:apply|call)\(this\b"
    rb"|(?<![.\w$])_*orig(?:inal)?(?:[A-Z_][\w$]*)?\("
)
_MARKS = (b"(*", b"(this", b"orig")  # one is in each: to search for them takes a tenth of the time


def is_in_instrumentation(grammar: ValueGrammar, call: Node, functions: Sequence[Node]) -> bool:
    """Whether a class around a call patches a library, or the innermost of the functions around it calls what it
    wraps."""
    return _is_in_patching_class(grammar, call) or any(_calls_wrapped(grammar, function) for function in functions[:1])


def _is_in_patching_class(grammar: ValueGrammar, call: Node) -> bool:
    around = grammar.class_around(call)
    while around is not None:
        origins = chain.from_iterable(map(grammar.origins, grammar.base_classes(around)))
        if any(last_name(origin) in grammar.tables.shapes.instrumentations for origin in origins):
            return True
        around = grammar.class_around(around)
    return False


def _calls_wrapped(grammar: ValueGrammar, function: Node) -> bool:
    return _is_wrapper(grammar.tree.text, function.start_byte, function.end_byte)


@lru_cache(maxsize=4)  # a function may have as many spans as it has lines
def _is_wrapper(text: bytes, start: int, end: int) -> bool:
    is_marked = any(text.find(mark, start, end) >= 0 for mark in _MARKS)
    return is_marked and _CALLS_WRAPPED.search(text, start, end) is not None
