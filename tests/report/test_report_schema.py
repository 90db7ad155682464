"""The JSON reports against the schema that the package ships: in every golden file, and in real runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from spanlint.report.json_parts import SCHEMA as NAME
from tests.cli.program import PYTHON_BAD, run_spanlint, write
from tests.report.test_golden import GOLDEN
from tests.trace.test_formats import FORMATS as EXPORTS

SHIPPED: dict[str, Any] = json.loads((Path(__file__).parents[2] / "spanlint" / NAME).read_text(encoding="utf-8"))
PAGE = (Path(__file__).parents[2] / "docs" / "json-output.md").read_text(encoding="utf-8")
PARTS = {"json": "#/$defs/array", "json-report": "#", "jsonl": "#/$defs/line"}
"""The part of the schema that describes each format, one line of it for `jsonl`."""


def closed(schema: Any) -> Any:
    """The schema without room for keys that it does not describe."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    return {**inner, "additionalProperties": False} if isinstance(schema.get("properties"), dict) else inner


def errors(name: str, text: str) -> list[str]:
    """What is wrong with a report."""
    schema = {"$defs": {**closed(SHIPPED)["$defs"]}, **closed({k: v for k, v in SHIPPED.items() if k != "$defs"})}
    if PARTS[name] != "#":
        schema = {"$defs": schema["$defs"], "$ref": PARTS[name]}
    parts = [json.loads(line) for line in text.splitlines()] if name == "jsonl" else [json.loads(text)]
    validator = Draft202012Validator(schema)
    return [error.message for part in parts for error in validator.iter_errors(part)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SHIPPED)


@pytest.mark.parametrize("name", PARTS)
def test_every_golden_file_is_as_the_schema_says(name: str) -> None:
    kept = sorted(GOLDEN.glob(f"*.{name}.json*"))
    assert len(kept) >= 10
    assert {path.name: errors(name, path.read_text(encoding="utf-8")) for path in kept} == {
        path.name: [] for path in kept
    }


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("options", [(), ("--quiet",), ("--fix",), ("--select", "SPN9")])
def test_real_runs_are_as_the_schema_says(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    write(
        tmp_path, {"a.py": PYTHON_BAD, "b.py": b"start_span(\xff", "c.py": f"{PYTHON_BAD}# spanlint: ignore[SPN001]\n"}
    )
    run = run_spanlint(tmp_path, "--output-format", name, *options, ".", "gone.py")
    assert (run.code, errors(name, run.out)) == (2, [])


@pytest.mark.parametrize("name", PARTS)
def test_reports_of_traces_are_as_the_schema_says(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"export.json": EXPORTS["otlp_json"](), "gone.json": b"{"})
    run = run_spanlint(tmp_path, "trace", "--output-format", name, "export.json", "gone.json")
    assert '"trace": {' in run.out
    assert errors(name, run.out) == []


@pytest.mark.parametrize(
    "wrong",
    [{"findings": None}, {"version": 2}, {"summary": {}}, {"problems": [{"path": 1, "message": ""}]}, {"tool": "x"}],
)
def test_the_schema_refuses_what_no_report_holds(wrong: dict[str, Any]) -> None:
    validator = Draft202012Validator(SHIPPED)
    report = json.loads((GOLDEN / "several-rules.json-report.json").read_text(encoding="utf-8"))
    assert validator.is_valid({**report, "new": 1}), "a later version may add keys"
    assert not validator.is_valid({**report, **wrong})
    assert not validator.is_valid({key: value for key, value in report.items() if key not in wrong})


def rows(title: str) -> set[str]:
    """The keys in the tables under a heading of the page."""
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return {line.split("`")[1] for line in section.splitlines() if line.startswith("| `")}


def test_the_page_has_every_key_of_the_schema() -> None:
    parts = SHIPPED["$defs"]
    assert rows("The whole report") == set(SHIPPED["properties"])
    assert rows("The summary") == set(parts["summary"]["properties"])
    assert rows("A problem") == set(parts["problem"]["properties"])
    added = set(parts["finding"]["properties"]) - set(parts["array"]["items"]["oneOf"][0]["properties"])
    assert rows("More keys of a finding") == added
