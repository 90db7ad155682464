"""`--fix --interactive`, by somebody at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, Run, run_spanlint, write
from tests.cli.terminal import run_on_terminal

pytestmark = pytest.mark.program

CONFIGURATION = """\
[session-context.python]
expression = "get_session_context()"
imports = ["from acme.session import get_session_context"]
"""
TWICE = PYTHON_BAD + '\n\ndef pay(cart):\n    return tracer.start_span("pay")\n'
QUIT = "q\n"


def answered(folder: Path, typed: str, *arguments: str) -> Run:
    return run_on_terminal(folder, "--fix", "--interactive", *arguments, typed=typed)


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.glob("*.py"))}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return write(folder, {"a.py": TWICE, "b.py": PYTHON_BAD, "spanlint.toml": CONFIGURATION})


def test_a_finding_is_shown_with_its_line_and_all_remedies(project: Path) -> None:
    run = answered(project, QUIT, "--color", "never")
    shown = run.err.replace("\r\n", "\n")
    assert "a.py\n  7:19 warning SPN001 `start_span` passes no parent context" in shown
    assert '7 |     return tracer.start_span("checkout")' in shown
    choices = shown[shown.index("\n  1  ") : shown.index("> ")].strip().splitlines()
    assert [line.split(maxsplit=1) for line in choices] == [
        ["1", "Pass the configured session context as the parent (`--fix`)"],
        ["2", "Declare the active context as the parent"],
        ["3", "Declare this span a root"],
        ["i", "ignore it, with a reason"],
        ["s", "skip it"],
        ["a", "one answer for all of SPN001 from here on"],
        ["q", "quit"],
    ]
    assert (run.code, run.out) == (1, "Found 3 findings (0 fixed, 0 ignored, 3 remaining).\n")
    assert files(project) == {"a.py": TWICE, "b.py": PYTHON_BAD}


def test_each_answer_is_carried_out_where_it_was_given(project: Path) -> None:
    run = answered(project, "1\ni\na job of its own\n3\n")
    assert (run.code, run.out) == (0, "Found 3 findings (2 fixed, 1 ignored, 0 remaining).\n")
    after = files(project)
    assert 'start_span("checkout", context=get_session_context())' in after["a.py"]
    assert 'start_span("pay")  # spanlint: ignore[SPN001] a job of its own\n' in after["a.py"]
    assert 'start_span("checkout", context=Context())' in after["b.py"]
    assert run_spanlint(project, "--select", "SPN001").code == 0


def test_skipped_findings_remain(project: Path) -> None:
    run = answered(project, "s\n2\ns\n")
    assert (run.code, run.out) == (1, "Found 3 findings (1 fixed, 0 ignored, 2 remaining).\n")
    after = files(project)
    assert 'start_span("checkout")' in after["a.py"]
    assert 'start_span("pay", context=' in after["a.py"]
    assert after["b.py"] == PYTHON_BAD


@pytest.mark.parametrize(
    ("typed", "counts", "written"),
    [
        ("a\n3\n", "3 fixed, 0 ignored, 0 remaining", "context=Context()"),
        ("a\ni\nbatch jobs\n", "0 fixed, 3 ignored, 0 remaining", "# spanlint: ignore[SPN001] batch jobs"),
        ("s\na\n1\n", "2 fixed, 0 ignored, 1 remaining", "context=get_session_context()"),
        ("a\ns\n", "0 fixed, 0 ignored, 3 remaining", None),
    ],
)
def test_one_answer_for_all_of_a_rule(project: Path, typed: str, counts: str, written: str | None) -> None:
    run = answered(project, typed)
    assert run.out == f"Found 3 findings ({counts}).\n"
    changed = 3 - int(counts.split(", ")[2].split()[0])
    assert sum(text.count(written or "context=") for text in files(project).values()) == changed


def test_what_is_no_answer_is_asked_again(project: Path) -> None:
    run = answered(project, "9\nwhat\n\n2\nq\n")
    assert run.err.count("one of the above> ") == 3
    assert run.out == "Found 3 findings (1 fixed, 0 ignored, 2 remaining).\n"


def test_the_end_of_the_input_quits(project: Path) -> None:
    run = answered(project, "2\n\x04")
    assert (run.code, run.out) == (1, "Found 3 findings (1 fixed, 0 ignored, 2 remaining).\n")


def test_what_the_baseline_covers_is_not_asked_about(project: Path) -> None:
    assert run_spanlint(project, "--write-baseline", "known.json").code == 0
    write(project, {"c.py": PYTHON_BAD.replace("checkout", "new")})
    run = answered(project, "2\n", "--baseline", "known.json")
    assert (run.code, run.out) == (0, "Found 1 finding (1 fixed, 0 ignored, 0 remaining).\n")
    assert files(project)["a.py"] == TWICE


def test_a_file_that_may_not_be_written_is_one_line(project: Path) -> None:
    (project / "a.py").chmod(0o444)
    run = answered(project, "2\n3\n")
    assert (run.code, run.out) == (2, "Found 3 findings (1 fixed, 0 ignored, 2 remaining).\n")
    assert "spanlint: a.py: not written: permission denied" in run.err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--interactive"], "needs --fix"),
        (["--fix", "--interactive", "--diff"], "cannot be combined with --diff"),
        (["--fix", "--interactive", "--unsafe-fixes"], "cannot be combined with --unsafe-fixes"),
        (["--fix", "--interactive", "--add-ignores", "x"], "cannot be combined with --add-ignores"),
        (["--fix", "--interactive"], "needs a terminal, to ask on"),
    ],
)
def test_it_refuses_what_it_cannot_do(project: Path, arguments: list[str], reason: str) -> None:
    run = run_spanlint(project, *arguments)
    assert (run.code, run.out, run.err) == (2, "", f"spanlint: --interactive: {reason}\n")
    assert files(project) == {"a.py": TWICE, "b.py": PYTHON_BAD}
