"""The table `[tool.uv.workspace]` of a pyproject.toml.

tomllib, which imports typing, takes 5 % of a run over a repository with a workspace, so a table that is written as most
are is read without it.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module

from spanlint.text.dotted_keys import has_endless_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_MENTION = re.compile(r"workspace\b(?!\s*=\s*true)")  # a source that is one of the members says no more
_TABLE = re.compile(r"^\[tool\.uv\.workspace\][ \t]*\n((?:(?!\[).*(?:\n|\Z))*)", re.MULTILINE)
_ITEM = re.compile(r"""#[^\n]*\n|"([^"\\\n]*)"|'([^'\n]*)'""")
_LIST = re.compile(rf"(members|exclude)[ \t]*=[ \t]*\[((?:[\s,]|{_ITEM.pattern})*)\]")
_LISTS = re.compile(rf"(?:\s|#[^\n]*\n|{_LIST.pattern})*")


def uv_table(text: str) -> dict[str, Any]:
    """Returns the table in the text of a pyproject.toml; empty if there is none, or if it cannot be read."""
    if not _MENTION.search(text):
        return {}
    table = _TABLE.search(text)
    if table is not None and _LISTS.fullmatch(table[1]):
        return {named[1]: _items(named[2]) for named in _LIST.finditer(table[1])}
    return _parsed(text)


def _items(text: str) -> list[str]:
    """Returns the texts in a list, without the comments there."""
    return [item[1] or item[2] or "" for item in _ITEM.finditer(text) if not item[0].startswith("#")]


def _parsed(text: str) -> dict[str, Any]:
    if has_endless_key(text):
        return {}
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        read: dict[str, Any] = toml.loads(text)
    except (ValueError, RecursionError):
        return {}
    for key in ("tool", "uv", "workspace"):
        read = read.get(key, {})
        if not isinstance(read, dict):
            return {}
    return read
