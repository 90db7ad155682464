"""The files that an import specifier may mean: by a relative path, an alias, or the name of a workspace's package.

An alias is one of the nearest tsconfig.json.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator

from spanlint.languages.names.containment import resolved
from spanlint.languages.names.disk_memory import remembered
from spanlint.languages.names.imports import ImportTarget, steps_of
from spanlint.languages.names.repositories import folders_above, repository_of
from spanlint.languages.typescript.names.packages import package_sources, sources_beside
from spanlint.languages.typescript.names.tsconfig import aliases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.languages.names.imports import Located

_SUFFIXES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs")
_CONFIGS = ("tsconfig.json", "jsconfig.json")
_COMPILED = {".js": (".ts", ".tsx"), ".jsx": (".tsx",), ".mjs": (".mts",), ".cjs": (".cts",)}


class Modules:
    """The files that the import specifiers of one file mean. In one folder, each specifier is searched for once."""

    def __init__(self, path: str, is_library: Callable[[str], bool], located: Located) -> None:
        self._path = path
        self._folder = os.path.dirname(path)
        self._is_library = is_library
        self._located = located

    def locate(self, origin: str) -> Iterator[ImportTarget]:
        """Yields the files that may define the origin of an import.

        No package of a workspace is looked for if the origin is a library's.
        """
        specifier, _, rest = origin.partition(":")
        steps = steps_of(rest) or ("default",)
        is_library = not specifier.startswith(".") and self._is_library(origin)
        key = (self._folder, specifier, is_library)
        if key not in self._located:
            self._located[key] = tuple(dict.fromkeys(self._files(specifier, is_library)))
        return (ImportTarget(file, steps) for file in self._located[key])

    def _files(self, specifier: str, is_library: bool) -> Iterable[str]:
        if not specifier.startswith("."):
            return _files(_bases(self._path, specifier, is_library))
        file = _file(os.path.normpath(os.path.join(self._folder, specifier)))
        return (file,) if file is not None else _files(self._sources(specifier))

    def _sources(self, specifier: str) -> Iterator[str]:
        """Yields the paths, without suffix, of what a relative path to a package or to build output was made of."""
        folder = resolved(os.path.abspath(self._folder))
        return sources_beside(os.path.normpath(os.path.join(folder, specifier)), repository_of(self._path))


def _bases(path: str, specifier: str, is_library: bool) -> Iterator[str]:
    """Yields the paths, without suffix, that an alias or the name of a workspace's package stands for."""
    root = repository_of(path)
    config = _config_of(tuple(folders_above(path)))
    for base in aliases(config, specifier, root) if config else ():
        yield base
        if not is_library and _file(base) is None:
            yield from sources_beside(base, root)
    if not is_library:
        yield from package_sources(specifier, folders_above(path))


def _files(bases: Iterable[str]) -> Iterator[str]:
    return (file for base in bases if (file := _file(base)) is not None)


def _file(base: str) -> str | None:
    return next((candidate for candidate in _candidates(base) if os.path.isfile(candidate)), None)


@remembered
def _config_of(folders: tuple[str, ...]) -> str:
    """Returns the path of the first tsconfig.json or jsconfig.json in the folders; empty if there is none."""
    configs = (os.path.join(folder, name) for folder in folders for name in _CONFIGS)
    return next(filter(os.path.isfile, configs), "")


def _candidates(base: str) -> Iterator[str]:
    """Yields the files that a specifier may mean, with or without its compiled suffix, in the compiler's order."""
    stem, written_suffix = os.path.splitext(base)
    for source in _COMPILED.get(written_suffix, ()):
        yield stem + source
    if written_suffix in _SUFFIXES:
        yield base
    for suffix in _SUFFIXES:
        yield base + suffix
    for suffix in _SUFFIXES:
        yield os.path.join(base, f"index{suffix}")
