"""What spanlint knows about tracing libraries: the tables `*.toml` beside this file, each entry with its citation."""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from typing import Any, NamedTuple

_FOLDER = os.path.dirname(__file__)


class Slot(NamedTuple):
    """Where a value stands in a call: a 0-based positional index, a keyword, or a key of the options object."""

    position: int | None = None
    keyword: str | None = None
    key: str | None = None
    type: str = ""


class Creator(NamedTuple):
    """One method that creates a span.

    `absent` and `none` say what the library does with a missing parent and with an empty one: `ambient`, `root` or
    `crash`. `activates` is `no`, `with` or `callback`. `root` is the options key that declares a root.
    """

    api: str
    title: str
    method: str
    name: Slot
    parent: Slot
    options: Slot | None
    root: str | None
    callback: bool
    absent: str
    none: str
    activates: str
    source: str


class Roots(NamedTuple):
    """Names that, in the parent slot, ask for a new trace on purpose."""

    values: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    setters: frozenset[str] = frozenset()
    invalid_spans: frozenset[str] = frozenset()


class Api(NamedTuple):
    """One tracing library in one language."""

    name: str
    title: str
    language: str
    judged: str
    packages: tuple[str, ...]
    creators: tuple[Creator, ...]
    roots: Roots


class ApiTables(NamedTuple):
    """The libraries judged in one language; `mention` finds the names of their creation calls in a file's bytes."""

    apis: tuple[Api, ...]
    creators: dict[str, Creator]
    roots: Roots
    mention: re.Pattern[bytes]


@cache
def tables(language: str) -> ApiTables:
    """The tables of `python` or `typescript` (which also reads JavaScript)."""
    apis = tuple(api for api in all_apis() if api.language == language and api.judged == "default")
    creators = {creator.method: creator for api in apis for creator in api.creators}
    return ApiTables(apis, creators, _joined_roots(apis), mention_pattern(creators))


@cache
def all_apis() -> tuple[Api, ...]:
    """Every library known, in the order of the files' names."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    found = []
    for name in sorted(os.listdir(_FOLDER)):
        if name.endswith(".toml"):
            with open(os.path.join(_FOLDER, name), "rb") as file:
                found.append(_api(tomllib.load(file)))
    return tuple(found)


def mention_pattern(names: dict[str, Creator]) -> re.Pattern[bytes]:
    """A pattern that finds any of the names. It starts with their common prefix: a literal prefix is ten times faster
    in `re` than an alternation, a word boundary or IGNORECASE in front."""
    prefix = os.path.commonprefix(list(names))
    rest = sorted((name[len(prefix) :] for name in names), key=len, reverse=True)
    return re.compile(f"{re.escape(prefix)}(?:{'|'.join(map(re.escape, rest))})".encode())


def _api(table: dict[str, Any]) -> Api:
    roots = {key: frozenset(value) for key, value in table.get("roots", {}).items() if key != "source"}
    creators = tuple(_creator(table, entry) for entry in table.get("creators", ()))
    return Api(
        table["name"], table["title"], table["language"], table["judged"], tuple(table["packages"]), creators, Roots(**roots)
    )


def _creator(api: dict[str, Any], entry: dict[str, Any]) -> Creator:
    options = dict(entry.get("options", {}))
    root = options.pop("root", None)
    return Creator(
        api=api["name"],
        title=api["title"],
        method=entry["method"],
        name=Slot(**entry["name"]),
        parent=Slot(**entry["parent"]),
        options=Slot(**options) if options else None,
        root=root,
        callback=entry.get("callback") == "last",
        absent=entry["absent"],
        none=entry["none"],
        activates=entry["activates"],
        source=entry["source"],
    )


def _joined_roots(apis: tuple[Api, ...]) -> Roots:
    columns = zip(*(api.roots for api in apis), strict=True)
    return Roots(*(frozenset().union(*column) for column in columns))
