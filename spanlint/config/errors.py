"""Errors in a configuration, each as one line that is safe to print."""

from __future__ import annotations

from itertools import takewhile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_MAX_LENGTH = 60
_MAX_SUGGESTIONS = 12


class ConfigError(Exception):
    """A configuration that cannot be used; `str()` is one printable line, with the place before the reason.

    File names and values are not trusted. Everything that a terminal could act on (control characters, line ends,
    bidirectional marks, undecodable bytes) is escaped.
    """

    def __init__(self, message: str) -> None:
        super().__init__("".join(char if char.isprintable() else _escape(char) for char in message))


def quoted(text: str) -> str:
    """Returns the text in backticks, cut to at most 60 code points."""
    return f"`{shortened(text)}`"


def shortened(text: str) -> str:
    """Returns the text, cut to at most 60 code points."""
    return text if len(text) <= _MAX_LENGTH else text[: _MAX_LENGTH - 3] + "..."


def suggestion(word: str, known: Iterable[str]) -> str:
    """Returns the text after "unknown ...": the nearest known name, or if none is near, all names if they are few."""
    from difflib import get_close_matches  # not needed in a clean run

    names = sorted(known)
    near = [name for name in names if _normalized(name) == _normalized(word)] or get_close_matches(
        word[:_MAX_LENGTH], names
    )
    if near:  # the best is first, but codes often tie; SPN002 is nearer to SPN001 than to SPN900
        nearest = max(near, key=lambda name: _common_prefix_length(name, word))
        return f"; did you mean `{nearest}`?"
    return f"; known: {', '.join(names)}" if 0 < len(names) <= _MAX_SUGGESTIONS else ""


def mismatch(where: str, expected: str, value: object) -> ConfigError:
    """Returns the error for a TOML value of the wrong type."""
    return ConfigError(f"{where}: expected {expected}, got {type_name(value)}")


def type_name(value: object) -> str:
    """Returns TOML's name for the type of a value, with its article."""
    names = {bool: "a boolean", int: "an integer", float: "a float", str: "a string", list: "a list", dict: "a table"}
    return names.get(type(value), "a date or time")


def _normalized(name: str) -> str:
    return name.strip().casefold().replace("_", "-")


def _common_prefix_length(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
