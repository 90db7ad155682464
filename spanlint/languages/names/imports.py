"""Resolves an imported name in the file that defines it, following imports from file to file."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

from spanlint.languages.names.containment import is_inside, resolved
from spanlint.languages.names.origins import UNKNOWN
from spanlint.languages.names.repositories import repository_of
from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Located = dict[tuple[Any, ...], tuple[str, ...]]
    """The paths of files or folders, by the folder of the importing file and by what it imports."""

MAX_HOPS = 4
_STEP = lazy_pattern(r"\(\)|[^.()]+")


class Neighbours(Protocol):
    """The project's other files, by path."""

    def view(self, path: str) -> Any | None:
        """The grammar of a file, or None if there is no such source."""

    @property
    def located(self) -> Located:
        """What the imports of a folder's files lead to, to be found once for all of them."""

    def marked(self, folder: str, suffix: str, marks: re.Pattern[bytes]) -> list[str]:
        """The paths of the source files below a folder that match a pattern, without those that git ignores."""


class ImportTarget(Record):
    """Where an origin may be defined: a file, and the steps from its top level (`tracer`, `()`)."""

    path: str
    steps: tuple[str, ...]


Locate = Callable[[str], Iterator[ImportTarget]]


class Declarations(Record):
    """What the classes of one file declare to implement, by the origin of an instance, and what is a library's."""

    implemented: Callable[[str], frozenset[str]]
    is_library: Callable[[str], bool]


class ImportFollower:
    """Follows the origins of one file; `locate` finds the files that may define an origin."""

    def __init__(
        self, path: str, neighbours: Neighbours | None, locate: Locate, declarations: Declarations | None = None
    ) -> None:
        self.path = path
        self._neighbours = neighbours
        self._locate = locate
        self._declarations = declarations
        self._known: dict[tuple[str, str, int], frozenset[str]] = {}
        self._definitions: dict[tuple[str, int], tuple[tuple[Any, Any] | None]] = {}

    def origins(self, origin: str, method: str, hops: int = MAX_HOPS) -> frozenset[str]:
        """The origins of an origin's definition.

        A class that another file defines is `=Name`. It is UNKNOWN if its `method` takes a parent as a tracer's does,
        since it may then be a tracer. The types of libraries that it declares to implement are added.
        """
        known = self._known.get((origin, method, hops))
        if known is None:
            known = self._known[origin, method, hops] = self._follow(origin, method, hops)
        return known

    def _follow(self, origin: str, method: str, hops: int) -> frozenset[str]:
        for view, target in self.targets(origin, hops):
            origins = view.evaluate(target.steps)
            if origins and origins != {UNKNOWN}:
                resolved = (self._follow_result(view, found, method, hops) for found in origins)
                return frozenset[str]().union(*resolved)
            for followed in view.everything_of(target.steps):
                beyond = view.follower.origins(followed, method, hops - 1)
                if beyond != {followed} or (self._declarations and self._declarations.is_library(followed)):
                    return beyond  # type: ignore[no-any-return]  # another view's own answer
        return frozenset({origin})

    def declared(self, origin: str, method: str, hops: int = MAX_HOPS) -> frozenset[str]:
        """The types of libraries that a class of the file declares to implement; all are origins of instances."""
        interfaces = self._declarations.implemented(origin) if self._declarations and origin.startswith("=") else ()
        return frozenset(
            followed
            for interface in interfaces
            for followed in self.origins(interface, method, hops)
            if self._declarations is not None and self._declarations.is_library(followed)
        )

    def definition(self, origin: str, hops: int = MAX_HOPS) -> tuple[Any, Any] | None:
        """The view and the node of the function or class that an origin names, or None."""
        known = self._definitions.get((origin, hops))
        if known is None:
            known = self._definitions[origin, hops] = (self._define(origin, hops),)
        return known[0]

    def _define(self, origin: str, hops: int) -> tuple[Any, Any] | None:
        for view, target in self.targets(origin, hops):
            node = view.definition(target.steps)
            if node is not None:
                return view, node
            for next_origin in (*view.evaluate(target.steps), *view.everything_of(target.steps)):
                found = view.follower.definition(next_origin, hops - 1) if _can_be_followed(next_origin) else None
                if found is not None:
                    return found  # type: ignore[no-any-return]  # another view's own answer
        return None

    def views_with(self, marks: re.Pattern[bytes]) -> Iterator[Any]:
        """Yields the other files with the same suffix that match a pattern: of the repository, else of the folder."""
        if self._neighbours is None:
            return
        folder, own = resolved(os.path.dirname(os.path.abspath(self.path))), resolved(self.path)
        root = repository_of(self.path)
        top = root if os.path.exists(os.path.join(root, ".git")) else folder
        for path in self._neighbours.marked(top, os.path.splitext(self.path)[1], marks):
            view = self._neighbours.view(path) if resolved(path) != own else None
            if view is not None:
                yield view

    def may_lead_here(self, origin: str, name: str) -> bool:
        """Whether the dotted origin of another file may be this file's `name`: its module has the name of this file."""
        folder, file = os.path.split(os.path.abspath(self.path))
        stem = file.partition(".")[0]
        module, _, last = origin.rpartition(".")
        return last == name and module.rpartition(".")[2] == (os.path.basename(folder) if stem == "__init__" else stem)

    def targets(self, origin: str, hops: int = MAX_HOPS) -> Iterator[tuple[Any, ImportTarget]]:
        """Yields the files that may define an origin, each with the steps to it."""
        if self._neighbours is None or hops <= 0 or not _can_be_followed(origin):
            return
        for target in self._locate(origin):
            is_allowed = target.steps and is_inside(target.path, repository_of(self.path))
            view = self._neighbours.view(target.path) if is_allowed else None
            if view is not None:
                yield view, target

    def _follow_result(self, view: Any, origin: str, method: str, hops: int) -> frozenset[str]:
        if _can_be_followed(origin):
            return view.follower.origins(origin, method, hops - 1)  # type: ignore[no-any-return]  # its own answer
        declared: frozenset[str] = view.follower.declared(origin, method, hops - 1)
        return declared | {UNKNOWN if view.takes_parent(origin, method) else origin}


def steps_of(text: str) -> tuple[str, ...]:
    """The steps of a path: `Telemetry`, `()`, `tracer` for `Telemetry().tracer`."""
    return tuple(_STEP.findall(text))


def path_of(steps: tuple[str, ...]) -> str:
    """The path that consists of the steps."""
    return ".".join(steps).replace(".()", "()")


def _can_be_followed(origin: str) -> bool:
    return origin != UNKNOWN and not origin.startswith("=")
