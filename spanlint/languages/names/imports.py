"""Resolves an imported name in the file that defines it, following imports from file to file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from spanlint.languages.names.origins import UNKNOWN
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_HOPS = 4
_STEP = re.compile(r"\(\)|[^.()]+")


class Neighbours(Protocol):
    """The project's other files, by path."""

    def view(self, path: str) -> Any | None:
        """The grammar of a file, or None if there is no such source."""


class ImportTarget(Record):
    """Where an origin may be defined: a file, and the steps from its top level (`tracer`, `()`)."""

    path: str
    steps: tuple[str, ...]


Locate = Callable[[str, str], Iterator[ImportTarget]]


class ImportFollower:
    """Follows the origins of one file; `locate` finds the files that may define an origin."""

    def __init__(self, path: str, neighbours: Neighbours | None, locate: Locate) -> None:
        self._path = path
        self._neighbours = neighbours
        self._locate = locate
        self._known: dict[tuple[str, str, int], frozenset[str]] = {}

    def origins(self, origin: str, method: str, hops: int = MAX_HOPS) -> frozenset[str]:
        """The origins of an origin's definition.

        A class that another file defines is `=Name`. It is UNKNOWN if its `method` takes a parent as a tracer's does,
        since it may then be a tracer.
        """
        known = self._known.get((origin, method, hops))
        if known is None:
            known = self._known[origin, method, hops] = self._follow(origin, method, hops)
        return known

    def _follow(self, origin: str, method: str, hops: int) -> frozenset[str]:
        for view, target in self._targets(origin, hops):
            origins = view.evaluate(target.steps)
            if origins and origins != {UNKNOWN}:
                resolved = (self._follow_result(view, found, method, hops) for found in origins)
                return frozenset[str]().union(*resolved)
            for followed in view.everything_of(target.steps):
                beyond = view.follower.origins(followed, method, hops - 1)
                if beyond != {followed}:
                    return beyond  # type: ignore[no-any-return]  # another view's own answer
        return frozenset({origin})

    def definition(self, origin: str, hops: int = MAX_HOPS) -> tuple[Any, Any] | None:
        """The view and the node of the function or class that an origin names, or None."""
        for view, target in self._targets(origin, hops):
            node = view.definition(target.steps)
            if node is not None:
                return view, node
            for next_origin in (*view.evaluate(target.steps), *view.everything_of(target.steps)):
                found = view.follower.definition(next_origin, hops - 1) if _can_be_followed(next_origin) else None
                if found is not None:
                    return found  # type: ignore[no-any-return]  # another view's own answer
        return None

    def _targets(self, origin: str, hops: int) -> Iterator[tuple[Any, ImportTarget]]:
        if self._neighbours is None or hops <= 0 or not _can_be_followed(origin):
            return
        for target in self._locate(self._path, origin):
            is_allowed = target.steps and is_inside(target.path, repository_of(self._path))
            view = self._neighbours.view(target.path) if is_allowed else None
            if view is not None:
                yield view, target

    def _follow_result(self, view: Any, origin: str, method: str, hops: int) -> frozenset[str]:
        if _can_be_followed(origin):
            return view.follower.origins(origin, method, hops - 1)  # type: ignore[no-any-return]  # its own answer
        return frozenset({UNKNOWN if view.takes_parent(origin, method) else origin})


def steps_of(text: str) -> tuple[str, ...]:
    """The steps of a path: `Telemetry`, `()`, `tracer` for `Telemetry().tracer`."""
    return tuple(_STEP.findall(text))


def path_of(steps: tuple[str, ...]) -> str:
    """The path that consists of the steps."""
    return ".".join(steps).replace(".()", "()")


def repository_of(path: str) -> str:
    """The root of the repository that contains a file.

    Without a repository, it is the current directory if the file is below it, else the file's own folder. Nothing
    outside this folder is read on behalf of the file.
    """
    return _root_of(_folder_of(path), _resolved(os.getcwd()))


def _folder_of(path: str) -> str:
    return _resolved(os.path.dirname(os.path.abspath(path)))


@lru_cache(maxsize=1024)
def _resolved(path: str) -> str:
    return os.path.realpath(path)  # one system call per part of a path, needed for each imported name


@lru_cache(maxsize=1024)
def _root_of(folder: str, current: str) -> str:
    above = folder
    while not os.path.exists(os.path.join(above, ".git")):
        if os.path.dirname(above) == above:
            return current if _is_below(folder, current) else folder
        above = os.path.dirname(above)
    return above


def is_inside(path: str, root: str) -> bool:
    """Whether a file is below a folder once symbolic links are resolved."""
    # Not normalized first: `..` after a link does not lead back.
    return _is_below(_resolved(os.path.join(os.getcwd(), path)), root)


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def folders_above(path: str) -> Iterator[str]:
    """Yields the folder of a file and those above it, up to the root of its repository."""
    root, folder = repository_of(path), _folder_of(path)
    while _is_below(folder, root):
        yield folder
        if folder == root:
            return
        folder = os.path.dirname(folder)


def _can_be_followed(origin: str) -> bool:
    return origin != UNKNOWN and not origin.startswith("=")
