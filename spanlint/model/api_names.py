"""The names of a library's calls: all that a run needs of the API tables until a file contains one of them."""

from __future__ import annotations

from spanlint.lean.records import Record

CONTEXT_PACKAGE = "opentelemetry"
"""A part of the name of every package of OpenTelemetry, the library whose context functions are known."""


class ApiNames(Record):
    """The names of one library's calls.

    `creators` are its creation calls. The next three are filled for OpenTelemetry only: `deriving` functions just
    create a context, `entering` ones make a context current, and `managing` ones return a context manager for a `with`.
    `entered` are the creation calls that a `with` enters, each with the arguments that affect neither the parent nor
    the lifetime of the span.
    """

    api: str
    language: str
    judged: str
    creators: tuple[str, ...]
    deriving: tuple[str, ...]
    entering: tuple[str, ...]
    managing: tuple[str, ...]
    entered: tuple[tuple[str, tuple[str, ...]], ...] = ()
