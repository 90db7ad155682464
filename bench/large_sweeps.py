"""What `python -m bench.sweeps` measures on request, as it takes long: very many repositories, and one huge tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Command, Run, run_command
from bench.traces import Row

_SWEEP = ("sweep", "--isolated", "--quiet", "--exit-zero")
_OWN_PEAK = """\
import gc, os, resource, sys
from spanlint.cli.main import main
gc.disable()
main(sys.argv[2:], owns_process=True)
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)))
os._exit(0)
"""
_WITH_FINDING = """\
from opentelemetry import trace

tracer = trace.get_tracer(__name__)


def bake():
    span = tracer.start_span("bake")
    print(span)
"""


def many_repositories(scratch: Path, count: int) -> Iterator[Row]:
    """Yields memory and time of a sweep over so many repositories with a finding each, against a tenth of them."""
    repository, own_peak = scratch / "one", scratch / "peak"
    _git("init", "-q", str(repository))
    (repository / "a.py").write_text(_WITH_FINDING, encoding="utf-8")
    _git("-C", str(repository), "add", ".")
    _git("-C", str(repository), "-c", "user.name=bench", "-c", "user.email=bench@example.org", "commit", "-qm", "one")
    peaks, runs = list[int](), list[Run]()
    for number in (count // 10, count):
        names, out = scratch / "many.txt", scratch / "many"
        names.write_text("".join(f"one name=bench/{one}\n" for one in range(number)), encoding="utf-8")
        shutil.rmtree(out, ignore_errors=True)
        words = (*_SWEEP, "--out", str(out), "-j", "2", str(names))
        runs.append(run_command(Command((sys.executable, "-c", _OWN_PEAK, str(own_peak), *words), str(scratch))))
        peaks.append(int(own_peak.read_text(encoding="utf-8")))
    small, large = (run.cpu for run in runs)
    said = f"{peaks[1] / 1e6:.0f} MB ({peaks[0] / 1e6:.0f} MB for a tenth of them)"
    yield Row(f"memory of the process that sweeps {count:,} repositories", "<= 200 MB", said)
    yield Row("its time for each repository against a tenth of them", "<= 1.2", f"{large / 10 / small:.2f}")


def large_tree(scratch: Path, files: int) -> Iterator[Row]:
    """Yields time and memory of one tree of so many files, against one of a tenth of them."""
    runs: dict[int, Run] = {}
    own_peak = scratch / "peak"
    for count in (files // 10, files):
        folder = scratch / f"tree-{count}"
        _make_tree(folder, count)
        words = (sys.executable, "-c", _OWN_PEAK, str(own_peak), "--isolated", "--no-cache", "-j", "1", ".")
        runs[count] = run_command(Command(words, str(folder)))
        shutil.rmtree(folder)
    small, large = runs.values()
    own = int(own_peak.read_text(encoding="utf-8"))
    said = f"{own / 1e6:.0f} MB (git's: {large.peak / 1e6:.0f} MB)"
    yield Row(f"memory of one tree of {files:,} files", "<= 250 MB", said)
    yield Row("its time for each file against a tenth of them", "<= 1.2", f"{large.cpu / 10 / small.cpu:.2f}")


def _make_tree(folder: Path, count: int) -> None:
    """Make a work tree of small files, hard links to a few hundred of them, as systems limit the links of one file."""
    folder.mkdir()
    originals = [folder / f"original{number}.py" for number in range(max(1, count // 20_000))]
    for number, path in enumerate(originals):
        path.write_text(f"x = {number}\n" * 40, encoding="utf-8")
    for number in range(count):
        if number % 100 == 0:
            below = folder / f"package{number // 10_000}" / f"part{number // 100}"
            below.mkdir(parents=True)
        os.link(originals[number % len(originals)], below / f"module_of_usual_length_{number}.py")
    _git("init", "-q", str(folder))
    _git("-C", str(folder), "add", ".")


def _git(*words: str) -> None:
    subprocess.run(["git", *words], check=True)
