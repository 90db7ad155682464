"""The layout of a file, so that inserted text follows its style."""

from __future__ import annotations

import re
from functools import lru_cache

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.file import parse, tree_of
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.lean.records import Record
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

CONTINUATIONS = (b"(", b"[", b"`", b"+", b"-", b"/")
"""A line that begins so continues one that lacks a semicolon."""

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BLANK_REST = re.compile(rb"[ \t]*(?=[\r\n]|\Z)")
_QUOTE = re.compile(rb"(?:\bfrom|\bimport|\brequire\()\s*(['\"])|^[^'\"]*(['\"])")
_SEMICOLON = re.compile(rb";[ \t]*(?:[\r\n]|\Z)")


class File(Record):
    """One file to rewrite, parsed once for all of its fixes."""

    source: Source
    tree: SyntaxTree
    scopes: Scopes

    @property
    def text(self) -> bytes:
        """The UTF-8 text that byte offsets refer to."""
        return self.source.text


@lru_cache(maxsize=1)  # the fixes of a file are written in succession
def open_file(source: Source) -> File:
    """Returns the file with its tree."""
    tree = tree_of(source)
    return File(source, tree, Scopes(tree))


@lru_cache(maxsize=64)
def parsed(text: str) -> SyntaxTree:
    """Returns the tree of TypeScript text that is not part of a file, such as a value of the configuration."""
    return parse(text.encode())


def insertion(at: int, text: str) -> Edit:
    """Returns an edit that inserts text at a byte offset."""
    return Edit(ByteRange(at, at), text.encode())


def line_start(text: bytes, at: int) -> int:
    """Returns the byte offset of the start of the line that contains an offset."""
    return max(text.rfind(b"\n", 0, at), text.rfind(b"\r", 0, at)) + 1


def indentation(text: bytes, at: int) -> str:
    """Returns the blanks at the start of the line that contains a byte offset."""
    start = line_start(text, at)
    line = text[start:at]
    return line[: len(line) - len(line.lstrip(b" \t"))].decode()


def starts_line(text: bytes, at: int) -> bool:
    """Whether only blanks precede a byte offset on its line."""
    return not text[line_start(text, at) : at].strip(b" \t")


def ends_line(text: bytes, at: int) -> bool:
    """Whether only blanks follow a byte offset on its line."""
    return _BLANK_REST.match(text, at) is not None


def line_end(text: bytes, at: int) -> str:
    """Returns the line end to use at a byte offset: the next one, else the first one of the file."""
    match = _LINE_END.search(text, at) or _LINE_END.search(text)
    return match.group().decode() if match else "\n"


def quote(text: bytes) -> str:
    """Returns the quotation mark that the file writes around modules, else its first one around anything."""
    match = _QUOTE.search(text)
    return (match.group(1) or match.group(2)).decode() if match else "'"


def writes_semicolons(file: File, statement: Node | None) -> bool:
    """Whether a statement ends in a semicolon; without a statement, whether any line of the file does."""
    if statement is None:
        return _SEMICOLON.search(file.text) is not None
    return file.text[: statement.end_byte].endswith(b";")


def insert_after(file: File, value: Node, elements: list[str]) -> list[Edit]:
    """Returns the edits that insert elements after one of a comma-separated list; on new lines if it starts a line."""
    siblings = _following_siblings(file, value)
    comments = [sibling for sibling in siblings if sibling.type == "comment"]
    comma = next((sibling for sibling in siblings if sibling.type == ","), None)
    inner = [comment for comment in comments if comma is None or comment.end_byte <= comma.start_byte]
    following = next(sibling for sibling in siblings if sibling.type not in ("comment", ","))
    is_crowded = comma is not None and following.is_named and _is_same_line(file, comma.end_byte, following.start_byte)
    if not starts_line(file.text, value.start_byte) or is_crowded:
        blocks = [comment for comment in inner if file.text.startswith(b"/*", comment.start_byte)]
        at = _end_of_comments(file, value.end_byte, blocks if len(blocks) == len(inner) else [])
        return [insertion(at, "".join(f", {element}" for element in elements))]
    outer = [comment for comment in comments if comment not in inner]
    return _insert_lines(file, value, comma, inner if comma is None else outer, elements)


def _insert_lines(file: File, value: Node, comma: Node | None, comments: list[Node], elements: list[str]) -> list[Edit]:
    margin = line_end(file.text, value.end_byte) + indentation(file.text, value.start_byte)
    if comma is not None:
        at = _end_of_comments(file, comma.end_byte, comments)
        return [insertion(at, "".join(f"{margin}{element}," for element in elements))]
    at = _end_of_comments(file, value.end_byte, comments)
    if at == value.end_byte:
        return [insertion(at, "".join(f",{margin}{element}" for element in elements))]
    return [insertion(value.end_byte, ","), insertion(at, ",".join(margin + element for element in elements))]


def _following_siblings(file: File, value: Node) -> list[Node]:
    holder = file.tree.parent(value)
    return [child for child in holder.children if child.start_byte >= value.end_byte] if holder is not None else []


def _end_of_comments(file: File, at: int, comments: list[Node]) -> int:
    """Returns the byte offset of the end of the comments that follow on the same line."""
    for comment in comments:
        if not _is_same_line(file, at, comment.start_byte):
            break
        at = comment.end_byte
    return at


def _is_same_line(file: File, start: int, end: int) -> bool:
    return _LINE_END.search(file.text, start, end) is None
