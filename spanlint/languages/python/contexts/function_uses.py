"""The places of a Python file that read a function's name."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class FunctionUses:
    """The places of one file. Functions of one name share them, so that each is looked up once."""

    def __init__(self, tree: SyntaxTree, scopes: Scopes) -> None:
        self._tree = tree
        self._scopes = scopes
        self._members: dict[str, list[Node]] = {}
        self._leaves: dict[str, dict[int, list[Node]]] = {}

    def of(self, name: Node) -> Iterator[Node]:
        """Yields the places that read the name of a function: by itself, or as a member of any object."""
        text = self._tree.text_of(name)
        if text not in self._members:
            self._read(text)
        own = self._leaves[text].get(name.start_byte, ())
        yield from sorted((*self._members[text], *own), key=lambda use: use.end_byte)

    def _read(self, text: str) -> None:
        members: list[Node] = []
        leaves: dict[int, list[Node]] = {}
        self._members[text], self._leaves[text] = members, leaves
        for leaf in self._tree.leaves(text):
            above = self._tree.parent(leaf)
            if above is not None and above.type == "attribute":
                members.append(above)
            elif above is not None:
                bound = {binding.name.start_byte for binding in self._scopes.visible(text, leaf)}
                for start in bound - {leaf.start_byte}:
                    leaves.setdefault(start, []).append(leaf)
