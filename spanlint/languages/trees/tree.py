"""A parsed file, queried by place or by name and never walked whole."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from spanlint.lean.patterns import lazy_pattern
from spanlint.text.source import ByteRange
from spanlint.text.whole_names import is_whole, whole_starts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

_NAME = lazy_pattern(rb"[A-Za-z0-9_$\x80-\xff]+")  # what `whole_starts` takes for one name
_MAX_SEARCHES = 1_000  # for single names, before all are indexed
_MANY = 32  # children of one node
_DEEP = 500  # nodes in a path from where on each finding of a parent costs more than its place in memory
_MAX_KEPT = 500_000  # nodes in all cached paths together: a path is as long as the code is nested deep


def mentions(text: bytes, pattern: re.Pattern[bytes]) -> Iterator[ByteRange]:
    """Yields the places where the pattern matches a whole name, not a part of one."""
    spans = (match.span() for match in pattern.finditer(text))
    return (ByteRange(*span) for span in spans if is_whole(text, *span))


def _start(node: Node) -> int:
    return node.start_byte


def _end(node: Node) -> int:
    return node.end_byte


class SyntaxTree:
    """One file's tree.

    Paths to the root are found from above and cached, because `Node.parent` searches from the root each time.
    """

    def __init__(self, text: bytes, root: Node) -> None:
        self.text = text
        self.root = root
        self._paths: dict[int, tuple[Node, ...]] = {}
        self._kept_nodes = 0
        self._last_path: tuple[Node, ...] = ()
        self._parents: dict[int, Node] = {}
        self._leaves: dict[str, tuple[Node, ...]] = {}
        self._leaves_within: dict[tuple[str, int, int], tuple[Node, ...]] = {}
        self._offsets: dict[str, list[int]] = {}
        self._index: dict[bytes, list[int]] = {}
        self._children: dict[int, list[Node]] = {}
        self._starts: dict[frozenset[str], list[int]] = {}
        self.noted: dict[ByteRange, Node] = {}
        """Nodes that are asked for by their bytes again and again: the calls that create spans."""

    def note(self, node: Node) -> ByteRange:
        """Keeps a node as one that is asked for by its bytes, and returns them."""
        place = range_of(node)
        self.noted[place] = node
        return place

    def text_of(self, node: Node) -> str:
        """The source text of a node."""
        return self.text[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def leaf_at(self, place: ByteRange) -> Node | None:
        """The node without children that covers exactly this range, or None."""
        return self._leaf(place.start, place.end)

    def _leaf(self, start: int, end: int) -> Node | None:
        node = self.root.descendant_for_byte_range(start, end)
        if node is None or node.child_count or node.start_byte != start or node.end_byte != end:
            return None
        return node

    def leaves(self, name: str) -> tuple[Node, ...]:
        """Every leaf whose text is this name, in order of place; cached."""
        known = self._leaves.get(name)
        if known is None:
            offsets = self.offsets(name)
            length = len(name.encode()) if offsets else 0
            found = tuple(filter(None, [self._leaf(at, at + length) for at in offsets])) if offsets else ()
            known = self._leaves[name] = found
        return known

    def leaves_if(self, may_matter: Callable[[bytes, int, int], bool], name: str) -> Iterator[Node]:
        """Yields the leaves of a name that a look at the text around them (the text, start and end) lets pass.

        A look at two bytes takes a tenth of the time that finding the leaf does.
        """
        text, length = self.text, len(name.encode())
        for start in self.offsets(name):
            leaf = self._leaf(start, start + length) if may_matter(text, start, start + length) else None
            if leaf is not None:
                yield leaf

    def offsets(self, name: str) -> list[int]:
        """The byte offsets where a name occurs as a whole name, in code or not, in order; cached."""
        known = self._offsets.get(name)
        if known is None:
            known = self._offsets[name] = self._search(name.encode())
        return known

    def _search(self, name: bytes) -> list[int]:
        """The offsets of a name that is asked for the first time: by a search, or from an index of all names.

        A search takes a thousandth of the time of the index, but a file has as many names as it has functions.
        """
        if len(self._offsets) < _MAX_SEARCHES or not _NAME.fullmatch(name):
            return whole_starts(self.text, name) if name in self.text else []  # most names do not occur
        if not self._index:
            for match in _NAME.finditer(self.text):
                self._index.setdefault(match[0], []).append(match.start())
        return self._index.get(name, [])

    def has_within(self, names: frozenset[str], node: Node) -> bool:
        """Whether the text of a node contains any of these names."""
        known = self._starts.get(names)
        if known is None:
            known = self._starts[names] = sorted(at for name in names for at in self.offsets(name))
        first = bisect_left(known, node.start_byte)
        return first < len(known) and known[first] < node.end_byte

    def leaves_within(self, name: str, node: Node) -> tuple[Node, ...]:
        """The leaves of a name inside a node, in order of place."""
        return self.leaves_between(name, node.start_byte, node.end_byte)

    def leaves_between(self, name: str, start: int, end: int) -> tuple[Node, ...]:
        """The leaves of a name that begin in [start, end), in bytes, in order of place.

        Only these are looked for: a function has few of the mentions that the file has of a common name.
        """
        offsets = self.offsets(name)
        first = bisect_left(offsets, start)
        last = bisect_left(offsets, end, lo=first)
        if first == last:
            return ()
        found = self._leaves_within.get((name, first, last))
        if found is None:
            length = len(name.encode())
            found = tuple(filter(None, [self._leaf(at, at + length) for at in offsets[first:last]]))
            self._leaves_within[name, first, last] = found
        return found

    def children_between(self, node: Node, start: int, end: int) -> Sequence[Node]:
        """The named children of a node that have a part in [start, end), in bytes, in order.

        Those of a node with many are kept: a block may have as many statements as its function has spans.
        """
        if node.named_child_count < _MANY:
            return [child for child in node.named_children if child.end_byte > start and child.start_byte < end]
        children = self._children.get(node.id)
        if children is None:
            children = self._children[node.id] = node.named_children
        first = bisect_right(children, start, key=_end)
        return children[first : bisect_left(children, end, lo=first, key=_start)]

    def ancestors(self, node: Node) -> tuple[Node, ...]:
        """The nodes that contain this one, innermost first; the root is last."""
        known = self._paths.get(node.id)
        return self._path(node) if known is None else known

    def around(self, node: Node, types: frozenset[str]) -> Node | None:
        """The innermost node that contains this one and has one of the types; None without any."""
        for ancestor in self.ancestors(node):
            if ancestor.type in types:
                return ancestor
        return None

    def _path(self, node: Node) -> tuple[Node, ...]:
        """The path of a node that is not cached. It shares most of the previous path, and so starts where they part."""
        shared = self._shared(node.start_byte, node.end_byte)
        path: list[Node] = []
        current: Node | None = shared[0] if shared else self.root
        while current is not None and current != node:
            path.append(current)
            current = current.child_with_descendant(node)
        path.reverse()
        found = self._last_path = (*path, *shared[1:])
        length = len(found)
        if length > _DEEP:
            self._parents.update(zip((inner.id for inner in (node, *path)), found, strict=False))
        if self._kept_nodes > _MAX_KEPT:
            self._paths.clear()
            self._kept_nodes = 0
        self._kept_nodes += length
        self._paths[node.id] = found
        return found

    def _shared(self, start: int, end: int) -> tuple[Node, ...]:
        """The part of the last path that a node with these offsets shares.

        A node without text shares none, since it may be at the end of another node.
        """
        for number, ancestor in enumerate(self._last_path if start < end else ()):
            if (
                ancestor.start_byte <= start
                and end <= ancestor.end_byte
                and (ancestor.start_byte < start or end < ancestor.end_byte)
            ):
                return self._last_path[number:]
        return ()

    def parent(self, node: Node) -> Node | None:
        """The parent of a node, or None for the root."""
        known = self._paths.get(node.id)
        if known is None:
            return self._parents.get(node.id) or node.parent
        return known[0] if known else None


def comments_saying(word: bytes, tree: SyntaxTree) -> Iterator[ByteRange]:
    """Yields the comments that contain a word in any case; `word` must be in lower case."""
    text, end = tree.text.lower(), 0
    while (at := text.find(word, end)) >= 0:
        end = at + len(word)
        node = tree.root.descendant_for_byte_range(at, end)
        if node is not None and node.type == "comment":
            yield range_of(node)
            end = max(end, node.end_byte)


def leaves_of(node: Node) -> Iterator[Node]:
    """Yields the leaves of a node, in no order."""
    pending = [node]
    while pending:
        part = pending.pop()
        pending += part.children
        if not part.children:
            yield part


def range_of(node: Node) -> ByteRange:
    """The bytes that a node covers."""
    return ByteRange(node.start_byte, node.end_byte)
