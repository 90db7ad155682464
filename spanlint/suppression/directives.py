"""`spanlint: ignore` in comments: what each says, which lines it governs, and how it is taken out again.

Every place is a `ByteRange` into `Source.text`. Only what stands in a comment of the syntax tree is a directive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.lean.records import Record
from spanlint.model.facts import Facts
from spanlint.text.source import ByteRange, LineIndex

_BODY = (
    rb"[\s*!]*spanlint:\s*ignore(?P<file>-file)?(?![\w-])"
    rb"(?P<list>[ \t]*\[(?P<codes>[^\]\r\n]*)\])?"
)
_HASH = re.compile(rb"(?:^|(?<=\s))#+" + _BODY, re.IGNORECASE)
_SLASHES = re.compile(rb"(?:^|(?<=\s))//+" + _BODY, re.IGNORECASE)
_BLOCK = re.compile(rb"/\*+" + _BODY, re.IGNORECASE)
_NEXT_HASH = re.compile(rb"\s+#(?!\d)")  # a reason may name an issue: #12
_NEXT_SLASHES = re.compile(rb"\s+//")
_HASH_LINE = re.compile(r"\s*#")
_SLASHES_LINE = re.compile(r"\s*(?://|\{?/\*.*\*/\}?\s*$)")
_BRACKETS = b"(){}[],;"
_CODE = re.compile(rb"[^\s,]+")


class Code(Record):
    """A code, or the first characters of codes, as a directive lists it."""

    text: str
    at: ByteRange


class Directive(Record):
    """One `spanlint: ignore` or `ignore-file`.

    `at` is the directive without its reason. `codes` is None where none are listed: it means them all. `listed` is the
    place just before the closing bracket, where a code can be added. `lines` are the 1-based lines of the comment,
    `above` the line that a directive alone on its line speaks of, 0 for one beside code. Deleting `removal` takes it
    out; None where that cannot be done.
    """

    at: ByteRange
    whole_file: bool
    codes: tuple[Code, ...] | None
    listed: int
    lines: tuple[int, int]
    above: int
    removal: ByteRange | None

    def reaches(self, firsts: frozenset[int], last: int) -> bool:
        """Whether it speaks of a call with these first lines (of its statement, itself and its name) and last line."""
        if self.whole_file:
            return bool(self.above)
        if self.above:
            return self.above in firsts
        return any(line in firsts or line == last for line in self.lines)

    def covers(self, code: str) -> tuple[str, ...]:
        """The listed codes that a rule's code begins with, `("",)` where none are listed."""
        if self.codes is None:
            return ("",)
        return tuple(listed.text for listed in self.codes if code.startswith(listed.text))


def directives(text: bytes, facts: Facts, lines: LineIndex) -> tuple[Directive, ...]:
    """The directives of a file, in order."""
    return tuple(each for comment in facts.comments for each in _of_comment(text, _trimmed(text, comment), lines))


def _trimmed(text: bytes, comment: ByteRange) -> ByteRange:
    """The Python grammar counts the `\\r` before a line's end to the comment."""
    if text[comment.start : comment.start + 2] == b"/*":
        return comment
    line_end = text.find(b"\r", *comment)
    return comment if line_end < 0 else ByteRange(comment.start, line_end)


def _of_comment(text: bytes, comment: ByteRange, lines: LineIndex) -> Iterator[Directive]:
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
    alone = _alone(text, comment)
    above = _first_line_of_code(lines, last + 1, text[start : start + 1]) if alone else 0
    listed = start + match.end() - 1 if codes is not None else -1
    removal = _removal(text, comment, ByteRange(start + match.start(), start + end), alone)
    at = ByteRange(start + match.start(), start + match.end())
    return Directive(at, match["file"] is not None, codes, listed, (first, last), above, removal)


def _codes(match: re.Match[bytes], start: int) -> Iterator[Code]:
    start += match.start("codes")
    for code in _CODE.finditer(match["codes"]):
        yield Code(code[0].decode("utf-8", "replace").upper(), ByteRange(start + code.start(), start + code.end()))


def line_of(text: bytes, place: ByteRange) -> ByteRange:
    """The whole lines that a range touches, without the last line's end."""
    start = max(text.rfind(b"\n", 0, place.start), text.rfind(b"\r", 0, place.start)) + 1
    ends = [end for end in (text.find(b"\n", place.end), text.find(b"\r", place.end)) if end >= 0]
    return ByteRange(start, min(ends, default=len(text)))


def line_end(text: bytes, offset: int) -> bytes:
    """The line end that stands at an offset, empty where none does."""
    return b"\r\n" if text.startswith(b"\r\n", offset) else text[offset : offset + 1]


def _alone(text: bytes, comment: ByteRange) -> bool:
    """Whether nothing else stands on a comment's lines but the braces that JSX puts around it."""
    line = line_of(text, comment)
    around = text[line.start : comment.start].strip() + text[comment.end : line.end].strip()
    return around in (b"", b"{}")


def _first_line_of_code(lines: LineIndex, number: int, marker: bytes) -> int:
    """Comments stack: the first line from `number` on that is not one."""
    comment = _HASH_LINE if marker == b"#" else _SLASHES_LINE
    while comment.match(lines.line(number)):
        number += 1
    return number


def _removal(text: bytes, comment: ByteRange, piece: ByteRange, alone: bool) -> ByteRange | None:
    """What to delete, with the space that would be left over; None where the comment parts two words or lines."""
    if piece == comment and alone:
        line = line_of(text, comment)
        return ByteRange(line.start, line.end + len(line_end(text, line.end)))
    before = len(text[: piece.start].rstrip(b" \t"))
    after = piece.end + len(text[piece.end :]) - len(text[piece.end :].lstrip(b" \t"))
    follows = after < len(text) and text[after] not in b"\r\n"
    if piece.start != comment.start or not follows:
        return ByteRange(before, piece.end)
    if b"\n" in text[slice(*comment)]:
        return None
    if text[: piece.start].endswith((b" ", b"\t", b"\n", b"\r")) or not piece.start:
        return ByteRange(piece.start, after)
    parted = after > piece.end or text[piece.start - 1] in _BRACKETS or text[piece.end] in _BRACKETS
    return piece if parted else None
