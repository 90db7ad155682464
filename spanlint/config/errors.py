"""Errors in a configuration, each as one line that is safe to print."""

from __future__ import annotations

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
    from spanlint.text.near_names import nearest  # not needed in a clean run

    names = sorted(known)
    near = nearest(word, names)
    if near is not None:
        return f"; did you mean `{near}`?"
    return f"; known: {', '.join(names)}" if 0 < len(names) <= _MAX_SUGGESTIONS else ""


def mismatch(where: str, expected: str, value: object) -> ConfigError:
    """Returns the error for a TOML value of the wrong type."""
    return ConfigError(f"{where}: expected {expected}, got {type_name(value)}")


def type_name(value: object) -> str:
    """Returns TOML's name for the type of a value, with its article."""
    names = {bool: "a boolean", int: "an integer", float: "a float", str: "a string", list: "a list", dict: "a table"}
    if type(value).__module__ == "datetime":
        return "a date or time"
    return names.get(type(value)) or type(value).__name__  # only the Python API takes values that TOML does not have


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
