"""The alternatives of a decision."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange


class BranchArm(Record):
    """One alternative of a decision: the conditional, and its arm. `is_leaving` is whether the arm ends with a return,
    raise, continue or break. `decides` are the names in the condition, each with its members: `options.active`."""

    conditional: ByteRange
    arm: ByteRange
    is_leaving: bool = False
    decides: frozenset[str] = frozenset()
