"""Facts about calls whose result or receiver is not used as the library requires."""

from __future__ import annotations

from enum import Enum

from spanlint.lean.records import Record
from spanlint.model.misplaced import MisplacedArgument, RejectedParent
from spanlint.text.source import ByteRange


class Discarded(Record):
    """A statement that creates a new context and discards it.

    `at` is the name of the function or method, `function` its source text in the call. `target` is the local that holds
    the old context, if the new one can be assigned to it and it is read later; else empty. The assignment belongs at
    byte `start`.
    """

    at: ByteRange
    function: str
    target: str = ""
    start: int = 0


class UnreadContext(Record):
    """A local that gets a new context and that nothing reads. `at` is the name of the function or method that makes it,
    `function` its source text. `call` is the method name of the first span call that could have been passed it."""

    at: ByteRange
    function: str
    local: str
    call: ByteRange | None = None


class Misuse(Enum):
    """How a call that must be entered, or given a callback, is misused."""

    DROPPED = "dropped"
    NOT_CURRENT = "not current"
    AS_SPAN = "as span"
    NOT_KEPT = "not kept"
    ASYNC_WITH = "async with"
    NO_CALLBACK = "no callback"
    NOT_A_CALLBACK = "not a callback"


class Unentered(Record):
    """A call whose span is never started, or never current. `at` is its method name. `use` and `used` are the place
    and the text that show it, if they are elsewhere. `instead` is what to do where the library has a way of its own."""

    at: ByteRange
    method: str
    misuse: Misuse
    use: ByteRange | None = None
    used: str = ""
    instead: str = ""


class Decoration(Enum):
    """How a decorator does something other than it says."""

    FIXED_CONTEXT = "fixed context"
    GENERATOR = "generator"
    ASYNC_GENERATOR = "async generator"
    CLASS = "class"
    SPAN = "span"
    NOT_CALLED = "not called"
    ABOVE_REGISTRATION = "above registration"
    ABOVE_MANAGER = "above manager"
    ABOVE_STATIC = "above static method"
    ABOVE_DESCRIPTOR = "above descriptor"
    METHOD = "generator method"


class Misdecorated(Record):
    """A decorator that does not do what it says. `at` is its method name, `on` the name of the decorated function or
    class. `text` is the value that is fixed when the function is defined, or the decorator below that the order is
    about. `is_own` is whether the decorator is the project's."""

    at: ByteRange
    method: str
    decoration: Decoration
    on: ByteRange
    text: str = ""
    is_own: bool = False


class Unbound(Record):
    """A method that is detached from its tracer. `at` is the name that holds it, `call` the name in the first call of
    it alone. If the file does not call it (`is_called` is False), `call` is the first mention that hands it on."""

    at: ByteRange
    name: str
    method: str
    call: ByteRange
    is_called: bool = True


class Usages(Record):
    """The misuses of span and context functions, each kind in order of place."""

    discarded: tuple[Discarded, ...] = ()
    unread: tuple[UnreadContext, ...] = ()
    unentered: tuple[Unentered, ...] = ()
    misdecorated: tuple[Misdecorated, ...] = ()
    unbound: tuple[Unbound, ...] = ()
    misplaced: tuple[MisplacedArgument, ...] = ()
    rejected: tuple[RejectedParent, ...] = ()
