"""What the rules that are quiet in test files leave out there, and who asks for it nevertheless."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from spanlint.rulebook.rules import rules
from tests.cli.program import PYTHON_ACTIVE, PYTHON_BAD, PYTHON_CLEAN, TYPESCRIPT_BAD, places, run_spanlint, write

EMPTY_PARENT = PYTHON_BAD.replace('("checkout")', '("checkout", context=None)')
FILES = {
    "one.py": PYTHON_BAD,
    "six.py": PYTHON_ACTIVE,
    "tests/one.py": PYTHON_BAD,
    "tests/six.py": PYTHON_ACTIVE,
    "src/one.test.ts": TYPESCRIPT_BAD,
}
ONE, SIX = {"tests/one.py SPN001", "src/one.test.ts SPN001"}, {"tests/six.py SPN006"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def in_tests(project: Path, *arguments: str) -> tuple[set[str], int]:
    """The findings in test files, and how many the summary says were left out."""
    run = run_spanlint(project, *arguments, "--output-format", "json")
    found = {f"{each['path']} {each['code']}" for each in json.loads(run.out)}
    left_out = re.search(r"(\d+) findings? left out in test files", run_spanlint(project, *arguments).out)
    in_tests = {each for each in found if each.split()[0] not in ("one.py", "six.py")}
    return in_tests, int(left_out[1]) if left_out else 0


@pytest.mark.parametrize(
    ("arguments", "found", "left_out"),
    [
        ([], set(), 2),
        (["--select", "SPN"], set(), 3),
        (["--select", "SPN00"], set(), 3),
        (["--select", "ALL"], set(), 3),
        (["--extend-select", "ALL"], set(), 3),
        (["--select", "SPN001"], ONE, 0),
        (["--select", "SPN,SPN001"], ONE, 1),
        (["--select", "ALL", "--extend-select", "SPN006"], SIX, 2),
        (["--extend-select", "SPN001"], ONE, 0),
        (["--extend-select", "SPN006"], SIX, 2),
        (["--extend-select", "SPN001,SPN006"], ONE | SIX, 0),
        (["--ignore", "SPN001"], set(), 0),
    ],
)
def test_the_command_line(project: Path, arguments: list[str], found: set[str], left_out: int) -> None:
    assert in_tests(project, *arguments) == (found, left_out)


@pytest.mark.parametrize(
    ("keys", "arguments", "found", "left_out"),
    [
        ("", [], set(), 2),
        ("tests = false", [], set(), 2),
        ("tests = true", [], ONE, 0),
        ("tests = true", ["--select", "SPN"], ONE | SIX, 0),
        ("tests = true", ["--isolated"], set(), 2),
        ("select = ['SPN001']", [], ONE, 0),
        ("select = ['SPN']", [], set(), 3),
        ("select = ['SPN001']", ["--select", "SPN"], set(), 3),
        ("extend-select = ['SPN006']", [], SIX, 2),
        ("extend-select = ['SPN001', 'ALL']", [], ONE, 1),
        ("extend = 'base.toml'", [], ONE, 0),
        ("extend = 'base.toml'\nselect = ['SPN']", [], set(), 3),
        ("extend = 'tests.toml'", [], ONE, 0),
        ("[per-file-ignores]\n'tests/' = ['SPN001']", [], set(), 1),
    ],
)
def test_the_configuration(project: Path, keys: str, arguments: list[str], found: set[str], left_out: int) -> None:
    write(project, {"spanlint.toml": keys, "base.toml": "select = ['SPN001']", "tests.toml": "tests = true"})
    assert in_tests(project, *arguments) == (found, left_out)


def test_folders_above_the_configuration_do_not_count(project: Path) -> None:
    write(project, {"tests/spanlint.toml": ""})
    assert in_tests(project) == ({"tests/one.py SPN001"}, 1)
    assert in_tests(project, "--config", "tests/spanlint.toml", "tests") == ({"tests/one.py SPN001"}, 0)


def test_folders_above_the_current_one_do_not_count_without_a_configuration(project: Path) -> None:
    assert "one.py\n  7:19 warning SPN001" in run_spanlint(project / "tests").out
    write(project, {"spanlint.toml": ""})
    assert "1 finding left out in test files" in run_spanlint(project / "tests").out


def test_other_rules_are_not_quiet(tmp_path: Path) -> None:
    write(tmp_path, {"tests/a.py": EMPTY_PARENT})
    assert in_tests(tmp_path) == ({"tests/a.py SPN004"}, 0)


@pytest.mark.parametrize("rule", ["status-overwritten", "status-too-early"])
def test_what_tests_try_of_a_status_is_left_out(tmp_path: Path, rule: str) -> None:
    words = next(known for known in rules() if known.name == rule)
    bad = (Path(words.folder) / "examples" / "bad.py").read_text(encoding="utf-8")
    write(tmp_path, {"app.py": bad, "tests/app.py": bad})
    said = run_spanlint(tmp_path, "--output-format", "concise").out
    assert f" {words.code} " in said
    assert "tests/app.py" not in said
    assert in_tests(tmp_path, "--select", words.code) == ({f"tests/app.py {words.code}", f"app.py {words.code}"}, 0)


UNENDED = """\
from opentelemetry import trace

tracer = trace.get_tracer("app")


async def serve(call):
    span = tracer.start_span("serve", context=None)
    {end}
"""


def test_a_span_of_a_test_file_is_left_to_the_test_runner(tmp_path: Path) -> None:
    fails, returns = "await call()\n    span.end()", "if call:\n        return\n    span.end()"
    for end, found in ((fails, set()), ("print(span.name)", set()), (returns, {"tests/app.py SPN103"})):
        write(tmp_path, {name: UNENDED.format(end=end) for name in ("app.py", "tests/app.py")})
        run = run_spanlint(tmp_path, "--output-format", "json")
        reported = {f"{each['path']} {each['code']}" for each in json.loads(run.out) if each["code"] == "SPN103"}
        assert reported == found | {"app.py SPN103"}


def test_a_finding_that_is_left_out_is_not_touched(project: Path) -> None:
    session = "[session-context.python]\nexpression = 'now()'\nimports = ['from ctx import now']\n"
    write(project, {"spanlint.toml": session})
    run_spanlint(project, "--fix", "--unsafe-fixes", "one.py", "tests")
    assert (project / "one.py").read_text(encoding="utf-8") != PYTHON_BAD
    assert (project / "tests/one.py").read_text(encoding="utf-8") == PYTHON_BAD
    run_spanlint(project, "--add-ignores", "old", "tests")
    assert (project / "tests/one.py").read_text(encoding="utf-8") == PYTHON_BAD
    assert run_spanlint(project, "--write-baseline", "b.json", "tests").out == "Recorded 0 findings in b.json.\n"


def test_a_baseline_keeps_what_this_run_leaves_out(project: Path) -> None:
    run_spanlint(project, "--select", "SPN001", "--write-baseline", "b.json")
    assert run_spanlint(project, "--select", "SPN001", "--baseline", "b.json").err == ""
    assert run_spanlint(project, "--baseline", "b.json").err == ""


def test_a_comment_that_suppresses_what_is_left_out_is_used(tmp_path: Path) -> None:
    comment = "  # spanlint: ignore[SPN001] on purpose"
    bad, good = (f"{text.rstrip()}{comment}\n" for text in (PYTHON_BAD, PYTHON_CLEAN))
    write(tmp_path, {"tests/a.py": bad, "tests/b.py": good})
    assert in_tests(tmp_path) == ({"tests/b.py SPN901"}, 0)


def test_the_statistics(project: Path) -> None:
    run = run_spanlint(project, "--statistics", "--output-format", "json")
    assert json.loads(run.out)["left_out_in_tests"] == 2


def test_the_settings_of_a_test_file(project: Path) -> None:
    assert 'quiet-in-this-file = [\n    "SPN001"' in run_spanlint(project, "--show-settings", "tests/one.py").out
    for arguments in (["one.py"], ["tests/one.py", "--select", "SPN001"]):
        assert "quiet-in-this-file" not in run_spanlint(project, "--show-settings", *arguments).out


SAME_NAME = """\
from opentelemetry import trace

tracer = trace.get_tracer("shop")


def one(ctx):
    return tracer.start_span("child", context=ctx)


def two(ctx):
    return tracer.start_span("child", context=ctx)


def three():
    return tracer.start_span("child")
"""


def test_the_same_span_name_in_another_test_is_no_evidence(tmp_path: Path) -> None:
    write(tmp_path, {"tests/test_a.py": SAME_NAME, "a.py": SAME_NAME})
    assert places(run_spanlint(tmp_path, "--output-format", "concise")) == ["a.py:15:19 SPN002"]
    write(tmp_path, {"spanlint.toml": "tests = true\n"})
    assert places(run_spanlint(tmp_path, "--output-format", "concise")) == [
        "a.py:15:19 SPN002",
        "tests/test_a.py:15:19 SPN002",
    ]
