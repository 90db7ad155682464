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
    again, at `managed`; `raised` is where the exception is raised. Deleting `removes` removes the call; it is None if
    that would leave a block empty. `is_plain` is whether the call records nothing else and no comment goes with it.
    """

    at: ByteRange
    method: str
    span: str
    manager: str
    managed: ByteRange
    raised: ByteRange
    removes: ByteRange | None = None
    is_plain: bool = True


class Statuses(Record):
    """The facts of one file, each kind in order of place and read when it is first asked for."""

    recorded_twice: Callable[[], tuple[RecordedTwice, ...]] = tuple
