"""What a run has to do: its files, each with the settings of the configuration that applies to it."""

from __future__ import annotations

import os
from itertools import repeat

from spanlint.config import Config
from spanlint.discover import Candidate
from spanlint.folders import folders_of
from spanlint.once import once_each
from spanlint.records import Record
from spanlint.selection import selected_by
from spanlint.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from spanlint.nearest import ConfigOf

    Judge = Callable[[str], Settings]
    """From the path of a file in some folder to its settings."""


class Task(Record):
    """A file and how to judge it. Files of one configuration share one `Settings`, but for `per-file-ignores`."""

    candidate: Candidate
    settings: Settings


def tasks_of(
    files: Sequence[Candidate],
    config_of: ConfigOf,
    settings_of: Callable[[Config], Settings],
    folders: Iterable[str] | None = None,
) -> tuple[list[Task], list[str]]:
    """The tasks of a run in the order of its files, and a line for each configuration that cannot be used.

    The files of such a configuration are not linted. `folders` are those of the files, where they are known: see
    `Discovery`.
    """
    of_folder = {each: config_of(_named(each)) for each in folders or folders_of(each.path for each in files)}
    configs = {id(config): config for config in of_folder.values()}
    one = next(iter(configs.values())) if len(configs) == 1 else None
    if one is not None and not one.broken and not one.per_file_ignores:
        return list(map(Task._make, zip(files, repeat(settings_of(one))))), []
    return _each_by_its_own(files, of_folder, settings_of)


def _named(folder: str) -> str:
    return folder.rstrip("/") or folder or "."


def _each_by_its_own(
    files: Sequence[Candidate], of_folder: Mapping[str, Config], settings_of: Callable[[Config], Settings]
) -> tuple[list[Task], list[str]]:
    tasks: list[Task] = []
    broken: dict[str, None] = {}
    known: dict[int, tuple[Config, Settings]] = {}  # most folders share one, and to hash it takes longer than the rest
    here, settings, judge = None, None, None
    for candidate in files:
        path = candidate.path
        folder = path[: path.rfind("/") + 1]
        if folder != here:  # the files of one follow each other
            here, config = folder, of_folder[folder]
            settings = judge = None
            if config.broken:
                broken[config.broken] = None
                continue
            if id(config) not in known:
                known[id(config)] = config, settings_of(config)
            settings = known[id(config)][1]
            judge = judge_in(folder or ".", config, settings) if config.per_file_ignores else None
        if settings:
            tasks.append(Task(candidate, judge(path) if judge else settings))
    return tasks, list(broken)


def judge_in(folder: str, config: Config, settings: Settings) -> Judge:
    """How the files of a folder are judged: by the settings of their configuration, less its `per-file-ignores`."""
    if not config.per_file_ignores:
        return lambda _path: settings
    from spanlint.globs import matches

    way = os.path.relpath(os.path.realpath(folder), os.path.realpath(config.ignores_root))

    def judge(path: str) -> Settings:
        below = os.path.normpath(os.path.join(way, os.path.basename(path))).replace(os.sep, "/")
        ignored: set[str] = set()
        for pattern, selectors in config.per_file_ignores:
            if matches(pattern.removeprefix("!"), below) != pattern.startswith("!"):
                ignored |= selected_by(settings.codes, selectors)
        return _without(settings, frozenset(ignored))

    return judge


def changed(tasks: Sequence[Task], change: Callable[[Settings], Settings]) -> list[Task]:
    """The tasks after a change of their settings, which is made once for all that share them."""
    new: dict[int, Settings] = {}
    for task in tasks:
        if id(task.settings) not in new:
            new[id(task.settings)] = change(task.settings)
    return [task._replace(settings=new[id(task.settings)]) for task in tasks]


@once_each
def _without(settings: Settings, codes: frozenset[str]) -> Settings:
    return settings._replace(codes=settings.codes - codes) if codes else settings
