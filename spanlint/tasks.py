"""What a run has to do: its files, each with the settings of the configuration that applies to it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from spanlint.config import Config
from spanlint.discover import Candidate
from spanlint.nearest import ConfigOf
from spanlint.records import Record
from spanlint.selection import selected_by
from spanlint.settings import Settings

Judge = Callable[[str], Settings]
"""From the path of a file in some folder to its settings."""


class Task(Record):
    """A file and how to judge it. Files of one configuration share one `Settings`, but for `per-file-ignores`."""

    candidate: Candidate
    settings: Settings


def tasks_of(
    files: Iterable[Candidate], config_of: ConfigOf, settings_of: Callable[[Config], Settings]
) -> tuple[list[Task], list[str]]:
    """The tasks of a run in the order of its files, and a line for each configuration that cannot be used.

    The files of such a configuration are not linted.
    """
    tasks: list[Task] = []
    broken: dict[str, None] = {}
    once = cache(settings_of)
    judges: dict[str, Judge | None] = {}
    for candidate in files:
        folder = candidate.path.rpartition("/")[0]
        if folder not in judges:
            config = config_of(folder or ("/" if candidate.path[0] == "/" else "."))
            if config.broken:
                broken[config.broken] = None
            judges[folder] = None if config.broken else judge_in(folder or ".", config, once(config))
        judge = judges[folder]
        if judge:
            tasks.append(Task(candidate, judge(candidate.path)))
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


@cache
def _without(settings: Settings, codes: frozenset[str]) -> Settings:
    return settings._replace(codes=settings.codes - codes) if codes else settings
