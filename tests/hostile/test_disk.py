"""What a disk can hold besides files, and what it can refuse: one line, nothing waited for, nothing damaged."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path

import pytest

from tests.cli.program import PROGRAM, PYTHON_BAD, Run, environment, places, run_in_shell, run_program, write
from tests.cli.test_bad_input import concise_as_ordinary_user
from tests.hostile.hostile_program import FOUND_IN_PLAIN, lint
from tests.waiting import HANGS_AFTER

FIXABLE = """\
from opentelemetry import trace
from opentelemetry.context import Context

tracer = trace.get_tracer("shop")


def checkout(context: Context):
    return tracer.start_span("checkout")
"""
FIXED = FIXABLE.replace('("checkout")', '("checkout", context=context)')


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/tty"])
def test_a_device_is_not_read(tmp_path: Path, device: str) -> None:
    (tmp_path / "device.py").symlink_to(device)
    named = lint(tmp_path, "device.py", "plain")
    assert (named.code, places(named)) == (2, FOUND_IN_PLAIN)
    assert named.err in (f"spanlint: device.py: {why}\n" for why in ("not a regular file", "no such file or directory"))
    met = lint(tmp_path)
    assert (met.code, met.err, places(met)) == (1, "", FOUND_IN_PLAIN)


@pytest.mark.parametrize("place", [".gitignore", "sub/.gitignore", ".git/info/exclude", "sub/deep/.gitignore"])
def test_a_fifo_that_git_would_wait_for(tmp_path: Path, place: str) -> None:
    """One at the root is seen; behind one that stands deeper, git is given up after its patience, and ended."""
    write(tmp_path, {"sub/deep/bad.py": PYTHON_BAD})
    git(tmp_path, "init", "--quiet")
    (tmp_path / place).unlink(missing_ok=True)
    os.mkfifo(tmp_path / place)
    ended = tmp_path / "ended"
    patience = (
        "import os, spanlint.disk.git as git; git.PATIENCE = 1; kill = os.kill\n"
        f"os.kill = lambda *given: (open({str(ended)!r}, 'w').close(), kill(*given))\n"
        "from spanlint.cli.main import entry; entry()"
    )
    run = run_with(tmp_path, patience)
    assert (run.code, run.err) == (1, "")
    assert places(run) == ["sub/deep/bad.py:7:19 SPN001"]
    assert ended.exists() is place.startswith("sub/")  # for however long git waits, it would wait for ever


def run_with(folder: Path, program: str) -> Run:
    arguments = ("--select", "SPN001", "--output-format", "concise")
    done = subprocess.run(
        [PROGRAM[0], "-c", program, *arguments],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=HANGS_AFTER,
    )
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("name", ["spanlint.toml", ".spanlint.toml", "pyproject.toml", "tsconfig.json"])
def test_a_fifo_called_like_a_configuration_stops_nothing(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    run = lint(tmp_path)
    assert run.code in (1, 2)
    assert run.err.count("\n") <= 1
    assert places(run) in ([], FOUND_IN_PLAIN)


def test_links_that_lead_in_circles(tmp_path: Path) -> None:
    write(tmp_path, {"a/bad.py": PYTHON_BAD})
    for name, target in {"a/self.py": "self.py", "a/up": "..", "a/x.py": "../y.py", "y.py": "a/x.py", "b": "b"}.items():
        (tmp_path / name).symlink_to(target)
    run = lint(tmp_path)
    assert (run.code, run.err, places(run)) == (1, "", ["a/bad.py:7:19 SPN001", *FOUND_IN_PLAIN])


def test_a_folder_called_like_a_file_with_one_that_is_called_like_it(tmp_path: Path) -> None:
    write(tmp_path, {"x.py/x.py/bad.py": PYTHON_BAD, "x.py/y.ts/z.d.ts": ""})
    for arguments in ([], ["x.py", "plain"], ["x.py/x.py", "plain"]):
        run = lint(tmp_path, *arguments)
        assert run.err == ""
        assert sorted(places(run)) == [*FOUND_IN_PLAIN, "x.py/x.py/bad.py:7:19 SPN001"]


def test_files_that_vanish_after_they_were_found(tmp_path: Path) -> None:
    """Git still lists what is gone from the disk; named, it is one line."""
    write(tmp_path, {"gone.py": PYTHON_BAD, "sub/gone.py": PYTHON_BAD})
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    (tmp_path / "gone.py").unlink()
    (tmp_path / "sub" / "gone.py").unlink()
    (tmp_path / "sub").rmdir()
    met = lint(tmp_path)
    assert (met.code, met.err, places(met)) == (1, "", FOUND_IN_PLAIN)
    named = lint(tmp_path, "gone.py", "plain")
    assert (named.code, named.err) == (2, "spanlint: gone.py: no such file or directory\n")
    assert places(named) == FOUND_IN_PLAIN


def test_a_file_that_vanishes_while_it_is_fixed_is_one_line(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": FIXABLE, "b.py": FIXABLE})
    program = (
        "import os, spanlint.lint.fix as core\n"
        "whole = core.fix\n"
        "def vanishing(source, *rest):\n"
        "    if source.path == 'a.py': os.unlink('a.py')\n"
        "    return whole(source, *rest)\n"
        "core.fix = vanishing\n"
        "import sys; sys.argv += ['--fix', '--extend-select', 'SPN002']\n"
        "from spanlint.cli.main import entry; entry()\n"
    )
    run = run_with(tmp_path, program)
    assert run.code == 2
    assert run.err.startswith("spanlint: a.py: ")
    assert run.err.count("\n") == 1
    assert (tmp_path / "b.py").read_text(encoding="utf-8") == FIXED
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.py"]


def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    write(tmp_path, {"shut/a.py": FIXABLE, "z.py": FIXABLE})
    (tmp_path / "shut").chmod(0o555)
    try:
        run = concise_as_ordinary_user(tmp_path, "--select", "SPN002", "--fix")
    finally:
        (tmp_path / "shut").chmod(0o755)
    assert (run.code, run.err) == (2, "spanlint: shut/a.py: not written: permission denied\n")
    assert places(run) == ["shut/a.py:8:19 SPN002"]
    assert (tmp_path / "shut" / "a.py").read_text(encoding="utf-8") == FIXABLE
    assert (tmp_path / "z.py").read_text(encoding="utf-8") == FIXED


def test_a_report_for_a_full_disk(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD})
    run = run_program(tmp_path, "--output-file", "/dev/full")
    assert (run.code, run.out) == (2, "")
    assert run.err == "spanlint: /dev/full: the report was not written: no space left on device\n"


def test_a_disk_that_is_full_damages_neither_the_report_nor_a_fixed_file(tmp_path: Path) -> None:
    """A process that may write no more than 1,000 bytes to a file: what is larger cannot be written whole."""
    large = FIXABLE + "# padding\n" * 200
    write(tmp_path, {"large.py": large, "small.py": FIXABLE, "report.txt": "the last one"})
    done = subprocess.run(
        [*PROGRAM, "--fix", "--select", "SPN002", "--output-format", "concise"],
        cwd=tmp_path,
        env={**environment(), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=HANGS_AFTER,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )
    assert (done.returncode, done.stderr) == (2, "spanlint: large.py: not written: file too large\n")
    assert (tmp_path / "large.py").read_text(encoding="utf-8") == large
    assert (tmp_path / "small.py").read_text(encoding="utf-8") == FIXED
    assert sorted(path.name for path in tmp_path.iterdir()) == ["large.py", "report.txt", "small.py"]
    script = 'ulimit -f 0; PYTHONDONTWRITEBYTECODE=1 "$@" --select SPN001,SPN002,SPN900 -o report.txt plain large.py'
    run = run_in_shell(write(tmp_path, {"plain/bad.py": PYTHON_BAD}), script)
    assert (run.code, run.err) == (2, "spanlint: report.txt: the report was not written: file too large\n")
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == "the last one"


def test_a_path_of_4096_bytes(tmp_path: Path) -> None:
    """No system call takes one; a walk gets there in steps, and what cannot be opened is one line."""
    part = "d" * 250
    descriptor = os.open(tmp_path, os.O_RDONLY)
    try:
        for _ in range(17):
            os.mkdir(part, dir_fd=descriptor)
            inner = os.open(part, os.O_RDONLY, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = inner
        with open(os.open("bad.py", os.O_WRONLY | os.O_CREAT, dir_fd=descriptor), "w", encoding="utf-8") as file:
            file.write(PYTHON_BAD)
    finally:
        os.close(descriptor)
    try:
        met = lint(tmp_path)
        named = lint(tmp_path, "/".join([part] * 17 + ["bad.py"]), "plain")
    finally:
        subprocess.run(["rm", "-r", part], cwd=tmp_path, check=True)
    assert (met.code, places(met), met.err.count("\n")) == (2, FOUND_IN_PLAIN, 1)
    assert met.err.endswith(": file name too long\n")
    assert (named.code, places(named)) == (2, FOUND_IN_PLAIN)
    assert named.err.endswith(": file name too long\n")
