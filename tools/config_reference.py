"""Generates the schema for editors and the reference for people from the rows of the configuration's keys."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from spanlint.apis import all_apis
from spanlint.config.key import Key
from spanlint.config.keys import KEYS
from spanlint.rulebook.rules import rules

SCHEMA = Path(__file__).resolve().parents[1] / "spanlint" / "spanlint.schema.json"
_WORDS = {"integer": "number", "boolean": "true or false"}


def schema() -> str:
    """Returns the text of `spanlint/spanlint.schema.json`: a JSON schema, draft 2020-12, of a whole spanlint.toml."""
    properties = {}
    for key in KEYS:
        row: dict[str, object] = {"description": key.doc, **key.value_type.schema}
        properties[key.name] = row if key.default is None else {**row, "default": key.default}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "spanlint configuration",
        "description": "The keys of spanlint.toml, of .spanlint.toml, and of [tool.spanlint] in pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "$defs": {"rule": _rule(), "apis": _apis()},
    }
    return json.dumps(whole, indent=2) + "\n"


def _rule() -> dict[str, object]:
    codes = [rule.code for rule in rules()]
    prefixes = sorted({code[:length] for code in codes for length in range(1, len(code))})
    names = [{"const": rule.code, "description": f"{rule.name}: {rule.what}"} for rule in rules()]
    every = [{"const": "ALL", "description": "Every rule."}]
    return {"type": "string", "anyOf": [*names, *every, {"pattern": f"^({'|'.join(prefixes)})$"}]}


def _apis() -> dict[str, object]:
    states = {"default": "checked by default", "opt-in": "checked on request"}
    known = {
        api.name: {
            "type": "boolean",
            "description": f"{api.title}: {states.get(api.judged, 'not checked')}.",
        }
        for api in sorted(all_apis(), key=lambda api: api.name)
    }
    return {"type": "object", "additionalProperties": False, "properties": known}


def reference() -> str:
    """Returns the body of the configuration reference in Markdown: one section a key, in the order of the rows."""
    return "\n".join(_section(key) for key in KEYS)


def _section(key: Key) -> str:
    default = "none" if key.default is None else f"`{json.dumps(key.default)}`"
    return (
        f"### `{key.name}`\n\n{key.doc}\n\n- Type: {_type(key.value_type.schema)}\n- Default: {default}\n\n"
        f"```toml\n{key.example}\n```\n{_key_table(key.value_type.schema)}"
    )


def _key_table(schema: Any) -> str:
    """Returns a Markdown table of the keys that a schema describes, empty without any."""
    rows = list(_rows(schema.get("items", schema), ""))
    lines = [f"| `{name}` | {values} | {meaning} |" for name, values, meaning in rows]
    return "\n".join(("", "| Key | Value | Meaning |", "|---|---|---|", *lines, "")) if lines else ""


def _rows(schema: Any, prefix: str) -> Iterator[tuple[str, str, str]]:
    """Yields each described key, what its value is, and what it means."""
    for name, part in schema.get("properties", {}).items():
        needed = " (required)" if name in schema.get("required", ()) else ""
        is_slot = part.get("properties", {}).keys() == {"position", "keyword", "key"}
        if "description" in part:
            yield (
                prefix + name,
                f"{'place' if is_slot else _value(part)}{needed}",
                part["description"].replace("|", "\\|"),
            )
        if not is_slot:
            yield from _rows(part, f"{prefix}{name}.")


def _value(part: Any) -> str:
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    if part["type"] == "array":
        return "list of strings" if part["items"]["type"] == "string" else "list of places"
    return "table" if part["type"] == "object" else str(part["type"])


def _type(part: Any) -> str:
    """Returns a schema in words, for one line of text."""
    if "anyOf" in part:
        return " or ".join(_type(alternative) for alternative in part["anyOf"])
    if "$ref" in part:
        return {"rule": "rule code", "apis": "table of API names, each true or false"}[part["$ref"].rpartition("/")[2]]
    if "enum" in part:
        return " or ".join(f"`{json.dumps(value)}`" for value in part["enum"])
    if part["type"] == "array":
        items = _type(part["items"])
        return f"list of {items.replace('table', 'tables', 1)}" if items.startswith("table") else f"list of {items}s"
    if part["type"] == "object":
        more = part.get("additionalProperties")
        return f"table of patterns, each with a {_type(more)}" if more else _fields(part)
    return _WORDS.get(part["type"], str(part["type"]))


def _fields(part: Any) -> str:
    needed = part.get("required", ())
    names = [f"`{name}`" + (" (required)" if name in needed else "") for name in part["properties"]]
    return f"table with the keys {', '.join(names)}"


def main() -> int:
    """Write the schema again."""
    SCHEMA.write_text(schema(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
