"""What a run has to do: its files, each with the settings of the configuration that applies to it."""

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
    """From the path of a file in some folder to its settings."""

    Task = tuple[Candidate, Settings]
    """A file and how to judge it."""


class Tasks(Record):
    """The files of a run, each with its settings at the same place; those `named` stood on the command line.

    A record for each would take as long as it takes to make their names of what git lists, and most are passed over.
    Files of one configuration share one `Settings`, but for `per-file-ignores`.
    """

    paths: Sequence[str]
    settings: Sequence[Settings]
    named: Set[str] = frozenset()

    def task(self, index: int) -> Task:
        """What has to be done with one of the files."""
        path = self.paths[index]
        return Candidate(path, path in self.named), self.settings[index]

    def only(self, paths: Set[str]) -> Tasks:
        """Those of some files."""
        left = [index for index, path in enumerate(self.paths) if path in paths]
        return Tasks([self.paths[index] for index in left], [self.settings[index] for index in left], self.named)


def tasks_of(
    discovery: Discovery, config_of: ConfigOf, settings_of: Callable[[Config], Settings]
) -> tuple[Tasks, list[str]]:
    """The tasks of a run in the order of its files, and a line for each configuration that cannot be used.

    The files of such a configuration are not linted.
    """
    files = discovery.files
    of_folder = {each: config_of(_folder_path(each)) for each in discovery.folders}
    configs = {id(config): config for config in of_folder.values()}
    one = next(iter(configs.values())) if len(configs) == 1 else None
    if one is not None and not one.load_error and not one.per_file_ignores:
        return Tasks(files, [settings_of(one)] * len(files), discovery.named), []
    paths, settings, broken = _with_own_settings(files, of_folder, settings_of)
    return Tasks(paths, settings, discovery.named), broken


def _folder_path(folder: str) -> str:
    return folder.rstrip("/") or folder or "."


def _with_own_settings(
    files: Sequence[str], of_folder: Mapping[str, Config], settings_of: Callable[[Config], Settings]
) -> tuple[list[str], list[Settings], list[str]]:
    paths: list[str] = []
    of_paths: list[Settings] = []
    broken: dict[str, None] = {}
    known: dict[int, tuple[Config, Settings]] = {}  # most folders share one, and to hash it takes longer than the rest
    here, settings, judge = None, None, None
    for path in files:
        folder = folder_of(path)
        if folder != here:  # the files of one follow each other
            here, config = folder, of_folder[folder]
            settings = judge = None
            if config.load_error:
                broken[config.load_error] = None
                continue
            if id(config) not in known:
                known[id(config)] = config, settings_of(config)
            settings = known[id(config)][1]
            judge = settings_in_folder(folder or ".", config, settings) if config.per_file_ignores else None
        if settings:
            paths.append(path)
            of_paths.append(judge(path) if judge else settings)
    return paths, of_paths, list(broken)


def settings_in_folder(folder: str, config: Config, settings: Settings) -> SettingsOf:
    """How the files of a folder are judged: by the settings of their configuration, less its `per-file-ignores`."""
    if not config.per_file_ignores:
        return lambda _path: settings
    from spanlint.disk.globs import matches

    way = os.path.relpath(os.path.realpath(folder), os.path.realpath(config.ignores_root))

    def judge(path: str) -> Settings:
        below = os.path.normpath(os.path.join(way, os.path.basename(path))).replace(os.sep, "/")
        ignored: set[str] = set()
        for pattern, selectors in config.per_file_ignores:
            if matches(pattern.removeprefix("!"), below) != pattern.startswith("!"):
                ignored |= matching_codes(settings.codes, selectors)
        return _without(settings, frozenset(ignored))

    return judge


def with_settings(tasks: Tasks, change: Callable[[Settings], Settings]) -> Tasks:
    """The tasks after a change of their settings, which is made once for all that share them."""
    new = {number: change(settings) for number, settings in {id(each): each for each in tasks.settings}.items()}
    return tasks._replace(settings=[new[id(each)] for each in tasks.settings])


@memoized
def _without(settings: Settings, codes: frozenset[str]) -> Settings:
    return settings._replace(codes=settings.codes - codes) if codes else settings
