"""The JSON report against its page, and its edits against what `--fix` writes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import run_spanlint, write
from tests.report.report_samples import CASES, FIXABLE, SKIPPED, report

PAGE = (Path(__file__).parents[2] / "docs" / "json-output.md").read_text(encoding="utf-8")
OBJECTS = {"related": "A related place", "fixes": "A fix", "edits": "An edit"}
PYTHON = """\
from opentelemetry import trace
from opentelemetry.context import Context

tracer = trace.get_tracer("é")


def checkout(cart, ctx: Context) -> None:
    é = "é"; return tracer.start_span("checkout")
"""
TYPESCRIPT = """\
import { Context, trace } from "@opentelemetry/api";

const tracer = trace.getTracer("é");
export const checkout = (ctx: Context) => { "é👩"; return tracer.startSpan("checkout"); };
"""


def documented(title: str) -> dict[str, str]:
    """The keys in the table under a heading, and their types."""
    (section,) = re.findall(rf"^## {title}$(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", section, flags=re.MULTILINE))


def check(read: dict[str, Any], title: str) -> None:
    kinds = {str: "string", int: "number", list: "array"}
    assert {key: kinds[type(value)] for key, value in read.items()} == documented(title)
    for key, inner in OBJECTS.items():
        for each in read.get(key, ()):
            check(each, inner)


@pytest.mark.parametrize("case", CASES)
def test_the_page_has_every_key_and_no_other(case: str) -> None:
    for read in json.loads(report("json", *CASES[case])):
        check(read, "A finding")


def test_the_samples_have_one_of_every_object() -> None:
    assert SKIPPED.related
    assert FIXABLE.fixes[0].edits


def applied(text: bytes, fix: dict[str, Any]) -> bytes:
    for edit in reversed(fix["edits"]):
        text = text[: edit["start"]] + edit["text"].encode() + text[edit["end"] :]
    return text


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize(("name", "text"), [("a.py", PYTHON), ("a.ts", TYPESCRIPT)])
def test_the_edits_are_those_of_the_fixer(tmp_path: Path, name: str, text: str, bom: str) -> None:
    write(tmp_path, {name: bom + text})
    (found,) = json.loads(run_spanlint(tmp_path, "--output-format", "json", name).out)
    assert found["fixes"][0]["safety"] == "safe"
    assert len({fix["title"] for fix in found["fixes"]}) == len(found["fixes"]) > 1
    run_spanlint(tmp_path, "--fix", name)
    fixed = (tmp_path / name).read_text(encoding="utf-8").removeprefix("\ufeff")
    assert fixed != text
    assert applied(text.encode(), found["fixes"][0]) == fixed.encode()


@pytest.mark.parametrize(("name", "text"), [("a.py", PYTHON), ("a.ts", TYPESCRIPT)])
def test_every_edit_changes_something_and_lines_agree_with_bytes(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, {name: text})
    (found,) = json.loads(run_spanlint(tmp_path, "--output-format", "json", name).out)
    edits = [edit for fix in found["fixes"] for edit in fix["edits"]]
    assert edits
    lines = text.splitlines(keepends=True)
    for edit in edits:
        assert text.encode()[edit["start"] : edit["end"]] != edit["text"].encode()
        for byte, line, column in (("start", "line", "column"), ("end", "end_line", "end_column")):
            before = "".join(lines[: edit[line] - 1]) + lines[edit[line] - 1][: edit[column] - 1]
            assert len(before.encode()) == edit[byte]


def test_sarif_has_the_same_fixes(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON})
    (found,) = json.loads(run_spanlint(tmp_path, "--output-format", "json").out)
    (result,) = json.loads(run_spanlint(tmp_path, "--output-format", "sarif").out)["runs"][0]["results"]
    assert [fix["description"]["text"] for fix in result["fixes"]] == [fix["title"] for fix in found["fixes"]]
