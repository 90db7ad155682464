"""A run that knows what the last one over the same files has found."""

from __future__ import annotations

import os

from spanlint.cli.exit_codes import warn
from spanlint.cli.verbose import memory_line
from spanlint.memory.kept_file import cache_folder
from spanlint.memory.run_memory import RunMemory
from spanlint.run.many_files import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from spanlint.model.request import Request
    from spanlint.run.many_files import Outcome

_WORDS = ("paths", "select", "extend_select", "ignore", "exclude", "config", "config_settings", "isolated")
"""The options by which what is kept is told apart, so that two runs that differ in them do not replace each other's.
The settings that they lead to are in the keys of what is known in any case."""


def remembering_run(request: Request) -> Callable[..., Outcome]:
    """Returns what runs as `many_files.run` does: it uses what the last run has left, and leaves what it finds.

    What this process asks of the disk is watched from now on, so it should do nothing else.
    """
    folder = cache_folder(os.environ)
    if folder is None:
        return run
    memory = RunMemory((repr(getattr(request, word)) for word in _WORDS), folder)

    def remembering(*arguments: Any, **named: Any) -> Outcome:
        outcome = run(*arguments, **named)
        memory.keep()
        if request.verbose:
            warn(memory_line(memory.known.reused, len(memory.known.judged), memory.path))
        return outcome

    return remembering
