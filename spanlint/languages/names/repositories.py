"""The repository of a file: nothing outside of it is read on behalf of the file."""

from __future__ import annotations

import os
from collections.abc import Iterator

from spanlint.languages.names.containment import is_below, resolved
from spanlint.languages.names.disk_memory import remembered

_MANIFESTS = ("package.json", "pyproject.toml", "tsconfig.json", "jsconfig.json")


def repository_of(path: str) -> str:
    """The root of the repository that contains a file.

    Without a repository, it is the current directory if the file is below it, else the file's own folder; or the
    project around that folder: the nearest folder with a manifest, or the workspace that it is a member of.
    """
    return _root_of(_folder_of(path), resolved(os.getcwd()))


def folders_above(path: str) -> Iterator[str]:
    """Yields the folder of a file and those above it, up to the root of its repository."""
    root, folder = repository_of(path), _folder_of(path)
    while is_below(folder, root):
        yield folder
        if folder == root:
            return
        folder = os.path.dirname(folder)


def _folder_of(path: str) -> str:
    return resolved(os.path.dirname(os.path.abspath(path)))


@remembered
def _root_of(folder: str, current: str) -> str:
    folders = _upwards(folder)
    repository = next((above for above in folders if os.path.exists(os.path.join(above, ".git"))), None)
    if repository is not None:
        return repository
    from spanlint.languages.names.workspaces import is_member  # most files are in a repository

    start = current if is_below(folder, current) else folder
    projects = [above for above in folders if is_below(start, above) and is_member(folder, above)]
    for name in _MANIFESTS:
        projects += [above for above in folders if os.path.isfile(os.path.join(above, name))][:1]
    return min([start, *projects], key=len)  # all of them are above the folder, so the shortest is the outermost


def _upwards(folder: str) -> list[str]:
    folders = [folder]
    while os.path.dirname(folders[-1]) != folders[-1]:
        folders.append(os.path.dirname(folders[-1]))
    return folders
