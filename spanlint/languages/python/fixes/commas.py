"""Adds an item to a comma-separated list, in the style of the other items.

Offsets are bytes of the text that holds the list.
"""

from __future__ import annotations

import re

from spanlint.languages.python.names.expressions import TRIVIA
from spanlint.languages.trees.tree import range_of
from spanlint.lean.records import Record
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tree_sitter import Node

_FIRST_LINE = re.compile(rb"((?:[ \t\f]|\\\r?\n)*(?:#[^\r\n]*)?)(\r\n?|\n)")
"""Whitespace up to its first line end, with a comment. Behind a backslash, a line end is as a blank."""
_INDENT = re.compile(rb"[ \t\f]*\Z")


class Items(Record):
    """The items of a list, at least one, and the commas behind them; the last item need not have one.

    `inside` reaches from the opening parenthesis to the closing one, without them. A list without parentheses begins
    and ends with its items.
    """

    text: bytes
    items: tuple[ByteRange, ...]
    commas: tuple[ByteRange, ...]
    inside: ByteRange

    def appended(self, item: str) -> bytes:
        """Returns what is inside with one more item at its end. A comment stays on the line of the item before it."""
        end, has_trailing = self.items[-1].end, len(self.commas) == len(self.items)
        trailing = self.text[end : self.commas[-1].end] if has_trailing else b""
        tail = self.text[end + len(trailing) : self.inside.end]
        before, after = self._separator()
        separator_line, tail_line = _FIRST_LINE.match(after), _FIRST_LINE.match(tail)
        if separator_line is not None and tail_line is not None:
            after = tail_line[0] + after[separator_line.end() :]
            tail = tail_line[2] + tail[tail_line.end() :]
        return b"".join((self.text[self.inside.start : end], before, b",", after, item.encode(), trailing, tail))

    def inserted(self, index: int, item: str) -> bytes:
        """Returns what is inside with one more item before the one at a 0-based index."""
        at = self.items[index].start
        kept, following = self.text[self.inside.start : at], self.text[at : self.inside.end]
        return b"".join((kept, item.encode(), b",".join(self._separator()), following))

    def _separator(self) -> tuple[bytes, bytes]:
        """The whitespace around the comma of the last two items, without comments; of one item, that of the opening."""
        if len(self.items) > 1:
            comma, (one, other) = self.commas[len(self.items) - 2], self.items[-2:]
            around = self.text[one.end : comma.start], self.text[comma.end : other.start]
            return _without_comments(around[0]), _without_comments(around[1])
        opening = self.text[self.inside.start : self.items[0].start]
        return b"", _without_comments(opening) if _FIRST_LINE.match(opening) is not None else b" "


def items_of(text: bytes, nodes: Sequence[Node], inside: ByteRange) -> Items:
    """Returns the list whose items, commas and comments are these nodes."""
    commas = tuple(range_of(node) for node in nodes if node.type == ",")
    items = tuple(range_of(node) for node in nodes if node.type != "," and node.type not in TRIVIA)
    return Items(text, items, commas, inside)


def newline_of(text: str) -> str:
    """Returns the first line end in a text, or `\\n` if there is none."""
    end = next((character for character in text if character in "\r\n"), "\n")
    return "\r\n" if end == "\r" and "\r\n" in text else end


def _without_comments(space: bytes) -> bytes:
    """Whitespace with its first line end and its last line alone, if it has a line end."""
    first_line, indent = _FIRST_LINE.match(space), _INDENT.search(space)
    return space if first_line is None or indent is None else first_line[2] + indent[0]
