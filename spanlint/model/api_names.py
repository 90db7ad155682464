"""The names of a library's calls: all that a run needs of the API tables until a file contains one of them."""

from __future__ import annotations

from spanlint.lean.records import Record

CONTEXT_PACKAGE = "opentelemetry"
"""A part of the name of every package of OpenTelemetry, the library whose context functions are known."""


class ApiNames(Record):
    """The names of one library's calls.

    `creators` are its creation calls. The next three are filled for OpenTelemetry only: `deriving` functions just
    create a context, `entering` ones make a context current, and `managing` ones return a context manager for a `with`;
    so are those of `taking`, which are passed a context at a position.
    `entered` are the creation calls that a `with` enters, each with the arguments that affect neither the parent nor
    the lifetime of the span.

    Of other libraries, `mention` is a text that each file has which uses the next three or `managers`, which start
    nothing unless they are entered, or end their span when their callback returns; it is empty if there are none:
    `holding` functions are for a `with` that must not be held across a `yield`, `starting` ones start a span that
    somebody has to end, and `rejected` are keywords that one of them does not take.

    `recording` are the methods of a span that record an exception, `setting` those that set its status, and `good` and
    `failed` the names of the status of what has not failed, and of what has. `recorders` are not creators, and
    record an exception that leaves them. `passing` are those of the `taking` functions that do something with the
    context, `wrapping` those of the `deriving` ones that are passed a span.
    """

    api: str
    language: str
    judged: str
    creators: tuple[str, ...]
    deriving: tuple[str, ...]
    entering: tuple[str, ...]
    managing: tuple[str, ...]
    entered: tuple[tuple[str, tuple[str, ...]], ...] = ()
    mention: str = ""
    holding: tuple[str, ...] = ()
    starting: tuple[str, ...] = ()
    rejected: tuple[str, ...] = ()
    taking: tuple[tuple[str, int], ...] = ()
    recording: tuple[str, ...] = ()
    setting: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    recorders: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()
    wrapping: tuple[str, ...] = ()
    managers: tuple[str, ...] = ()

    @property
    def elsewhere(self) -> tuple[tuple[str, ...], ...]:
        """The names that matter without a creator, in the files of a library that has a `mention`."""
        return self.holding, self.starting, self.rejected, self.managers
