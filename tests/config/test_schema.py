"""The schema that editors read and the reference that people read: written from the keys, and true of the program."""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from spanlint.config.errors import ConfigError
from spanlint.config.files import load_config
from spanlint.config.keys import KEYS
from spanlint.config.run_settings import known_apis, known_codes
from spanlint.rulebook.rules import rules
from tools.config_reference import SCHEMA, reference, schema

toml: Any = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")

VALID = [
    "", "select = ['SPN001', 'SPN', 'S', 'ALL']", "select = []", "extend-select = ['SPN00']", "ignore = ['SPN901']",
    "jobs = 0", "jobs = 12", "max-file-size = 1", "max-file-size = '1MB'", "max-file-size = '20 KiB'",
    "max-file-size = '12B'", "extend = 'a.toml'", "[per-file-ignores]\n'!a/{b,c}' = ['SPN0']", "[per-file-ignores]",
    "include = ['*.py']", "context-manager-decorators = ['a']", "[apis]\nsentry = true", "output-format = 'sarif'",
    "fail-on = 'error'", "force-exclude = true", "baseline = 'b.json'", "exclude = ['a']\nextend-exclude = ['b']",
    "[session-context.python]\nexpression = 'a'",
    "[[wrappers]]\nlanguage = 'python'\nname = 'f'\nparent = { position = 0 }",
]  # fmt: skip
INVALID = [
    "selct = []", "select = 'SPN001'", "select = ['SPN777']", "select = ['']", "select = ['spn001']", "select = [1]",
    "jobs = -1", "jobs = '2'", "jobs = 1.5", "jobs = true", "max-file-size = 0", "max-file-size = '1XB'",
    "max-file-size = '0MB'", "max-file-size = '1M'", "max-file-size = ''", "max-file-size = true", "extend = ['a']",
    "per-file-ignores = []", "[per-file-ignores]\na = 'SPN001'", "[per-file-ignores]\na = ['SPN777']",
    "include = '*.py'", "context-manager-decorators = 'a'", "[apis]\nnobody = true", "[apis]\nsentry = 1",
    "output-format = 'xml'", "fail-on = 'info'", "force-exclude = 'yes'", "baseline = 1", "extend-exclude = 'a'",
    "[session-context.ruby]\nexpression = 'a'", "[session-context.python]\nimports = []",
    "[[wrappers]]\nlanguage = 'python'\nname = 'f'", "[[wrappers]]\nlanguage = 'go'\nname = 'f'\nparent = {}",
    "[[wrappers]]\nlanguage = 'python'\nname = 'f'\nparent = { position = -1 }",
]  # fmt: skip


def by_schema(text: str) -> bool:
    return Draft202012Validator(json.loads(schema())).is_valid(toml.loads(text))


def by_program(folder: Path, text: str) -> bool:
    (folder / "spanlint.toml").write_text(text, encoding="utf-8")
    (folder / "a.toml").write_text("", encoding="utf-8")
    try:
        load_config(str(folder / "spanlint.toml"), known_codes, known_apis)
    except ConfigError:
        return False
    return True


def test_the_shipped_schema_is_fresh() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema(), "run `make docs`"


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(json.loads(schema()))


@pytest.mark.parametrize("text", VALID)
def test_schema_and_program_accept_the_same(tmp_path: Path, text: str) -> None:
    assert by_schema(text)
    assert by_program(tmp_path, text)


@pytest.mark.parametrize("text", INVALID)
def test_schema_and_program_refuse_the_same(tmp_path: Path, text: str) -> None:
    assert not by_schema(text)
    assert not by_program(tmp_path, text)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_every_example_is_one_of_its_key_and_not_the_default(tmp_path: Path, key: Any) -> None:
    (value,) = toml.loads(key.example).items()
    assert value[0] == key.name
    assert value[1] != key.default
    assert by_schema(key.example)
    assert by_program(tmp_path, key.example) or key.name == "extend"


def test_every_default_and_every_meaning_is_in_the_schema() -> None:
    properties = json.loads(schema())["properties"]
    assert [*properties] == [key.name for key in KEYS]
    for key in KEYS:
        assert properties[key.name]["description"] == key.doc
        assert properties[key.name].get("default") == key.default
        if key.default is not None:
            assert Draft202012Validator(json.loads(schema())).is_valid({key.name: key.default})


def test_editors_can_offer_every_code_and_every_api() -> None:
    definitions = json.loads(schema())["$defs"]
    offered = {each["const"] for each in definitions["rule"]["anyOf"] if "const" in each}
    assert offered == {"ALL", *(rule.code for rule in rules())}
    assert {*definitions["apis"]["properties"]} == {*known_apis()}


def test_the_reference_has_a_section_for_every_key() -> None:
    text = reference()
    assert [line[5:-1] for line in text.splitlines() if line.startswith("### ")] == [key.name for key in KEYS]
    for key in KEYS:
        assert f"\n{key.doc}\n" in text
        assert f"```toml\n{key.example}\n```\n" in text
    assert "- Type: list of rule codes\n- Default: none\n" in text
    assert f"- Type: number or string\n- Default: `{5_000_000}`\n" in text
    assert '- Type: `"error"` or `"warning"`\n- Default: `"warning"`\n' in text
