"""In which classes a file mentions the members of one name, found once for all classes that have such a member."""

from __future__ import annotations

import re
from bisect import bisect_left

from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Member

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_WORD = re.compile(rb"[\w$]+")


class MemberHomes:
    """The mentions of the members of one name, by the class whose own object they belong to."""

    def __init__(self, grammar: PlaceGrammar, member: Member) -> None:
        self._grammar = grammar
        self._all: list[int] = []
        self._of_others: list[int] = []
        self._by_word: dict[bytes, list[int]] = {}
        homes: dict[int, Node] = {}
        for holder in filter(None, map(grammar.tree.parent, grammar.tree.leaves(member.name))):
            value = grammar.value(holder) if holder.type == member.node.type else None
            if not isinstance(value, Member) or value.name != member.name:
                continue
            self._all.append(holder.start_byte)
            home = grammar.class_around(holder) if grammar.is_self(value.of) else None
            if home is None or home.child_by_field_name("body") is None:
                self._of_others.append(holder.start_byte)
            else:
                homes[home.id] = home
        for home in homes.values():
            for word in self._words_of_head(home):
                self._by_word.setdefault(word, []).append(home.start_byte)

    def _words_of_head(self, home: Node) -> set[bytes]:
        """The words in front of the body of a class, such as the names of its base classes, but for its own name."""
        body, name, text = home.child_by_field_name("body"), home.child_by_field_name("name"), self._grammar.tree.text
        end = body.start_byte if body is not None else home.end_byte
        words = _WORD.finditer(text, home.start_byte, end)
        return {word[0] for word in words if name is None or word.start() != name.start_byte}

    def is_outside(self, holder: Node) -> bool:
        """Whether code outside of a class mentions such a member of an object that may be of the class: one of no class
        that is known, or of one that names the class among its bases."""
        name = holder.child_by_field_name("name")
        if name is None:
            return _is_any_outside(self._all, holder)
        word = self._grammar.tree.text_of(name).encode()
        return _is_any_outside(self._of_others, holder) or _is_any_outside(sorted(self._by_word.get(word, ())), holder)


def _is_any_outside(starts: list[int], holder: Node) -> bool:
    """Whether one of some bytes, in order, is outside of a node."""
    return bisect_left(starts, holder.end_byte) - bisect_left(starts, holder.start_byte) < len(starts)
