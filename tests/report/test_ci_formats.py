"""What GitHub, GitLab and a reader of JUnit reports make of a report, read as they read it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanlint.model.findings import Diagnostic
from spanlint.model.problems import Problem
from spanlint.report import Report, Summary, writer
from spanlint.report.terminal import Look
from spanlint.text.source import Position
from tests.cli.program import without_total
from tests.report.hostile import hostile
from tests.report.report_samples import PLAIN, SKIPPED, diagnose, report

SUMMARY = Summary(1, 1, 1, 0)
CHARSETS = st.sampled_from(["utf-8", "ascii", "cp1252", "cp437", "gb18030"])
_UNESCAPED = (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))


def unescaped(text: str) -> str:
    return re.sub("|".join(code for code, _ in _UNESCAPED), lambda found: dict(_UNESCAPED)[found[0]], text)


def command(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it: what it does, its properties, its message."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match, line
    pairs = [pair.split("=", 1) for pair in match[2].split(",")]
    return match[1], {name: unescaped(value) for name, value in pairs}, unescaped(match[3])


def test_github_annotates_the_range() -> None:
    kind, properties, message = command(report("github", [SKIPPED], None).rstrip("\n"))
    assert kind == "error"
    assert properties == {
        "file": "src/tools.ts",
        "line": "1234",
        "col": "23",
        "endLine": "1234",
        "endColumn": "32",
        "title": "SPN002 skipped-parent",
    }
    assert message == f"src/tools.ts:1234:23: SPN002 {SKIPPED.message}\nhelp: {SKIPPED.help}"


def test_github_has_no_columns_for_several_lines() -> None:
    several = PLAIN._replace(end=Position(PLAIN.start.line + 1, 3))
    assert set(command(report("github", [several], None).rstrip("\n"))[1]) == {"file", "line", "endLine", "title"}


def test_github_gets_a_file_name_back() -> None:
    odd = PLAIN._replace(path="a,b=c::d%3A%\r\n.py")
    (line,) = report("github", [odd], None).splitlines()
    assert command(line)[1]["file"] == odd.path


def test_github_finds_the_file_from_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "app").mkdir()
    monkeypatch.chdir(tmp_path / "app")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path))
    assert command(report("github", [PLAIN], None).rstrip("\n"))[1]["file"] == "app/src/session.ts"
    assert json.loads(report("gitlab", [PLAIN], SUMMARY))[0]["location"]["path"] == "app/src/session.ts"
    assert '"app/src/session.ts"' in report("sarif", [PLAIN], SUMMARY)


@given(hostile(), CHARSETS)
def test_github_takes_one_command_a_finding(diagnostic: Diagnostic, charset: str) -> None:
    written = report("github", [diagnostic] * 2, SUMMARY, color=True, encoding=charset)
    lines = written.split("\n")
    assert without_total(written).count("\n") == 2
    assert not re.search(r"##\w*\[|[\x00-\x09\x0b-\x1f\x7f-\x9f]", written)
    kind, properties, message = command(lines[0])
    assert kind == diagnostic.severity.value
    assert {"file", "line", "endLine", "title"} <= set(properties) <= {"col", "endColumn", *properties}
    assert properties["title"] == "SPN001 missing-parent"
    assert "SPN001 " in message


def test_gitlab_tells_severities_and_lines() -> None:
    warning, error = json.loads(report("gitlab", [PLAIN, SKIPPED], SUMMARY))
    assert (warning["severity"], error["severity"]) == ("minor", "major")
    assert error["check_name"] == "SPN002 skipped-parent"
    assert error["location"] == {"path": "src/tools.ts", "lines": {"begin": 1234, "end": 1234}}


def test_a_gitlab_fingerprint_outlives_edits_above() -> None:
    before, after = (
        json.loads(report("gitlab", [diagnose(text)], SUMMARY))[0]
        for text in ("t.startSpan(n)", "// new\n  t.startSpan(n)")
    )
    assert before["fingerprint"] == after["fingerprint"]
    assert before["location"] != after["location"]


@given(st.lists(hostile(), max_size=3), CHARSETS)
def test_gitlab_always_reads_it(diagnostics: list[Diagnostic], charset: str) -> None:
    written = report("gitlab", diagnostics, SUMMARY, color=True, encoding=charset)
    assert not re.search(r"[^\n -~]|##\w*\[", written)
    issues = json.loads(written)
    assert len(issues) == len({issue["fingerprint"] for issue in issues}) == len(diagnostics)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        (issue["description"] + issue["location"]["path"]).encode()  # would raise for a lone surrogate


def test_gitlab_tells_what_was_not_checked() -> None:
    stream, problems = StringIO(), (Problem("permission denied", "src/a.py"), Problem("no such\nsession \ud800"))
    writer("gitlab")(Report([PLAIN], SUMMARY, problems), stream, Look())
    finding, unread, other = json.loads(stream.getvalue())
    assert set(unread) == set(finding)
    assert (unread["description"], unread["severity"]) == ("not checked: src/a.py: permission denied", "critical")
    assert unread["location"] == {"path": "src/a.py", "lines": {"begin": 1, "end": 1}}
    assert other["location"]["path"] == "."
    assert len({issue["fingerprint"] for issue in (finding, unread, other)}) == 3


def test_junit_has_a_suite_a_file() -> None:
    root = ElementTree.fromstring(report("junit", [PLAIN, PLAIN, SKIPPED], SUMMARY))
    assert root.attrib == {"name": "spanlint", "tests": "3", "failures": "3", "errors": "0"}
    assert [(suite.get("name"), suite.get("failures"), len(suite)) for suite in root] == [
        ("src/session.ts", "2", 2),
        ("src/tools.ts", "1", 1),
    ]
    case = root[1][0]
    assert (case.get("name"), case.get("file"), case.get("line")) == (
        "SPN002 skipped-parent 1234:23",
        "src/tools.ts",
        "1234",
    )
    assert (case[0].get("type"), case[0].get("message")) == ("error", SKIPPED.message)
    assert case[0].text == f"src/tools.ts:1234:23: SPN002 {SKIPPED.message}\nhelp: {SKIPPED.help}"


def test_junit_without_a_finding_is_one_test_that_passed() -> None:
    root = ElementTree.fromstring(report("junit", [], SUMMARY))
    assert (root.get("tests"), root.get("failures"), len(root.findall("*/testcase")), root.findall("*/*/failure")) == (
        "1",
        "0",
        1,
        [],
    )


@given(st.lists(hostile(), max_size=3), CHARSETS)
def test_junit_is_always_xml(diagnostics: list[Diagnostic], charset: str) -> None:
    written = report("junit", diagnostics, SUMMARY, color=True, encoding=charset)
    assert not re.search(r"[^\n -~]|##\w*\[|^\s*::", written, flags=re.MULTILINE)
    root = ElementTree.fromstring(written.encode("ascii"))
    assert {each.tag for each in root.iter()} <= {"testsuites", "testsuite", "testcase", "failure"}
    assert len(root.findall("*/*/failure")) == len(diagnostics)
    assert int(root.get("failures", "")) == len(diagnostics)
