"""The configuration of each folder, which is read again when one of the files that it is made of has changed."""

from __future__ import annotations

import os

from spanlint.adoption import baseline
from spanlint.config.errors import ConfigError
from spanlint.config.files import FILE_NAMES, is_repository
from spanlint.config.folder_configs import config_by_folder
from spanlint.config.run_settings import (
    chosen_settings,
    codes_off_in_docs,
    fix_choices,
    load_with_known_names,
    rule_choices,
)
from spanlint.discovery.exclusion import excluded_below, is_excluded
from spanlint.disk.folders import SKIPPED_FOLDERS
from spanlint.lean.records import Record
from spanlint.run.tasks import settings_by_path
from spanlint.server.buffers import folder_around
from spanlint.server.open_files import stamp_of
from spanlint.text.suffixes import is_docs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from spanlint.config.folder_configs import ConfigOf
    from spanlint.config.model import Config
    from spanlint.discovery.exclusion import Exclusion
    from spanlint.model.request import Request
    from spanlint.model.settings import Settings


class FileSettings(Record):
    """What a file is judged by; `settings` is None for a file that is excluded. `config` says which files share it.

    `baseline` holds the findings that the project has accepted, if it has any. `warnings` are lines about parts of the
    configuration that are not used.
    """

    settings: Settings | None
    config: Config
    baseline: baseline.Baseline | None = None
    warnings: tuple[str, ...] = ()


class Configurations:
    """The configurations of the files in some workspace folders."""

    def __init__(self, request: Request, folders: tuple[str, ...]) -> None:
        self._request = request
        self._folders = folders
        self._stamps: dict[str, tuple[int, int] | None] = {}
        self._forget()

    def refresh(self) -> bool:
        """Forget all of it if a file that it is made of has changed. Returns whether that is so."""
        if all(stamp_of(path) == stamp for path, stamp in self._stamps.items()):
            return False
        self._stamps = {}
        self._forget()
        return True

    def of_file(self, path: str) -> FileSettings:
        """Returns what a file is judged by. Raises ConfigError if its configuration cannot be used."""
        folder = os.path.dirname(path)
        self._watch_folders(folder)  # first: what changes while it is read has changed
        config = self._config_of(folder)
        self._watch((*config.extends, *filter(None, (config.source,))))
        if config.load_error:
            raise ConfigError(config.load_error)
        top = folder_around(path, self._folders)
        if is_docs(path) and not self.may_read_docs(top or folder):
            return FileSettings(None, config)
        if self._is_skipped(path, top, config) or is_excluded(path, self._config_of, top or folder):
            return FileSettings(None, config)
        if id(config) not in self._settings:
            choices = rule_choices(self._request, config)
            chosen = chosen_settings(config, choices)._replace(
                off_in_docs=codes_off_in_docs(choices), fix_choices=fix_choices(self._request, config)
            )
            self._settings[id(config)] = settings_by_path(config, chosen)
        settings = self._settings[id(config)](path)
        return FileSettings(settings, config, self._baseline(top), config.session_problems)

    def may_read_docs(self, folder: str) -> bool:
        """Whether a run in a folder would read Markdown."""
        return self._request.include_docs or self._config_of(folder).include_docs

    def exclusion(self, top: str, shown: str) -> Exclusion:
        """Returns what is excluded below an absolute, resolved folder; `shown` is its path as a prefix of others."""
        return excluded_below(top, shown, self._config_of)

    def _forget(self) -> None:
        self._settings: dict[int, Callable[[str], Settings]] = {}
        self._baselines: dict[str, baseline.Baseline] = {}
        self._config_of: ConfigOf = self._configs()

    def _configs(self) -> ConfigOf:
        path = self._request.config
        if path is None:
            return config_by_folder(load_with_known_names)
        path = os.path.join(self._folders[0], path) if self._folders else os.path.abspath(path)
        loaded: list[Config] = []

        def config_of(_folder: str) -> Config:
            if not loaded:
                self._stamps[path] = stamp_of(path)
                loaded.append(load_with_known_names(path))
            return loaded[0]

        return config_of

    def _watch_folders(self, folder: str) -> None:
        """Remember the files that may hold the configuration of a folder, and those that may come to do so."""
        while os.path.join(folder, FILE_NAMES[0]) not in self._stamps:
            self._watch([os.path.join(folder, name) for name in FILE_NAMES])
            parent = os.path.dirname(folder)
            if parent == folder or is_repository(folder):
                break
            folder = parent

    def _watch(self, paths: Iterable[str]) -> None:
        for path in paths:
            self._stamps.setdefault(path, stamp_of(path))

    def _is_skipped(self, path: str, top: str | None, config: Config) -> bool:
        """Whether a file is in a folder that holds no source of a project, such as that of installed packages."""
        if top is None and not self._folders:
            return False  # a file that was opened by itself
        parts = os.path.relpath(path, top or os.sep).split(os.sep)
        return not (SKIPPED_FOLDERS - frozenset(config.searched_folders)).isdisjoint(parts)

    def _baseline(self, top: str | None) -> baseline.Baseline | None:
        """Returns the baseline that a run in a workspace folder has. Raises ConfigError."""
        path = self._config_of(top).baseline if top is not None else None
        if path is None:
            return None
        if path not in self._baselines:
            self._stamps[path] = stamp_of(path)
            self._baselines[path] = baseline.load(path)
        return self._baselines[path]
