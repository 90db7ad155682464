"""What spanlint knows about tracing libraries: the tables in `*.toml` beside this file, each entry with its citation.

`CONTRIBUTING.md` has the recipe for adding a library. Readers use the result of `tables`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from itertools import chain

from spanlint.apis.by_origin import ApiByOrigin
from spanlint.apis.entries import read_api
from spanlint.lean.prebuilt import tables as prebuilt_tables
from spanlint.lean.toml_tables import kept_tables
from spanlint.model.api_names import CONTEXT_PACKAGE, ApiNames
from spanlint.model.apis import (
    ATTACH,
    CALLBACK,
    WITH,
    Api,
    ApiTables,
    ContextCalls,
    Opener,
    Pure,
    Roots,
    Shapes,
    Spellings,
    Start,
)
from spanlint.model.settings import ApiChoices, is_judged
from spanlint.model.status_calls import StatusCalls
from spanlint.text.whole_names import common_prefix, mention_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FOLDER = os.path.dirname(__file__)


@cache
def tables(language: str, choices: ApiChoices = ApiChoices()) -> ApiTables:  # noqa: B008 - an immutable record
    """Returns the tables of `python` or `typescript` (which includes JavaScript)."""
    apis = apis_of(language)
    judged = [api for api in apis if is_judged(api.name, api.judged, choices)]
    own_creators = [creator for entry_language, creator in choices.creators if entry_language == language]
    own_openers = [opener for entry_language, opener in choices.openers if entry_language == language]
    openers = (_unjudged(opener) if opener.api in choices.switched_off else opener for opener in _openers(apis))
    qualified = [creator for creator in own_creators if creator.qualifier or creator.form == "function"]
    by_name = (creator for creator in own_creators if creator not in qualified)
    creators = _by_name(chain(*(api.creators for api in judged), by_name), "method")
    by_opener = _by_name(chain(openers, own_openers), "name")
    own_names = [creator.method for creator in qualified]
    return ApiTables(
        language,
        apis,
        creators,
        by_opener,
        Roots(*map(_union, zip(*(api.roots for api in judged), strict=True))),
        Shapes(*map(_union, zip(*(api.shapes for api in judged), strict=True))),
        tuple(chain(*(api.others for api in apis))),
        tuple(chain(*(api.platform for api in apis))),
        mention_pattern([*creators, *own_names]),
        Pure(*map(_union, zip(*(api.pure for api in judged), strict=True))),
        ContextCalls(*map(_joined, zip(*(api.contexts for api in judged), strict=True))),
        _by_name(_starts(apis, {api.name for api in judged}, choices), "name"),
        _by_name(qualified, "method"),
        StatusCalls(*map(_joined, zip(*(api.statuses for api in judged), strict=True))),
        _by_text(apis, choices, lambda opener: opener.around_nothing),
        _by_text(apis, choices, lambda opener: opener.unentered),
        {opener.name: opener for named in by_opener.values() for opener in named if opener.ends is not None},
        ApiByOrigin((package, api) for api in reversed(apis) for package in api.packages),
    )


def _by_text(
    apis: Iterable[Api], choices: ApiChoices, says_instead: Callable[[Opener], str]
) -> dict[bytes, tuple[Opener, ...]]:
    """Returns the openers that say what to do instead, of the libraries that are not switched off, by a text of the
    files that use the library."""
    found: dict[bytes, tuple[Opener, ...]] = {}
    for api in apis:
        openers = tuple(filter(says_instead, api.openers)) if api.name not in choices.switched_off else ()
        text = common_prefix(api.packages).encode()
        if openers:
            found[text] = (*found.get(text, ()), *openers)
    return found


def _starts(apis: Iterable[Api], judged: set[str], choices: ApiChoices) -> Iterator[Start]:
    for api in apis:
        for opener in api.openers if api.name in judged else ():
            if opener.starts_span:
                yield Start(api.name, opener.name, opener.closer, True, opener.unended)
        is_judged_for_ends = api.mention and api.name not in judged | choices.switched_off
        for creator in api.creators if is_judged_for_ends else ():
            if creator.ends and creator.form in ("method", "function"):
                yield Start(api.name, creator.method, creator.ends, False, creator.unended)


def _openers(apis: Iterable[Api]) -> Iterator[Opener]:
    return chain(*(api.openers for api in apis))


def _unjudged(opener: Opener) -> Opener:
    """An opener whose own mistakes are not looked for."""
    return opener._replace(across_yield="", rejects=())


class TableError(Exception):
    """A table of a library cannot be read; the message is one line that names the file or the library."""


@cache
def all_apis() -> tuple[Api, ...]:
    """Returns every known library: OpenTelemetry first, then those judged by default. Raises TableError."""
    return _in_order(map(_api, range(len(_tables()))))


@cache
def apis_of(language: str) -> tuple[Api, ...]:
    """Returns the known libraries of a language, in the same order. Raises TableError."""
    numbers = (number for number, table in enumerate(_tables()) if table.get("language", language) == language)
    return _in_order(map(_api, numbers))


def _in_order(apis: Iterable[Api]) -> tuple[Api, ...]:
    return tuple(sorted(apis, key=lambda api: (api.name != "opentelemetry", api.judged != "default")))


@cache
def spellings(language: str) -> Spellings:
    """Returns how a fix writes OpenTelemetry's contexts in a language."""
    return next(api.spellings for api in apis_of(language) if api.spellings is not None)


@cache
def _tables() -> list[dict[str, Any]]:
    built = prebuilt_tables()
    return toml_tables() if built is None else built.APIS


@cache
def _api(number: int) -> Api:
    table = _tables()[number]
    name = f"the API {table.get('name', '')!r} in {table.get('language', '')!r}"
    try:
        return read_api(table)
    except KeyError as error:
        raise TableError(f"{name}: `{error.args[0]}` is missing") from error
    except TypeError as error:
        raise TableError(f"{name}: {str(error).removeprefix('<lambda>() ')}") from error


def toml_tables() -> list[dict[str, Any]]:
    """Returns the contents of the files, in the order of their names. Raises TableError."""
    paths = [os.path.join(_FOLDER, name) for name in sorted(os.listdir(_FOLDER)) if name.endswith(".toml")]
    return kept_tables(paths, os.path.join(_FOLDER, "__pycache__", "tables.marshal"), _parsed)


def _parsed(path: str) -> dict[str, Any]:
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        with open(path, "rb") as file:
            table: dict[str, Any] = toml.load(file)
    except ValueError as error:
        raise TableError(f"spanlint/apis/{os.path.basename(path)}: {error}") from error
    return table


def names_of(api: Api) -> ApiNames:
    """Returns the names of a library's calls, as `mentions` needs them."""
    deriving = api.pure.functions | api.pure.methods
    entering = {opener.name for opener in api.openers if opener.form == ATTACH}
    managing = {opener.name for opener in api.openers if opener.form == WITH or opener.around_nothing}
    if not any(CONTEXT_PACKAGE in package for package in api.packages):
        # Datadog's `trace` is in every file that imports OpenTelemetry's module of that name.
        deriving, entering, managing = frozenset(), set(), set()
    creators = {creator.method: None for creator in api.creators}
    entered = tuple((creator.method, creator.harmless) for creator in api.creators if creator.harmless)
    contexts = tuple(sorted(deriving)), tuple(sorted(entering)), tuple(sorted(managing))
    openers = api.openers if api.mention else ()
    known = deriving | entering | managing
    taking = {name: slot.position for name, slot in api.contexts.taking.items() if name not in known}
    return ApiNames(
        api.name,
        api.language,
        api.judged,
        tuple(creators),
        *contexts,
        entered,
        api.mention,
        tuple(sorted({opener.name for opener in openers if opener.across_yield})),
        tuple(sorted({*(opener.name for opener in openers if opener.starts_span), *_started_elsewhere(api)})),
        tuple(sorted({keyword for opener in openers for keyword in opener.rejects})),
        tuple(sorted((name, position) for name, position in taking.items() if position is not None)),
        tuple(sorted(api.statuses.recording)),
        tuple(sorted(api.statuses.setting)),
        tuple(sorted(api.statuses.ok)),
        tuple(sorted(api.statuses.error)),
        tuple(sorted(api.statuses.managers.keys() - creators.keys())),
        tuple(sorted((api.contexts.injecting | api.contexts.activating) & taking.keys())),
        tuple(sorted(deriving & api.contexts.setters.keys())),
        tuple(sorted({opener.name for opener in openers if opener.unentered or _may_be_around_nothing(opener)})),
    )


def _may_be_around_nothing(opener: Opener) -> bool:
    return bool(opener.around_nothing) and opener.form == CALLBACK


def _started_elsewhere(api: Api) -> Iterator[str]:
    """The creators of which only the end is judged by default."""
    is_judged_by_default = api.judged == "default" or not api.mention
    return (creator.method for creator in api.creators if creator.ends and not is_judged_by_default)


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
