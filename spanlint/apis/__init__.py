"""What spanlint knows about tracing libraries: the tables `*.toml` beside this file, each entry with its citation.

`CONTRIBUTING.md` has the recipe for adding one; `tables` is what a reader is given.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from itertools import chain
from typing import Any, NamedTuple

_FOLDER = os.path.dirname(__file__)


class Slot(NamedTuple):
    """Where a value stands in a call: at a 0-based position, under a keyword, or under a key of the object there."""

    position: int | None = None
    keyword: str | None = None
    key: str | None = None


class Creator(NamedTuple):
    """One method or function that creates a span.

    `absent` and `none` say what the library does with a missing parent and with an empty one: `ambient`, `root`,
    `noop` or `crash`; `null` is for the second of JavaScript's empty values. `activates` is `no`, `with` or `callback`;
    `callback` says that a function is the last argument and the overloads are told apart by their number. `form` is
    `method` (of a tracer), `function` (of a module) or `either`. `parents` are the slots that set a parent, the first
    being the one to fill; `root` is the one that declares a root.
    """

    api: str
    title: str
    method: str
    form: str
    name: Slot
    parents: tuple[Slot, ...]
    root: Slot | None
    options: Slot | None
    callback: bool
    absent: str
    none: str
    null: str
    activates: str
    source: str
    help: str

    @property
    def takes_context(self) -> bool:
        """Whether the parent is an OpenTelemetry Context; where it is something else, `help` says what."""
        return not self.help


class Opener(NamedTuple):
    """Something that makes a context active: `form` is `with`, `decorator`, `callback` or `attach`.

    `resolved` asks that its origin lie in the library's packages; else the name is enough. `closer` ends an `attach`.
    `context` is the slot of the context that becomes active, `empty` the calls that give one without a new parent.
    """

    api: str
    name: str
    form: str
    resolved: bool
    closer: str
    context: Slot | None
    empty: frozenset[str]


class Roots(NamedTuple):
    """Names that, in the parent slot, ask for a new trace on purpose."""

    values: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    setters: frozenset[str] = frozenset()
    invalid_spans: frozenset[str] = frozenset()


class Shapes(NamedTuple):
    """Names of what is a context, a span or a span context, for telling a misplaced value from a good one."""

    contexts: frozenset[str] = frozenset()
    spans: frozenset[str] = frozenset()
    span_contexts: frozenset[str] = frozenset()


class Api(NamedTuple):
    """One tracing library in one language. `judged` is `default`, `opt-in` or `never`.

    `tracers` names its tracer classes and the functions that return one; `others` are packages whose things of the
    same name are no tracers.
    """

    name: str
    title: str
    language: str
    judged: str
    packages: tuple[str, ...]
    tracers: frozenset[str]
    creators: tuple[Creator, ...]
    openers: tuple[Opener, ...]
    roots: Roots
    shapes: Shapes
    others: tuple[str, ...]


class Chosen(NamedTuple):
    """What a configuration says: libraries judged on request or left out, and the project's own entries, as pairs of a
    language and an entry."""

    apis: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    creators: tuple[tuple[str, Creator], ...] = ()
    openers: tuple[tuple[str, Opener], ...] = ()


class ApiTables(NamedTuple):
    """What is known in one language; `mention` finds the names of the judged creation calls in a file's bytes."""

    language: str
    apis: tuple[Api, ...]
    creators: Mapping[str, tuple[Creator, ...]]
    openers: Mapping[str, tuple[Opener, ...]]
    roots: Roots
    shapes: Shapes
    others: tuple[str, ...]
    mention: re.Pattern[bytes]


@cache
def tables(language: str, chosen: Chosen = Chosen()) -> ApiTables:  # noqa: B008 - an immutable record
    """The tables of `python` or `typescript` (which also reads JavaScript)."""
    apis = tuple(api for api in all_apis() if api.language == language)
    judged = [api for api in apis if _is_judged(api, chosen)]
    own = [creator for of, creator in chosen.creators if of == language]
    opening = [opener for of, opener in chosen.openers if of == language]
    creators = _by_name(chain(*(api.creators for api in judged), own), "method")
    return ApiTables(
        language,
        apis,
        creators,
        _by_name(chain(*(api.openers for api in apis), opening), "name"),
        Roots(*map(_union, zip(*(api.roots for api in judged), strict=True))),
        Shapes(*map(_union, zip(*(api.shapes for api in judged), strict=True))),
        tuple(chain(*(api.others for api in apis))),
        mention_pattern(creators),
    )


def _is_judged(api: Api, chosen: Chosen) -> bool:
    if api.name in chosen.left_out:
        return False
    return api.judged == "default" or (api.judged == "opt-in" and api.name in chosen.apis)


@cache
def all_apis() -> tuple[Api, ...]:
    """Every library known; those judged by default come first, OpenTelemetry before all."""
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    found = []
    for name in sorted(os.listdir(_FOLDER)):
        if name.endswith(".toml"):
            with open(os.path.join(_FOLDER, name), "rb") as file:
                found.append(_api(toml.load(file)))
    return tuple(sorted(found, key=lambda api: (api.name != "opentelemetry", api.judged != "default")))


def mention_pattern(names: Iterable[str]) -> re.Pattern[bytes]:
    """A pattern that finds any of the names, and nothing when there is none.

    It starts with their common prefix: a literal prefix is ten times faster in `re` than an alternation, a word
    boundary or IGNORECASE in front.
    """
    listed = sorted(names, key=len, reverse=True)
    if not listed:
        return re.compile(b"(?!)")
    prefix = listed[-1]
    while not all(name.startswith(prefix) for name in listed):
        prefix = prefix[:-1]
    rest = "|".join(re.escape(name[len(prefix) :]) for name in listed)
    return re.compile(f"{re.escape(prefix)}(?:{rest})".encode())


def creator(api: Mapping[str, Any], entry: Mapping[str, Any]) -> Creator:
    """A creator from its table; `api` gives what is the same for all of a library. Raises KeyError and TypeError."""
    return Creator(
        api=api["name"],
        title=api["title"],
        method=entry["method"],
        form=entry.get("form", "method"),
        name=Slot(**entry.get("name", {"position": 0})),
        parents=tuple(Slot(**slot) for slot in (entry["parent"], *entry.get("other-parents", ()))),
        root=Slot(**entry["root"]) if "root" in entry else None,
        options=Slot(**entry["options"]) if "options" in entry else None,
        callback=entry.get("callback") == "last",
        absent=entry.get("absent", "ambient"),
        none=entry.get("none", "ambient"),
        null=entry.get("null", entry.get("none", "ambient")),
        activates=entry.get("activates", "no"),
        source=entry.get("source", ""),
        help=entry.get("help", ""),
    )


def opener(api: Mapping[str, Any], entry: Mapping[str, Any]) -> Opener:
    """An opener from its table. Raises KeyError and TypeError."""
    context = Slot(**entry["context"]) if "context" in entry else None
    resolved, closer = entry.get("resolved", False), entry.get("closer", "")
    return Opener(
        api["name"], entry["name"], entry["form"], resolved, closer, context, frozenset(entry.get("empty", ()))
    )


def _api(table: dict[str, Any]) -> Api:
    return Api(
        table["name"],
        table["title"],
        table["language"],
        table["judged"],
        tuple(table["packages"]),
        frozenset(table.get("tracers", ())),
        tuple(creator(table, entry) for entry in table.get("creators", ())),
        tuple(opener(table, entry) for entry in table.get("openers", ())),
        Roots(**_sets(table.get("roots", {}))),
        Shapes(**_sets(table.get("shapes", {}))),
        tuple(table.get("others", ())),
    )


def _sets(table: dict[str, Any]) -> dict[str, frozenset[str]]:
    return {key.replace("-", "_"): frozenset(value) for key, value in table.items() if key != "source"}


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


def _by_name(entries: Iterable[Any], field: str) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for entry in entries:
        name = getattr(entry, field)
        found[name] = (*found.get(name, ()), entry)
    return found
