"""What `extend` means: the files that a configuration starts from, and how their keys come together."""

from __future__ import annotations

import os
from collections.abc import Callable

from spanlint.config.errors import ConfigError
from spanlint.config.model import Config, Patterns
from spanlint.config.selection import RuleChoice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Fields = dict[str, Any]

_PATTERNS = ("include", "exclude", "extend_exclude")
_ADDED = ("extend_exclude",)
_JOINED = ("apis", "session_context")
_RULES = ("select", "extend_select", "ignore")


def load_extended(path: str, read: Callable[[str], Fields]) -> Config:
    """What the file at `path` says on top of the one it extends, and so on; `read` gives the fields a file sets.

    A key takes the place of the same key in the file that is extended, but `extend-exclude` adds to it, `apis` and
    `session-context` are joined name by name, and `select`, `extend-select` and `ignore` start from the rules that run
    there. Paths and patterns are relative to the file that they stand in. Raises ConfigError.
    """
    files: list[tuple[str, Fields]] = []
    seen: set[str] = set()
    following: str | None = path
    while following:
        fields = read(following)
        files.append((following, fields))
        seen.add(os.path.realpath(following))
        following = _next(following, fields.get("extend"), seen)
    config = Config()
    for name, fields in reversed(files):
        config = _on_top(config, _rooted(fields, os.path.dirname(name) or "."))
    root = os.path.dirname(path) or "."
    return config._replace(root=root, source=path, extends=tuple(name for name, _ in files[1:]))


def _next(path: str, extend: str | None, seen: set[str]) -> str | None:
    if extend is None:
        return None
    target = os.path.normpath(os.path.join(os.path.dirname(path), os.path.expanduser(extend)))
    if "\0" in target or not os.path.isfile(target):
        raise ConfigError(f"{path}: extend: {target}: no such file")
    if os.path.realpath(target) in seen:
        raise ConfigError(f"{path}: extend: {target}: extends itself through this file")
    return target


def _rooted(fields: Fields, root: str) -> Fields:
    """The fields of one file, with what is relative to its folder made to remember that folder."""
    rooted = dict(fields)
    for name in _PATTERNS:
        if fields.get(name):
            rooted[name] = (Patterns(root, fields[name]),)
    if "per_file_ignores" in fields:
        rooted["ignores_root"] = root
    if "session_context" in fields:
        folder = os.path.abspath(root)
        rooted["session_context"] = tuple(
            (name, each._replace(folder=folder)) for name, each in fields["session_context"]
        )
    if "baseline" in fields:
        rooted["baseline"] = os.path.join(root, fields["baseline"]) if root != "." else fields["baseline"]
    return rooted


def _on_top(config: Config, fields: Fields) -> Config:
    below = RuleChoice(config.select, config.extend_select, config.ignore)
    inherited = config.inherited if below == RuleChoice() else (*config.inherited, below)
    inherited = () if "select" in fields else inherited
    for name in _ADDED:
        fields[name] = getattr(config, name) + fields.get(name, ())
    for name in _JOINED:
        fields[name] = tuple({**dict(getattr(config, name)), **dict(fields.get(name, ()))}.items())
    return config._replace(**{"inherited": inherited, **RuleChoice()._asdict(), **fields})
