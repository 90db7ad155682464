"""The keys of the configuration, one row each: what validates a file, and what a schema or a reference is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from spanlint import config_entries
from spanlint.config_errors import ConfigError, mismatch, shortened, suggestion, type_name
from spanlint.report import FORMATS
from spanlint.selection import check_selectors


class Known(NamedTuple):
    """The names a value may use, asked for only when a value uses one: listing them loads rules and API tables."""

    codes: Callable[[], Sequence[str]]
    apis: Callable[[], Sequence[str]]


class Shape(NamedTuple):
    """A type of value: its JSON schema, and `read(value, where)`, which raises ConfigError for any other type.

    `read` returns the value as `Config` holds it, immutable.
    """

    schema: Mapping[str, object]
    read: Callable[[object, str], Any]


class Key(NamedTuple):
    """One key: its kebab-case name, its type, what else must be true of its value, its default in TOML's terms, a line.

    `Config` has a field of the same name in snake_case. `check(value, known, where)` raises ConfigError; a default of
    None is no value at all, which only leaving the key out can say.
    """

    name: str
    shape: Shape
    check: Callable[[Any, Known, str], None] | None
    default: object
    doc: str


def read_keys(table: Mapping[str, object], place: str, known: Known) -> dict[str, Any]:
    """The fields of `Config` that a TOML table sets; `place` is what an error writes before the key.

    Raises ConfigError for the first key, in file order, that is unknown or whose value is wrong.
    """
    keys = {key.name: key for key in KEYS}
    fields: dict[str, Any] = {}
    for name, value in table.items():
        where = place + _spelled(name)
        if name not in keys:
            raise ConfigError(f"{where}: unknown key{suggestion(name, keys)}")
        key = keys[name]
        read = key.shape.read(value, where)
        if key.check:
            key.check(read, known, where)
        fields[name.replace("-", "_")] = read
    return fields


def _spelled(name: str) -> str:
    """A key as TOML would have it, cut short if need be: quoted when it is not a bare one."""
    bare = name.isascii() and name.replace("-", "a").replace("_", "a").isalnum()
    return shortened(name) if bare else f'"{shortened(name)}"'


def _read_strings(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise mismatch(where, "a list of strings", value)
    for number, item in enumerate(value, 1):
        if not isinstance(item, str):
            raise ConfigError(f"{where}: expected a list of strings, item {number} is {type_name(item)}")
    return tuple(value)


def _read_switches(value: object, where: str) -> tuple[tuple[str, bool], ...]:
    if not isinstance(value, dict):
        raise mismatch(where, "a table of names, each true or false", value)
    for name, switch in value.items():
        if not isinstance(switch, bool):
            raise mismatch(f"{where}.{_spelled(name)}", "true or false", switch)
    return tuple(value.items())


def _read_switch(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise mismatch(where, "true or false", value)
    return value


def _read_string(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise mismatch(where, "a string", value)
    return value


def _check_codes(selectors: Sequence[str], known: Known, where: str) -> None:
    check_selectors(selectors, known.codes, where)


def _check_apis(switches: Sequence[tuple[str, bool]], known: Known, where: str) -> None:
    names = known.apis() if switches else ()
    for name, _ in switches:
        if name not in names:
            raise ConfigError(f"{where}.{_spelled(name)}: unknown API{suggestion(name, names)}")


def _choice(*names: str) -> Shape:
    def read(value: object, where: str) -> object:
        config_entries.check(value, {"enum": names}, where)
        return value

    return Shape({"enum": list(names)}, read)


SWITCH = Shape({"type": "boolean"}, _read_switch)
STRING = Shape({"type": "string"}, _read_string)
STRINGS = Shape({"type": "array", "items": {"type": "string"}}, _read_strings)
CREATORS = Shape({"type": "array", "items": config_entries.CREATOR}, config_entries.creators)
OPENERS = Shape({"type": "array", "items": config_entries.OPENER}, config_entries.openers)
WRAPPERS = Shape({"type": "array", "items": config_entries.WRAPPER}, config_entries.wrappers)
SESSION_CONTEXTS = Shape(config_entries.SESSION_CONTEXT, config_entries.session_contexts)
SWITCHES = Shape({"type": "object", "additionalProperties": {"type": "boolean"}}, _read_switches)
OUTPUT_FORMATS = _choice(*FORMATS)
SEVERITIES = _choice("error", "warning")

KEYS = (
    Key("select", STRINGS, _check_codes, None, "Rules that run, in place of the default ones: codes, prefixes or ALL."),
    Key("extend-select", STRINGS, _check_codes, [], "Rules that run as well as the selected or default ones."),
    Key("ignore", STRINGS, _check_codes, [], "Rules that do not run, unless a longer code or prefix selects them."),
    Key("exclude", STRINGS, None, [], "Files and folders to leave out: .gitignore patterns, relative to this file."),
    Key("apis", SWITCHES, _check_apis, {}, "Tracing APIs, by name, whose calls are judged (true) or not (false)."),
    Key("creators", CREATORS, None, [], "Methods and functions of the project's own that create spans."),
    Key("openers", OPENERS, None, [], "Calls of the project's own that make a context active."),
    Key("wrappers", WRAPPERS, None, [], "Helpers of the project's own that start a span and take its parent."),
    Key("session-context", SESSION_CONTEXTS, None, {}, "The parent that fixes pass, in each language."),
    Key("output-format", OUTPUT_FORMATS, None, "text", "How to report, unless `--output-format` says it."),
    Key("fail-on", SEVERITIES, None, "warning", "The least severity that makes the exit code 1: error or warning."),
    Key("force-exclude", SWITCH, None, False, "Whether excluded files are left out even where they are named."),
    Key("baseline", STRING, None, None, "The baseline of findings not to report, relative to this file."),
)
