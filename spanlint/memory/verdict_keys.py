"""What a verdict depends on beside the files: the program and the settings, each as a digest."""

from __future__ import annotations

import os
import re
from enum import Enum
from functools import cache
from hashlib import sha256

from spanlint.memory.program_stamp import program_folders
from spanlint.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PARSERS = ("tree-sitter", "tree-sitter-python", "tree-sitter-javascript", "tree-sitter-typescript")
_SUFFIXES = (".py", ".toml")  # of the program's code, rules and tables
_DIGITS = 32  # of a key


@cache
def program_digest() -> str:
    """Returns a digest of all that judges: the files of spanlint and its rules, the versions of Python and the parsers.

    A version number alone would not do: two states of a working copy have the same one.
    """
    import platform  # as much as `importlib.metadata`: a process that only uses keys does without

    digest = sha256(f"{__version__} {platform.python_version()} {[*map(_version, _PARSERS)]}".encode())
    for top in program_folders():
        for path in sorted(_code(top)):
            digest.update(f"\0{os.path.relpath(path, top)}\0".encode("utf-8", "surrogateescape"))
            with open(path, "rb") as file:
                digest.update(file.read())
    return digest.hexdigest()


def digest_of(value: object, top: str) -> str | None:
    """Returns a digest of settings, or of what is found in a tree: the same wherever the tree lies whose top they name.

    None if it cannot be told whether two such values are equal.
    """
    try:
        plain = repr(_plain(value, top))
    except TypeError:
        return None
    return sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def key_of(*parts: str) -> str:
    """Returns the key of what these texts say."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _code(top: str) -> Iterator[str]:
    for folder, _, names in os.walk(top):
        yield from (os.path.join(folder, name) for name in names if name.endswith(_SUFFIXES))


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version  # 34 ms

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _plain(value: object, top: str) -> object:
    """Returns what a value consists of, without order where it has none.

    Raises TypeError for what may hide anything, such as a function.
    """
    if isinstance(value, Enum):
        return (type(value).__name__, value.name)
    if isinstance(value, str):
        return value.replace(top, "\0")
    if value is None or isinstance(value, bool | int | float | bytes):
        return value
    if isinstance(value, tuple | list):
        return (type(value).__name__, *(_plain(part, top) for part in value))
    if isinstance(value, frozenset | set):
        return ("set", *sorted(repr(_plain(part, top)) for part in value))
    if isinstance(value, dict):
        return ("dict", *sorted(repr((_plain(key, top), _plain(part, top))) for key, part in value.items()))
    if isinstance(value, re.Pattern):
        return ("pattern", value.pattern, value.flags)
    raise TypeError(type(value).__name__)
