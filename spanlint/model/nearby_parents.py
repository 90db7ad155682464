"""The parents that the functions around a creation call are passed, and what other calls make of them."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from spanlint.lean.records import Record
from spanlint.model.branches import BranchArm
from spanlint.text.source import ByteRange


class Holds(Enum):
    """What a parameter holds: an OpenTelemetry type, a parent by its name, or the id of one."""

    CONTEXT = "Context"
    SPAN = "Span"
    PARENT = "parent"
    ID = "id"


class UnusedParameter(Record):
    """A parameter that holds a parent and is not read. `may_be_missing` is whether it may be None,
    null or undefined."""

    name: str
    holds: Holds
    may_be_missing: bool = False


class TypedMember(Record):
    """A member of a type, which the file names."""

    type: str
    key: str


class CallerParent(Record):
    """A parameter that the parent of a call comes from, as the file writes it: `parentSpan`, `options.context`.

    `at` is where `function` declares its name. `member` is the key that is read of it and the name of its type, if both
    are known.
    """

    written: str
    at: ByteRange
    function: ByteRange
    member: TypedMember | None = None


def _no_branches(function: ByteRange) -> tuple[BranchArm, ...]:
    del function
    return ()


class HeldParent(Record):
    """A local that holds a parent: its name, and the normalized text of its value."""

    name: str
    text: str


class UnreadMember(Record):
    """A member of a parameter that nothing reads, as the file would write it."""

    written: str
    member: TypedMember


def _nothing_unused() -> UnusedParameter | None:
    return None


def _nothing_held(texts: frozenset[str]) -> HeldParent | None:
    del texts
    return None


def _no_member(members: frozenset[TypedMember]) -> UnreadMember | None:
    del members
    return None


class NearbyParents(Record):
    """The parents near one call. `functions` are the functions around it, innermost first.

    `span` is the name that the call's result is assigned to, or empty.

    Of a call that passes a parent, `passed` are the parameters that it comes from. `resolved` is the normalized text of
    the expression that makes it, and `resolved_at` the byte where a local is declared that holds it, or None.

    Of a call without a parent, `unused` returns a parameter that it should have passed. `can_read` is whether a
    parameter is in scope, and is not linked to the call's span in another way. `can_repeat` is whether an expression at
    another place means the same at the call. `holding` returns a local there that holds one of several normalized
    texts, `unread_member` a parameter's member, one of several, that its function never reads.
    `branches` are the alternatives that contain the call, up to one of the functions.
    """

    functions: tuple[ByteRange, ...] = ()
    span: str = ""
    passed: tuple[CallerParent, ...] = ()
    resolved: str = ""
    resolved_at: int | None = None
    unused: Callable[[], UnusedParameter | None] = _nothing_unused
    can_read: Callable[[CallerParent], bool] = bool
    can_repeat: Callable[[ByteRange], bool] = bool
    holding: Callable[[frozenset[str]], HeldParent | None] = _nothing_held
    unread_member: Callable[[frozenset[TypedMember]], UnreadMember | None] = _no_member
    branches: Callable[[ByteRange], tuple[BranchArm, ...]] = _no_branches
