"""What a run leaves for the next one: that it judges only what has changed, and never says what is no longer so."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_ACTIVE, PYTHON_BAD, PYTHON_CLEAN, write
from tests.memory.projects import PROJECT
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]
FILLERS = {f"filler/f{number}.py": "x = 1\n" for number in range(100)}
NOT_PASSED_ON = ("CI", "SPANLINT_NO_CACHE", "SPANLINT_CACHE_DIR", "XDG_CACHE_HOME")
JUDGED = """
import json, os, sys
from spanlint.cli.main import main
from spanlint.run import one_file
judge, judged = one_file._judge_guarded, []
def noting(candidate, *rest):
    judged.append(candidate.path)
    return judge(candidate, *rest)
one_file._judge_guarded = noting
code = main(sys.argv[1:], owns_process=True)
print(json.dumps(sorted(judged)), file=sys.stderr)
sys.stdout.flush()
"""


def judged(folder: Path, cache: Path, *options: str, **environ: str) -> list[str]:
    """The files that a run judges. It uses and fills the cache."""
    command = [sys.executable, "-c", JUDGED, "-q", "-j1", *options, "."]
    done = subprocess.run(
        command, cwd=folder, env=environment(SPANLINT_CACHE_DIR=str(cache), **environ), capture_output=True, text=True,
        timeout=HANGS_AFTER, check=True,
    )  # fmt: skip
    paths: list[str] = json.loads(done.stderr)
    return paths


def environment(**changes: str) -> dict[str, str]:
    """The environment of a program that may use a cache."""
    known = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
    return {**known, "PYTHONPATH": str(ROOT), **{name: value for name, value in changes.items() if value}}


def spanlint(folder: Path, *options: str, **environ: str) -> str:
    """What a run prints."""
    command = [sys.executable, "-m", "spanlint", *options, "."]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(**environ),
        capture_output=True,
        text=True,
        timeout=HANGS_AFTER,
        check=False,
    )
    assert not done.stderr
    return done.stdout


def kept(cache: Path) -> list[Path]:
    """The files in a cache."""
    return sorted(path for path in cache.iterdir() if path.is_file()) if cache.exists() else []


def test_a_second_run_judges_what_has_changed_and_what_was_judged_by_it(tmp_path: Path) -> None:
    folder, cache = write(tmp_path / "project", {**PROJECT, **FILLERS}), tmp_path / "cache"
    first = judged(folder, cache)
    assert len(first) > 10
    assert judged(folder, cache) == []
    write(folder, {"a_alone.py": PROJECT["a_alone.py"] + "\n"})
    assert judged(folder, cache) == ["a_alone.py"]
    write(folder, {"tracing/own.py": PROJECT["tracing/own.py"].replace("name)", "name, context)")})
    assert judged(folder, cache) == ["a_own.py", "tracing/own.py"]
    assert judged(folder, cache) == []


def test_all_processes_of_a_run_use_and_leave_what_is_known(tmp_path: Path) -> None:
    files = {f"a{number}.py": PYTHON_BAD + "\n" * number for number in range(200)}
    entered = {f"b{number}.py": PYTHON_ACTIVE + "\n" * number for number in range(200)}
    folder, cache = write(tmp_path / "project", {**files, **entered}), tmp_path / "cache"
    known = spanlint(folder, "-j3", SPANLINT_CACHE_DIR=str(cache))
    (file,) = kept(cache)
    content = json.loads(file.read_bytes().partition(b"\n")[2])
    assert len(content["verdicts"]) == 200
    assert list(content["looks"].values()).count(1) == 200  # in the files that no rule reports, a call each
    before = file.stat().st_mtime_ns
    assert spanlint(folder, "-j3", SPANLINT_CACHE_DIR=str(cache)) == known == spanlint(folder, "--no-cache")
    assert file.stat().st_mtime_ns == before  # nothing was learned
    assert judged(folder, tmp_path / "other") == sorted(files)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_run_says_what_is_no_longer_so(tmp_path: Path, seed: int) -> None:
    folder = write(tmp_path / "project", PROJECT)
    command = [sys.executable, "-m", "tests.memory.random_runs", str(folder), str(seed), "12"]
    done = subprocess.run(command, cwd=ROOT, timeout=HANGS_AFTER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    total = re.search(r"^judged (\d+) of (\d+)$", done.stdout, re.MULTILINE)
    assert total is not None
    assert int(total[1]) < 0.9 * int(total[2])


def test_other_rules_and_settings_do_not_use_each_others_findings(tmp_path: Path) -> None:
    folder, cache = write(tmp_path / "project", {"a.py": PYTHON_BAD, **FILLERS}), str(tmp_path / "cache")
    plain = spanlint(folder, "--select", "SPN001", SPANLINT_CACHE_DIR=cache)
    assert "SPN001" in plain
    assert "SPN001" not in spanlint(folder, "--select", "SPN002", SPANLINT_CACHE_DIR=cache)
    write(folder, {"spanlint.toml": 'ignore = ["SPN001"]\n'})
    assert "SPN001" not in spanlint(folder, "--select", "SPN001", "--ignore", "SPN001", SPANLINT_CACHE_DIR=cache)
    assert spanlint(folder, "--isolated", "--select", "SPN001", SPANLINT_CACHE_DIR=cache) == plain


def test_another_state_of_the_program_uses_nothing(tmp_path: Path) -> None:
    folder, cache = write(tmp_path / "project", {"a.py": PYTHON_BAD, **FILLERS}), tmp_path / "cache"
    assert judged(folder, cache) == ["a.py"]
    (file,) = kept(cache)
    data = file.read_bytes()
    digest, _, content = data.partition(b"\n")
    program = json.loads(content)["program"].encode()
    file.write_bytes(digest + b"\n" + content.replace(program, program[::-1]))
    assert judged(folder, cache) == ["a.py"]


@pytest.mark.parametrize("spoil", ["cut", "flipped", "empty", "folder", "link", "no JSON"])
def test_a_spoiled_file_holds_nothing_and_stops_nothing(tmp_path: Path, spoil: str) -> None:
    folder, cache = write(tmp_path / "project", {"a.py": PYTHON_BAD, **FILLERS}), tmp_path / "cache"
    assert judged(folder, cache) == ["a.py"]
    (file,) = kept(cache)
    data = file.read_bytes()
    file.unlink()
    if spoil == "folder":
        file.mkdir()
    elif spoil == "link":
        (tmp_path / "elsewhere").write_bytes(data)
        file.symlink_to(tmp_path / "elsewhere")
    else:
        spoiled = {
            "cut": data[:-9],
            "flipped": data.replace(b"SPN", b"SPM"),
            "empty": b"",
            "no JSON": b"0" * 64 + b"\n{",
        }
        file.write_bytes(spoiled[spoil])
    assert judged(folder, cache) == ["a.py"]


def test_what_is_kept_is_for_the_user_alone_and_not_in_the_project(tmp_path: Path) -> None:
    folder, home = write(tmp_path / "project", {"a.py": PYTHON_BAD, **FILLERS}), tmp_path / "home"
    before = sorted(folder.rglob("*"))
    spanlint(folder, HOME=str(home))
    assert sorted(folder.rglob("*")) == before
    cache = home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "spanlint"
    (file,) = kept(cache)
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(cache.stat().st_mode)) == (0o600, 0o700)
    spanlint(folder, HOME=str(home), XDG_CACHE_HOME=str(tmp_path / "caches"))
    assert len(kept(tmp_path / "caches" / "spanlint")) == 1


@pytest.mark.parametrize(
    ("options", "environ"),
    [
        (("--no-cache",), {}),
        ((), {"SPANLINT_NO_CACHE": "1"}),
        ((), {"CI": "true"}),
        (("--diff",), {}),
        (("--fix",), {}),
    ],
)
def test_nothing_is_kept(tmp_path: Path, options: tuple[str, ...], environ: dict[str, str]) -> None:
    folder, home = write(tmp_path / "project", {"a.py": PYTHON_CLEAN, **FILLERS}), tmp_path / "home"
    spanlint(folder, *options, HOME=str(home), **environ)
    assert not home.exists()


def test_the_helpers_that_a_file_defines_are_kept(tmp_path: Path) -> None:
    helper = """\
from contextlib import contextmanager
from opentelemetry import trace

tracer = trace.get_tracer("shop")


@contextmanager
def step(name):
    with tracer.start_as_current_span(name):
        yield
"""
    use = "from steps import step\n\n\ndef items(cart):\n    with step('a'):\n        yield from cart\n"
    folder, cache = write(tmp_path / "project", {"steps.py": helper, "use.py": use, **FILLERS}), tmp_path / "cache"
    first = judged(folder, cache)
    assert "use.py" in first
    assert [["step"], [], []] in json.loads(kept(cache)[0].read_bytes().partition(b"\n")[2])["looks"].values()
    assert judged(folder, cache) == []
    write(folder, {"steps.py": helper.replace("step", "stage")})
    assert judged(folder, cache) == ["steps.py"]  # nothing in the other file is a helper any more
    write(folder, {"use.py": use.replace("step", "stage")})
    assert judged(folder, cache) == ["use.py"]


def test_verbose_says_what_was_known(tmp_path: Path) -> None:
    folder, cache = write(tmp_path / "project", {"a.py": PYTHON_BAD, **FILLERS}), tmp_path / "cache"
    judged(folder, cache)
    write(folder, {"b.py": PYTHON_BAD})
    command = [sys.executable, "-m", "spanlint", "--verbose", "."]
    done = subprocess.run(
        command, cwd=folder, env=environment(SPANLINT_CACHE_DIR=str(cache)), capture_output=True, text=True,
        timeout=HANGS_AFTER, check=False,
    )  # fmt: skip
    assert f"1 file judged, 1 file known from an earlier run ({kept(cache)[0]})" in done.stderr


def test_a_ci_that_names_a_folder_uses_it(tmp_path: Path) -> None:
    folder, cache = write(tmp_path / "project", {"a.py": PYTHON_BAD, **FILLERS}), tmp_path / "cache"
    assert judged(folder, cache, CI="true") == ["a.py"]
    assert judged(folder, cache, CI="true") == []


def test_a_short_run_keeps_nothing(tmp_path: Path) -> None:
    folder, cache = write(tmp_path / "project", {"a.py": PYTHON_BAD}), tmp_path / "cache"
    assert judged(folder, cache) == ["a.py"]
    assert not cache.exists()


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    folder = write(tmp_path / "project", {"a.py": PYTHON_BAD, **FILLERS})
    (tmp_path / "file").write_text("")
    found = spanlint(folder, SPANLINT_CACHE_DIR=str(tmp_path / "file" / "cache"))
    assert found == spanlint(folder, "--no-cache")
    assert "SPN001" in found
