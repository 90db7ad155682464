"""How control runs through one function, in no language: what a reader makes of its syntax, and `flow_graph` joins.

A nested function is no part of it: where it is defined nothing of it runs.
"""

from __future__ import annotations

from enum import Enum

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias


class ExitKind(Enum):
    """How control leaves: a function by the first five, a loop or a labelled block by the next two.

    CALL and WAIT are exceptions that a call, or what is waited for, throws; GONE is a call that ends the program.
    """

    RETURN = "return"
    THROW = "throw"
    CALL = "call"
    WAIT = "wait"
    END = "end"
    BREAK = "break"
    CONTINUE = "continue"
    TERMINATES = "gone"


class Exit(Record):
    """How a function is left, and where: CONTINUE is where the name is given something else, END the body's end."""

    kind: ExitKind
    at: ByteRange | None = None


class Step(Record):
    """Something that runs from its first to its last byte: a statement, or a condition.

    `calls` are the calls in it, `waits` the places where it waits for something that can fail.
    """

    at: ByteRange
    calls: tuple[ByteRange, ...] = ()
    may_wait: tuple[ByteRange, ...] = ()


class Jump(Record):
    """A jump; `label` names where to, empty for the innermost. `thrown` is the class that a raise names, if it does."""

    kind: ExitKind
    at: ByteRange
    label: str = ""
    is_thrown: str = ""


class Block(Record):
    """Parts that run one after the other; a `break` may name its label."""

    parts: tuple[Flow, ...]
    label: str = ""


class Condition(Record):
    """A condition without parts. `text` is what is asked, the same however it is written: `x` for `x is not None`."""

    at: ByteRange
    text: str


class Not(Record):
    """The opposite of a condition."""

    of: Test


class Both(Record):
    """Two conditions, the second asked where the first is true."""

    first: Test
    second: Test


class Either(Record):
    """Two conditions, the second asked where the first is false."""

    first: Test
    second: Test


class Branch(Record):
    """One of two parts runs, as the condition says."""

    test: Test
    then: Flow
    otherwise: Flow


class Cases(Record):
    """One of several parts runs, or none unless `complete`; with `falls` it runs into the next one until a `break`."""

    arms: tuple[Flow, ...]
    has_fallthrough: bool = False
    is_complete: bool = True


class Loop(Record):
    """A body that runs again and again; `first` says at least once, `endless` that only a jump ends it."""

    body: Flow
    orelse: Flow
    first: bool = False
    is_endless: bool = False
    label: str = ""


class Handler(Record):
    """What runs for an exception; `catches` are the last names of its classes, empty for all."""

    catches: frozenset[str]
    body: Flow


class Try(Record):
    """A body, what runs for its exceptions, after it without one (`orelse`), and in the end whatever happens."""

    body: Flow
    handlers: tuple[Handler, ...]
    orelse: Flow
    last: Flow


Test: TypeAlias = "Condition | Not | Both | Either"
Flow: TypeAlias = "Step | Jump | Block | Branch | Cases | Loop | Try"
NOTHING = Block(())


def parts(flow: Flow) -> tuple[Flow, ...]:
    """What a flow is made of."""
    if isinstance(flow, Block):
        return flow.parts
    if isinstance(flow, Branch):
        return (flow.then, flow.otherwise)
    if isinstance(flow, Cases):
        return flow.arms
    if isinstance(flow, Loop):
        return (flow.body, flow.orelse)
    if isinstance(flow, Try):
        return (flow.body, *(each.body for each in flow.handlers), flow.orelse, flow.last)
    return ()


def holds(flow: Flow, place: int) -> bool:
    """Whether a byte belongs to a step or a jump of a flow."""
    if isinstance(flow, Step | Jump):
        return flow.at.start <= place < flow.at.end
    return any(holds(part, place) for part in parts(flow))
