"""The keys that the command line sets for all files: `--config 'key = value'` and `--exclude PATTERN`."""

from __future__ import annotations

import re

from spanlint.config.errors import ConfigError, quoted
from spanlint.config.extend import OWN
from spanlint.config.files import parse_toml
from spanlint.config.keys import read_keys
from spanlint.config.validation import KnownNames, check_gitignore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from spanlint.config.extend import Fields

_WORD = re.compile(r"\s*([\w-]+)\s*=\s*([\w./-]+)\s*")


def own_keys(settings: Sequence[str], exclude: Sequence[str], known: KnownNames) -> list[Fields]:
    """Returns the fields of `Config` that each option sets, in this order. Raises ConfigError."""
    layers = [_fields(text, known) for text in settings]
    if exclude:
        check_gitignore(exclude, known, "--exclude")
        layers.append({"extend_exclude": tuple(exclude)})
    return layers


def _fields(text: str, known: KnownNames) -> Fields:
    try:
        table = parse_toml("", text.encode("utf-8", "surrogateescape"))
    except ConfigError as error:
        raise ConfigError(f"--config: {quoted(text)}: no such file, and{str(error)[1:]}{_hint(text)}") from error
    if "extend" in table:
        raise ConfigError("--config: extend: only a configuration file extends another")
    return read_keys(table, f"{OWN}: ", known)


def _hint(text: str) -> str:
    """What to write where the quotes of a string are missing: a shell takes them away."""
    word = _WORD.fullmatch(text)
    return f"; write a string as '{word[1]} = \"{word[2]}\"'" if word else ""
