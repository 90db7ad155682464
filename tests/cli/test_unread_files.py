"""A file that could not be read, in the reports that programs read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft4Validator

from tests.cli.program import PYTHON_BAD, run_spanlint, write
from tests.report.test_sarif import schema

UNREAD = ["missing.py: no such file or directory", "b.py: binary file"]


def report(folder: Path, output_format: str, *paths: str) -> str:
    """The report about two files that cannot be read, and about one with a finding."""
    write(folder, {"a.py": PYTHON_BAD, "b.py": "\0\1"})
    run = run_spanlint(folder, "--output-format", output_format, *(paths or ("a.py", "b.py", "missing.py")))
    expected = [f"spanlint: {line}" for line in UNREAD if line.partition(":")[0] in (paths or ("b.py", "missing.py"))]
    assert run.err.splitlines() == expected
    assert run.code == (2 if expected else 1)
    return run.out


def test_json(tmp_path: Path) -> None:
    found, *unread = json.loads(report(tmp_path, "json"))
    assert found["code"] == "SPN001"
    assert [f"{entry['path']}: {entry['message']}" for entry in unread] == UNREAD
    for entry in unread:
        assert entry.keys() == found.keys()
        assert (entry["code"], entry["rule"], entry["line"], entry["severity"]) == (None, None, None, "error")
    assert [entry["code"] for entry in json.loads(report(tmp_path, "json", "a.py"))] == ["SPN001"]


def test_sarif(tmp_path: Path) -> None:
    log: dict[str, Any] = json.loads(report(tmp_path, "sarif"))
    validator: Draft4Validator = schema()
    validator.validate(log)
    (invocation,) = log["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    said = invocation["toolExecutionNotifications"]
    assert [(entry["level"], entry["message"]["text"]) for entry in said] == [("error", line) for line in UNREAD]
    places = [entry["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for entry in said]
    assert places == ["missing.py", "b.py"]
    clean = json.loads(report(tmp_path, "sarif", "a.py"))
    assert clean["runs"][0]["invocations"] == [{"executionSuccessful": True}]


def test_github(tmp_path: Path) -> None:
    lines = report(tmp_path, "github").splitlines()
    assert [line for line in lines if "title=spanlint" in line] == [
        f"::error file={line.partition(':')[0]},title=spanlint::{line}" for line in UNREAD
    ]
    assert "title=spanlint:" not in report(tmp_path, "github", "a.py")


def test_junit(tmp_path: Path) -> None:
    suites = ElementTree.fromstring(report(tmp_path, "junit"))
    assert [suites.get(key) for key in ("tests", "failures", "errors")] == ["3", "1", "2"]
    errors = [error.text for error in suites.iter("error")]
    assert errors == UNREAD
    assert [case.get("file") for case in suites.iter("testcase")] == ["a.py", "missing.py", "b.py"]
    alone = ElementTree.fromstring(report(tmp_path, "junit", "b.py"))
    assert [alone.get(key) for key in ("tests", "failures", "errors")] == ["1", "0", "1"]
    assert not list(ElementTree.fromstring(report(tmp_path, "junit", "a.py")).iter("error"))


@pytest.mark.parametrize("output_format", ["text", "concise"])
def test_people_read_it_on_standard_error(tmp_path: Path, output_format: str) -> None:
    assert "binary file" not in report(tmp_path, output_format)


def test_quiet_reports_say_it_too(tmp_path: Path) -> None:
    write(tmp_path, {"b.py": "\0\1"})
    run = run_spanlint(tmp_path, "--quiet", "--output-format", "json", "b.py")
    assert [entry["message"] for entry in json.loads(run.out)] == ["binary file"]


def test_a_configuration_that_cannot_be_used_is_no_file(tmp_path: Path) -> None:
    write(tmp_path, {"ok/a.py": PYTHON_BAD, "bad/b.py": PYTHON_BAD, "bad/spanlint.toml": "selct = 1\n"})
    run = run_spanlint(tmp_path, "--output-format", "json", "ok", "bad")
    assert (run.code, [entry["path"] for entry in json.loads(run.out)]) == (2, ["ok/a.py"])
    github = run_spanlint(tmp_path, "--output-format", "github", "ok", "bad").out
    assert f"::error title=spanlint::{run.err.removeprefix('spanlint: ')}" in github
