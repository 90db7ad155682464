"""Facts about the status of spans, and about the exceptions that are recorded on them."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class RecordedTwice(Record):
    """A call that records an exception which then leaves what records it again.

    `at` is the name of the `method`, `span` the source text of its span. `manager` is the name of what records it
    again, at `managed`; `raised` is where the exception is raised. Deleting the ranges `removes` removes the call and
    what only it needs; there are none if that would leave a block empty. `is_plain` is whether the call records nothing
    else and no comment goes with it.
    """

    at: ByteRange
    method: str
    span: str
    manager: str
    managed: ByteRange
    raised: ByteRange
    removes: tuple[ByteRange, ...] = ()
    is_plain: bool = True


class MovedStatement(Record):
    """How to move a statement: delete the bytes `removes`, insert `text` at the byte `start`."""

    removes: ByteRange
    start: int
    text: str


class Overwritten(Record):
    """A call that sets OK after ERROR was set, by the call at `error`, on some path.

    `at` is the name of the `method`, `span` the source text of its span. Without `error`, the call is in a `finally`
    and an exception that passes it makes `manager`, at `managed`, set an ERROR that the span then ignores. `move` is
    how to move the statement to the end of the `try`, if nothing speaks against that.
    """

    at: ByteRange
    method: str
    span: str
    error: ByteRange | None = None
    manager: str = ""
    managed: ByteRange | None = None
    move: MovedStatement | None = None


class EarlyStatus(Record):
    """A call that sets OK on a span on which, on some path, ERROR is set later, by the call at `error`.

    `at` is the name of the `method`, `span` the source text of its span. `is_thrown` is whether only an exception leads
    from one to the other.
    """

    at: ByteRange
    method: str
    span: str
    error: ByteRange
    is_thrown: bool


class MissingStatus(Record):
    """A call that records an exception on a span which is then ended without a status.

    `at` is the name of the `method`, `span` the source text of its span, `ended` where the span is ended. `call` is the
    whole call. `is_statement` is whether a statement can follow it. `is_handled` is whether the function may go on
    normally after it, so that the exception may mean no failure.
    """

    at: ByteRange
    method: str
    span: str
    call: ByteRange
    ended: ByteRange
    is_statement: bool = False
    is_handled: bool = False


class Statuses(Record):
    """The facts of one file, each kind in order of place and read when it is first asked for.

    `early` are the calls from which a path without an exception leads on, `thrown` those from which only an exception
    does. `error` is the name in the first call that sets ERROR; None if the file sets none, or records no exception
    that may lack a status.
    """

    recorded_twice: Callable[[], tuple[RecordedTwice, ...]] = tuple
    overwritten: Callable[[], tuple[Overwritten, ...]] = tuple
    early: Callable[[], tuple[EarlyStatus, ...]] = tuple
    thrown: Callable[[], tuple[EarlyStatus, ...]] = tuple
    missing: Callable[[], tuple[MissingStatus, ...]] = tuple
    error: Callable[[], ByteRange | None] = lambda: None
