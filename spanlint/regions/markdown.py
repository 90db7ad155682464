"""The fenced code blocks of Markdown and MDX, by the rules of CommonMark 0.31, 4.5. Offsets are in bytes.

A block may be in a list or in a quote. The mark of a quote is not part of the code of its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange

_OPENING = re.compile(
    rb"(?P<margin>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+[ \t>]*)?)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\r\n]*)"
)
_WORD = re.compile(rb"\{?[ \t]*\.?(?P<word>[A-Za-z0-9+]+)")
_SUFFIXES = {
    **dict.fromkeys((b"py", b"python", b"python3", b"py3"), ".py"),
    **dict.fromkeys((b"ts", b"typescript", b"mts", b"cts"), ".ts"),
    **dict.fromkeys((b"js", b"javascript", b"mjs", b"cjs", b"node"), ".js"),
    b"tsx": ".tsx",
    b"jsx": ".jsx",
}


class FencedBlock(Record):
    """The code of a fenced block: one range, or one a line in a quote; and the suffix of a file in its language."""

    ranges: tuple[ByteRange, ...]
    suffix: str


class _Fence(Record):
    mark: bytes
    quotes: int
    suffix: str | None

    def is_closed_by(self, line: bytes) -> bool:
        rest = line.strip()
        return len(rest) >= len(self.mark) and not rest.strip(self.mark[:1])


def blocks(text: bytes) -> Iterator[FencedBlock]:
    """Yields the blocks whose language is read. A block that is not closed ends with the file."""
    fence: _Fence | None = None
    ranges: list[ByteRange] = []
    end = 0
    for line in text.splitlines(keepends=True):
        start, end = end, end + len(line)
        code = _after_quotes(line, fence.quotes) if fence is not None else 0
        if fence is not None and code >= 0 and not fence.is_closed_by(line[code:]):
            ranges.append(ByteRange(start + code, end))
            continue
        if fence is not None:
            yield from _block(fence, ranges)
        is_closing = fence is not None and code >= 0
        fence, ranges = None if is_closing else _opened(line), []
    if fence is not None:
        yield from _block(fence, ranges)


def _opened(line: bytes) -> _Fence | None:
    opening = _OPENING.match(line)
    if opening is None or (opening["fence"].startswith(b"`") and b"`" in opening["info"]):
        return None
    word = _WORD.match(opening["info"])
    suffix = _SUFFIXES.get(word["word"].lower()) if word is not None else None
    return _Fence(opening["fence"], opening["margin"].count(b">"), suffix)


def _after_quotes(line: bytes, quotes: int) -> int:
    """Returns where the code of a line begins, behind this number of marks; -1 if it has fewer."""
    at = 0
    for _ in range(quotes):
        mark = line.find(b">", at)
        if mark < 0 or line[at:mark].strip(b" \t"):
            return -1
        at = mark + 1
    return at


def _block(fence: _Fence, ranges: list[ByteRange]) -> Iterator[FencedBlock]:
    if fence.suffix is None or not ranges:
        return
    yield FencedBlock(tuple(ranges) if fence.quotes else (ByteRange(ranges[0].start, ranges[-1].end),), fence.suffix)
