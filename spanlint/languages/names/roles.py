"""What the code around an expression does with its value, in words that both grammars share.

A grammar answers for the one node that it is asked about, as with `values`: that looks down, this looks up.
"""

from __future__ import annotations

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class Part(Record):
    """The value of `outer` may be that of the expression: it is in parentheses, or one of several alternatives."""

    outer: Node


class Tested(Record):
    """A condition or an operator reads the value and keeps nothing of it."""


class Alone(Record):
    """The expression is a statement, so nothing gets its value."""


class Target(Record):
    """The expression is what an assignment, a declaration or a parameter sets."""


class Assigned(Record):
    """The value is assigned to `target`; `outer` is the assignment, or None where it is not itself an expression."""

    target: Node | None
    outer: Node | None


class Owner(Record):
    """A member of the value is read: `name`, by the expression `member`. `call` is the call of it, None if there is
    none."""

    member: Node
    name: str
    call: Node | None


class Keyed(Record):
    """An item of the value is read or set, by the expression `item`."""

    item: Node


class Element(Record):
    """The value is an element of the list, tuple, dictionary or object `holder` that is written out."""

    holder: Node


class Argument(Record):
    """The value is passed to a call, by position or by keyword."""

    call: Node


class Called(Record):
    """The value is the function of a call."""

    call: Node


class Managed(Record):
    """A `with` enters the value; `target` is what its `as` names, or None."""

    target: Node | None


class Yielded(Record):
    """A Python generator yields the value, by itself or in a tuple, by the expression `node`."""

    node: Node


class Returned(Record):
    """The function around returns the value."""


class Awaited(Record):
    """The value is awaited, and `outer` is what that results in."""

    outer: Node


class Elsewhere(Record):
    """Anything else: the value is stored or spread."""


Role = (
    Part
    | Tested
    | Alone
    | Target
    | Assigned
    | Owner
    | Keyed
    | Element
    | Argument
    | Called
    | Managed
    | Returned
    | Yielded
    | Awaited
    | Elsewhere
)
