"""Python files whose span calls are all entered by a `with` and are given nothing that says more of their parent.

Most span calls in Python are such, and most rules have nothing to say of them. It shows in the function around each,
which Python's own parser reads, where the readers in `languages` need a tree of the whole file, and the facts of each
call. What cannot be told for certain is left to them. Offsets are in bytes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from spanlint.function_around import begin_of_function, function_around
from spanlint.prefilter.mentions import Mentions
from spanlint.relevance import may_create
from spanlint.text.whole_names import whole
from spanlint.with_heads import plain_calls

_LONGEST = 20_000  # bytes of one function
_MANY = 100  # calls, or yields
_ODD = (b"\t", b"\r", b"\f", b"\xef\xbb\xbf")  # with them, lines and columns are not what they seem
_BRACKETS = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))
_QUOTES = (b'"""', b"'''")
_ENTERING = (b"with", b"enter")
_ANNOTATION = b"Context"
"""What the type of a parameter is called that could have been passed as the parent (SPN002)."""


def entered_calls(text: bytes, names: Mentions) -> int:
    """The number of span calls of a file in UTF-8, if they are all entered and nothing else in it is to be judged; 0
    where that is not certain."""
    entered = {name for name, _ in names.entered}
    ends: list[int] = []
    for start, end in whole(text, names.creators):
        if may_create("python", text, end):
            if text[start:end] not in entered:
                return 0
            ends.append(end)
    if not 0 < len(ends) <= _MANY or any(each in text for each in _ODD) or names.uses_contexts(text):
        return 0
    if any(True for _ in whole(text, [_ANNOTATION])) or _is_cut(text) or _may_yield_in_with(text):
        return 0
    return len(ends) if _all_entered(text, sorted(ends), names) else 0


def _is_cut(text: bytes) -> bool:
    """Whether a bracket or a string may be open somewhere: what follows would not be the code that it seems to be."""
    pairs = any(text.count(opening) != text.count(closing) for opening, closing in _BRACKETS)
    return pairs or _ends_in_string(text)


def _all_entered(text: bytes, ends: list[int], names: Mentions) -> bool:
    """Whether the names that end at these places are those of calls that are entered."""
    harmless = dict(names.entered)
    done, read = 0, 0
    while done < len(ends):
        start, end = function_around(text, ends[done])
        done, first, read = bisect_right(ends, end), bisect_left(ends, start), read + end - start
        if end - start > _LONGEST or read > 2 * len(text) or _ends_in_string(text, start):
            return False
        if sorted(plain_calls(text, start, end, harmless)) != ends[first:done]:
            return False
    return True


def _may_yield_in_with(text: bytes) -> bool:
    """Whether a `yield` may stand in a `with`: what that enters may be current while the generator waits (SPN102)."""
    for number, (at, _) in enumerate(whole(text, [b"yield"])):
        before = text[begin_of_function(text, at)[0] : at]
        in_function = before.lstrip(b" ").startswith((b"def ", b"async def ")) and not _ends_in_string(before)
        if number == _MANY or not in_function or any(each in before for each in _ENTERING):
            return True
    return False


def _ends_in_string(text: bytes, end: int | None = None) -> bool:
    return any(text.count(quotes, 0, end) % 2 for quotes in _QUOTES)
