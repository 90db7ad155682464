"""Which lines of a file differ from what it was. Pure: the bytes are handed in.

The work tree is compared here and not by `git diff`, which runs the clean filters that a repository's configuration
names. Line ends and a byte order mark are no difference, so that a checkout's own line ends are none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import SequenceMatcher

from spanlint.model.settings import Lines
from spanlint.text.decoding import UndecodableError, decode
from spanlint.text.source import LINE_END, Source

_MANY = 5000  # lines; above, difflib takes minutes unless it passes over the lines that are frequent


def touched(before: Mapping[str, bytes | None], source: Source) -> Callable[[Lines], bool]:
    """Whether any of some lines of a source has changed, or one between them is gone.

    `before` holds each file's old bytes by its path. A file that had none, or is not there, has changed everywhere.
    """
    old = before.get(source.path)
    if old is None:
        return lambda _lines: True
    try:
        text = decode(source.path, source.language, old).text
    except UndecodableError:
        text = old
    changes = changed(text, source.text)
    return lambda lines: any(first <= 2 * end and last >= 2 * begin for begin, end in lines for first, last in changes)


def changed(before: bytes, after: bytes) -> list[tuple[int, int]]:
    """The changes as places in `after`, first and last: line n is the place 2n, and what is gone from between the
    lines n and n + 1 the place 2n + 1."""
    old, new = LINE_END.split(before), LINE_END.split(after)
    head = _alike(old, new)
    old, new = old[head:], new[head:]
    tail = _alike(old[::-1], new[::-1])
    old, new = old[: len(old) - tail], new[: len(new) - tail]
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > _MANY)
    return [
        (2 * (head + first) + 2, 2 * (head + last)) if first < last else (2 * (head + first) + 1,) * 2
        for tag, _, _, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]


def _alike(one: list[bytes], other: list[bytes]) -> int:
    """How many lines are the same from the start."""
    number = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        number += 1
    return number
