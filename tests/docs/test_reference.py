"""The configuration's page and its schema: every key is in both, and every example is taken by the program."""

from __future__ import annotations

import json
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from spanlint.config.keys import KEYS
from spanlint.disk.folders import SKIPPED_FOLDERS
from tests.cli.program import PYTHON_BAD, places, run_spanlint, write

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "spanlint" / "spanlint.schema.json").read_text(encoding="utf-8"))
SECTIONS = dict(re.findall(r"^### `([a-z-]+)`\n(.*?)(?=^### |^<!-- reference:end)", PAGE, re.MULTILINE | re.DOTALL))
tomllib = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")


def example(name: str) -> dict[str, Any]:
    blocks = re.findall(r"```toml\n(.*?)```", SECTIONS[name], re.DOTALL)
    assert len(blocks) == 1
    table: dict[str, Any] = tomllib.loads(blocks[0])
    assert name in table
    return table


def test_every_key_has_a_section_and_is_in_the_schema() -> None:
    names = [key.name for key in KEYS]
    assert list(SECTIONS) == names
    assert list(SCHEMA["properties"]) == names
    assert all(key.doc in SECTIONS[key.name] for key in KEYS)


def test_every_folder_that_is_not_searched_is_named() -> None:
    assert set(re.findall(r"`([^` ]+)`", SECTIONS["searched-folders"])) >= SKIPPED_FOLDERS


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_the_default_is_the_one_that_is_written(key: Any) -> None:
    written = re.search(r"^- Default: (?:none|`(.*)`)$", SECTIONS[key.name], re.MULTILINE)
    assert written
    assert (json.loads(written[1]) if written[1] else None) == key.default


@pytest.mark.parametrize("name", [key.name for key in KEYS])
def test_every_example_is_what_the_schema_and_the_program_expect(tmp_path: Path, name: str) -> None:
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(example(name))] == []
    block = SECTIONS[name].split("```toml\n")[1].split("```")[0]
    extended = example(name).get("extend", "gone.toml")
    write(tmp_path, {"a/b/c/spanlint.toml": block, f"a/b/c/{extended}": "", "a/b/c/a.txt": ""})
    run = run_spanlint(tmp_path / "a" / "b" / "c", "--exit-zero", "a.txt")
    assert "spanlint.toml" not in run.err


def test_the_schema_refuses_what_the_program_refuses() -> None:
    validator = Draft202012Validator(SCHEMA)
    Draft202012Validator.check_schema(SCHEMA)
    for wrong in ('{"selekt": []}', '{"select": "SPN001"}', '{"select": ["SPN001", "X"]}', '{"fail-on": "never"}'):
        assert not validator.is_valid(json.loads(wrong)), wrong
    assert validator.is_valid({})


@pytest.mark.parametrize(
    ("configured", "found"),
    [
        ('select = ["SPN001"]\nignore = ["SPN"]', 1),
        ('select = ["SPN"]\nignore = ["SPN001"]', 0),
        ('select = ["ALL"]\nignore = ["SPN"]', 0),
        ('select = ["SPN001"]\nignore = ["SPN001"]', 0),
    ],
)
def test_the_longer_code_decides(tmp_path: Path, configured: str, found: int) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "spanlint.toml": configured})
    assert len(places(run_spanlint(tmp_path, "--output-format", "concise"))) == found


def test_the_first_of_three_names_and_the_nearest_folder_count(tmp_path: Path) -> None:
    names = re.findall(r"^\d\. `([.\w]+)`", PAGE, re.MULTILINE)
    assert names == [".spanlint.toml", "spanlint.toml", "pyproject.toml"]
    off = {name: ("[tool.spanlint]\n" if name == "pyproject.toml" else "") + 'ignore = ["ALL"]\n' for name in names}
    write(tmp_path, {"bad.py": PYTHON_BAD, "below/bad.py": PYTHON_BAD, **off})
    for name in names:
        write(tmp_path, {name: off[name].replace("ALL", "SPN9")})
        assert places(run_spanlint(tmp_path, "--output-format", "concise", "bad.py")) == ["bad.py:7:19 SPN001"]
        write(tmp_path, {name: off[name], f"below/{name}": ""})
        below = run_spanlint(tmp_path, "--output-format", "concise")
        assert places(below) == ([] if name == "pyproject.toml" else ["below/bad.py:7:19 SPN001"])
        for written in (name, f"below/{name}"):
            (tmp_path / written).unlink()


ENTRIES = ("creators", "wrappers", "openers", "forbid")


@pytest.mark.parametrize("name", ENTRIES)
def test_every_key_of_an_entry_is_described_in_the_schema_and_on_the_page(name: str) -> None:
    for key, part in SCHEMA["properties"][name]["items"]["properties"].items():
        assert part.get("description"), key
        row = re.search(rf"^\| `{key}` \| (.*?) \| (.*) \|$", SECTIONS[name], re.MULTILINE)
        assert row is not None, key
        assert row[2] == part["description"]
        assert all(f"`{value}`" in row[1] for value in part.get("enum", ())), key


@pytest.mark.parametrize("name", ENTRIES)
def test_every_value_of_a_choice_has_its_meaning(name: str) -> None:
    for key, part in SCHEMA["properties"][name]["items"]["properties"].items():
        for value in part.get("enum", ()):
            assert f"`{value}`" in part["description"] or key == "language", (key, value)
