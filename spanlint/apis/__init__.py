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
from typing import Any

from spanlint.apis.records import Api, ApiTables, Chosen, Creator, Opener, Pure, Roots, Shapes, Slot

__all__ = [
    "Api",
    "ApiTables",
    "Chosen",
    "Creator",
    "Opener",
    "Pure",
    "Roots",
    "Shapes",
    "Slot",
    "all_apis",
    "creator",
    "mention_pattern",
    "opener",
    "tables",
]

_FOLDER = os.path.dirname(__file__)


@cache
def tables(language: str, chosen: Chosen = Chosen()) -> ApiTables:  # noqa: B008 - an immutable record
    """The tables of `python` or `typescript` (which also reads JavaScript)."""
    apis = tuple(api for api in all_apis() if api.language == language)
    judged = [api for api in apis if _is_judged(api, chosen)]
    own = [creator for of, creator in chosen.creators if of == language]
    opening = [opener for of, opener in chosen.openers if of == language]
    creators = _by_name(chain(*(api.creators for api in judged), own), "method")
    pure = Pure(*map(_union, zip(*(api.pure for api in judged), strict=True)))
    entering = {each.name for api in judged for each in api.openers if each.form in ("with", "attach")}
    return ApiTables(
        language,
        apis,
        creators,
        _by_name(chain(*(api.openers for api in apis), opening), "name"),
        Roots(*map(_union, zip(*(api.roots for api in judged), strict=True))),
        Shapes(*map(_union, zip(*(api.shapes for api in judged), strict=True))),
        tuple(chain(*(api.others for api in apis))),
        mention_pattern(creators),
        pure,
        mention_pattern((pure.functions | pure.methods | entering) - creators.keys()),
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
        Pure(**_sets(table.get("pure", {}))),
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
