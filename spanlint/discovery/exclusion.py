"""The files that the configuration of each folder excludes, by `exclude`, `extend-exclude` and `include`.

A folder with its own configuration can be excluded by the configuration above it; its own is then not read.
"""

from __future__ import annotations

import os

from spanlint.config.folder_configs import config_above
from spanlint.config.model import Config, Patterns
from spanlint.disk.folders import path_below
from spanlint.lean.lazy import memoized
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from spanlint.config.folder_configs import ConfigOf

    Excluded = Callable[[str, bool], bool]
    """Maps (path relative to some folder, whether it is a folder) to whether it, or a folder above it, is excluded."""


class Exclusion(Record):
    """The exclusion of paths relative to some folder. `may_apply_in` returns whether anything in a folder with this
    relative path can be excluded. `searched` are the names of folders that are not skipped, as they usually are;
    `obeys_gitignore` is whether .gitignore files exclude anything."""

    leaves_out: Excluded
    may_apply_in: Callable[[str], bool]
    searched: frozenset[str] = frozenset()
    obeys_gitignore: bool = True


def is_excluded(path: str, config_of: ConfigOf, top: str = os.curdir) -> bool:
    """Whether the configuration excludes a file on the command line; pre-commit and flake8 name every file.

    The folder of a nested configuration is tested only below the folder `top`. Raises ConfigError.
    """
    config = config_of(os.path.dirname(path) or ".")
    here = os.path.join(os.path.realpath(top), "")
    is_folder = False
    while True:
        drive = os.path.splitdrive(os.path.realpath(config.root))[0] + os.sep  # a pattern may be of a folder elsewhere
        excluded = _exclusion_test(config, drive)
        if excluded and excluded(_path_from_root(path, drive), is_folder):
            return True
        outer = config_above(config, config_of)
        if outer is None or not os.path.realpath(config.root).startswith(here):
            return False
        path, is_folder, config = config.root, True, outer


def excluded_below(top: str, shown: str, config_of: ConfigOf) -> Exclusion:
    """Returns the exclusion below an absolute, resolved folder; `shown` is its path for people, empty or ending in `/`.

    The folder itself is never excluded, even if the configuration excludes it, because the user named it.
    """
    tests_by_folder: dict[str, Excluded | bool] = {}
    # Keyed by identity: most folders share one configuration, and hashing it would take longer than everything else.
    tests_by_config: dict[int, Excluded | bool] = {}

    def load_test(folder: str) -> Excluded | bool:
        """The test for the entries of a folder: True if the folder of its configuration is excluded as a whole."""
        path = shown + folder
        config = config_of(path if len(path) < 2 or path[-1] != "/" else path[:-1]) if path else config_of(".")
        if id(config) not in tests_by_config:
            add_config(config)
        return tests_by_config[id(config)]

    def add_config(config: Config) -> None:
        chain: list[tuple[Config, str]] = []  # a nested configuration is excluded together with the outer one, or by it
        outer: Config | None = config
        while outer is not None and id(outer) not in tests_by_config:
            path = _path_to_config(outer.root, top)
            chain.append((outer, path))
            outer = config_above(outer, config_of) if path else None
        outer_test = tests_by_config[id(outer)] if outer is not None else False
        for inner, path in reversed(chain):
            is_out = outer_test if isinstance(outer_test, bool) else outer_test(path, True)
            outer_test = tests_by_config[id(inner)] = is_out or _exclusion_test(inner, top) or False

    def test_for(folder: str) -> Excluded | bool:
        if folder not in tests_by_folder:
            tests_by_folder[folder] = load_test(folder)
        return tests_by_folder[folder]

    def leaves_out(path: str, is_folder: bool) -> bool:
        test = test_for(path[: max(path.rfind("/"), 0)])
        return test if isinstance(test, bool) else test(path, is_folder)

    searched = frozenset(config_of(shown.rstrip("/") or (shown and "/") or ".").searched_folders)
    return Exclusion(leaves_out, lambda folder: test_for(folder) is not False, searched)


def _path_to_config(root: str, top: str) -> str:
    """The `/`-separated path from a resolved folder down to a configuration's; empty if that is not below it."""
    resolved = os.path.realpath(root)
    return path_below(resolved, top) if resolved.startswith(os.path.join(top, "")) else ""


def _path_from_root(path: str, root: str) -> str:
    """The `/`-separated path from a root to a file. The file's folder is resolved, but the file itself is not."""
    folder, name = os.path.split(path)
    return os.path.relpath(os.path.join(os.path.realpath(folder), name), os.path.realpath(root)).replace(os.sep, "/")


@memoized
def _exclusion_test(config: Config, top: str) -> Excluded | None:
    """The test of one configuration for paths below a resolved folder; None if it excludes nothing."""
    tests = [_gitignore_test(patterns, top) for patterns in (*config.exclude, *config.extend_exclude)]
    if config.include:
        tests.append(_include_test(config.include, top))
    if len(tests) < 2:
        return tests[0] if tests else None
    return lambda path, is_folder: any(test(path, is_folder) for test in tests)


def _gitignore_test(patterns: Patterns, top: str) -> Excluded:
    from spanlint.discovery.ignore_files import excluder, parse_exclude  # most runs exclude nothing

    return excluder(parse_exclude(patterns.patterns), os.path.realpath(patterns.root), top)


def _include_test(include: tuple[Patterns, ...], top: str) -> Excluded:
    from spanlint.disk.globs import any_matches

    roots = [(os.path.realpath(root), globs) for root, globs in include]

    def is_not_included(path: str, is_folder: bool) -> bool:
        if is_folder:
            return False
        whole = os.path.join(top, path)
        return not any(any_matches(globs, os.path.relpath(whole, root).replace(os.sep, "/")) for root, globs in roots)

    return is_not_included
