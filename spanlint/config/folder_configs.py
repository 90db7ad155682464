"""The configuration of each folder: the nearest file upwards, which is found and read only once."""

from __future__ import annotations

import os

from spanlint.config.errors import ConfigError
from spanlint.config.files import absolute_folder, config_in, is_repository, is_trusted
from spanlint.config.model import Config

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    ConfigOf = Callable[[str], Config]
    """Maps a folder to the configuration of the files in it; the same configuration file yields the same object.

    A file that cannot be used yields a `Config` with a `load_error`. Raises ConfigError only if the current folder has
    been deleted.
    """


def config_by_folder(
    load: Callable[[str], Config], here: Config | None = None, without_file: Config | None = None
) -> ConfigOf:
    """Returns a function that finds the configuration of any folder.

    `here` is that of the current folder, if it is already loaded; `without_file` that of a folder without a file.
    """
    config_by_path: dict[str | None, Config] = {None: without_file or Config()}
    if here is not None:
        config_by_path[here.source] = here
    config_of_folder: dict[str, Config] = {} if here is None else {".": here}

    def config_of(folder: str) -> Config:
        visited = []
        while folder not in config_of_folder:
            visited.append(folder)
            path = None if folder == "." else _path_in(folder)
            if path and folder != visited[0] and not is_trusted(path, absolute_folder(visited[0])):
                path = None
            parent = "" if path else _parent_folder(folder)
            if path or parent == folder or (folder != "." and is_repository(folder)):
                config_of_folder[folder] = _load_cached(path, load, config_by_path)
            else:
                folder = parent
        for visited_folder in visited:
            config_of_folder[visited_folder] = config_of_folder[folder]
        return config_of_folder[folder]

    return config_of


def _parent_folder(folder: str) -> str:
    """The parent of a folder, from its path alone: most folders are relative to the current one, and so are parents."""
    if os.path.isabs(folder):
        return os.path.dirname(folder)
    if folder == "." or ".." in folder or os.sep != "/":
        return absolute_folder(folder) if folder == "." else os.path.dirname(absolute_folder(folder))
    return folder.rpartition("/")[0] or "."


def _path_in(folder: str) -> str | None:
    try:
        return config_in(folder)
    except ConfigError:  # a pyproject.toml that mentions spanlint and is not TOML; loading it raises the error again
        return os.path.join(folder, "pyproject.toml")


def _load_cached(path: str | None, load: Callable[[str], Config], config_by_path: dict[str | None, Config]) -> Config:
    path = path and absolute_folder(path)
    if path is not None and path not in config_by_path:
        try:
            config_by_path[path] = load(path)
        except ConfigError as error:
            config_by_path[path] = Config(root=os.path.dirname(path), source=path, load_error=str(error))
    return config_by_path[path]


def config_above(config: Config, config_of: ConfigOf) -> Config | None:
    """Returns the configuration of the folder above that of a configuration; None if it is the same or missing."""
    if config.source is None or not os.path.isabs(config.source):
        return None
    outer = config_of(os.path.dirname(config.root))
    return None if outer is config else outer
