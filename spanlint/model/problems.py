"""Problems: what kept a run from doing all that it was told. Each causes exit code 2."""

from __future__ import annotations

from spanlint.lean.records import Record


class Problem(Record):
    """Something that could not be done. `path` is the file or folder that it is about, printable; else empty."""

    reason: str
    path: str = ""

    def line(self) -> str:
        """One line for people."""
        return f"{self.path}: {self.reason}" if self.path else self.reason
