"""A file of a commit, as git lists it."""

from __future__ import annotations

from spanlint.lean.records import Record


class TreeFile(Record):
    """A file of a commit: its path with `/` between the parts, its blob, and its size in bytes; 0 if not known yet."""

    path: str
    blob: str
    size: int
