"""Facts about the lifetimes of spans and attached contexts, derived from control-flow graphs."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.flow import Exit
from spanlint.text.source import ByteRange


class Enclosable(Record):
    """A statement `after` that starts a span, and the code after it in its block, up to the byte `until`. If that code
    ends the span, the end is its last statement."""

    after: ByteRange
    until: int


class UnendedSpan(Record):
    """A span that stays local and is not ended on some path.

    `at` is the name of the `method` that starts it. `name` is the variable that holds it, empty if none does. `ended`
    is where it is ended, if anywhere; `exit` is how the function exits without that end. `simple` is set if the
    function is simple enough to add a `finally`. `is_ended_later` is whether, on another path, the span is left to a
    callback or to other code, so that a `finally` would end it too early. `by` is the function that the span is handed
    to, if that function ends it on other paths only. `uncalled` is where a span that nothing ends names the method that
    would end it. `managers` are the names of all that wraps the generator that is closed, as in `HeldAcrossYield`.
    `end` is the method that ends it, `unended` says what becomes of the trace without that, empty if its children point
    to a missing parent.
    """

    at: ByteRange
    method: str
    name: str = ""
    ended: ByteRange | None = None
    exit: Exit | None = None
    simple: Enclosable | None = None
    is_ended_later: bool = False
    by: str = ""
    uncalled: ByteRange | None = None
    managers: frozenset[str] = frozenset()
    end: str = ""
    unended: str = ""


class Attached(Record):
    """A context that is attached and, on some path, not detached in the same function.

    `at` is the name of the attaching call, `closer` that of the function that would detach. `is_entered` is whether its
    token is passed to a `with` instead. `keeps_span` is whether the active span stays the same. The rest is as in
    `UnendedSpan`.
    """

    at: ByteRange
    closer: str
    name: str = ""
    ended: ByteRange | None = None
    exit: Exit | None = None
    is_entered: bool = False
    keeps_span: bool = False
    is_ended_later: bool = False
    managers: frozenset[str] = frozenset()


class Lifetimes(Record):
    """The spans that stay local to a function, and the attached contexts, in order of place."""

    unended: tuple[UnendedSpan, ...] = ()
    attached: tuple[Attached, ...] = ()
