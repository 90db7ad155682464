"""How a name is bound in a file of either language, and which of its bindings may reach a mention."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import chain

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class Kind(Enum):
    """How a name is bound. WITH is the target of a Python `with`; ASSIGNED sets a name of TypeScript that is declared
    elsewhere."""

    IMPORT = "import"
    VALUE = "value"
    PARAMETER = "parameter"
    FUNCTION = "function"
    CLASS = "class"
    TYPE = "type"
    WITH = "entered"
    ASSIGNED = "assigned"
    OTHER = "other"


class Binding(Record):
    """One binding of a name.

    `value` is the assigned or default value, the entered expression of a `with`, or the definition itself. It is None
    if a pattern or a loop assigns the name. `path` is what an import names: a dotted path in Python, which keeps the
    leading dots of a relative import, and `module:name` in TypeScript. `key` is the property that a pattern takes.
    """

    kind: Kind
    name: Node
    scope: Node
    value: Node | None = None
    annotation: Node | None = None
    path: str = ""
    key: str = ""


def is_same(visible: Sequence[Binding], others: Sequence[Binding]) -> bool:
    """Whether two places see the same bindings of a name; each scope has one list of them."""
    return visible is others or visible == others


def reaching_bindings(tree: SyntaxTree, visible: Sequence[Binding], mention: Node) -> Iterator[Binding]:
    """Yields those of the visible bindings of a name that may reach a mention, the last one first.

    None is after the mention, and none is before one that every path to the mention passes. All count if all are after
    it, as in a function that runs later.
    """
    around = tree.ancestors(mention)
    earlier = _earlier(tree, visible, mention)
    first = next(earlier, None)
    later = () if first is not None else sorted(visible, key=lambda candidate: -_start(candidate))
    for binding in chain((first,) if first is not None else (), earlier, later):
        yield binding
        holders = tree.ancestors(binding.name)[:3]  # the assignment, its statement, the block
        if binding.value is not None and len(holders) == 3 and holders[2] in around:
            return


def _earlier(tree: SyntaxTree, visible: Sequence[Binding], mention: Node) -> Iterator[Binding]:
    """Yields the parameter of a name, and what binds it before a mention, the last one first.

    The bindings are in order of place, with those behind that are ASSIGNED. There may be as many as mentions, and most
    of who asks needs the last.
    """
    if visible and visible[0].kind is Kind.PARAMETER and _start(visible[0]) >= mention.start_byte:
        yield visible[0]
    assigned = bisect_left(visible, True, key=lambda binding: binding.kind is Kind.ASSIGNED)
    bound = visible[: bisect_left(visible, mention.start_byte, hi=assigned, key=_start)]
    again = visible[assigned : bisect_left(visible, mention.start_byte, lo=assigned, key=_start)]
    for binding in _last_first(bound, again) if again else reversed(bound):
        if binding.kind is Kind.PARAMETER or _is_before(tree, binding, mention):
            yield binding


def _last_first(*runs: Sequence[Binding]) -> Iterator[Binding]:
    from heapq import merge  # few names are bound and assigned to elsewhere

    return merge(*map(reversed, runs), key=_start, reverse=True)


def _start(binding: Binding) -> int:
    return binding.name.start_byte


def _is_before(tree: SyntaxTree, binding: Binding, mention: Node) -> bool:
    holder = tree.parent(binding.name)
    return holder is not None and holder.end_byte <= mention.start_byte
