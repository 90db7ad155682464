"""The names of the spans that a call makes, as far as the code says them."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.apis import Slot
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

NamePattern = tuple[str, ...]
"""The texts around the parts that only run time knows: `("GET ", "")` for `f"GET {route}"`, `("turn",)` without any."""

HOLE: NamePattern = ("", "")
"""A text of which nothing is known."""


ANY = "*"
"""The name of all members of a value: that of an item whose key only run time knows."""

EACH = "[]"
"""The name of all elements of a collection, one of which a loop takes."""

PASSED = "\0passed"
"""Stands in a pattern for what a function is passed."""


class NameParameter(Record):
    """A function that names the spans of a call after one of its parameters, and where its own calls pass it.

    `templates` are the names, with PASSED for what is passed: `agent.` and PASSED for `f"agent.{kind}"`.
    """

    function: str
    slot: Slot
    templates: tuple[NamePattern, ...] = ((PASSED,),)


class SpanNames(Record):
    """The names that a call may give to its spans, and the parameter that it takes them, or a part of them, from. An
    empty name is none."""

    patterns: tuple[NamePattern, ...] = ()
    parameter: NameParameter | None = None


def filled(templates: Iterable[NamePattern], passed: Sequence[NamePattern]) -> Iterator[NamePattern]:
    """Yields names with each text that is passed in place of PASSED."""
    for template in templates:
        if any(PASSED in part for part in template):
            yield from (_with(template, name) for name in passed)
        else:
            yield template


def _with(template: NamePattern, name: NamePattern) -> NamePattern:
    made: list[str] = []
    for part in template:
        first, *others = part.split(PASSED)
        made.append(first)
        for other in others:
            made[-1] += name[0]
            made += name[1:]
            made[-1] += other
    return tuple(made)


MODULE = "module "
"""Stands before the path of an import that leads to no file of the project."""


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
    `call`, and what is passed in the `slot`. It may be a decorator that names a span after the function below: one of
    a library `api`, or the `decorator` of the project. `definitions` are the paths of the files that may define the
    function, and of imports with MODULE before them; nothing if the code does not say."""

    at: ByteRange
    call: ByteRange
    function: str
    names: SpanNames
    slot: Slot | None = None
    api: str = ""
    decorator: NameDecorator | None = None
    definitions: frozenset[str] = frozenset()
