"""The types of the configuration's values, each with a schema for editors and a reader for spanlint."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from spanlint.config import entry_schemas, project_entries, trace_table
from spanlint.config.errors import ConfigError, mismatch, quoted, shortened, type_name
from spanlint.lean.records import Record
from spanlint.report import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_UNITS = {"": 1, "K": 1000, "M": 1000**2, "G": 1000**3, "Ki": 1024, "Mi": 1024**2, "Gi": 1024**3}
_SIZE = r"^(0*[1-9][0-9]{0,8}) ?(|[KMG]i?)B$"


class ValueType(Record):
    """A type of value: its JSON schema, and `read(value, where)`, which raises ConfigError for any other type.

    `read` returns the immutable value that `Config` holds. `$ref` points to definitions of rules and APIs, which the
    writer of a whole schema must supply.
    """

    schema: Mapping[str, object]
    read: Callable[[object, str], Any]


def toml_key(name: str) -> str:
    """Returns a key as written in TOML, quoted unless it is a bare key, and cut to at most 60 code points."""
    is_bare = name.isascii() and name.replace("-", "a").replace("_", "a").isalnum()
    return shortened(name) if is_bare else f'"{shortened(name)}"'


def _read_strings(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise mismatch(where, "a list of strings", value)
    for number, item in enumerate(value, 1):
        if not isinstance(item, str):
            raise ConfigError(f"{where}: expected a list of strings, item {number} is {type_name(item)}")
    return tuple(value)


def _read_strings_by_pattern(value: object, where: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    if not isinstance(value, dict):
        raise mismatch(where, "a table of patterns, each with a list of codes", value)
    return tuple((pattern, _read_strings(codes, f"{where}.{toml_key(pattern)}")) for pattern, codes in value.items())


def _read_switches(value: object, where: str) -> tuple[tuple[str, bool], ...]:
    if not isinstance(value, dict):
        raise mismatch(where, "a table of names, each true or false", value)
    for name, switch in value.items():
        if not isinstance(switch, bool):
            raise mismatch(f"{where}.{toml_key(name)}", "true or false", switch)
    return tuple(value.items())


def _read_switch(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise mismatch(where, "true or false", value)
    return value


def _read_string(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise mismatch(where, "a string", value)
    return value


def _read_count(value: object, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise mismatch(where, "a number", value)
    if value < 0:
        raise ConfigError(f"{where}: expected 0 or more")
    return value


def _read_size(value: object, where: str) -> int:
    if isinstance(value, str):
        size = re.fullmatch(_SIZE, value)
        if size is None:
            raise ConfigError(f'{where}: expected a number of bytes or a size like "1MB", got {quoted(value)}')
        return int(size[1]) * _UNITS[size[2]]
    if not isinstance(value, int) or isinstance(value, bool):
        raise mismatch(where, "a number of bytes or a string", value)
    if value < 1:
        raise ConfigError(f"{where}: expected 1 or more")
    return value


def _choice(*names: str) -> ValueType:
    def read(value: object, where: str) -> object:
        project_entries.check_schema(value, {"enum": names}, where)
        return value

    return ValueType({"enum": list(names)}, read)


_SIZES = [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": _SIZE}]
_CODES = {"type": "array", "items": {"$ref": "#/$defs/rule"}}

SWITCH = ValueType({"type": "boolean"}, _read_switch)
STRING = ValueType({"type": "string"}, _read_string)
STRINGS = ValueType({"type": "array", "items": {"type": "string"}}, _read_strings)
COUNT = ValueType({"type": "integer", "minimum": 0}, _read_count)
SIZE = ValueType({"anyOf": _SIZES}, _read_size)
CODES = ValueType(_CODES, _read_strings)
CODES_BY_PATTERN = ValueType({"type": "object", "additionalProperties": _CODES}, _read_strings_by_pattern)
APIS = ValueType({"$ref": "#/$defs/apis"}, _read_switches)
CREATORS = ValueType({"type": "array", "items": entry_schemas.CREATOR}, project_entries.creators)
OPENERS = ValueType({"type": "array", "items": entry_schemas.OPENER}, project_entries.openers)
WRAPPERS = ValueType({"type": "array", "items": entry_schemas.WRAPPER}, project_entries.wrappers)
FORBIDDEN = ValueType({"type": "array", "items": entry_schemas.FORBID}, project_entries.forbidden)
SESSION_CONTEXTS = ValueType(entry_schemas.SESSION_CONTEXT, project_entries.session_contexts)
TRACE = ValueType(trace_table.TRACE, trace_table.trace_table)
OUTPUT_FORMATS = _choice(*FORMATS)
SEVERITIES = _choice("error", "warning")
