"""The project's own functions that start a span for their callers, and the files that may call one.

Names and indentation are all that is looked at. The readers decide. Offsets are in bytes.
"""

from __future__ import annotations

from itertools import islice

from spanlint.prefilter.code_lines import FUNCTION_STARTS, begin_of_function, end_of_block
from spanlint.prefilter.helper_signs import SPAN_WORDS
from spanlint.text.whole_names import find_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MAX_MENTIONS = 100  # of the creators in a file
_MAX_BYTES = 20_000  # from the start of a function to its span call, and from there to its end
_NO_RETURN = (b"with ", b"async with ", b"def ", b"async def ", b"@")  # the beginnings of lines that keep no span
_NAME_BYTES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_DOTTED_BYTES = frozenset(_NAME_BYTES + b".")


def starters_of(text: bytes, creators: Iterable[bytes]) -> frozenset[bytes]:
    """Returns the names of the functions of a file that may start a span and return it.

    One that is called like a creation call is left out: the first look asks about those names itself.
    """
    found, known = set[bytes](), tuple(creators)
    for start, end in islice(find_whole(text, known), _MAX_MENTIONS):
        line_start = text.rfind(b"\n", 0, start) + 1
        if text[line_start:start].lstrip().startswith(_NO_RETURN):
            continue
        first = max(start - _MAX_BYTES, 0)
        nearby, at = text[first : end + _MAX_BYTES], start - first
        head, level = begin_of_function(nearby, at)
        name = _name_in(nearby, head + level)
        is_named = any(word in name for word in SPAN_WORDS) and not name.startswith(b"test")
        if is_named and b"return " in nearby[nearby.rfind(b"\n", 0, at) + 1 : end_of_block(nearby, at, level)]:
            found.add(name)
    return frozenset(found.difference(known))


def calls_any(text: bytes, names: Iterable[bytes]) -> bool:
    """Whether a file has one of the names in front of a parenthesis."""
    return any(text[end : end + 1] == b"(" for _, end in find_whole(text, names))


def called_for_spans(text: bytes) -> Iterator[bytes]:
    """Yields the dotted paths that are called and whose last names say that they are about spans."""
    for word in SPAN_WORDS:
        start = text.find(word)
        while start >= 0:
            rest = text[start : start + 100]
            end = start + len(rest) - len(rest.lstrip(_NAME_BYTES))
            if text[end : end + 1] == b"(":
                first = start
                while first and text[first - 1] in _DOTTED_BYTES:
                    first -= 1
                yield text[first:end]
            start = text.find(word, end)


def _name_in(text: bytes, at: int) -> bytes:
    """Returns the name in the first line of a definition that begins at an offset; no bytes if none does."""
    start = next((at + len(head) for head in FUNCTION_STARTS if text.startswith(head, at)), None)
    rest = text[start : start + 200] if start is not None else b""
    return rest[: len(rest) - len(rest.lstrip(_NAME_BYTES))]
