"""The tasks of a run: its files, each with the settings of the configuration that applies to it."""

from __future__ import annotations

import os

from spanlint.config.file_kinds import is_test_below
from spanlint.config.model import Config
from spanlint.config.selection import matching_codes
from spanlint.discovery.named_paths import Discovery
from spanlint.disk.folders import folder_of
from spanlint.lean.lazy import memoized
from spanlint.lean.records import Record
from spanlint.model.problems import Problem
from spanlint.model.settings import Settings
from spanlint.run.one_file import Candidate
from spanlint.text.suffixes import is_docs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence, Set

    from spanlint.config.folder_configs import ConfigOf

    SettingsOf = Callable[[str], Settings]
    """From the path of a file in one folder to its settings."""

    Task = tuple[Candidate, Settings]
    """A file and the settings to judge it with."""


class Tasks(Record):
    """The files of a run, and the settings of each at the same index. `named` holds the paths from the command line.

    Most files have nothing to judge, and one record a file would take as long as decoding the names that git lists.
    Files with the same configuration share one `Settings`, except test files and under `per-file-ignores`.
    """

    paths: Sequence[str]
    settings: Sequence[Settings]
    named: Set[str] = frozenset()

    def task(self, index: int) -> Task:
        """Returns the task of one file."""
        path = self.paths[index]
        return Candidate(path, path in self.named), self.settings[index]

    def only(self, paths: Set[str]) -> Tasks:
        """Returns the tasks of these files."""
        indexes = [index for index, path in enumerate(self.paths) if path in paths]
        return Tasks([self.paths[index] for index in indexes], [self.settings[index] for index in indexes], self.named)


def tasks_of(
    discovery: Discovery, config_of: ConfigOf, settings_of: Callable[[Config], Settings]
) -> tuple[Tasks, list[Problem]]:
    """Returns the tasks of a run in the order of its files, and the problem of each configuration that has one.

    The files of a configuration that cannot be used are not linted.
    """
    files = discovery.files
    config_by_folder = {folder: config_of(_folder_path(folder)) for folder in discovery.folders}
    configs = {id(config): config for config in config_by_folder.values()}
    only_config = next(iter(configs.values())) if len(configs) == 1 else None
    if only_config is not None and not only_config.load_error:
        settings = settings_of(only_config)
        of_files = list(map(settings_by_path(only_config, settings), files))
        return Tasks(files, of_files, discovery.named), list(map(Problem, only_config.session_problems))
    paths, path_settings, problems = _with_own_settings(files, config_by_folder, settings_of)
    return Tasks(paths, path_settings, discovery.named), problems


def _folder_path(folder: str) -> str:
    return folder.rstrip("/") or folder or "."


def _with_own_settings(
    files: Sequence[str], config_by_folder: Mapping[str, Config], settings_of: Callable[[Config], Settings]
) -> tuple[list[str], list[Settings], list[Problem]]:
    paths: list[str] = []
    path_settings: list[Settings] = []
    problems: dict[str, None] = {}
    by_config: dict[int, SettingsOf] = {}  # by id: most folders share one, and hashing it takes longer than the rest
    current_folder: str | None = None
    by_path: SettingsOf | None = None
    for path in files:
        folder = folder_of(path)
        if folder != current_folder:  # the files of one folder are adjacent
            current_folder, config = folder, config_by_folder[folder]
            by_path = None
            if config.load_error:
                problems[config.load_error] = None
                continue
            if id(config) not in by_config:
                by_config[id(config)] = settings_by_path(config, settings_of(config))
                problems.update(dict.fromkeys(config.session_problems))
            by_path = by_config[id(config)]
        if by_path is not None:
            paths.append(path)
            path_settings.append(by_path(path))
    return paths, path_settings, list(map(Problem, problems))


def settings_by_path(config: Config, settings: Settings) -> SettingsOf:
    """Returns a function from the path of a file to its settings: those given, without its `per-file-ignores`, and
    marked if it is a test file and rules are quiet in those; with what `forbid` and `require` say of it."""
    is_test_file = is_test_below(config.root) if settings.quiet_in_tests else None
    in_tests = settings._replace(is_test_file=True)
    ignored = _ignored_codes(config, settings.codes) if config.per_file_ignores else None

    ruled = None
    if config.forbid or config.require:
        from spanlint.run.project_rules import project_rules  # most projects have no such rules

        ruled = project_rules(config)

    def of_path(path: str) -> Settings:
        own = in_tests if is_test_file is not None and is_test_file(path) else settings
        own = own if ruled is None else ruled(path, own)
        return own if ignored is None else _without(own, ignored(path))

    off = settings.off_in_docs
    if off is None:
        if ruled is None and ignored is None and is_test_file is not None:
            return lambda path: in_tests if is_test_file(path) else settings
        return of_path
    in_docs = settings_by_path(
        config, settings._replace(codes=settings.codes - off, off_in_docs=None, has_safe_fixes=False)
    )
    return lambda path: in_docs(path) if is_docs(path) else of_path(path)


def _ignored_codes(config: Config, codes: frozenset[str]) -> Callable[[str], frozenset[str]]:
    """Returns a function from the path of a file to the codes that `per-file-ignores` skips in it."""
    from spanlint.disk.globs import matches

    root = os.path.realpath(config.ignores_root)
    path_from_root = memoized(lambda folder: os.path.relpath(os.path.realpath(folder), root))

    def ignored(path: str) -> frozenset[str]:
        folder, name = os.path.split(path)
        relative_path = os.path.normpath(os.path.join(path_from_root(folder), name)).replace(os.sep, "/")
        return frozenset(
            code
            for pattern, selectors in config.per_file_ignores
            if matches(pattern.removeprefix("!"), relative_path) != pattern.startswith("!")
            for code in matching_codes(codes, selectors)
        )

    return ignored


def with_settings(tasks: Tasks, change: Callable[[Settings], Settings]) -> Tasks:
    """Returns the tasks with changed settings. `change` is called once for all tasks that share a `Settings`."""
    changed = {
        identity: change(settings)
        for identity, settings in {id(settings): settings for settings in tasks.settings}.items()
    }
    return tasks._replace(settings=[changed[id(settings)] for settings in tasks.settings])


@memoized
def _without(settings: Settings, codes: frozenset[str]) -> Settings:
    return settings._replace(codes=settings.codes - codes) if codes else settings
