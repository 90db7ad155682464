"""Transfers that fail for a reason that may pass: a host that is busy, or a connection that breaks off."""

from __future__ import annotations

import re

from spanlint.sweep.git.git_commands import GitError
from spanlint.sweep.processes.process_groups import pause

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from spanlint.sweep.git.git_commands import Bounds

    T = TypeVar("T")

FIRST_PAUSE = 5.0
"""Seconds before a transfer is tried again; each time, they are twice as many."""

_MAY_PASS = re.compile(
    r"returned error: (?:429|5\d\d)|could not resolve host|temporary failure|failed to connect|could ?n[o']t connect"
    r"|unable to connect|connection (?:refused|reset|closed|timed out)|timed out|early eof|hung up unexpectedly"
    r"|unexpected disconnect|rpc failed|empty reply",
    re.IGNORECASE,
)  # in what git, curl and ssh say in English
_STAYS = ("pack-objects", "repository corruption")  # the server lacks a part of what it was to send


def again(transfer: Callable[[], T], bounds: Bounds) -> T:
    """Returns what a transfer comes to, which is tried again as often as `bounds` say. Raises GitError."""
    seconds = FIRST_PAUSE
    for _ in range(bounds.retries):
        try:
            return transfer()
        except GitError as error:
            if not may_pass(error):
                raise
        pause(min(seconds, bounds.seconds()))
        seconds *= 2
    return transfer()


def may_pass(error: GitError) -> bool:
    """Whether the same transfer may succeed a moment later."""
    return _MAY_PASS.search(error.said) is not None and not any(word in error.said for word in _STAYS)
