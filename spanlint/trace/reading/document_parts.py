"""The parts that a file is split into: JSON values, and what is none."""

from __future__ import annotations

from spanlint.lean.records import Record


class Document(Record):
    """One JSON value, as the bytes of its line or decoded, and the 1-based line on which it begins."""

    line: int
    data: bytes = b""
    value: object = None


class BrokenPart(Record):
    """A part of a file that is not JSON, and why; `is_cut` is whether the file ends in it."""

    line: int
    reason: str
    is_cut: bool
