"""`spanlint: ignore` directives: what each says, which lines it governs, and how to remove it.

Every place is a `ByteRange` into `Source.text`. A directive must be in a comment of the syntax tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record
from spanlint.model.facts import Facts
from spanlint.text.source import ByteRange, LineIndex

_BODY = (
    rb"[\s*!]*spanlint:\s*ignore(?P<file>-file)?(?![\w-])"
    rb"(?P<list>[ \t]*\[(?P<codes>[^\]\r\n]*)\])?"
)
_HASH = lazy_pattern(rb"(?:^|(?<=\s))#+" + _BODY, re.IGNORECASE)
_SLASHES = lazy_pattern(rb"(?:^|(?<=\s))//+" + _BODY, re.IGNORECASE)
_BLOCK = lazy_pattern(rb"/\*+" + _BODY, re.IGNORECASE)
_NEXT_HASH = lazy_pattern(rb"\s+#(?!\d)")  # a reason may name an issue: #12
_NEXT_SLASHES = lazy_pattern(rb"\s+//")
_HASH_LINE = lazy_pattern(r"\s*#")
_SLASHES_LINE = lazy_pattern(r"\s*(?://|\{?/\*.*\*/\}?\s*$)")
_BRACKETS = b"(){}[],;"
_CODE = lazy_pattern(rb"[^\s,]+")


class Code(Record):
    """A code, or a prefix of codes, as a directive lists it."""

    text: str
    at: ByteRange


class Directive(Record):
    """One `spanlint: ignore` or `ignore-file`.

    `at` is the directive without its reason. `codes` is None if no list is written, which means all codes. `codes_end`
    is the offset just before the closing bracket, where a code can be added; -1 without a list. `lines` are the first
    and the last 1-based line of the comment. `governed_line` is the line that a directive alone on its line is about; 0
    for a directive beside code. Deleting `removal` removes the directive; None if that is impossible.
    """

    at: ByteRange
    is_whole_file: bool
    codes: tuple[Code, ...] | None
    codes_end: int
    lines: tuple[int, int]
    governed_line: int
    removal: ByteRange | None

    def reaches(self, firsts: frozenset[int], last: int) -> bool:
        """Whether it governs a call with these first lines (of its statement, itself and its name) and last line."""
        if self.is_whole_file:
            return bool(self.governed_line)
        if self.governed_line:
            return self.governed_line in firsts
        return any(line in firsts or line == last for line in self.lines)

    def covers(self, code: str) -> tuple[str, ...]:
        """Returns the listed codes that are prefixes of a rule's code; `("",)` if no list is written."""
        if self.codes is None:
            return ("",)
        return tuple(listed_code.text for listed_code in self.codes if code.startswith(listed_code.text))


def directives(text: bytes, facts: Facts, lines: LineIndex) -> tuple[Directive, ...]:
    """Returns the directives of a file, in order."""
    return tuple(
        directive for comment in facts.comments for directive in _directives_in(text, _trim(text, comment), lines)
    )


def _trim(text: bytes, comment: ByteRange) -> ByteRange:
    """Returns the comment without the `\\r` of its line end, which the Python grammar includes."""
    if text[comment.start : comment.start + 2] == b"/*":
        return comment
    line_end = text.find(b"\r", *comment)
    return comment if line_end < 0 else ByteRange(comment.start, line_end)


def _directives_in(text: bytes, comment: ByteRange, lines: LineIndex) -> Iterator[Directive]:
    words = text[slice(*comment)]
    if words.startswith(b"/*"):
        block = _BLOCK.match(words)
        if block is not None:
            yield _directive(text, comment, block, len(words), lines)
        return
    opening, following = (_HASH, _NEXT_HASH) if words.startswith(b"#") else (_SLASHES, _NEXT_SLASHES)
    for match in opening.finditer(words):
        after = following.search(words, match.end())
        yield _directive(text, comment, match, after.start() if after else len(words), lines)


def _directive(text: bytes, comment: ByteRange, match: re.Match[bytes], end: int, lines: LineIndex) -> Directive:
    start = comment.start
    codes = tuple(_codes(match, start)) if match["list"] is not None else None
    first, last = lines.position(start).line, lines.position(comment.end).line
    is_alone = _is_alone(text, comment)
    governed_line = _first_line_of_code(lines, last + 1, text[start : start + 1]) if is_alone else 0
    codes_end = start + match.end() - 1 if codes is not None else -1
    removal = _removal(text, comment, ByteRange(start + match.start(), start + end), is_alone)
    at = ByteRange(start + match.start(), start + match.end())
    return Directive(at, match["file"] is not None, codes, codes_end, (first, last), governed_line, removal)


def _codes(match: re.Match[bytes], start: int) -> Iterator[Code]:
    start += match.start("codes")
    for code in _CODE.finditer(match["codes"]):
        yield Code(code[0].decode("utf-8", "replace").upper(), ByteRange(start + code.start(), start + code.end()))


def line_of(text: bytes, place: ByteRange) -> ByteRange:
    """Returns the whole lines that a range touches, without the end of the last line."""
    start = max(text.rfind(b"\n", 0, place.start), text.rfind(b"\r", 0, place.start)) + 1
    ends = [end for end in (text.find(b"\n", place.end), text.find(b"\r", place.end)) if end >= 0]
    return ByteRange(start, min(ends, default=len(text)))


def line_end(text: bytes, offset: int) -> bytes:
    """Returns the line end at an offset, empty if there is none."""
    return b"\r\n" if text.startswith(b"\r\n", offset) else text[offset : offset + 1]


def _is_alone(text: bytes, comment: ByteRange) -> bool:
    """Whether a comment's lines contain nothing else, except the braces that JSX puts around it."""
    line = line_of(text, comment)
    around = text[line.start : comment.start].strip() + text[comment.end : line.end].strip()
    return around in (b"", b"{}")


def _first_line_of_code(lines: LineIndex, number: int, marker: bytes) -> int:
    """Returns the first line from `number` on that is not a comment, as comments may be stacked."""
    comment = _HASH_LINE if marker == b"#" else _SLASHES_LINE
    while comment.match(lines.line(number)):
        number += 1
    return number


def _removal(text: bytes, comment: ByteRange, piece: ByteRange, is_alone: bool) -> ByteRange | None:
    """Returns the range to delete, with leftover space; None if the comment separates two words or lines."""
    if piece == comment and is_alone:
        line = line_of(text, comment)
        return ByteRange(line.start, line.end + len(line_end(text, line.end)))
    before = len(text[: piece.start].rstrip(b" \t"))
    after = piece.end + len(text[piece.end :]) - len(text[piece.end :].lstrip(b" \t"))
    is_followed = after < len(text) and text[after] not in b"\r\n"
    if piece.start != comment.start or not is_followed:
        return ByteRange(before, piece.end)
    if b"\n" in text[slice(*comment)]:
        return None
    if text[: piece.start].endswith((b" ", b"\t", b"\n", b"\r")) or not piece.start:
        return ByteRange(piece.start, after)
    is_parted = after > piece.end or text[piece.start - 1] in _BRACKETS or text[piece.end] in _BRACKETS
    return piece if is_parted else None
