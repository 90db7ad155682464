"""The tables `[[tool.spanlint.creators]]`, `openers`, `wrappers` and `[tool.spanlint.session-context]`, each with a
schema that both validates and documents it."""

from __future__ import annotations

from collections.abc import Mapping

from spanlint.apis.entries import read_creator, read_opener
from spanlint.config.errors import ConfigError, mismatch, shortened, suggestion
from spanlint.model.apis import Creator, Opener
from spanlint.model.settings import SessionContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_SLOT = {
    "type": "object",
    "properties": {
        "position": {"type": "integer", "minimum": 0},
        "keyword": {"type": "string"},
        "key": {"type": "string"},
    },
    "additionalProperties": False,
}
_LANGUAGE = {"enum": ["python", "typescript"]}
_STRING = {"type": "string"}
_STRINGS = {"type": "array", "items": _STRING}
_EFFECT = {"enum": ["ambient", "root", "noop", "crash"]}
CREATOR = {
    "type": "object",
    "required": ["language", "method", "parent"],
    "additionalProperties": False,
    "properties": {
        "language": _LANGUAGE,
        "method": _STRING,
        "form": {"enum": ["method", "function", "either"]},
        "name": _SLOT,
        "parent": _SLOT,
        "other-parents": {"type": "array", "items": _SLOT},
        "root": _SLOT,
        "options": _SLOT,
        "callback": {"enum": ["last"]},
        "absent": _EFFECT,
        "none": _EFFECT,
        "null": _EFFECT,
        "activates": {"enum": ["no", "with", "callback"]},
        "source": _STRING,
        "help": _STRING,
    },
}
OPENER = {
    "type": "object",
    "required": ["language", "name", "form"],
    "additionalProperties": False,
    "properties": {
        "language": _LANGUAGE,
        "name": _STRING,
        "form": {"enum": ["with", "decorator", "callback", "attach"]},
        "closer": _STRING,
        "context": _SLOT,
        "empty": _STRINGS,
        "source": _STRING,
    },
}
WRAPPER = {
    "type": "object",
    "required": ["language", "name", "parent"],
    "additionalProperties": False,
    "properties": {
        "language": _LANGUAGE,
        "name": _STRING,
        "parent": _SLOT,
        "activates": {"enum": ["no", "with", "callback"]},
    },
}
_HELPER = {
    "type": "object",
    "required": ["call", "returns"],
    "additionalProperties": False,
    "properties": {"call": _STRING, "returns": _STRING, "imports": _STRINGS},
}
_SESSION = {
    "type": "object",
    "required": ["expression"],
    "additionalProperties": False,
    "properties": {"expression": _STRING, "imports": _STRINGS, "helper": _HELPER},
}
SESSION_CONTEXT = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"python": _SESSION, "typescript": _SESSION},
}
_PYTHON_TYPES: dict[str, tuple[type, str]] = {
    "object": (dict, "a table"),
    "array": (list, "a list"),
    "string": (str, "a string"),
    "integer": (int, "a number"),
}
_PROJECT = {"name": "project", "title": "the project's own API"}


def check_schema(value: object, schema: Mapping[str, Any], where: str) -> None:
    """Raises ConfigError if a value does not fit a schema of the kind above; `where` is the file and key."""
    if "enum" in schema:
        if value not in schema["enum"]:
            raise ConfigError(f"{where}: expected one of {', '.join(schema['enum'])}")
        return
    kind, words = _PYTHON_TYPES[schema["type"]]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise mismatch(where, words, value)
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


def creators(value: object, where: str) -> tuple[tuple[str, Creator], ...]:
    """Returns the project's own creators as pairs of a language and a creator. Raises ConfigError."""
    check_schema(value, {"type": "array", "items": CREATOR}, where)
    entries: list[dict[str, Any]] = value  # type: ignore[assignment]  # checked above
    return tuple((entry["language"], read_creator(_PROJECT, {"form": "either", **entry})) for entry in entries)


def openers(value: object, where: str) -> tuple[tuple[str, Opener], ...]:
    """Returns the project's own openers as pairs of a language and an opener. Raises ConfigError."""
    check_schema(value, {"type": "array", "items": OPENER}, where)
    entries: list[dict[str, Any]] = value  # type: ignore[assignment]  # checked above
    return tuple((entry["language"], read_opener(_PROJECT, entry)) for entry in entries)


def wrappers(value: object, where: str) -> tuple[tuple[str, Creator], ...]:
    """Returns the project's own helpers as creators: a call of a function or method of that name creates a span.

    Raises ConfigError.
    """
    check_schema(value, {"type": "array", "items": WRAPPER}, where)
    entries: list[dict[str, Any]] = value  # type: ignore[assignment]  # checked above
    return tuple(
        (entry["language"], read_creator(_PROJECT, {**entry, "method": entry["name"], "form": "either", "name": {}}))
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
