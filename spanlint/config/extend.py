"""The `extend` key: the files that a configuration extends, and how their keys are combined."""

from __future__ import annotations

import os
from collections.abc import Callable

from spanlint.config.errors import ConfigError
from spanlint.config.model import Config, Patterns
from spanlint.config.selection import RuleChoice
from spanlint.config.session_contexts import with_usable_sessions
from spanlint.disk.folders import work_tree_root
from spanlint.text.suffixes import LANGUAGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Fields = dict[str, Any]

OWN = "--config"
"""The name of what the command line sets, in errors; its paths and patterns are relative to the current folder."""

_PATTERN_FIELDS = ("include", "exclude", "extend_exclude", "require")
_CONCATENATED_FIELDS = ("extend_exclude", "extend_safe_fixes", "extend_unsafe_fixes")
_CHOICES = ("select", "extend_select", "ignore", "fixable", "extend_fixable", "unfixable")
_MERGED_FIELDS = ("apis", "session_context", "trace")
_QUALIFIED_FIELDS = ("creators", "openers", "wrappers")


def load_extended(path: str, read: Callable[[str], Fields], own: Sequence[Fields] = ()) -> Config:
    """Returns the configuration of the file at `path` combined with that of the files it extends, directly or not.

    `read` returns the fields that one file sets. A key replaces the same key of the extended file, with exceptions:
    `extend-exclude` and the keys of fixes add to it, `apis` and `session-context` are merged name by name, and the
    choices of rules start from those there. Paths and patterns are relative to the file that contains them. `own` are
    fields of the command line, as if in files that extend this one. Raises ConfigError.
    """
    files: list[tuple[str, Fields]] = []
    seen: set[str] = set()
    next_path: str | None = path
    while next_path:
        is_own = next_path == path or _is_in_tree(next_path, path)
        fields = read(next_path) if is_own else _read_quietly(next_path, path, read)
        files.append((next_path, fields))
        seen.add(os.path.realpath(next_path))
        next_path = _extended_path(next_path, fields.get("extend"), seen)
    config = Config()
    for name, fields in reversed(files):
        config = _override(config, _with_root(fields, name))
    root = os.path.dirname(path) or "."
    config = config._replace(root=root, source=path, extends=tuple(name for name, _ in files[1:]))
    return with_own_keys(config, own)


def with_own_keys(config: Config, own: Sequence[Fields]) -> Config:
    """Returns the configuration with the fields that the command line sets, without unusable session contexts.

    Raises ConfigError.
    """
    for fields in own:
        config = _override(config, _with_root(fields, OWN))
    return with_usable_sessions(config) if config.session_context else config


def _is_in_tree(extended: str, path: str) -> bool:
    """Whether a file belongs to the repository, or else the folder, of the configuration that extends it."""
    folder = os.path.realpath(os.path.dirname(path) or ".")
    tree = os.path.join(work_tree_root(folder) or folder, "")
    return os.path.realpath(extended).startswith(tree)


def _read_quietly(extended: str, path: str, read: Callable[[str], Fields]) -> Fields:
    """Reads a file outside the tree. An error says nothing of what is in it: it may be anyone's."""
    try:
        return read(extended)
    except ConfigError:
        raise ConfigError(f"{path}: extend: {extended}: not a configuration of spanlint") from None


def _extended_path(path: str, extend: str | None, seen: set[str]) -> str | None:
    if extend is None:
        return None
    target = os.path.normpath(os.path.join(os.path.dirname(path), os.path.expanduser(extend)))
    if "\0" in target or not os.path.isfile(target):
        raise ConfigError(f"{path}: extend: {target}: no such file")
    if os.path.realpath(target) in seen:
        raise ConfigError(f"{path}: extend: {target}: extends itself through this file")
    return target


def _with_root(fields: Fields, path: str) -> Fields:
    """Returns the fields of the file at `path`, with its folder stored in those that are relative to it."""
    root = os.path.dirname(path) or "."
    fields_with_root = dict(fields)
    for name in _PATTERN_FIELDS:
        if fields.get(name):
            fields_with_root[name] = (Patterns(root, fields[name]),)
    if "per_file_ignores" in fields:
        fields_with_root["ignores_root"] = root
    if "session_context" in fields:
        folder = os.path.abspath(root)
        fields_with_root["session_context"] = tuple(
            (language, context._replace(folder=folder, source=path)) for language, context in fields["session_context"]
        )
    for name in _QUALIFIED_FIELDS:
        if name in fields:
            entries = enumerate(fields[name], 1)
            fields_with_root[name] = tuple(
                _placed(entry, root, f"{path}: {name}[{number}]") for number, entry in entries
            )
    if "forbid" in fields:
        rows = ((row.language, row._replace(folder=os.path.abspath(root))) for row in fields["forbid"])
        placed = (_placed(row, root, f"{path}: forbid[{number}]") for number, row in enumerate(rows, 1))
        fields_with_root["forbid"] = tuple(row for _, row in placed)
    if "baseline" in fields:
        fields_with_root["baseline"] = os.path.join(root, fields["baseline"]) if root != "." else fields["baseline"]
    return fields_with_root


def _placed(entry: tuple[str, Any], root: str, where: str) -> tuple[str, Any]:
    """Returns a project's own entry, whose qualifier, if it has one, is relative to a folder.

    Raises ConfigError if it names a file that does not exist.
    """
    language, named = entry
    qualifier = named.qualifier
    if qualifier is None:
        return entry
    target = os.path.normpath(os.path.join(root, qualifier.module)) if qualifier.module.startswith(".") else ""
    if target and not _is_source(target):
        raise ConfigError(f"{where}.module: {target}: no such file")
    return language, named._replace(qualifier=qualifier._replace(folder=os.path.abspath(root)))


def _is_source(target: str) -> bool:
    """Whether a file or a folder has this path, without a suffix if it is a source."""
    suffixes = ("", *(suffix for suffix in LANGUAGES if LANGUAGES[suffix] == "typescript"))
    return "\0" not in target and any(os.path.exists(target + suffix) for suffix in suffixes)


def _override(config: Config, fields: Fields) -> Config:
    inherited = {
        "inherited": () if "select" in fields else _with_choice(config.inherited, config.rules()),
        "inherited_fixable": ()
        if "fixable" in fields
        else _with_choice(config.inherited_fixable, config.fixable_rules()),
    }
    for name in _CONCATENATED_FIELDS:
        fields[name] = getattr(config, name) + fields.get(name, ())
    for name in _MERGED_FIELDS:
        fields[name] = tuple({**dict(getattr(config, name)), **dict(fields.get(name, ()))}.items())
    own = {name: getattr(Config(), name) for name in _CHOICES}
    return config._replace(**{**inherited, **own, **fields})


def _with_choice(inherited: tuple[RuleChoice, ...], choice: RuleChoice) -> tuple[RuleChoice, ...]:
    return inherited if choice == RuleChoice() else (*inherited, choice)
