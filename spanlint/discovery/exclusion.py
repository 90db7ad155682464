"""What the configuration of each folder leaves out of a run: `exclude`, `extend-exclude`, and all but `include`.

A folder that has a configuration of its own is left out by the one above it, and then its own is not asked.
"""

from __future__ import annotations

import os

from spanlint.config.model import Config, Patterns
from spanlint.config.nearest import config_above
from spanlint.disk.folders import path_below
from spanlint.lean.once import once_each
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from spanlint.config.nearest import ConfigOf

    Excluded = Callable[[str, bool], bool]
    """From (path relative to some folder, is it a folder) to: is it left out, or a folder between that one and it?"""


class Exclusion(Record):
    """What is left out below some folder; `may_be_in` says of a folder below, by its path relative to that one, whether
    anything in it can be."""

    excluded: Excluded
    may_be_in: Callable[[str], bool]


def is_excluded(path: str, config_of: ConfigOf) -> bool:
    """Whether a file that was named would be left out: to pre-commit and flake8, every file is named.

    The folders of nested configurations are asked about below the current folder only. Raises ConfigError.
    """
    config = config_of(os.path.dirname(path) or ".")
    here = os.path.join(os.path.realpath(os.curdir), "")
    is_folder = False
    while True:
        judge = _judge(config, os.path.realpath(config.root))
        if judge and judge(_way(path, config.root), is_folder):
            return True
        outer = config_above(config, config_of)
        if outer is None or not os.path.realpath(config.root).startswith(here):
            return False
        path, is_folder, config = config.root, True, outer


def excluded_below(top: str, shown: str, config_of: ConfigOf) -> Exclusion:
    """What is left out below an absolute, resolved folder; `shown` is how it is written, empty or ending in `/`.

    The folder itself is never left out, whatever the configuration says: it was named.
    """

    rulings: dict[str, Excluded | bool] = {}
    of_config: dict[int, Excluded | bool] = {}  # most folders share one, and to hash it takes longer than the rest

    def ruling(folder: str) -> Excluded | bool:
        """How what is in a folder is judged: True where its configuration's folder is left out, with all it holds."""
        path = shown + folder
        config = config_of(path if len(path) < 2 or path[-1] != "/" else path[:-1]) if path else config_of(".")
        if id(config) not in of_config:
            rule(config)
        return of_config[id(config)]

    def rule(config: Config) -> None:
        chain: list[tuple[Config, str]] = []  # a nested one is left out with the one around it, or by it
        outer: Config | None = config
        while outer is not None and id(outer) not in of_config:
            way = _below(outer.root, top)
            chain.append((outer, way))
            outer = config_above(outer, config_of) if way else None
        around = of_config[id(outer)] if outer is not None else False
        for each, way in reversed(chain):
            out = around if isinstance(around, bool) else around(way, True)
            around = of_config[id(each)] = out or _judge(each, top) or False

    def known(folder: str) -> Excluded | bool:
        if folder not in rulings:
            rulings[folder] = ruling(folder)
        return rulings[folder]

    def excluded(path: str, is_folder: bool) -> bool:
        judge = known(path[: max(path.rfind("/"), 0)])
        return judge if isinstance(judge, bool) else judge(path, is_folder)

    return Exclusion(excluded, lambda folder: known(folder) is not False)


def _below(root: str, top: str) -> str:
    """The `/`-separated way from a resolved folder down to a configuration's; empty where that is not below it."""
    resolved = os.path.realpath(root)
    return path_below(resolved, top) if resolved.startswith(os.path.join(top, "")) else ""


def _way(path: str, root: str) -> str:
    """The `/`-separated way from a root to a file, whose folder is resolved; a link is itself, not what it leads to."""
    folder, name = os.path.split(path)
    return os.path.relpath(os.path.join(os.path.realpath(folder), name), os.path.realpath(root)).replace(os.sep, "/")


@once_each
def _judge(config: Config, top: str) -> Excluded | None:
    """How one configuration judges what is below a resolved folder; None where it leaves nothing out."""
    judges = [_gitignore(each, top) for each in (*config.exclude, *config.extend_exclude)]
    if config.include:
        judges.append(_not_included(config.include, top))
    if len(judges) < 2:
        return judges[0] if judges else None
    return lambda path, is_folder: any(judge(path, is_folder) for judge in judges)


def _gitignore(patterns: Patterns, top: str) -> Excluded:
    from spanlint.discovery.ignore_files import excluder, parse_exclude  # most runs exclude nothing

    return excluder(parse_exclude(patterns.patterns), os.path.realpath(patterns.root), top)


def _not_included(include: tuple[Patterns, ...], top: str) -> Excluded:
    from spanlint.disk.globs import any_matches

    roots = [(os.path.relpath(top, os.path.realpath(root)).replace(os.sep, "/"), globs) for root, globs in include]

    def left_out(path: str, is_folder: bool) -> bool:
        if is_folder:
            return False
        return not any(
            any_matches(globs, os.path.normpath(f"{way}/{path}").replace(os.sep, "/")) for way, globs in roots
        )

    return left_out
