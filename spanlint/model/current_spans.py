"""Facts about spans that are current for other code than they were started for, or that another span replaces."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange

STORING = frozenset({"append", "appendleft", "add", "push", "unshift", "set", "put", "put_nowait"})
"""The methods of collections that store a span which they are passed."""

STREAMING = ("tream", "EventSource", "Response", "iter", "generat")
"""Parts of the names of what returns a generator, or iterates later what it is passed."""


class InactiveWrapper(Record):
    """A local span that is only started and ended around calls of functions that the function was passed.

    `at` is the method name of the creation call, `name` the local, empty if a `with` binds none. `calls` are those
    functions where they are called, in order, `function` is the first of them as it is written.
    """

    at: ByteRange
    name: str
    function: str
    calls: tuple[ByteRange, ...]


class EmptyActivation(Record):
    """A call that makes its span current for code which only stores the span or returns it.

    `at` is the method name of the creation `method`, `name` the span as the code names it. `kept` is where it is stored
    or returned (`is_returned`), the member itself if a `with` binds it to one. `has_ended` is whether the span has
    ended when that code is left, `instead` what to do if its library says so.
    """

    at: ByteRange
    method: str
    name: str
    kept: ByteRange
    is_returned: bool = False
    has_ended: bool = False
    instead: str = ""


class HandOver(Enum):
    """How a call takes what it runs in a thread: with its arguments, once for each item, or as a thread's target."""

    ARGUMENTS = "arguments"
    EACH = "each"
    THREAD = "thread"


class LostContext(Record):
    """A call that hands a function to a thread, where the span that is current here is not.

    `at` is the name of the called `method`, `function` the function as it is written. `opened` is what makes the span
    current, `call` the whole call, `target` the function in it, and `hand_over` how the call takes it.
    """

    at: ByteRange
    method: str
    function: str
    opened: ByteRange
    call: ByteRange
    target: ByteRange
    hand_over: HandOver


class ReplacedSpan(Record):
    """A call whose span takes the place of another in a `member` of an object, although no code ends that one.

    `at` is the method name of the creation call, `stored` where the earlier span is put into the member.
    """

    at: ByteRange
    member: str
    stored: ByteRange


class StreamNeed(Enum):
    """What a generator needs of a span that it is made in: that it is still current, or that it is still open."""

    CURRENT = "current"
    OPEN = "open"


class EndedStream(Record):
    """A generator that is returned out of the span that it needs, which ends before the generator runs.

    `at` is the `return`, or the value of a function without one. `method` is the call that makes the span current, at
    `span`, and `generator` what makes the generator. It needs the span to be `need`. `body` is the function that runs
    then, None if it is in another file.
    """

    at: ByteRange
    method: str
    span: ByteRange
    generator: ByteRange
    need: StreamNeed = StreamNeed.CURRENT
    body: ByteRange | None = None


def _no_wrappers() -> tuple[InactiveWrapper, ...]:
    return ()


def _no_activations() -> tuple[EmptyActivation, ...]:
    return ()


def _no_replaced() -> tuple[ReplacedSpan, ...]:
    return ()


def _no_streams() -> tuple[EndedStream, ...]:
    return ()


def _no_lost() -> tuple[LostContext, ...]:
    return ()


class CurrentSpans(Record):
    """These facts, in order of place. Each function computes its own once, on the first call."""

    inactive_wrappers: Callable[[], tuple[InactiveWrapper, ...]] = _no_wrappers
    empty_activations: Callable[[], tuple[EmptyActivation, ...]] = _no_activations
    replaced: Callable[[], tuple[ReplacedSpan, ...]] = _no_replaced
    ended_streams: Callable[[], tuple[EndedStream, ...]] = _no_streams
    lost_contexts: Callable[[], tuple[LostContext, ...]] = _no_lost
