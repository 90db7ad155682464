"""Python text whose line breaks in brackets are blanks, for a grammar that misreads some of them.

tree-sitter-python 0.25 ends a block at a line that begins left of it, even inside brackets, if the line before ends in
an operator. Python ignores line breaks there: https://docs.python.org/3/reference/lexical_analysis.html, "Implicit line
joining".
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import accumulate

from spanlint.text.source import ByteRange

_DIRECTIVES = (b"spanlint", b"noqa")
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


def without_bracket_newlines(text: bytes) -> bytes:
    """Returns the text with blanks for the line breaks and comments in brackets, so that every byte keeps its offset.

    Comments that may be about findings stay, with their line breaks. Returns the text itself if Python cannot read it.
    """
    changed = bytearray(text)
    try:
        for start, end in _breaks(text):
            if not any(word in text[start:end].lower() for word in _DIRECTIVES):
                changed[start:end] = b" " * (end - start)
    except (SyntaxError, UnicodeDecodeError, ValueError):
        return text
    return bytes(changed)


def _breaks(text: bytes) -> Iterator[ByteRange]:
    """Yields the comment and the line break that end each line in brackets. Raises SyntaxError for unreadable text."""
    import tokenize  # only for files that the grammar cannot parse

    ends = list(accumulate(len(line) + 1 for line in text.split(b"\n")))
    depth, comment = 0, -1
    try:
        for token in tokenize.tokenize(BytesIO(text).readline):
            row, column = token.start
            line = ends[row - 2] if row > 1 else 0
            start = line + len(token.line[:column].encode())
            if token.type == tokenize.OP:
                depth += (token.string in _OPENING) - (token.string in _CLOSING)
            elif token.type == tokenize.COMMENT:
                comment = start
            elif token.type == tokenize.NL and depth > 0:
                yield ByteRange(comment if comment >= line else start, ends[row - 1])
    except tokenize.TokenError as error:
        raise SyntaxError(str(error)) from error
