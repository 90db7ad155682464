"""A sweep over two thousand repositories, whose names alone differ: what it holds of each of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD
from tests.sweep.repositories import CLEAN, entries, repository, sweep
from tests.waiting import HANGS_AFTER

pytestmark = [
    pytest.mark.program,
    pytest.mark.skipif(sys.platform != "linux", reason="not every system says what a process holds at most"),
]

MEASURED = """\
import sys
from spanlint.cli.main import main
code = main(sys.argv[1:], owns_process=True)
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")))
sys.exit(code)
"""
FEW, MANY = 200, 2000
HELD = 12  # kilobytes


def test_two_thousand_repositories_take_little_memory_each(tmp_path: Path) -> None:
    files = {"a.py": PYTHON_BAD * 20, "b.py": CLEAN, "c/d.py": PYTHON_BAD}
    repository(tmp_path / "oven", files)
    assert sweep(tmp_path, "oven", "--quiet").code == 1
    peaks = [peak_of(tmp_path, count) for count in (FEW, MANY)]
    assert peaks[1] - peaks[0] < (MANY - FEW) * HELD


def peak_of(folder: Path, count: int) -> int:
    """The kilobytes that a sweep over so many repositories holds at most. All but one are as the last one left them."""
    names, out = [f"many/{number}" for number in range(count)], folder / str(count)
    head, line = (folder / "out" / "repos.jsonl").read_text().splitlines()
    (only,) = (folder / "out" / "findings").rglob("*.jsonl")
    (out / "findings" / "many").mkdir(parents=True)
    lines = [json.dumps({**json.loads(line), "name": name}) + "\n" for name in names[1:]]
    (out / "repos.jsonl").write_text("".join([f"{head}\n", *lines]))
    for name in names[1:]:
        (out / "findings" / f"{name}.jsonl").write_bytes(only.read_bytes())
    (folder / "list").write_text("".join(f"oven name={name}\n" for name in names))
    command = [sys.executable, "-c", MEASURED, "sweep", "--isolated", "--quiet", "--out", str(out), "list"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=HANGS_AFTER)
    assert (done.returncode, done.stderr) == (1, "")
    found = entries(folder, str(count))
    assert set(found) == set(names)
    assert [name for name, entry in found.items() if entry["status"] != "unchanged"] == names[:1]
    assert sum(entry["findings"]["SPN001"] for entry in found.values()) == count * 21
    return int(done.stdout.split()[-1])
