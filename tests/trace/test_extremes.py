"""Exports of extreme shapes, in a process of its own each: a run of bounded memory, or a line that says what is not
judged."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trace.exports import export, span, trace_number
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program

COUNT = 120_000
"""More than are kept by name, or judged by time. `python -m tests.trace.test_extremes 1000000` takes as many."""
MEMORY = 150_000_000


def different_names(count: int) -> Iterator[str]:
    """Spans of as many names, in traces of ten; the last one of each trace has lost its parent."""
    for first in range(0, count, 1000):
        yield export(
            [
                span(trace_number(at // 10), at + 1, at + 2 if at % 10 == 9 else None, f"GET /cart/{at}", 0, 1)
                for at in range(first, min(first + 1000, count))
            ]
        )
    yield export([span(trace_number(count), 1, None, "later", 600, 601)])


def one_trace(count: int) -> Iterator[str]:
    """As many spans below one root."""
    for first in range(0, count, 1000):
        numbers = range(first, min(first + 1000, count))
        yield export([span(trace_number(1), at + 1, 1 if at else None, f"step {at % 7}", 0, 1) for at in numbers])


def many_roots(count: int) -> Iterator[str]:
    """As many spans without a parent in one trace."""
    for first in range(0, count, 1000):
        numbers = range(first, min(first + 1000, count))
        yield export([span(trace_number(1), at + 1, None, f"step {at % 7}", 0, 1) for at in numbers])


SHAPES = {"different names": different_names, "one trace": one_trace, "many roots": many_roots}
_LIMITED = """\
import resource, sys
from spanlint.cli.main import main
code = main(sys.argv[1:])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
if sys.platform == "linux":  # there, ru_maxrss counts the process that started this one, too
    with open("/proc/self/status") as status:
        peak = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
print(code, peak, file=sys.stderr)
"""


def judged(folder: Path, shape: str, count: int) -> tuple[list[dict[str, object]], int, int]:
    """The findings, the exit code, and the peak memory."""
    path = folder / "traces.jsonl"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(SHAPES[shape](count))
    options = ("--isolated", "--no-source", "--output-format", "json", "-j", "1")
    command = [sys.executable, "-c", _LIMITED, "trace", *options, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=HANGS_AFTER, check=True)
    code, peak = map(int, done.stderr.split())
    return json.loads(done.stdout), code, peak


def test_different_names_are_counted_as_one_after_so_many(tmp_path: Path) -> None:
    findings, code, peak = judged(tmp_path, "different names", COUNT)
    assert code == 1
    assert {finding["code"] for finding in findings} == {"SPN203"}
    assert len(findings) == 1
    assert peak < MEMORY


@pytest.mark.parametrize("shape", ["one trace", "many roots"])
def test_a_trace_of_many_spans_is_said_to_be_endless(tmp_path: Path, shape: str) -> None:
    findings, code, peak = judged(tmp_path, shape, COUNT)
    assert code == 1
    assert [finding["code"] for finding in findings] == ["SPN215"]
    assert f"has {COUNT:,} spans" in str(findings[0]["message"])
    assert peak < MEMORY


def main() -> None:
    """Print what a shape of as many spans takes."""
    import tempfile

    for shape in SHAPES:
        with tempfile.TemporaryDirectory() as name:
            findings, code, peak = judged(Path(name), shape, int(sys.argv[1]))
            print(f"{shape}: exit code {code}, {len(findings)} findings, {peak / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
