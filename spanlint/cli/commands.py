"""The commands beside linting: the first word of a command line chooses one, before anything of it is imported."""

from __future__ import annotations

import os

from spanlint.config.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Command = Callable[[Sequence[str]], int]
    """From the words after the command's own to the exit code. Raises ConfigError and OSError."""

COMMANDS = {"server": "spanlint.server.command", "trace": "spanlint.trace.command"}
"""The word of each command, and the module whose `command` runs it. A folder of that name is linted as `./trace`."""

_NEEDING_FILES = ("trace",)
"""The commands that do nothing without further words: those are meant for a folder of that name, if there is one."""


def command_of(argv: Sequence[str]) -> Command | None:
    """Returns the command that the first word names, None to lint. Raises ConfigError where it may name a file, too."""
    word = argv[0] if argv else ""
    if word not in COMMANDS:
        return None
    if len(argv) == 1 and word in _NEEDING_FILES and os.path.lexists(word):
        needs = f"the command `spanlint {word}` needs files"
        raise ConfigError(f"{word}: {needs}; to lint what is called `{word}`, write `spanlint ./{word}`")
    module = __import__(COMMANDS[word], fromlist=["command"])  # by name: commands are above this layer
    command: Command = module.command
    return command
