"""The names of a library's calls: all that a run needs of the API tables until a file has one of them."""

from __future__ import annotations

from spanlint.lean.records import Record

CONTEXT_PACKAGE = "opentelemetry"
"""What the name of every package of the library holds whose contexts are read."""


class ApiNames(Record):
    """The names of one library: of its creation calls, and, where it is OpenTelemetry's, of its functions that only
    make a context, of those that enter one and of those that give a `with` something to enter. `entered` are those of
    the creation calls that a `with` enters, each with the arguments that say nothing of the parent or of how long the
    span lives."""

    api: str
    language: str
    judged: str
    creators: tuple[str, ...]
    deriving: tuple[str, ...]
    entering: tuple[str, ...]
    managing: tuple[str, ...]
    entered: tuple[tuple[str, tuple[str, ...]], ...] = ()
