"""The control flow of one function, independent of the language: readers make it, `languages.flow.graph` joins it.

A nested function is not part of the flow, since nothing of it runs where it is defined.
"""

from __future__ import annotations

from enum import Enum

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias


class ExitKind(Enum):
    """How control leaves: the first eight leave a function, the next two a loop or a labelled block.

    CALL and WAIT are exceptions that a call or an await throws, CANCEL is the cancellation of the task at an await.
    CLOSE is a generator that is closed at a yield, BODY an exception of the `with` body that a context manager gets at
    its yield. REJECT is a promise that is rejected, so that what waits for its result does not run, FULFIL one that is
    fulfilled, so that what handles its rejection does not. TERMINATES is a call that ends the program. BRANCH is a
    condition, one arm of which leads to an exit.
    """

    RETURN = "return"
    THROW = "throw"
    CALL = "call"
    WAIT = "wait"
    CANCEL = "cancel"
    CLOSE = "close"
    BODY = "body"
    END = "end"
    BREAK = "break"
    CONTINUE = "continue"
    TERMINATES = "gone"
    BRANCH = "branch"
    REJECT = "reject"
    FULFIL = "fulfil"


class Exit(Record):
    """How and where a function is left.

    CONTINUE is where the name gets another value; END, without a place, is the end of the body. `handler` is what
    catches the exception, if the function goes on after it.
    """

    kind: ExitKind
    at: ByteRange | None = None
    handler: ByteRange | None = None


_UNWRITTEN = frozenset({ExitKind.CALL, ExitKind.WAIT, ExitKind.REJECT, ExitKind.CANCEL, ExitKind.CLOSE, ExitKind.BODY})


def is_unwritten(exit_point: Exit | None) -> bool:
    """Whether no exit that is written down skips an end: something fails, or there is no end at all."""
    return exit_point is None or exit_point.kind in _UNWRITTEN


class Step(Record):
    """A statement or a condition, which runs from its first to its last byte.

    `calls` are the calls in it that may throw, `waits` its awaits that may fail, `yields` its yields at which the
    generator may be closed. `bodies` are its yields at which the body of a `with` runs, which may throw.
    """

    at: ByteRange
    calls: tuple[ByteRange, ...] = ()
    waits: tuple[ByteRange, ...] = ()
    yields: tuple[ByteRange, ...] = ()
    bodies: tuple[ByteRange, ...] = ()


class Jump(Record):
    """A jump. `label` names its target, empty for the innermost; `thrown` is the class that a raise names, or empty."""

    kind: ExitKind
    at: ByteRange
    label: str = ""
    thrown: str = ""


class Block(Record):
    """Parts that run one after the other; a `break` may name the label of the block."""

    parts: tuple[Flow, ...]
    label: str = ""


class Condition(Record):
    """A condition without parts. `text` is its normalized source text: `x` also stands for `x is not None`."""

    at: ByteRange
    text: str


class Not(Record):
    """The opposite of a condition."""

    of: Test


class Both(Record):
    """Two conditions; the second is evaluated if the first is true."""

    first: Test
    second: Test


class Either(Record):
    """Two conditions; the second is evaluated if the first is false."""

    first: Test
    second: Test


class Branch(Record):
    """Two parts, of which the condition selects one."""

    test: Test
    then: Flow
    otherwise: Flow


class Cases(Record):
    """Several parts, of which one runs.

    If `is_complete` is False, none may run. With `has_fallthrough`, a part continues into the next until a `break`.
    """

    arms: tuple[Flow, ...]
    has_fallthrough: bool = False
    is_complete: bool = True


class Loop(Record):
    """A body that repeats. `is_always_entered`: it runs at least once; `is_endless`: only a jump ends the loop."""

    body: Flow
    orelse: Flow
    is_always_entered: bool = False
    is_endless: bool = False
    label: str = ""


class Handler(Record):
    """What runs for an exception; `catches` are the last names of the caught classes, empty for all. `at` is the whole
    clause. `may_catch_cancel` is whether these may include the exception that cancels a task, `may_catch_close` that
    which closes a generator."""

    catches: frozenset[str]
    body: Flow
    at: ByteRange
    may_catch_cancel: bool = True
    may_catch_close: bool = True


class Try(Record):
    """A body, its exception handlers, what runs if it does not throw (`orelse`), and what always runs at the end."""

    body: Flow
    handlers: tuple[Handler, ...]
    orelse: Flow
    finalizer: Flow


Test: TypeAlias = "Condition | Not | Both | Either"
Flow: TypeAlias = "Step | Jump | Block | Branch | Cases | Loop | Try"
NOTHING = Block(())
