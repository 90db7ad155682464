"""What the files of a rule lack, one line each, so that whoever adds a rule is told what to add."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from spanlint.text.near_names import nearest

_WORDS: dict[str, type] = {**dict.fromkeys(("code", "severity", "since", "what", "why", "do"), str), "default": bool}
_SWITCHES = ("passes-entered", "follows-helpers", "judges-statuses", "quiet-in-tests", "quiet-in-docs", "wants-parent")
_KEYS: dict[str, type] = {
    **_WORDS,
    **dict.fromkeys(_SWITCHES, bool),
    **dict.fromkeys(("fix", "judges"), str),
    "options": dict,
}
_CHOICES = {"severity": ("error", "warning"), "fix": ("safe", "unsafe"), "judges": ("code", "traces")}
_CODE = re.compile(r"SPN\d{3}")
_TYPES = {bool: "`true` or `false`", str: "a string", dict: "a table"}


def word_faults(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    """Yields what is wrong with the keys and values in the rule.toml of a rule."""
    for fault in (*_missing(table), *_meaningless(table)):
        yield f"rules/{name}/rule.toml: {fault}"


def file_faults(name: str, folder: str, check: str) -> Iterator[str]:
    """Yields which files of a rule are missing: of its folder, and its check, whose path begins with `spanlint/`."""
    if not os.path.isfile(os.path.join(folder, "rule.md")):
        yield f"rules/{name}/rule.md: no such file"
    examples = os.path.join(folder, "examples")
    names = os.listdir(examples) if os.path.isdir(examples) else []
    for beginning in ("bad", "good"):
        if not any(example.startswith(beginning) for example in names):
            yield f"rules/{name}/examples: no file whose name begins with `{beginning}`"
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if not os.path.isfile(os.path.join(os.path.dirname(package), check)):
        yield f"rules/{name}: no check in {check}"


def _missing(table: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"`{key}` is missing" for key in _WORDS if key not in table)
    options = table.get("options", {})
    is_off = table.get("default") is False and table.get("judges") != "traces"
    if is_off and isinstance(options, dict) and "select" not in options:
        row = f'select = ["{table.get("code", "")}"]'
        yield f"`{row}` is missing under `[options]`: without it, the examples of a rule that is off find nothing"


def _meaningless(table: Mapping[str, Any]) -> Iterator[str]:
    for key, value in table.items():
        if key not in _KEYS:
            near = nearest(key, _KEYS)
            yield f"unknown key `{key}`" + (f"; did you mean `{near}`?" if near is not None else "")
        elif not isinstance(value, _KEYS[key]):
            yield f"`{key}` has to be {_TYPES[_KEYS[key]]}"
        elif key in _CHOICES and value not in _CHOICES[key]:
            yield f"`{key}` has to be {' or '.join(f'`{choice}`' for choice in _CHOICES[key])}"
        elif key == "code" and _CODE.fullmatch(table[key]) is None:
            yield "`code` has to be `SPN` and three digits"
