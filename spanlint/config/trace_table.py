"""The table `[tool.spanlint.trace]`, with a schema that both validates and documents it."""

from __future__ import annotations

import re

from spanlint.config.errors import ConfigError, mismatch, suggestion
from spanlint.config.project_entries import check_schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_STRINGS = {"type": "array", "items": {"type": "string", "minLength": 1}}
_COUNT = {"type": "integer", "minimum": 0}
_NAMED = ["auto", "none", "sha256", "sha1", "md5", "uuid"]
_DERIVATION = {
    "type": "object",
    "required": ["hash"],
    "additionalProperties": False,
    "properties": {"hash": {"enum": ["sha256", "sha1", "md5"]}, "of": {"type": "string"}, "digits": _COUNT},
}
_SESSION = "{session}"
_MAX_DIGITS = 32
TRACE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "session-keys": _STRINGS,
        "extend-session-keys": _STRINGS,
        "trace-id": {"anyOf": [{"enum": _NAMED}, _DERIVATION]},
        "traces-per-session": {"enum": ["auto", "one", "many"]},
        "roots": _STRINGS,
        "ignore-spans": _STRINGS,
        "tolerance-ms": _COUNT,
        "grace-seconds": _COUNT,
        "max-trace-spans": _COUNT,
        "max-trace-hours": _COUNT,
        "sources": {"type": "object", "properties": {}, "additionalProperties": {"type": "string"}},
    },
}


def trace_table(value: object, where: str) -> tuple[tuple[str, object], ...]:
    """Returns the keys and values of the table. Raises ConfigError."""
    if not isinstance(value, dict):
        raise mismatch(where, "a table", value)
    properties: dict[str, Any] = TRACE["properties"]  # type: ignore[assignment]
    for name, inner in value.items():
        if name not in properties:
            raise ConfigError(f"{where}.{name}: unknown key{suggestion(name, properties)}")
        if name == "sources":
            _check_sources(inner, f"{where}.{name}")
        elif name == "trace-id":
            _check_derivation(inner, f"{where}.{name}")
        else:
            check_schema(inner, properties[name], f"{where}.{name}")
    return tuple((name, tuple(inner) if isinstance(inner, list) else inner) for name, inner in value.items())


def _check_sources(value: object, where: str) -> None:
    if not isinstance(value, dict):
        raise mismatch(where, "a table of services, each with a folder", value)
    for service, folder in value.items():
        if not isinstance(folder, str):
            raise mismatch(f"{where}.{service}", "a string", folder)


def _check_derivation(value: object, where: str) -> None:
    if isinstance(value, str):
        check_schema(value, {"enum": _NAMED}, where)
        return
    check_schema(value, _DERIVATION, where)
    table: dict[str, Any] = value  # type: ignore[assignment]  # checked above
    of, digits = table.get("of", _SESSION), table.get("digits", _MAX_DIGITS)
    keys = re.findall(r"\{[^{}]*\}", of)
    if keys.count(_SESSION) != 1 or "{}" in keys:
        raise ConfigError(f"{where}.of: expected a text with one `{_SESSION}` in it")
    if not 1 <= digits <= _MAX_DIGITS:
        raise ConfigError(f"{where}.digits: expected 1 to {_MAX_DIGITS}")
