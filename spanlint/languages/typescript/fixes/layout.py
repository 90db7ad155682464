"""How a file is laid out, so that what is written into it looks like what stands there."""

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

_LINE_END = re.compile(rb"\r\n|\r|\n")
_REST = re.compile(rb"[ \t]*(?=[\r\n]|\Z)")
_QUOTE = re.compile(rb"(?:\bfrom|\bimport|\brequire\()\s*(['\"])|^[^'\"]*(['\"])")
_SEMICOLON = re.compile(rb";[ \t]*(?:[\r\n]|\Z)")


class File(Record):
    """One file to rewrite, read once for all of its fixes."""

    source: Source
    tree: SyntaxTree
    scopes: Scopes

    @property
    def text(self) -> bytes:
        """The UTF-8 text that offsets count in."""
        return self.source.text


@lru_cache(maxsize=1)  # the fixes of a file are written one after the other
def open_file(source: Source) -> File:
    """The file with its tree."""
    tree = tree_of(source)
    return File(source, tree, Scopes(tree))


@lru_cache(maxsize=64)
def parsed(text: str) -> SyntaxTree:
    """The tree of a piece of TypeScript that stands in no file, as from the configuration."""
    return parse(text.encode())


def insertion(at: int, text: str) -> Edit:
    """An edit that inserts text at a byte offset."""
    return Edit(ByteRange(at, at), text.encode())


def line_start(text: bytes, at: int) -> int:
    """The byte offset of the start of the line that an offset is on."""
    return max(text.rfind(b"\n", 0, at), text.rfind(b"\r", 0, at)) + 1


def indentation(text: bytes, at: int) -> str:
    """The blanks that the line of a byte offset starts with."""
    start = line_start(text, at)
    line = text[start:at]
    return line[: len(line) - len(line.lstrip(b" \t"))].decode()


def starts_line(text: bytes, at: int) -> bool:
    """Whether nothing but blanks stands before a byte offset on its line."""
    return not text[line_start(text, at) : at].strip(b" \t")


def ends_line(text: bytes, at: int) -> bool:
    """Whether nothing but blanks stands after a byte offset on its line."""
    return _REST.match(text, at) is not None


def line_end(text: bytes, at: int) -> str:
    """The line end that is used at a byte offset: the next one, else the file's first."""
    found = _LINE_END.search(text, at) or _LINE_END.search(text)
    return found.group().decode() if found else "\n"


def quote(text: bytes) -> str:
    """The quote that the file writes around modules, else the first it writes around anything."""
    found = _QUOTE.search(text)
    return (found.group(1) or found.group(2)).decode() if found else "'"


def writes_semicolons(file: File, statement: Node | None) -> bool:
    """Whether a statement ends in a semicolon; without one to go by, whether any line does."""
    if statement is None:
        return _SEMICOLON.search(file.text) is not None
    return file.text[: statement.end_byte].endswith(b";")


def insert_after(file: File, value: Node, new: list[str]) -> list[Edit]:
    """Insert elements after one of a comma-separated list, on lines of their own where that one has its own line."""
    siblings = _after(file, value)
    comments = [each for each in siblings if each.type == "comment"]
    comma = next((each for each in siblings if each.type == ","), None)
    inner = [each for each in comments if comma is None or each.end_byte <= comma.start_byte]
    following = next(each for each in siblings if each.type not in ("comment", ","))
    crowded = comma is not None and following.is_named and _same_line(file, comma.end_byte, following.start_byte)
    if not starts_line(file.text, value.start_byte) or crowded:
        blocks = [each for each in inner if file.text.startswith(b"/*", each.start_byte)]
        at = _beside(file, value.end_byte, blocks if len(blocks) == len(inner) else [])
        return [insertion(at, "".join(f", {each}" for each in new))]
    outer = [each for each in comments if each not in inner]
    return _on_lines(file, value, comma, inner if comma is None else outer, new)


def _on_lines(file: File, value: Node, comma: Node | None, comments: list[Node], new: list[str]) -> list[Edit]:
    margin = line_end(file.text, value.end_byte) + indentation(file.text, value.start_byte)
    if comma is not None:
        at = _beside(file, comma.end_byte, comments)
        return [insertion(at, "".join(f"{margin}{each}," for each in new))]
    at = _beside(file, value.end_byte, comments)
    if at == value.end_byte:
        return [insertion(at, "".join(f",{margin}{each}" for each in new))]
    return [insertion(value.end_byte, ","), insertion(at, ",".join(margin + each for each in new))]


def _after(file: File, value: Node) -> list[Node]:
    holder = file.tree.parent(value)
    return [each for each in holder.children if each.start_byte >= value.end_byte] if holder is not None else []


def _beside(file: File, at: int, comments: list[Node]) -> int:
    """The end of the comments that follow on the same line."""
    for comment in comments:
        if not _same_line(file, at, comment.start_byte):
            break
        at = comment.end_byte
    return at


def _same_line(file: File, start: int, end: int) -> bool:
    return _LINE_END.search(file.text, start, end) is None
