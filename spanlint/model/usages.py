"""What a file says about calls whose result, or whose receiver, is not used as the library needs it."""

from __future__ import annotations

from enum import Enum

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange


class Discarded(Record):
    """A statement that only makes a new context, which nothing gets.

    `at` is the name of the function or method, `function` how the call names it. `target` is the local that holds the
    old context, can be given the new one and is read later, empty where there is none; an assignment to it belongs at
    byte `start`.
    """

    at: ByteRange
    function: str
    target: str = ""
    start: int = 0


class Misuse(Enum):
    """How something that has to be entered, or given a callback, is not."""

    DROPPED = "dropped"
    AS_SPAN = "as span"
    NOT_KEPT = "not kept"
    ASYNC_WITH = "async with"
    NO_CALLBACK = "no callback"
    NOT_A_CALLBACK = "not a callback"


class Unentered(Record):
    """A call whose span is never started. `at` is its method name; `use` and `used` are the place that shows it, and
    what stands there, where that is another one."""

    at: ByteRange
    method: str
    misuse: Misuse
    use: ByteRange | None = None
    used: str = ""


class Decoration(Enum):
    """How a decorator does something else than it says."""

    FIXED_CONTEXT = "fixed context"
    GENERATOR = "generator"
    ASYNC_GENERATOR = "async generator"
    CLASS = "class"
    SPAN = "span"
    NOT_CALLED = "not called"


class Misdecorated(Record):
    """A decorator that does not do what it says. `at` is the method name in it, `on` the name of what it decorates,
    `text` the value that is fixed when the function is defined."""

    at: ByteRange
    method: str
    decoration: Decoration
    on: ByteRange
    text: str = ""


class Unbound(Record):
    """A tracer's method that is taken off it and then called alone: `at` is the name that holds it, `call` the name in
    the first such call."""

    at: ByteRange
    name: str
    method: str
    call: ByteRange


class Usages(Record):
    """The odd uses of span and context functions, each kind in order of place."""

    discarded: tuple[Discarded, ...] = ()
    unentered: tuple[Unentered, ...] = ()
    misdecorated: tuple[Misdecorated, ...] = ()
    unbound: tuple[Unbound, ...] = ()
