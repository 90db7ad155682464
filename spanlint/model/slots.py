"""Where a call takes a value."""

from __future__ import annotations

from spanlint.lean.records import Record


class Slot(Record):
    """Where a call takes a value: at a 0-based position, by a keyword, or under a key of the object at the position."""

    position: int | None = None
    keyword: str | None = None
    key: str | None = None
