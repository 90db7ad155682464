"""Checks of the configuration's values beyond their types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spanlint.config.errors import ConfigError, quoted, suggestion
from spanlint.config.selection import check_selectors
from spanlint.config.value_types import toml_key
from spanlint.disk.folders import SKIPPED_FOLDERS
from spanlint.disk.globs import glob_matcher
from spanlint.lean.records import Record
from spanlint.model.settings import Forbidden

_LIST = "; `spanlint --list-apis` lists them"


class KnownNames(Record):
    """The names that a value may use. They are listed only if a value uses one: this loads the rules and API tables."""

    codes: Callable[[], Sequence[str]]
    apis: Callable[[], Sequence[str]]


def check_codes(selectors: Sequence[str], known: KnownNames, where: str) -> None:
    """Each must be a rule or the first characters of one. Raises ConfigError, as do all functions below."""
    check_selectors(selectors, known.codes, where)


def check_per_file(ignores: Sequence[tuple[str, Sequence[str]]], known: KnownNames, where: str) -> None:
    """Each must be a pattern, optionally negated with `!`, with valid rules."""
    for pattern, selectors in ignores:
        check_selectors(selectors, known.codes, f"{where}.{toml_key(pattern)}")
        check_globs([pattern.removeprefix("!")], known, where)


def check_apis(switches: Sequence[tuple[str, bool]], known: KnownNames, where: str) -> None:
    """Each must be the name of a known API."""
    names = known.apis() if switches else ()
    for name, _ in switches:
        if name not in names:
            raise ConfigError(f"{where}.{toml_key(name)}: unknown API{suggestion(name, names) or _LIST}")


def check_forbidden(rows: Sequence[Forbidden], known: KnownNames, where: str) -> None:
    """Each must name a known API, and patterns."""
    for number, row in enumerate(rows, 1):
        if row.api and row.api not in (names := (*known.apis(), "project")):
            raise ConfigError(f"{where}[{number}].api: unknown API{suggestion(row.api, names) or _LIST}")
        check_globs(row.files, known, f"{where}[{number}].files")
        check_globs(row.allowed_in, known, f"{where}[{number}].allowed-in")


def check_gitignore(patterns: Sequence[str], _known: KnownNames, where: str) -> None:
    """Each must be a line of a .gitignore."""
    if not patterns:
        return
    from spanlint.disk.gitignore import parse_rule  # most configurations exclude nothing

    for pattern in patterns:
        try:
            parse_rule(pattern, may_end_early=False)
        except ValueError as error:
            raise ConfigError(f"{where}: {quoted(pattern)} is not a gitignore pattern") from error


def check_folders(names: Sequence[str], _known: KnownNames, where: str) -> None:
    """Each must be the name of a folder that is otherwise not searched."""
    for name in names:
        if name not in SKIPPED_FOLDERS:
            known = suggestion(name.rstrip("/").rpartition("/")[2], SKIPPED_FOLDERS)
            raise ConfigError(f"{where}: {quoted(name)} is not the name of a folder that is left out{known}")


def check_decorators(names: Sequence[str], _known: KnownNames, where: str) -> None:
    """Each must be the name of a function, with or without its module."""
    for name in names:
        if not all(part.isidentifier() for part in name.split(".")):
            raise ConfigError(f"{where}: {quoted(name)} is not the name of a decorator")


def check_path(path: str, _known: KnownNames, where: str) -> None:
    """It must be a path that a file can have."""
    if not path or "\0" in path:
        raise ConfigError(f"{where}: {quoted(path)} is not a path")


def check_globs(patterns: Sequence[str], _known: KnownNames, where: str) -> None:
    """Each must be a pattern that `globs` can read."""
    for pattern in patterns:
        try:
            glob_matcher(pattern)
        except ValueError as error:
            raise ConfigError(f"{where}: {quoted(pattern)} is not a pattern: {error}") from error
