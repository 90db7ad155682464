"""The names of the spans that a call makes, as far as the code says them."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.apis import Slot
from spanlint.text.source import ByteRange

NamePattern = tuple[str, ...]
"""The texts around the parts that only run time knows: `("GET ", "")` for `f"GET {route}"`, `("turn",)` without any."""

HOLE: NamePattern = ("", "")
"""A text of which nothing is known."""


class NameParameter(Record):
    """A function that names the spans of a call after one of its parameters, and where its own calls pass it."""

    function: str
    slot: Slot


class SpanNames(Record):
    """The names that a call may give to its spans, or the parameter that it takes them from. An empty name is none."""

    patterns: tuple[NamePattern, ...] = ()
    parameter: NameParameter | None = None


class NameDecorator(Record):
    """A decorator of the project that names spans after the function that it is put on: the name and the file of its
    definition, the span call in it (`at` is the method name), the names that this gives, with marks for the name of the
    function, and the slot of a name that the decorator may be passed instead."""

    function: str
    path: str
    at: ByteRange
    patterns: tuple[NamePattern, ...]
    slot: Slot | None = None


class NamingCall(Record):
    """A call of a function that names a span after one of its parameters: the function's name at `at`, the whole
    `call`, and what is passed. It may be a decorator that names a span after the function below: one of a library
    `api`, or the `decorator` of the project."""

    at: ByteRange
    call: ByteRange
    function: str
    names: SpanNames
    api: str = ""
    decorator: NameDecorator | None = None
