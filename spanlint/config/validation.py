"""What must be true of the configuration's values, beyond their types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spanlint.config.errors import ConfigError, quoted, suggestion
from spanlint.config.selection import check_selectors
from spanlint.config.value_types import spelled
from spanlint.disk.globs import compiled
from spanlint.lean.records import Record


class KnownNames(Record):
    """The names a value may use, asked for only when a value uses one: listing them loads rules and API tables."""

    codes: Callable[[], Sequence[str]]
    apis: Callable[[], Sequence[str]]


def check_codes(selectors: Sequence[str], known: KnownNames, where: str) -> None:
    """Each must be a rule or the first characters of one. Raises ConfigError, as all of these do."""
    check_selectors(selectors, known.codes, where)


def check_per_file(ignores: Sequence[tuple[str, Sequence[str]]], known: KnownNames, where: str) -> None:
    """Each must be a pattern with rules, turned round or not."""
    for pattern, selectors in ignores:
        check_selectors(selectors, known.codes, f"{where}.{spelled(pattern)}")
        check_globs([pattern.removeprefix("!")], known, where)


def check_apis(switches: Sequence[tuple[str, bool]], known: KnownNames, where: str) -> None:
    """Each must be an API that there is."""
    names = known.apis() if switches else ()
    for name, _ in switches:
        if name not in names:
            raise ConfigError(f"{where}.{spelled(name)}: unknown API{suggestion(name, names)}")


def check_gitignore(patterns: Sequence[str], _known: KnownNames, where: str) -> None:
    """Each must be a line of a .gitignore."""
    if not patterns:
        return
    from spanlint.disk.gitignore import parse_rule  # it loads pathspec, which most runs do without

    for pattern in patterns:
        try:
            parse_rule(pattern)
        except ValueError as error:
            raise ConfigError(f"{where}: {quoted(pattern)} is not a gitignore pattern") from error


def check_globs(patterns: Sequence[str], _known: KnownNames, where: str) -> None:
    """Each must be a pattern, as `globs` reads them."""
    for pattern in patterns:
        try:
            compiled(pattern)
        except ValueError as error:
            raise ConfigError(f"{where}: {quoted(pattern)} is not a pattern: {error}") from error
