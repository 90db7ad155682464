"""The configuration of each folder: the nearest file upwards, found and read once for all the files that it is for."""

from __future__ import annotations

import os

from spanlint.config.errors import ConfigError
from spanlint.config.files import absolute_folder, config_in
from spanlint.config.model import Config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    ConfigOf = Callable[[str], Config]
    """From a folder to the configuration of the files in it; the same object for the same file. Raises nothing but
    ConfigError for a current folder that has been deleted: a file that cannot be used is a `Config` that is `broken`.
    """


def config_by_folder(load: Callable[[str], Config], here: Config | None = None) -> ConfigOf:
    """What answers for every folder by the nearest configuration file; `here` is one that has been read already."""
    read: dict[str | None, Config] = {None: Config()}
    if here is not None:
        read[here.source] = here
    known: dict[str, Config] = {}

    def config_of(folder: str) -> Config:
        passed = []
        while folder not in known:
            passed.append(folder)
            path = None if folder == "." else _path_in(folder)
            parent = "" if path else _above(folder)
            if path or parent == folder:
                known[folder] = _loaded(path, load, read)
            else:
                folder = parent
        for each in passed:
            known[each] = known[folder]
        return known[folder]

    return config_of


def _above(folder: str) -> str:
    """The folder above one, by its letters: most are relative to the current one, and stay so up to that."""
    if os.path.isabs(folder):
        return os.path.dirname(folder)
    if folder == "." or ".." in folder or os.sep != "/":
        return absolute_folder(folder) if folder == "." else os.path.dirname(absolute_folder(folder))
    return folder.rpartition("/")[0] or "."


def _path_in(folder: str) -> str | None:
    try:
        return config_in(folder)
    except ConfigError:  # a pyproject.toml that mentions spanlint and is not TOML: loading it says so again
        return os.path.join(folder, "pyproject.toml")


def _loaded(path: str | None, load: Callable[[str], Config], read: dict[str | None, Config]) -> Config:
    path = path and absolute_folder(path)
    if path is not None and path not in read:
        try:
            read[path] = load(path)
        except ConfigError as error:
            read[path] = Config(root=os.path.dirname(path), source=path, broken=str(error))
    return read[path]


def config_above(config: Config, config_of: ConfigOf) -> Config | None:
    """The configuration of the folder that holds a configuration's own; None where that is the same one, or none."""
    if config.source is None or not os.path.isabs(config.source):
        return None
    found = config_of(os.path.dirname(config.root))
    return None if found is config else found
