"""Bad input, named or met: one clear line or a count, never a traceback, and the rest is judged all the same."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.program import (
    PROGRAM,
    PYTHON_BAD,
    PYTHON_CLEAN,
    Run,
    places,
    run_command,
    run_program,
    run_spanlint,
    write,
)
from tests.waiting import HANGS_AFTER

UNDECODABLE = b"price = '\xff'\n"


def concise(folder: Path, *arguments: str) -> Run:
    return run_spanlint(folder, "--output-format", "concise", *arguments)


def concise_program(folder: Path, *arguments: str) -> Run:
    """A run in a process of its own, which may wait for ever for what is no file, or end by a signal."""
    return run_program(folder, "--output-format", "concise", *arguments)


def make(kind: str, path: Path) -> None:
    """Create what is no regular file of text."""
    if kind == "binary":
        path.write_bytes(b"\0" + PYTHON_BAD.encode())
    elif kind == "undecodable":
        path.write_bytes(UNDECODABLE)
    elif kind == "broken link":
        path.symlink_to("nowhere.py")
    elif kind == "loop":
        path.symlink_to(path.name)
    elif kind == "FIFO":
        os.mkfifo(path)
    else:
        with closing(socket.socket(socket.AF_UNIX)) as end:
            end.bind(str(path))


KINDS = {
    "binary": "binary file",
    "undecodable": "not valid UTF-8 at byte 9",
    "broken link": "no such file or directory",
    "loop": "too many levels of symbolic links",
    "FIFO": "not a regular file",
    "socket": "not a regular file",
}


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short: that of a socket must be."""
    with tempfile.TemporaryDirectory() as path:
        yield write(Path(path), {"bad.py": PYTHON_BAD})


@pytest.mark.program
@pytest.mark.parametrize("kind", KINDS)
def test_named_it_is_one_line_and_2(folder: Path, kind: str) -> None:
    make(kind, folder / "odd.py")
    run = concise_program(folder, "odd.py", "bad.py")
    assert run.err == f"spanlint: odd.py: {KINDS[kind]}\n"
    assert (run.code, places(run)) == (2, ["bad.py:7:19 SPN001"])


@pytest.mark.measured
@pytest.mark.program
@pytest.mark.parametrize("kind", KINDS)
def test_met_it_is_counted(folder: Path, kind: str) -> None:
    make(kind, folder / "odd.py")
    run = run_program(folder)
    assert (run.code, run.err) == (1, "")
    assert "\nFound 1 warning in 1 file (1 file read, 1 span call in 1 file, 1 file skipped).\n" in run.out


@pytest.mark.program
@pytest.mark.parametrize("kind", ["broken link", "FIFO"])
def test_met_in_the_place_of_a_tracked_file(folder: Path, kind: str) -> None:
    write(folder, {"odd.py": PYTHON_BAD})
    for command in (["init", "-q"], ["add", "--all"]):
        subprocess.run(["git", *command], cwd=folder, check=True, capture_output=True)
    (folder / "odd.py").unlink()
    make(kind, folder / "odd.py")
    run = concise_program(folder)
    assert (run.code, run.err, places(run)) == (1, "", ["bad.py:7:19 SPN001"])


def test_nothing_but_what_is_skipped(tmp_path: Path) -> None:
    make("binary", tmp_path / "odd.py")
    assert run_spanlint(tmp_path) == (0, "No files to check (1 file skipped).\n", "")


@pytest.mark.parametrize("arguments", [[], ["odd.py"]])
@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ("", "not valid UTF-8 at byte"),
        ("# coding: ascii\n", "not valid ASCII at byte"),
        ("# coding: klingon\n", "unknown encoding 'klingon'"),
        ("# coding: rot13\n", "'rot13' is not a text encoding"),
        ("# coding: raw_unicode_escape\n# \\ud800\n", "not valid RAW-UNICODE-ESCAPE"),
    ],
)
def test_undecodable_with_a_mention_is_a_finding(
    tmp_path: Path, arguments: list[str], declared: str, reason: str
) -> None:
    write(tmp_path, {"odd.py": declared.encode() + PYTHON_BAD.encode() + UNDECODABLE})
    run = concise(tmp_path, *arguments)
    assert (run.code, run.err) == (1, "")
    assert places(run) == [f"odd.py:{7 + declared.count(chr(10))}:19 SPN900"]
    assert reason in run.out


def test_a_folder_that_bears_a_suffix_is_a_folder(tmp_path: Path) -> None:
    write(tmp_path, {"x.py/bad.py": PYTHON_BAD})
    for arguments in ([], ["x.py"]):
        assert places(concise(tmp_path, *arguments)) == ["x.py/bad.py:7:19 SPN001"]


@pytest.mark.parametrize("name", ["notes.txt", "bad", "bad.PY", "module.pyc"])
def test_a_named_file_of_another_suffix(tmp_path: Path, name: str) -> None:
    run = concise(write(tmp_path, {name: PYTHON_BAD}), name)
    assert run == (2, "No files to check.\n", f"spanlint: {name}: not a Python, TypeScript or JavaScript file\n")


@pytest.mark.parametrize("name", ["", "bad.py/x.py", "x" * 300 + ".py"])
def test_a_path_that_cannot_be(tmp_path: Path, name: str) -> None:
    run = concise(write(tmp_path, {"bad.py": PYTHON_BAD}), name, "bad.py")
    assert (run.code, run.err.count("\n"), places(run)) == (2, 1, ["bad.py:7:19 SPN001"])


def concise_as_ordinary_user(folder: Path, *arguments: str) -> Run:
    """A run that permissions stop. Skips where root has no way to give its own away."""
    command = [*PROGRAM, "--output-format", "concise", *arguments]
    if os.geteuid() == 0:
        barred = "-dac_override,-dac_read_search"
        command = ["setpriv", f"--bounding-set={barred}", f"--inh-caps={barred}", *command]
        if shutil.which("setpriv") is None or subprocess.run([*command[:3], "true"], capture_output=True).returncode:
            pytest.skip("runs as root, whom no permission stops, and setpriv cannot change that here")
    return run_command(folder, command)


@pytest.mark.measured
@pytest.mark.program
@pytest.mark.parametrize("arguments", [[], ["bad.py", "shut.py"]])
def test_a_file_that_may_not_be_read(tmp_path: Path, arguments: list[str]) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "shut.py": PYTHON_BAD})
    (tmp_path / "shut.py").chmod(0)
    run = concise_as_ordinary_user(tmp_path, *arguments)
    assert (run.code, places(run)) == (2, ["bad.py:7:19 SPN001"])
    assert run.err == "spanlint: shut.py: permission denied\n"


@pytest.mark.program
@pytest.mark.parametrize("arguments", [[], ["bad.py", "shut"]])
def test_a_folder_that_may_not_be_read(tmp_path: Path, arguments: list[str]) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "shut/bad.py": PYTHON_BAD})
    (tmp_path / "shut").chmod(0)
    try:
        run = concise_as_ordinary_user(tmp_path, *arguments)
    finally:
        (tmp_path / "shut").chmod(0o755)
    assert (run.code, places(run)) == (2, ["bad.py:7:19 SPN001"])
    assert run.err == "spanlint: shut: permission denied\n"


@pytest.mark.program
def test_code_nested_too_deeply_for_a_recursion(tmp_path: Path) -> None:
    depth = 2 * sys.getrecursionlimit()
    files = {"deep.py": "({})", "deep.ts": "[{}]"}
    for name, brackets in files.items():
        opening, closing_bracket = brackets.split("{}")
        call = "tracer.start_span('a')" if name.endswith(".py") else "tracer.startSpan('a')"
        write(tmp_path, {name: f"{opening * depth}{call}{closing_bracket * depth}\n" + "a" + ".b" * depth + "\n"})
    run = concise_program(write(tmp_path, {"bad.py": PYTHON_BAD, "clean.py": PYTHON_CLEAN}))
    assert "bad.py:7:19 SPN001" in places(run)
    assert (run.code, run.err) == (1, "")


@pytest.mark.measured
@pytest.mark.program
def test_a_defect_on_one_file_does_not_hide_the_others(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "odd.py": PYTHON_BAD})
    program = (
        "import spanlint.lint.diagnose as core\n"
        "from spanlint.cli.main import entry\n"
        "judge = core.lint\n"
        "core.lint = lambda source, *rest: 1 / (source.path != 'odd.py') and judge(source, *rest)\n"
        "entry()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=HANGS_AFTER
    )
    assert done.returncode == 2
    assert done.stdout.startswith("bad.py\n  7:19 warning SPN001 ")
    assert done.stderr.startswith(
        "spanlint: odd.py: not checked because of a bug in spanlint: ZeroDivisionError at <string>:4"
    )
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["--output-file=report.py", "-q", "--no-such-option.py"])
def test_an_option_that_is_also_a_file_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: PYTHON_BAD})
    run = run_spanlint(tmp_path, name)
    reason = f"{name}: an option, and a file: write `./{name}` or put `--` before the files"
    assert (run.code, run.out, run.err) == (2, "", f"spanlint: {reason}\n")
    if name.endswith(".py"):
        for arguments in ((f"./{name}",), ("--", name)):
            assert f"{name}\n  7:19 warning SPN001" in run_spanlint(tmp_path, *arguments).out
    assert not (tmp_path / "report.py").exists()


def test_what_follows_two_dashes_is_a_path(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD, "b.py": PYTHON_BAD})
    assert run_spanlint(tmp_path, "-q", "--", "a.py", "b.py").out.count("SPN001") == 2
    assert run_spanlint(tmp_path, "--").out.count("SPN001 `") == 2
    assert run_spanlint(tmp_path, "--", "--quiet").err == "spanlint: --quiet: no such file or directory\n"


@pytest.mark.parametrize(
    "option",
    ["--baseline", "--write-baseline", "--diff-base", "--add-ignores", "--output-file", "--explain", "--show-settings"],
)
def test_an_empty_value_is_refused(tmp_path: Path, option: str) -> None:
    """As when a script's variable is not set: without the option, a run would do something else."""
    write(tmp_path, {"a.py": PYTHON_BAD})
    for arguments in ((option, "", "a.py"), (f"{option}=", "a.py")):
        run = run_spanlint(tmp_path, *arguments)
        assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
        assert run.err.endswith("expected a value, not an empty one\n")
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == PYTHON_BAD


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("--fix=yes", "argument --fix: takes no value"),
        ("--quiet=1", "argument -q/--quiet: takes no value"),
        ("--color=--", "argument --color: expected a value, not `--`"),
    ],
)
def test_a_value_that_is_none(tmp_path: Path, word: str, reason: str) -> None:
    assert run_spanlint(tmp_path, word) == Run(2, "", f"spanlint: error: {reason}\n")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["-o", "a.py"], "--output-file: a.py: is a source file, which a report would replace"),
        (["--diff", "-o", "a.py"], "--output-file: a.py: is a source file, which a report would replace"),
        (["--output-format", "json=a.py"], "--output-format: a.py: is a source file, which a report would replace"),
        (["--write-baseline", "a.py"], "--write-baseline: a.py: exists, and is not a baseline"),
        (["--write-baseline", "notes.txt"], "--write-baseline: notes.txt: exists, and is not a baseline"),
    ],
)
def test_what_is_written_replaces_no_source(tmp_path: Path, arguments: list[str], reason: str) -> None:
    files = {"a.py": PYTHON_BAD, "notes.txt": "buy milk\n"}
    write(tmp_path, files)
    assert run_spanlint(tmp_path, *arguments) == Run(2, "", f"spanlint: {reason}\n")
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in files} == files


@pytest.mark.parametrize("before", ["", "\n", '<<<<<<< ours\n  "findings": [\n>>>>>>> theirs\n'])
def test_a_baseline_replaces_what_was_one(tmp_path: Path, before: str) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD, "known.json": before})
    assert run_spanlint(tmp_path, "--write-baseline", "known.json").code == 0
    assert run_spanlint(tmp_path, "--baseline", "known.json").code == 0
