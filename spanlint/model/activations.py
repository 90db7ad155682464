"""What a file says about the contexts that its spans are made current on, and what happens while they are."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange


class HeldAcrossYield(Record):
    """Something that is current while a Python generator is suspended.

    `at` is the name of what makes it current, or the `with` item where that stands elsewhere; `attached` says that it
    is a call of `attach`. `yields` are the yield expressions that it is current at, in order. `managed` says that the
    generator is known to be driven as a context manager, `managers` are the names of all that is put around it: a
    decorator, or a function of the file that takes it, as written and as imported.
    """

    at: ByteRange
    name: str
    yields: tuple[ByteRange, ...]
    attached: bool = False
    asynchronous: bool = False
    managed: bool = False
    managers: frozenset[str] = frozenset()


class DeferredBody(Record):
    """A JavaScript generator that is called where a span is current, and runs when somebody iterates it.

    `at` is the name of what makes the span current, `generator` the generator function or the call of it.
    """

    at: ByteRange
    name: str
    generator: ByteRange
    asynchronous: bool = False


class Rebased(Record):
    """A span that is started under one context and put into another.

    `at` is the creation call's method name, `parent` the source text of the context that it is started under. `use` is
    the call that puts it into a context, `setter` that function's name, `given` the source text of the context there,
    empty where the active one is taken unasked. `edit` is where the parent is to be written, with the text that goes
    there, None where that cannot be done.
    """

    at: ByteRange
    parent: str
    use: ByteRange
    setter: str
    given: str
    edit: tuple[ByteRange, str] | None = None


class NeverCurrent(Record):
    """A local span that nothing makes current, and the later spans of the same function that are given no parent.

    `at` is the creation call's method name, `name` the local; `followers` are the others' method names, in order.
    """

    at: ByteRange
    name: str
    followers: tuple[ByteRange, ...]


def _none() -> tuple[NeverCurrent, ...]:
    return ()


class Activations(Record):
    """What is made current, in order of place; what never is, when it is asked for."""

    held: tuple[HeldAcrossYield, ...] = ()
    deferred: tuple[DeferredBody, ...] = ()
    rebased: tuple[Rebased, ...] = ()
    never_current: Callable[[], tuple[NeverCurrent, ...]] = _none
