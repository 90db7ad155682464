"""From an imported name to what it is: the file that defines it is asked, and the file that one imports it from."""

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

HOPS = 4
_STEP = re.compile(r"\(\)|[^.()]+")


class Neighbours(Protocol):
    """The other files, by path: a view is a grammar, None where there is no such source."""

    def view(self, path: str) -> Any | None:
        """The grammar of a file."""


class ImportTarget(Record):
    """Where an origin may be defined: a file, and the way from its top level, as steps (`tracer`, `()`)."""

    path: str
    steps: tuple[str, ...]


Locate = Callable[[str, str], Iterator[ImportTarget]]


class ImportFollower:
    """Follows the origins of one file. `locate` finds the files that an origin may be defined in."""

    def __init__(self, path: str, neighbours: Neighbours | None, locate: Locate) -> None:
        self._path = path
        self._neighbours = neighbours
        self._locate = locate
        self._known: dict[tuple[str, str, int], frozenset[str]] = {}

    def origins(self, origin: str, method: str, hops: int = HOPS) -> frozenset[str]:
        """What an origin is by its definition. `=Name` is the other file's own, unless its `method` takes a parent as a
        tracer's does: then it may well be one, and is not known."""
        known = self._known.get((origin, method, hops))
        if known is None:
            known = self._known[origin, method, hops] = self._followed(origin, method, hops)
        return known

    def _followed(self, origin: str, method: str, hops: int) -> frozenset[str]:
        for view, place in self._places(origin, hops):
            found = view.evaluate(place.steps)
            if found and found != {UNKNOWN}:
                return frozenset(each for one in found for each in self._beyond(view, one, method, hops))
            for one in view.everything_of(place.steps):
                beyond = view.follower.origins(one, method, hops - 1)
                if beyond != {one}:
                    return beyond  # type: ignore[no-any-return]  # another view's own answer
        return frozenset({origin})

    def definition(self, origin: str, hops: int = HOPS) -> tuple[Any, Any] | None:
        """The view and the node of the function or class that an origin names."""
        for view, place in self._places(origin, hops):
            node = view.definition(place.steps)
            if node is not None:
                return view, node
            for one in (*view.evaluate(place.steps), *view.everything_of(place.steps)):
                found = view.follower.definition(one, hops - 1) if _leads_on(one) else None
                if found is not None:
                    return found  # type: ignore[no-any-return]  # another view's own answer
        return None

    def _places(self, origin: str, hops: int) -> Iterator[tuple[Any, ImportTarget]]:
        if self._neighbours is None or hops <= 0 or not _leads_on(origin):
            return
        for place in self._locate(self._path, origin):
            allowed = place.steps and is_inside(place.path, repository_of(self._path))
            view = self._neighbours.view(place.path) if allowed else None
            if view is not None:
                yield view, place

    def _beyond(self, view: Any, origin: str, method: str, hops: int) -> frozenset[str]:
        if _leads_on(origin):
            return view.follower.origins(origin, method, hops - 1)  # type: ignore[no-any-return]  # its own answer
        return frozenset({UNKNOWN if view.takes_parent(origin, method) else origin})


def steps_of(text: str) -> tuple[str, ...]:
    """The steps of `Telemetry().tracer`: `Telemetry`, `()`, `tracer`."""
    return tuple(_STEP.findall(text))


def path_of(steps: tuple[str, ...]) -> str:
    """The text of steps."""
    return ".".join(steps).replace(".()", "()")


def repository_of(path: str) -> str:
    """The root of the repository that a file is in. Without one, the current directory where the file is below it, else
    the file's own folder: nothing outside is read on a file's behalf."""
    return _root_of(_folder_of(path), _resolved(os.getcwd()))


def _folder_of(path: str) -> str:
    return _resolved(os.path.dirname(os.path.abspath(path)))


@lru_cache(maxsize=1024)
def _resolved(path: str) -> str:
    return os.path.realpath(path)  # asks about each part of a path, and is asked for each name that a file imports


@lru_cache(maxsize=1024)
def _root_of(folder: str, current: str) -> str:
    above = folder
    while not os.path.exists(os.path.join(above, ".git")):
        if os.path.dirname(above) == above:
            return current if _is_below(folder, current) else folder
        above = os.path.dirname(above)
    return above


def is_inside(path: str, root: str) -> bool:
    """Whether a file is really below a folder, wherever symbolic links lead."""
    return _is_below(_resolved(os.path.join(os.getcwd(), path)), root)  # `..` after a link does not lead back


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def folders_above(path: str) -> Iterator[str]:
    """The folder of a file and those above it, up to the root of its repository."""
    root, folder = repository_of(path), _folder_of(path)
    while _is_below(folder, root):
        yield folder
        if folder == root:
            return
        folder = os.path.dirname(folder)


def _leads_on(origin: str) -> bool:
    return origin != UNKNOWN and not origin.startswith("=")
