"""Adds an item to a comma-separated libcst list, in the style of the other items."""

from __future__ import annotations

import libcst as cst

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    Item = TypeVar("Item", cst.Arg, cst.ImportAlias)

Whitespace = cst.BaseParenthesizableWhitespace
NOTHING = cst.SimpleWhitespace("")


def newline_of(text: str) -> str:
    """The first line end in a text, or `\\n` if there is none."""
    end = next((character for character in text if character in "\r\n"), "\n")
    return "\r\n" if end == "\r" and "\r\n" in text else end


def code(node: cst.CSTNode, text: str) -> str:
    """The text of a node, with the line ends of the text that it was parsed from."""
    return cst.Module([], default_newline=newline_of(text)).code_for_node(node)


def appended(items: list[Item], added: Item, opening: Whitespace, closing: Whitespace) -> tuple[list[Item], Whitespace]:
    """The list with one more item at its end, and the whitespace before the closing parenthesis.

    `items` must not be empty. `opening` is the whitespace after the opening parenthesis, `closing` the whitespace
    before the closing one if the last item has no comma. A comment stays on the line of the item that it follows.
    """
    last = items[-1]
    separator = _separator(items, opening)
    trailing = last.comma if isinstance(last.comma, cst.Comma) else None
    tail = trailing.whitespace_after if trailing is not None else closing
    has_own_line = is_multiline(separator.whitespace_after)
    if has_own_line and isinstance(tail, cst.ParenthesizedWhitespace):
        separator = separator.with_changes(whitespace_after=_with_first_line(separator.whitespace_after, tail))
        tail = tail.with_changes(first_line=_bare(tail.first_line))
    if trailing is not None:
        added = added.with_changes(comma=trailing.with_changes(whitespace_after=tail))
        tail = NOTHING
    longer = items[:-1]
    longer += [last.with_changes(comma=separator), added]
    return longer, tail


def inserted(items: list[Item], index: int, added: Item, opening: Whitespace) -> list[Item]:
    """The list with one more item before the item at an index."""
    longer = items.copy()
    longer.insert(index, added.with_changes(comma=_separator(items, opening)))
    return longer


def is_multiline(space: Whitespace) -> bool:
    """Whether whitespace inside parentheses contains a line end."""
    return isinstance(space, cst.ParenthesizedWhitespace)


def _separator(items: list[Item], opening: Whitespace) -> cst.Comma:
    """The comma between the last two items without its comments; after a single item, in the style of the opening."""
    comma = items[-2].comma if len(items) > 1 else None
    if isinstance(comma, cst.Comma):
        return cst.Comma(_without_comments(comma.whitespace_before), _without_comments(comma.whitespace_after))
    is_opened_with_line_end = is_multiline(opening)
    return cst.Comma(
        whitespace_after=_without_comments(opening) if is_opened_with_line_end else cst.SimpleWhitespace(" ")
    )


def _without_comments(space: Whitespace) -> Whitespace:
    if isinstance(space, cst.ParenthesizedWhitespace):
        return space.with_changes(first_line=_bare(space.first_line), empty_lines=[])
    return space


def _with_first_line(space: Whitespace, tail: cst.ParenthesizedWhitespace) -> Whitespace:
    return space.with_changes(first_line=tail.first_line) if isinstance(space, cst.ParenthesizedWhitespace) else space


def _bare(line: cst.TrailingWhitespace) -> cst.TrailingWhitespace:
    return line.with_changes(whitespace=NOTHING, comment=None)
