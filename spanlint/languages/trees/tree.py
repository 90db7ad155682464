"""A parsed file that is asked by place or by name, and never walked whole."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from spanlint.text.source import ByteRange
from spanlint.text.whole_names import find_whole, is_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_KEPT = 500_000  # nodes in all paths at once: in nested code each path is as long as the nesting is deep


def mentions(text: bytes, pattern: re.Pattern[bytes]) -> Iterator[ByteRange]:
    """The places where the pattern matches a whole name and not a part of one."""
    spans = (match.span() for match in pattern.finditer(text))
    return (ByteRange(*span) for span in spans if is_whole(text, *span))


def _start(node: Node) -> int:
    return node.start_byte


class SyntaxTree:
    """One file's tree. Paths to the root are found from above and kept: `Node.parent` searches from the root anew."""

    def __init__(self, text: bytes, root: Node) -> None:
        self.text = text
        self.root = root
        self._paths: dict[int, tuple[Node, ...]] = {}
        self._kept = 0
        self._last: tuple[Node, ...] = ()
        self._leaves: dict[str, tuple[Node, ...]] = {}
        self._offsets: dict[str, list[int]] = {}
        self._starts: dict[frozenset[str], list[int]] = {}

    def text_of(self, node: Node) -> str:
        """The source text of a node."""
        return self.text[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def leaf_at(self, place: ByteRange) -> Node | None:
        """The node that covers exactly this range and has no children, if there is one."""
        return self._leaf(place.start, place.end)

    def _leaf(self, start: int, end: int) -> Node | None:
        node = self.root.descendant_for_byte_range(start, end)
        if node is None or node.child_count or node.start_byte != start or node.end_byte != end:
            return None
        return node

    def leaves(self, name: str) -> tuple[Node, ...]:
        """Every leaf whose text is this name, in order; searched for once."""
        known = self._leaves.get(name)
        if known is None:
            length = len(name.encode())
            found = (self._leaf(start, start + length) for start in self.offsets(name))
            known = self._leaves[name] = tuple(leaf for leaf in found if leaf is not None)
        return known

    def offsets(self, name: str) -> list[int]:
        """The byte offsets of a name that is no part of a longer one, in order, code or not; searched for once."""
        known = self._offsets.get(name)
        if known is None:
            known = self._offsets[name] = [start for start, _ in find_whole(self.text, (name.encode(),))]
        return known

    def has_within(self, names: frozenset[str], node: Node) -> bool:
        """Whether the text of a node has any of these names."""
        known = self._starts.get(names)
        if known is None:
            known = self._starts[names] = sorted(at for name in names for at in self.offsets(name))
        first = bisect_left(known, node.start_byte)
        return first < len(known) and known[first] < node.end_byte

    def leaves_within(self, name: str, node: Node) -> tuple[Node, ...]:
        """The leaves of a name that a node contains, in order."""
        leaves = self.leaves(name)
        first = bisect_left(leaves, node.start_byte, key=_start)
        return leaves[first : bisect_left(leaves, node.end_byte, lo=first, key=_start)]

    def ancestors(self, node: Node) -> tuple[Node, ...]:
        """The nodes that contain this one, innermost first; the root is last."""
        known = self._paths.get(node.id)
        return self._path(node) if known is None else known

    def _path(self, node: Node) -> tuple[Node, ...]:
        """The path of a node that has none yet, from where it leaves the path before it: they have much in common."""
        shared = self._shared(node.start_byte, node.end_byte)
        path: list[Node] = []
        current: Node | None = shared[0] if shared else self.root
        while current is not None and current != node:
            path.append(current)
            current = current.child_with_descendant(node)
        path.reverse()
        self._last = (*path, *shared[1:])
        self._keep(node, self._last)
        return self._last

    def _shared(self, start: int, end: int) -> tuple[Node, ...]:
        """The end of the last path that is also that of a node with these offsets; none for one without text, which may
        stand at the end of another."""
        for number, each in enumerate(self._last if start < end else ()):
            if each.start_byte <= start and end <= each.end_byte and (each.start_byte < start or end < each.end_byte):
                return self._last[number:]
        return ()

    def _keep(self, node: Node, path: tuple[Node, ...]) -> None:
        if self._kept > _KEPT:
            self._paths.clear()
            self._kept = 0
        self._kept += len(path)
        self._paths[node.id] = path

    def parent(self, node: Node) -> Node | None:
        """The node right above, None for the root."""
        known = self._paths.get(node.id)
        if known is None:
            return node.parent
        return known[0] if known else None


def is_deeper(node: Node, limit: int) -> bool:
    """Whether nodes below this one are nested to more than `limit` levels."""
    level = [node]
    for _ in range(limit):
        level = [child for each in level for child in each.children]
    return bool(level)


def comments_saying(word: bytes, tree: SyntaxTree) -> Iterator[ByteRange]:
    """The comments in which a word stands, in any case; the word is given in lower case."""
    text, end = tree.text.lower(), 0
    while (at := text.find(word, end)) >= 0:
        end = at + len(word)
        node = tree.root.descendant_for_byte_range(at, end)
        if node is not None and node.type == "comment":
            yield range_of(node)
            end = max(end, node.end_byte)


def range_of(node: Node) -> ByteRange:
    """The bytes a node covers."""
    return ByteRange(node.start_byte, node.end_byte)
