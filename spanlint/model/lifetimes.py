"""What a file says about how long its spans and attached contexts live: facts that a control-flow graph gives."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.flow import Exit
from spanlint.text.source import ByteRange


class Enclosable(Record):
    """A statement `after` that starts a span, and what follows it in its block up to the byte `until`: the end of the
    span, if it is ended there, is the last of it."""

    after: ByteRange
    until: int


class UnendedSpan(Record):
    """A span that stays local and is not ended on some path.

    `at` is the name of the `method` that starts it; `name` what holds it, empty where nothing does. `ended` is where it
    is ended, if it is anywhere; `exit` how the function is left all the same. `simple` is there where the function has
    the simplest shape, so that a `finally` can be written.
    """

    at: ByteRange
    method: str
    name: str = ""
    ended: ByteRange | None = None
    exit: Exit | None = None
    simple: Enclosable | None = None


class Attached(Record):
    """A context that is attached and, on some path, not detached in the function that attaches it.

    `at` is the name of the call that attaches, `closer` of what would detach; `entered` says that it is given to a
    `with` instead, `values` that the active span stays what it was; the rest is as for a span.
    """

    at: ByteRange
    closer: str
    name: str = ""
    ended: ByteRange | None = None
    exit: Exit | None = None
    entered: bool = False
    values: bool = False


class Lifetimes(Record):
    """The spans that stay local to a function, and the attached contexts, in order of place."""

    unended: tuple[UnendedSpan, ...] = ()
    attached: tuple[Attached, ...] = ()
