"""Facts about the contexts that spans are made current on, and what happens while they are."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange


class HeldAcrossYield(Record):
    """A context that is current while a Python generator is suspended.

    `at` is the name of the call that makes it current, or the `with` item if that call is elsewhere. `is_attach` is
    whether the call is `attach`, or a helper of the project (`is_own`) that attaches. `yields` are the yield
    expressions at which it is current, in order. `is_async` is whether the generator is asynchronous. `is_managed` is
    whether the generator is known to be driven as a context manager. `managers` are the names of all that wraps it, as
    written and as imported: decorators, and functions of the file that take it. `is_delegating` is whether one of the
    yields is a `yield from`. `takes_span` is whether the call starts no span, but makes one current that it is passed.
    `instead` is what the library has in its place, empty if that is what OpenTelemetry has.
    """

    at: ByteRange
    name: str
    yields: tuple[ByteRange, ...]
    is_attach: bool = False
    is_async: bool = False
    is_managed: bool = False
    managers: frozenset[str] = frozenset()
    is_delegating: bool = False
    is_own: bool = False
    takes_span: bool = False
    instead: str = ""


class DeferredBody(Record):
    """A JavaScript generator that is called while a span is current, and runs later, when it is iterated.

    `at` is the name of the call that makes the span current, `generator` the generator function or the call of it,
    `body` the function. `is_of_context` says that the call makes a context current that it is passed, and starts none.
    """

    at: ByteRange
    name: str
    generator: ByteRange
    is_async: bool = False
    body: ByteRange = ByteRange(0, 0)
    is_of_context: bool = False


class Rebased(Record):
    """A span that is started under one context and put into another.

    `at` is the method name of the creation call, `parent` the source text of the context that the span is started
    under. `use` is the call that puts the span into a context, `setter` the name of that function, and `base` the
    source text of its context argument, empty if it uses the active context by default. `edit` is the range and the
    text to write so that the parent is used; None if that is impossible.
    """

    at: ByteRange
    parent: str
    use: ByteRange
    setter: str
    base: str
    edit: tuple[ByteRange, str] | None = None


class NeverCurrent(Record):
    """A local span that nothing makes current, and the later spans of the same function that get no parent.

    `at` is the method name of the creation call, `name` the local. `followers` are the method names of the later calls,
    in order.
    """

    at: ByteRange
    name: str
    followers: tuple[ByteRange, ...]


def _none() -> tuple[NeverCurrent, ...]:
    return ()


class Activations(Record):
    """What is made current, in order of place. `never_current` computes the spans that never are.

    `by_hand` computes the method names of the creation calls that are an activating call written out: the same function
    makes their span current on the active context, or holds it across a `yield`, where it must not be current.
    """

    held: tuple[HeldAcrossYield, ...] = ()
    deferred: tuple[DeferredBody, ...] = ()
    rebased: tuple[Rebased, ...] = ()
    never_current: Callable[[], tuple[NeverCurrent, ...]] = _none
    by_hand: Callable[[], frozenset[ByteRange]] = frozenset
