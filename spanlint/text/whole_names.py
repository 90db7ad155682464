"""Names in the bytes of a file: where a whole name is, and a pattern for several. Offsets are in bytes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

_NAME_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$") | frozenset(
    range(128, 256)
)


def find_whole(text: bytes, names: Iterable[bytes]) -> Iterator[tuple[int, int]]:
    """Where each of some names begins and ends that is no part of a longer one, name by name; an empty name nowhere."""
    for name in names:
        length, start = len(name), text.find(name) if name else -1
        while start >= 0:
            end = start + length
            if is_whole(text, start, end):
                yield start, end
            start = text.find(name, end)


def is_whole(text: bytes, start: int, end: int) -> bool:
    """Whether a name that stands here is not a part of a longer one.

    The ends are compared here, since a boundary in a pattern would cost its literal prefix. All that is no ASCII counts
    as a letter.
    """
    return not ((start and text[start - 1] in _NAME_BYTES) or (end < len(text) and text[end] in _NAME_BYTES))


def mention_pattern(names: Iterable[str]) -> re.Pattern[bytes]:
    """A pattern that finds any of the names, and nothing when there is none.

    It starts with their common prefix: a literal prefix is ten times faster in `re` than an alternation, a word
    boundary or IGNORECASE in front.
    """
    import re  # importing it takes a tenth of a run over one file, which needs no pattern

    listed = sorted(names, key=lambda name: (-len(name), name))
    if not listed:
        return re.compile(b"(?!)")
    prefix = common_prefix(listed)
    rest = "|".join(re.escape(name[len(prefix) :]) for name in listed)
    return re.compile(f"{re.escape(prefix)}(?:{rest})".encode())


def common_prefix(names: Iterable[str]) -> str:
    """What all of some names begin with."""
    first, last = min(names), max(names)
    while not last.startswith(first):
        first = first[:-1]
    return first
