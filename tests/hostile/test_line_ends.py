"""A file gives the same with any line ends, though it may not parse, and keeps them when it is repaired."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import run_spanlint, write

# The quote opens a string; whether it ends with its line is where a `\r` leads a grammar another way.
UNCLOSED = {
    "a.py": "from opentelemetry.context import Context\n\n\ndef pay(ctx: Context):\n    tracer.start_span('é')\n\n\n"
    "& a'\ntracer.start_span('n')\n",
    "a.ts": "import { Context } from '@opentelemetry/api';\nfunction pay(ctx: Context) {\n  tracer.startSpan('é');\n}\n"
    "import{a/b';\nconst f = (ctx: Context) => tracer.startSpan('n');\n",
}
LATIN = f"# coding: latin-1\n{UNCLOSED['a.py']}"


ENDS = ["\r\n", "\r"]


def report(folder: Path) -> list[dict[str, Any]]:
    run = run_spanlint(folder, "--isolated", "--select", "ALL", "--output-format", "json")
    found: list[dict[str, Any]] = json.loads(run.out)
    return found


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("name", UNCLOSED)
def test_the_findings_are_the_same(tmp_path: Path, name: str, end: str) -> None:
    plain = report(write(tmp_path, {name: UNCLOSED[name]}))
    other = report(write(tmp_path, {name: UNCLOSED[name].replace("\n", end)}))
    assert any(each["code"] == "SPN002" for each in plain)
    assert [{**each, "fixes": []} for each in plain] == [{**each, "fixes": []} for each in other]


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(("name", "text"), [*UNCLOSED.items(), ("a.py", LATIN)], ids=["py", "ts", "latin-1"])
def test_the_repaired_file_is_the_same(tmp_path: Path, name: str, text: str, end: str) -> None:
    encoding = "latin-1" if text == LATIN else "utf-8"
    fixed = []
    for before in (text, text.replace("\n", end)):
        write(tmp_path, {name: before.encode(encoding)})
        run_spanlint(tmp_path, "--isolated", "--select", "SPN002", "--fix")
        fixed.append((tmp_path / name).read_bytes().decode(encoding))
    assert fixed[0] != text
    assert fixed[1] == fixed[0].replace("\n", end)


@pytest.mark.parametrize("end", ENDS)
def test_the_edits_of_the_report_are_those_of_the_file(tmp_path: Path, end: str) -> None:
    for name, text in UNCLOSED.items():
        data = text.replace("\n", end).encode()
        (found,) = (each for each in report(write(tmp_path / name, {name: data})) if each["code"] == "SPN002")
        edits = sorted(found["fixes"][0]["edits"], key=lambda each: each["start"], reverse=True)
        for edit in edits:
            data = data[: edit["start"]] + edit["text"].encode() + data[edit["end"] :]
        run_spanlint(tmp_path / name, "--isolated", "--select", "SPN002", "--fix")
        assert data == (tmp_path / name / name).read_bytes() != text.replace("\n", end).encode()


@pytest.mark.parametrize("end", ENDS)
def test_the_suppressions_that_are_added_are_the_same(tmp_path: Path, end: str) -> None:
    for name, text in UNCLOSED.items():
        added = []
        for before in (text, text.replace("\n", end)):
            write(tmp_path, {name: before})
            run_spanlint(tmp_path, "--isolated", "--add-ignores", "later", name)
            added.append((tmp_path / name).read_bytes().decode())
        assert "spanlint: ignore[" in added[0]
        assert added[1] == added[0].replace("\n", end)


def test_a_comment_ends_with_its_line(tmp_path: Path) -> None:
    """To the grammar it would go on to the end of the file: no call would be seen, and a suppression be taken out."""
    text = "import opentelemetry  # why\ntracer.start_span('n')  # spanlint: ignore\ntracer.start_span('n')\n"
    write(tmp_path, {"a.py": text.replace("\n", "\r")})
    assert [(each["line"], each["code"]) for each in report(tmp_path)] == [(3, "SPN001")]
    run_spanlint(tmp_path, "--isolated", "--select", "ALL", "--fix")
    assert (tmp_path / "a.py").read_bytes() == text.replace("\n", "\r").encode()
