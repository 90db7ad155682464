"""The tasks of a run: its files, each with the settings of the configuration that applies to it."""

from __future__ import annotations

import os

from spanlint.config.model import Config
from spanlint.config.selection import matching_codes
from spanlint.discovery.named_paths import Discovery
from spanlint.disk.folders import folder_of
from spanlint.lean.lazy import memoized
from spanlint.lean.records import Record
from spanlint.model.settings import Settings
from spanlint.run.one_file import Candidate

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
    Files with the same configuration share one `Settings`, except under `per-file-ignores`.
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
) -> tuple[Tasks, list[str]]:
    """Returns the tasks of a run in the order of its files, and a line for each configuration with a problem.

    The files of a configuration that cannot be used are not linted.
    """
    files = discovery.files
    config_by_folder = {folder: config_of(_folder_path(folder)) for folder in discovery.folders}
    configs = {id(config): config for config in config_by_folder.values()}
    only_config = next(iter(configs.values())) if len(configs) == 1 else None
    if only_config is not None and not only_config.load_error and not only_config.per_file_ignores:
        return Tasks(files, [settings_of(only_config)] * len(files), discovery.named), list(
            only_config.session_problems
        )
    paths, settings, problems = _with_own_settings(files, config_by_folder, settings_of)
    return Tasks(paths, settings, discovery.named), problems


def _folder_path(folder: str) -> str:
    return folder.rstrip("/") or folder or "."


def _with_own_settings(
    files: Sequence[str], config_by_folder: Mapping[str, Config], settings_of: Callable[[Config], Settings]
) -> tuple[list[str], list[Settings], list[str]]:
    paths: list[str] = []
    path_settings: list[Settings] = []
    problems: dict[str, None] = {}
    settings_by_config: dict[
        int, tuple[Config, Settings]
    ] = {}  # by id: most folders share one, and hashing it takes longer than the rest
    current_folder, settings, judge = None, None, None
    for path in files:
        folder = folder_of(path)
        if folder != current_folder:  # the files of one folder are adjacent
            current_folder, config = folder, config_by_folder[folder]
            settings = judge = None
            if config.load_error:
                problems[config.load_error] = None
                continue
            if id(config) not in settings_by_config:
                settings_by_config[id(config)] = config, settings_of(config)
                problems.update(dict.fromkeys(config.session_problems))
            settings = settings_by_config[id(config)][1]
            judge = settings_in_folder(folder or ".", config, settings) if config.per_file_ignores else None
        if settings:
            paths.append(path)
            path_settings.append(judge(path) if judge else settings)
    return paths, path_settings, list(problems)


def settings_in_folder(folder: str, config: Config, settings: Settings) -> SettingsOf:
    """Returns a function from a file of the folder to its settings: those given, without its `per-file-ignores`."""
    if not config.per_file_ignores:
        return lambda _path: settings
    from spanlint.disk.globs import matches

    relative_folder = os.path.relpath(os.path.realpath(folder), os.path.realpath(config.ignores_root))

    def judge(path: str) -> Settings:
        relative_path = os.path.normpath(os.path.join(relative_folder, os.path.basename(path))).replace(os.sep, "/")
        ignored: set[str] = set()
        for pattern, selectors in config.per_file_ignores:
            if matches(pattern.removeprefix("!"), relative_path) != pattern.startswith("!"):
                ignored |= matching_codes(settings.codes, selectors)
        return _without(settings, frozenset(ignored))

    return judge


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
