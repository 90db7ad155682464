"""How a function that is passed to a call is run, in words that both grammars share."""

from __future__ import annotations

from enum import Enum

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class RunKind(Enum):
    """When the function runs, which it does once at most.

    NOW: before the call returns, or before the promise of the call settles. FULFILLED, REJECTED: after a promise.
    SETTLED: after either. ANSWERED: with an error or a result, as Node's callbacks are.
    """

    NOW = "now"
    FULFILLED = "fulfilled"
    REJECTED = "rejected"
    SETTLED = "settled"
    ANSWERED = "answered"


class Run(Record):
    """How a function is run: by which `call`, and after which `promise`, if after one.

    `throws_here` says that what the function throws, or the promise is rejected with, is thrown where the call stands.
    """

    kind: RunKind
    call: Node
    promise: Node | None = None
    throws_here: bool = False
