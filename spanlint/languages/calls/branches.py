"""The branches that lead to a place in a function, in either language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from spanlint.languages.calls.function_text import names_in
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.lean.records import Record
from spanlint.model.facts import BranchArm

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class BranchTypes(Record):
    """A language's node types of decisions.

    `decision` returns the parts of a conditional that decide: the conditions, the subject, or the block of a `try`. In
    a conditional of `cases`, the body contains the arms. What is `nested` ends as the last statement in it does, which
    skips the code after the branches if it is one of `exits`.
    """

    functions: frozenset[str]
    conditionals: frozenset[str]
    decision: Callable[[Node], Iterable[Node]]
    cases: frozenset[str]
    nested: frozenset[str]
    exits: frozenset[str]


def branch_arms(types: BranchTypes, tree: SyntaxTree, place: Node) -> Iterator[BranchArm]:
    """Yields the branch arms that contain a place, the innermost first, up to the function around it."""
    path = (place, *tree.ancestors(place))
    for index, ancestor in enumerate(path):
        if ancestor.type in types.functions:
            return
        if index and ancestor.type in types.conditionals:
            inner = path[index - 1]
            is_body = ancestor.type in types.cases and ancestor.child_by_field_name("body") == inner
            arm = path[index - 2] if is_body else inner
            deciding = (tree.text[part.start_byte : part.end_byte] for part in types.decision(ancestor))
            names = names_in(b"\n".join(deciding))
            yield BranchArm(range_of(ancestor), range_of(arm), _ends_early(types, arm), names)


def _ends_early(types: BranchTypes, arm: Node) -> bool:
    """Whether an arm ends with a statement that skips the code after the branches."""
    last = arm
    while last.type in types.nested:
        statements = [child for child in last.named_children if child.type != "comment"]
        if not statements:
            return False
        last = statements[-1]
    return last.type in types.exits
