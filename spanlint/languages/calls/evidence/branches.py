"""The branches that lead to a place in a function, in either language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from spanlint.languages.calls.function_text import dotted_names_in
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.lean.records import Record
from spanlint.model.branches import BranchArm
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


_TRY = "try_statement"
_ENTERED_ANYWAY = frozenset({"block", "statement_block", "finally_clause"})
"""The parts of a `try`, in both grammars, before which nothing is decided."""


class BranchTypes(Record):
    """A language's node types of decisions.

    `decision` returns the parts of a conditional that decide: the conditions, the subject, or the block of a `try`,
    which only its handlers are about. In a conditional of `cases`, the body contains the arms. What is `nested` ends as
    the last statement in it does, which skips the code after the branches if it is one of `exits`.
    """

    functions: frozenset[str]
    conditionals: frozenset[str]
    decision: Callable[[Node], Iterable[Node]]
    cases: frozenset[str]
    nested: frozenset[str]
    exits: frozenset[str]


class Branches:
    """The branches of one file. Each is read once: one conditional may have as many arms, and one arm as many spans, as
    the file."""

    def __init__(self, types: BranchTypes, tree: SyntaxTree) -> None:
        self._types = types
        self._tree = tree
        self._names: dict[int, frozenset[str]] = {}
        self._arms: dict[tuple[int, int], BranchArm] = {}

    def around(self, place: Node, until: ByteRange | None = None) -> Iterator[BranchArm]:
        """Yields the branch arms that contain a place, the innermost first, up to the function around it.

        With `until`, up to the function that has this range.
        """
        types, path = self._types, (place, *self._tree.ancestors(place))
        for index, ancestor in enumerate(path):
            if ancestor.type in types.functions and (until is None or range_of(ancestor) == until):
                return
            if index and ancestor.type in types.conditionals:
                inner = path[index - 1]
                is_body = ancestor.type in types.cases and ancestor.child_by_field_name("body") == inner
                yield self._arm(ancestor, path[index - 2] if is_body else inner)

    def _arm(self, conditional: Node, arm: Node) -> BranchArm:
        known = self._arms.get((conditional.id, arm.id))
        if known is None:
            is_entered_anyway = conditional.type == _TRY and arm.type in _ENTERED_ANYWAY
            is_early = _ends_early(self._types, arm)
            names = frozenset[str]() if is_entered_anyway else self._deciding_names(conditional)
            known = BranchArm(range_of(conditional), range_of(arm), is_early, names)
            self._arms[conditional.id, arm.id] = known
        return known

    def _deciding_names(self, conditional: Node) -> frozenset[str]:
        """The names in what a conditional decides by."""
        known = self._names.get(conditional.id)
        if known is None:
            parts = (self._tree.text[part.start_byte : part.end_byte] for part in self._types.decision(conditional))
            known = self._names[conditional.id] = dotted_names_in(b"\n".join(parts))
        return known


def _ends_early(types: BranchTypes, arm: Node) -> bool:
    """Whether an arm ends with a statement that skips the code after the branches."""
    last = arm
    while last.type in types.nested:
        statements = [child for child in last.named_children if child.type != "comment"]
        if not statements:
            return False
        last = statements[-1]
    return last.type in types.exits
