"""What is said about a configuration that cannot be used: always one line, safe to print."""

from __future__ import annotations

from itertools import takewhile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 60
_MOST_LISTED = 12


class ConfigError(Exception):
    """A configuration that cannot be used; `str()` is one printable line: the place, then the reason.

    File names and values come from strangers: whatever a terminal could act on (control characters, line ends,
    bidirectional marks, undecodable bytes) is written as its escape.
    """

    def __init__(self, message: str) -> None:
        super().__init__("".join(char if char.isprintable() else _escape(char) for char in message))


def quoted(text: str) -> str:
    """The text in backticks, cut to at most 60 code points."""
    return f"`{shortened(text)}`"


def shortened(text: str) -> str:
    """The text, cut to at most 60 code points."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def suggestion(word: str, known: Iterable[str]) -> str:
    """What follows "unknown ...": the nearest known name; when none is near, all of them if they are few."""
    from difflib import get_close_matches  # a mistake is rare, and this is no part of a clean run

    names = sorted(known)
    near = [name for name in names if _folded(name) == _folded(word)] or get_close_matches(word[:_LONGEST], names)
    if near:  # best first, but codes often tie: then SPN002 is nearer to SPN001 than to SPN900
        nearest = max(near, key=lambda name: _shared_start(name, word))
        return f"; did you mean `{nearest}`?"
    return f"; known: {', '.join(names)}" if 0 < len(names) <= _MOST_LISTED else ""


def mismatch(where: str, expected: str, value: object) -> ConfigError:
    """The error for a TOML value of the wrong type."""
    return ConfigError(f"{where}: expected {expected}, got {type_name(value)}")


def type_name(value: object) -> str:
    """What TOML calls the type of a value, with its article."""
    names = {bool: "a boolean", int: "an integer", float: "a float", str: "a string", list: "a list", dict: "a table"}
    return names.get(type(value), "a date or time")


def _folded(name: str) -> str:
    return name.strip().casefold().replace("_", "-")


def _shared_start(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
