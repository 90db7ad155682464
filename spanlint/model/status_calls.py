"""The table of the calls that set a span's status or record an exception, as a library has them."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.slots import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class RecordingManager(Record):
    """What records an exception that leaves it, on the span that it makes current or starts, and sets the status.

    `records` and `sets` are the slots of the flags that turn that off; `handles` is the slot of a function that does
    something else instead. `span` is the slot of the span, None if it starts one. `sees_all` is whether it also sees
    what derives from Python's BaseException alone.
    """

    name: str
    span: Slot | None = None
    records: Slot | None = None
    sets: Slot | None = None
    handles: Slot | None = None
    sees_all: bool = False


class StatusCalls(Record):
    """The calls of one library, or of several.

    `setting` and `recording` are methods of a span, each with the slot of the status and of the exception; `making`
    are functions that make a status of a code. `codes` are the classes that hold the codes, whose names `ok` and
    `error` are; their numbers are `ok_numbers` and `error_numbers`. `managers` are by name. `modules` hold all of it.
    """

    codes: frozenset[str] = frozenset()
    ok: frozenset[str] = frozenset()
    error: frozenset[str] = frozenset()
    ok_numbers: frozenset[str] = frozenset()
    error_numbers: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()
    setting: Mapping[str, Slot] = {}
    making: Mapping[str, Slot] = {}
    recording: Mapping[str, Slot] = {}
    managers: Mapping[str, RecordingManager] = {}
