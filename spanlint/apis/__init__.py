"""What spanlint knows about tracing libraries: the tables in `*.toml` beside this file, each entry with its citation.

`CONTRIBUTING.md` has the recipe for adding a library. Readers use the result of `tables`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from itertools import chain

from spanlint.lean.prebuilt import tables as prebuilt_tables
from spanlint.model.api_names import CONTEXT_PACKAGE, ApiNames
from spanlint.model.apis import (
    ATTACH,
    CALLBACK,
    WITH,
    Api,
    ApiTables,
    ContextCalls,
    Creator,
    Opener,
    Pure,
    Roots,
    Setter,
    Shapes,
    Slot,
    Spelling,
    Spellings,
)
from spanlint.model.settings import ApiChoices, is_judged
from spanlint.text.whole_names import mention_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FOLDER = os.path.dirname(__file__)


@cache
def tables(language: str, choices: ApiChoices = ApiChoices()) -> ApiTables:  # noqa: B008 - an immutable record
    """Returns the tables of `python` or `typescript` (which includes JavaScript)."""
    apis = tuple(api for api in all_apis() if api.language == language)
    judged = [api for api in apis if is_judged(api.name, api.judged, choices)]
    own_creators = [creator for entry_language, creator in choices.creators if entry_language == language]
    own_openers = [opener for entry_language, opener in choices.openers if entry_language == language]
    creators = _by_name(chain(*(api.creators for api in judged), own_creators), "method")
    return ApiTables(
        language,
        apis,
        creators,
        _by_name(chain(*(api.openers for api in apis), own_openers), "name"),
        Roots(*map(_union, zip(*(api.roots for api in judged), strict=True))),
        Shapes(*map(_union, zip(*(api.shapes for api in judged), strict=True))),
        tuple(chain(*(api.others for api in apis))),
        tuple(chain(*(api.platform for api in apis))),
        mention_pattern(creators),
        Pure(*map(_union, zip(*(api.pure for api in judged), strict=True))),
        ContextCalls(*map(_joined, zip(*(api.contexts for api in judged), strict=True))),
    )


@cache
def all_apis() -> tuple[Api, ...]:
    """Returns every known library: OpenTelemetry first, then those judged by default."""
    built = prebuilt_tables()
    apis = map(_read_api, toml_tables() if built is None else built.APIS)
    return tuple(sorted(apis, key=lambda api: (api.name != "opentelemetry", api.judged != "default")))


@cache
def spellings(language: str) -> Spellings:
    """Returns how a fix writes OpenTelemetry's contexts in a language."""
    return next(api.spellings for api in all_apis() if api.language == language and api.spellings is not None)


def toml_tables() -> list[dict[str, Any]]:
    """Returns the contents of the files, in the order of their names."""
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    contents = []
    for name in sorted(os.listdir(_FOLDER)):
        if name.endswith(".toml"):
            with open(os.path.join(_FOLDER, name), "rb") as file:
                contents.append(toml.load(file))
    return contents


def names_of(api: Api) -> ApiNames:
    """Returns the names of a library's calls, as `mentions` needs them."""
    deriving = api.pure.functions | api.pure.methods
    entering = {opener.name for opener in api.openers if opener.form == ATTACH}
    managing = {opener.name for opener in api.openers if opener.form == WITH}
    if not any(CONTEXT_PACKAGE in package for package in api.packages):
        # Datadog's `trace` is in every file that imports OpenTelemetry's module of that name.
        deriving, entering, managing = frozenset(), set(), set()
    creators = {creator.method: None for creator in api.creators}
    entered = tuple((creator.method, creator.harmless) for creator in api.creators if creator.harmless)
    contexts = tuple(sorted(deriving)), tuple(sorted(entering)), tuple(sorted(managing))
    return ApiNames(api.name, api.language, api.judged, tuple(creators), *contexts, entered)


def read_creator(api: Mapping[str, Any], entry: Mapping[str, Any]) -> Creator:
    """Returns the creator in a table entry. `api` is the table of its library. Raises KeyError and TypeError."""
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
        ends=entry.get("ends", ""),
        on_exit=Slot(**entry["on-exit"]) if "on-exit" in entry else None,
        harmless=tuple(entry.get("harmless", ())),
        accepts=tuple(entry.get("accepts", ())),
        tolerates=tuple(entry.get("tolerates", ())),
    )


def read_opener(api: Mapping[str, Any], entry: Mapping[str, Any]) -> Opener:
    """Returns the opener in a table entry. Raises KeyError and TypeError."""
    context = Slot(**entry["context"]) if "context" in entry else None
    resolved, closer = entry.get("resolved", False), entry.get("closer", "")
    ends = Slot(**entry["ends"]) if "ends" in entry else None
    span = Slot(**entry["span"]) if "span" in entry else None
    empty = frozenset(entry.get("empty", ()))
    return Opener(api["name"], entry["name"], entry["form"], resolved, closer, context, empty, ends, span)


def _read_api(table: dict[str, Any]) -> Api:
    openers = tuple(read_opener(table, entry) for entry in table.get("openers", ()))
    contexts = _context_calls(table["contexts"], openers) if "contexts" in table else ContextCalls()
    return Api(
        table["name"],
        table["title"],
        table["language"],
        table["judged"],
        tuple(table["packages"]),
        frozenset(table.get("tracers", ())),
        tuple(read_creator(table, entry) for entry in table.get("creators", ())),
        openers,
        Roots(**_read_sets(table.get("roots", {}))),
        Shapes(**_read_sets(table.get("shapes", {}))),
        tuple(table.get("others", ())),
        tuple(table.get("platform", ())),
        _pure(contexts, table.get("contexts", {}).get("modules", ())),
        frozenset(table.get("bound", ())),
        contexts,
        _spellings(table["spellings"]) if "spellings" in table else None,
    )


def _spellings(table: dict[str, Any]) -> Spellings:
    entries = {
        key.replace("-", "_"): Spelling(entry["expression"], tuple(entry["imports"]))
        for key, entry in table.items()
        if key != "defined-at"
    }
    return Spellings(**entries, defined_at=dict(table.get("defined-at", ())))


def _context_calls(table: dict[str, Any], openers: tuple[Opener, ...]) -> ContextCalls:
    names = {key: value for key, value in table.items() if key not in ("modules", "setters", "adding", "removing")}
    taking = [opener for opener in openers if opener.context is not None]
    running = [opener for opener in openers if opener.form == CALLBACK and not opener.resolved]
    return ContextCalls(
        **_read_sets(names),
        setters={row["name"]: Setter(Slot(**row["span"]), Slot(**row["context"])) for row in table.get("setters", ())},
        adding=_slots(table.get("adding", ())),
        removing=_slots(table.get("removing", ())),
        attaching={
            opener.name: opener.context for opener in taking if opener.form == ATTACH and opener.context is not None
        },
        detaching=frozenset(opener.closer for opener in taking if opener.form == ATTACH),
        activating=frozenset(opener.name for opener in taking),
        running=frozenset(opener.name for opener in running),
        vague=frozenset(opener.name for opener in running if opener.context is not None),
    )


def _slots(rows: Iterable[dict[str, Any]]) -> dict[str, Slot | None]:
    return {row["name"]: Slot(**row["context"]) if "context" in row else None for row in rows}


def _pure(contexts: ContextCalls, modules: Iterable[str]) -> Pure:
    """What returns a new context: functions that are given the old one or a message, and methods of it."""
    slots = {**contexts.adding, **contexts.removing}
    functions = {name for name, slot in slots.items() if slot is not None}
    return Pure(
        frozenset(functions.union(contexts.setters, contexts.deleting, contexts.extracting)),
        frozenset(slots.keys() - functions),
        frozenset(modules),
    )


def _read_sets(table: dict[str, Any]) -> dict[str, frozenset[str]]:
    return {key.replace("-", "_"): frozenset(value) for key, value in table.items() if key != "source"}


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)


def _joined(parts: tuple[Any, ...]) -> Any:
    """What several libraries have under one name: sets, or mappings."""
    return _union(parts) if isinstance(parts[0], frozenset) else dict(chain(*(part.items() for part in parts)))


def _by_name(entries: Iterable[Any], field: str) -> dict[str, tuple[Any, ...]]:
    entries_by_name: dict[str, tuple[Any, ...]] = {}
    for entry in entries:
        name = getattr(entry, field)
        entries_by_name[name] = (*entries_by_name.get(name, ()), entry)
    return entries_by_name
