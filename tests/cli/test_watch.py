"""`--watch`, in a real terminal's place: rounds as files change, and the end by Ctrl-C."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.program import PROGRAM, PYTHON_BAD, PYTHON_CLEAN, Run, environment, run_spanlint, write
from tests.waiting import HANGS_AFTER, wait_until


@contextmanager
def watching(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """The program at work, and the file that its output goes to."""
    output = folder.parent / "output"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [*PROGRAM, "--isolated", "--watch", *arguments],
            cwd=folder,
            env=environment(None),
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        try:
            yield process, output
        finally:
            process.kill()
            process.wait(HANGS_AFTER)


def replace(folder: Path, name: str, text: str) -> None:
    """Change a file in one step, so that no round can see a part of it."""
    new = folder.parent / "new"
    new.write_text(text, encoding="utf-8")
    new.replace(folder / name)


def totals(output: Path) -> list[str]:
    """The last line of each round, without the time."""
    return re.findall(r"^\[\d\d:\d\d:\d\d\] (.*)$", output.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return write(folder, {"a.py": PYTHON_BAD, "b.py": PYTHON_CLEAN})


@pytest.mark.program
@pytest.mark.measured
def test_a_round_for_each_change_until_it_is_interrupted(project: Path) -> None:
    with watching(project) as (process, output):
        wait_until(lambda: totals(output) == ["1 finding"])
        replace(project, "b.py", PYTHON_BAD)
        wait_until(lambda: totals(output)[1:] == ["2 findings (+1)"])
        replace(project, "c.txt", "nobody reads it")
        replace(project, "a.py", PYTHON_CLEAN.replace("checkout", "pay"))
        wait_until(lambda: totals(output)[2:] == ["1 finding (-1)"])
        process.send_signal(signal.SIGINT)
        assert process.wait(HANGS_AFTER) == 130
    text = output.read_text(encoding="utf-8")
    assert "Traceback" not in text
    assert text.count("a.py\n  7:19 warning SPN001") == 2
    assert "\x1b" not in text, "a file has no screen to clear"


@pytest.mark.program
def test_what_imports_a_changed_file_is_judged_anew(project: Path) -> None:
    """The finding is in a file that has not changed: the helper that it uses has come to open a span."""
    importer = "from helper import step\n\n\ndef f():\n    with step():\n        yield 1\n"
    helper = "from contextlib import contextmanager\n\n\n@contextmanager\ndef step():\n    yield\n"
    opening = helper.replace("    yield", '    with tracer.start_as_current_span("a"):\n        yield')
    write(project, {"a.py": importer, "helper.py": helper})
    with watching(project, "a.py") as (_, output):
        wait_until(lambda: totals(output) == ["0 findings"])
        replace(project, "helper.py", f'from opentelemetry import trace\ntracer = trace.get_tracer("a")\n{opening}')
        wait_until(lambda: totals(output)[1:] == ["1 finding (+1)"])
    assert "a.py\n  5:10 warning SPN102" in output.read_text(encoding="utf-8")


@pytest.mark.program
def test_a_configuration_that_cannot_be_used_ends_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    write(folder, {"a.py": PYTHON_BAD, "spanlint.toml": ""})
    output = tmp_path / "output"
    with output.open("wb") as file:
        command = [*PROGRAM, "--watch", "--output-format", "concise"]
        process = subprocess.Popen(command, cwd=folder, env=environment(None), stdout=file, stderr=subprocess.STDOUT)
        try:
            wait_until(lambda: totals(output) == ["1 finding"])
            replace(folder, "spanlint.toml", "selct = []\n")
            wait_until(lambda: totals(output)[1:] == ["not linted"])
            replace(folder, "spanlint.toml", 'ignore = ["SPN001"]\n')
            wait_until(lambda: totals(output)[2:] == ["0 findings (-1)"])
        finally:
            process.kill()
            process.wait(HANGS_AFTER)
    assert "spanlint.toml: selct: unknown key" in output.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--output-format", "json"), "--watch: needs --output-format text or concise, and no --output-file"),
        (("--output-file", "x"), "--watch: needs --output-format text or concise, and no --output-file"),
        (("--diff",), "--watch: cannot be combined with --diff"),
        (("--fix", "--interactive"), "--watch: cannot be combined with --interactive"),
        (("--write-baseline", "b.json"), "--watch: cannot be combined with --write-baseline"),
        (("--stdin-filename", "a.py"), "--watch: cannot be combined with --stdin-filename"),
        (("--statistics",), "--watch: cannot be combined with --statistics"),
        ((".", "srv"), "srv: no such file or directory"),
    ],
)
def test_what_makes_no_sense_in_every_round_is_refused(project: Path, arguments: tuple[str, ...], reason: str) -> None:
    assert run_spanlint(project, "--watch", *arguments) == Run(2, "", f"spanlint: {reason}\n")


def test_without_watchfiles_it_says_what_to_install(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    reason = "spanlint: --watch: needs watchfiles; install `spanlint[watch]`\n"
    assert run_spanlint(project, "--watch") == Run(2, "", reason)
