"""The commands beside linting: the first word of a command line chooses one, before anything of it is imported."""

from __future__ import annotations

import os

from spanlint.config.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from spanlint.cli.options import Option

    Command = Callable[[Sequence[str]], int]
    """From the words after the command's own to the exit code. Raises ConfigError and OSError."""

COMMANDS = {name: f"spanlint.{name}.command" for name in ("init", "mcp", "server", "sweep", "trace")}
"""The word of each command, and the module whose `command` runs it and whose `OPTIONS` it takes."""

LINT = "check"
"""The word of the command that a command line without a word means."""

_NEEDED = {"trace": " FILES", "sweep": " LIST", **dict.fromkeys(("init", LINT), " .")}
"""What to write after the word of a command, where a file or folder has its name. Other programs start the others."""


def command_of(argv: Sequence[str]) -> Command | None:
    """Returns the command that the first word names, None to lint. Raises ConfigError where it may name a file, too."""
    word = argv[0] if argv else ""
    if word not in (*COMMANDS, LINT):
        return None
    if len(argv) == 1 and word in _NEEDED and os.path.lexists(word):
        raise ConfigError(_described(word))
    if word == LINT:
        return None
    module = __import__(COMMANDS[word], fromlist=["command"])  # by name: commands are above this layer
    command: Command = module.command
    return command


def options_of(word: str) -> Sequence[Option]:
    """Returns the options of a command of `COMMANDS`."""
    module = __import__(COMMANDS[word], fromlist=["OPTIONS"])
    options: Sequence[Option] = module.OPTIONS
    return options


def without_command(argv: Sequence[str]) -> Sequence[str]:
    """Returns the words of a command line that lints, without the word of the command."""
    return argv[1:] if argv and argv[0] == LINT else argv


def _described(word: str) -> str:
    """Returns why a first word is refused."""
    return (
        f"{word}: a command, and a file or folder here: write `./{word}` to lint it, or"
        f" `spanlint {word}{_NEEDED[word]}`"
    )
