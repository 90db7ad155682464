"""The tables `[[tool.spanlint.creators]]`, `openers`, `wrappers` and `[tool.spanlint.session-context]`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from spanlint.apis.entries import read_creator, read_opener, read_qualifier
from spanlint.config.entry_schemas import CREATOR, DOTTED, FORBID, NAME, OPENER, SESSION_CONTEXT, WRAPPER
from spanlint.config.errors import ConfigError, mismatch, quoted, shortened, suggestion
from spanlint.model.apis import Creator, Opener
from spanlint.model.settings import Forbidden, SessionContext
from spanlint.text.near_names import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PYTHON_TYPES: dict[str, tuple[type, str]] = {
    "object": (dict, "a table"),
    "array": (list, "a list"),
    "string": (str, "a string"),
    "integer": (int, "a number"),
}
_NAME, _DOTTED, _PACKAGE = map(re.compile, (NAME, DOTTED, r"\w+(\.\w+)*"))
_PLACES = ("parent", "name", "root", "options", "context")
_CHOOSING = ("api", "method", "module", "class", "receiver")
_PROJECT = {"name": "project", "title": "the project's own API"}


def check_schema(value: object, schema: Mapping[str, Any], where: str) -> None:
    """Raises ConfigError if a value does not fit a schema of the kind above; `where` is the file and key."""
    if "enum" in schema:
        if value not in schema["enum"]:
            near = nearest(value, schema["enum"]) if isinstance(value, str) else None
            hint = f"; did you mean `{near}`?" if near is not None else ""
            raise ConfigError(f"{where}: expected one of {', '.join(schema['enum'])}{hint}")
        return
    kind, words = _PYTHON_TYPES[schema["type"]]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise mismatch(where, words, value)
    if isinstance(value, str) and len(value.strip()) < schema.get("minLength", 0):
        raise ConfigError(f"{where}: expected a text that is not empty")
    if isinstance(value, int) and value < schema.get("minimum", value):
        raise ConfigError(f"{where}: expected {schema['minimum']} or more")
    if isinstance(value, list):
        for number, item in enumerate(value, 1):
            check_schema(item, schema["items"], f"{where}[{number}]")
    elif isinstance(value, dict):
        _check_table(value, schema, where)


def _check_table(value: Mapping[str, object], schema: Mapping[str, Any], where: str) -> None:
    for name, inner in value.items():
        if name not in schema["properties"]:
            raise ConfigError(f"{where}.{shortened(name)}: unknown key{suggestion(name, schema['properties'])}")
        check_schema(inner, schema["properties"][name], f"{where}.{name}")
    for name in schema.get("required", ()):
        if name not in value:
            raise ConfigError(f"{where}: missing key `{name}`")


def _entries(value: object, schema: Mapping[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    """Returns the tables of a list; `name` is the key of what they are about. Raises ConfigError."""
    check_schema(value, {"type": "array", "items": schema}, where)
    entries: list[dict[str, Any]] = value  # type: ignore[assignment]  # checked above
    for number, entry in enumerate(entries, 1):
        _check_names(entry, name, f"{where}[{number}]")
    return entries


def _check_names(entry: Mapping[str, Any], name: str, where: str) -> None:
    """Raises ConfigError for an entry that can match nothing."""
    called = entry[name]
    if not _NAME.fullmatch(called):
        before, _, last = called.removesuffix("()").rpartition(".")
        is_path = _NAME.fullmatch(last) and _DOTTED.fullmatch(before)
        owner = "class" if before.rpartition(".")[2][:1].isupper() else "receiver"
        hint = f'; write `{name} = "{last}"` and `{owner} = "{before}"`' if is_path else ""
        raise ConfigError(f"{where}.{name}: {quoted(called)} matches nothing: expected one name, as it is called{hint}")
    for key, pattern, words in (("class", _NAME, "the name of a class"), ("receiver", _DOTTED, "a name such as `obs`")):
        if key in entry and not pattern.fullmatch(entry[key]):
            raise ConfigError(f"{where}.{key}: {quoted(entry[key])} matches nothing: expected {words}")
    if "module" in entry and entry["language"] == "python" and not _PACKAGE.fullmatch(entry["module"]):
        words = "a dotted module such as `app.tracing`"
        raise ConfigError(f"{where}.module: {quoted(entry['module'])} matches nothing: expected {words}")
    for key in _PLACES:
        place = entry.get(key)
        if isinstance(place, dict) and (place or key == "parent"):
            _check_place(place, entry["language"], f"{where}.{key}")
    for number, place in enumerate(entry.get("other-parents", ()), 1):
        _check_place(place, entry["language"], f"{where}.other-parents[{number}]")


def _check_place(place: Mapping[str, Any], language: str, where: str) -> None:
    """Raises ConfigError for a place where no argument can be."""
    needed = ("position", "keyword") if language == "python" else ("position",)
    if not any(key in place for key in needed):
        raise ConfigError(f"{where}: matches nothing without `{'` or `'.join(needed)}`")
    keyword = place.get("keyword")
    if keyword is not None and not _NAME.fullmatch(keyword):
        raise ConfigError(f"{where}.keyword: {quoted(keyword)} matches nothing: expected the name of an argument")


def creators(value: object, where: str) -> tuple[tuple[str, Creator], ...]:
    """Returns the project's own creators as pairs of a language and a creator. Raises ConfigError."""
    entries = _entries(value, CREATOR, "method", where)
    return tuple((entry["language"], read_creator(_PROJECT, {"form": "either", **entry})) for entry in entries)


def openers(value: object, where: str) -> tuple[tuple[str, Opener], ...]:
    """Returns the project's own openers as pairs of a language and an opener. Raises ConfigError."""
    entries = _entries(value, OPENER, "name", where)
    return tuple((entry["language"], read_opener(_PROJECT, entry)) for entry in entries)


def wrappers(value: object, where: str) -> tuple[tuple[str, Creator], ...]:
    """Returns the project's own helpers as creators: a call of a function or method of that name creates a span.

    Raises ConfigError.
    """
    entries = _entries(value, WRAPPER, "name", where)
    return tuple(
        (entry["language"], read_creator(_PROJECT, {**entry, "method": entry["name"], "form": "either", "name": {}}))
        for entry in entries
    )


def forbidden(value: object, where: str) -> tuple[Forbidden, ...]:
    """Returns the calls that a project does not want. Raises ConfigError."""
    check_schema(value, {"type": "array", "items": FORBID}, where)
    entries: list[dict[str, Any]] = value  # type: ignore[assignment]  # checked above
    for number, entry in enumerate(entries, 1):
        _check_names({"method": "any", **entry}, "method", f"{where}[{number}]")
        if not any(key in entry for key in _CHOOSING):
            words = ", ".join(f"`{key}`" for key in _CHOOSING[:-1])
            raise ConfigError(f"{where}[{number}]: forbids every call: expected {words} or `{_CHOOSING[-1]}`")
    return tuple(
        Forbidden(
            entry["language"],
            entry["message"],
            entry.get("api", ""),
            entry.get("method", ""),
            read_qualifier(entry),
            tuple(entry.get("files", ())),
            tuple(entry.get("allowed-in", ())),
        )
        for entry in entries
    )


def session_contexts(value: object, where: str) -> tuple[tuple[str, SessionContext], ...]:
    """Returns the session contexts as pairs of a language and its context. Raises ConfigError."""
    check_schema(value, SESSION_CONTEXT, where)
    tables: dict[str, dict[str, Any]] = value  # type: ignore[assignment]  # checked above
    return tuple((language, _session_context(table)) for language, table in tables.items())


def _session_context(table: dict[str, Any]) -> SessionContext:
    helper = table.get("helper", {})
    return SessionContext(
        expression=table["expression"],
        imports=tuple(table.get("imports", ())),
        helper_call=helper.get("call", ""),
        helper_returns=helper.get("returns", ""),
        helper_imports=tuple(helper.get("imports", ())),
    )
