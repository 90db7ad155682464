"""What to delete so that a call which is a statement is gone, in any language."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_BLOCKS = frozenset({"block", "statement_block"})
_BLANK = b" \t"
_RECORDING = frozenset({"record", "records", "recording", "recorded"})
_SAYING_NO_MORE = _RECORDING | frozenset(
    {"a", "an", "the", "this", "any", "exception", "exceptions", "error", "errors", "event", "as"}
    | {"in", "on", "to", "onto", "for", "span", "current", "otel", "opentelemetry", "trace"}
)


class Removal(Record):
    """The bytes to delete, and whether a comment is among them."""

    at: ByteRange
    has_comment: bool = False


def removal_of(tree: SyntaxTree, call: Node) -> Removal | None:
    """The statement of a call, with its line if nothing else is on it.

    None if it is not a statement by itself, the only one of its block, or beside another one on its line.
    """
    around = tree.ancestors(call)[:2]
    if len(around) < 2 or around[0].type != "expression_statement" or around[1].type not in _BLOCKS:
        return None
    beside = tree.children_between(around[1], around[1].start_byte, around[1].end_byte)
    if not any(child.type != "comment" and child != around[0] for child in beside):
        return None
    start, end, text = around[0].start_byte, around[0].end_byte, tree.text
    line = text.rfind(b"\n", 0, start) + 1
    newline = text.find(b"\n", end)
    following = text[end : newline if newline >= 0 else len(text)].strip(_BLANK + b"\r")
    has_comment = following.startswith((b"#", b"//"))
    if text[line:start].strip(_BLANK) or (following and not has_comment):
        return None
    if newline < 0:  # a file without a newline at its end goes on without one
        return Removal(ByteRange(len(text[:line].rstrip(b"\r\n")), len(text)), has_comment)
    return Removal(ByteRange(line, newline + 1), has_comment)


def with_comment(text: bytes, removal: Removal) -> Removal:
    """The removal of a call that records an exception, with the comment above that says so and nothing more.

    The blank lines below go too, unless the block ends there: they set the comment and the call apart from the rest.
    """
    above = text.rfind(b"\n", 0, max(removal.at.start - 1, 0)) + 1
    comment = text[above : removal.at.start].strip()
    words = comment.decode("utf-8", "replace").lower().strip("#/ .").replace("'s ", " ").split()
    if (
        not comment.startswith((b"#", b"//"))
        or not _RECORDING.intersection(words)
        or not _SAYING_NO_MORE.issuperset(words)
    ):
        return removal
    rest = text[removal.at.end :]
    code = rest.lstrip()
    following = removal.at.end + len(rest) - len(code)
    below = text.rfind(b"\n", 0, following) + 1
    indent = text[above : removal.at.start].partition(comment)[0]
    is_of_block = bool(code) and text[below:following] == indent
    return removal._replace(at=ByteRange(above, below if is_of_block else removal.at.end))
