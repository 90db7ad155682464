"""A run that is split over processes, against the same run in one: over folders of files that nobody wrote."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch

from hypothesis import strategies as st

import spanlint.run.schedule
from spanlint.cli.main import main
from spanlint.run.schedule import can_fork
from tests.fuzz.programs import HEADS, SUFFIXES, damaged, programs

CONFIGURATION = "[session-context.python]\nexpression = 'session.context()'\nimports = ['from shop import session']\n"
ALWAYS = {
    "always.py": (HEADS["python"] + "tracer.start_span('n')\n").encode(),
    "below/always.ts": (HEADS["typescript"] + "tracer.startSpan('n');\n").encode(),
    "spanlint.toml": CONFIGURATION.encode(),
}
"""Two files that are worth a worker each, whatever else there is."""


class Ended(NamedTuple):
    """What a run gave: its exit code, its two streams, the files after it, and how many workers it had."""

    code: int
    out: str
    err: str
    files: dict[str, bytes]
    workers: int


@st.composite
def trees(draw: st.DrawFn) -> dict[str, bytes]:
    """The files of a folder by their paths, some of them damaged."""
    files = dict(ALWAYS)
    for number in range(draw(st.integers(1, 5))):
        language = draw(st.sampled_from(sorted(SUFFIXES)))
        data = draw(st.one_of(programs(language), programs(language).flatmap(damaged)))
        folder = draw(st.sampled_from(["", "below/", "é 🛒/"]))
        files[f"{folder}f{number}.{draw(st.sampled_from(SUFFIXES[language]))}"] = data
    return files


def splitting_changes_nothing(files: Mapping[str, bytes]) -> None:
    """The report, the problems, the exit code and the repaired files are the same for one, two and three processes."""
    for arguments in (
        ("--output-format", "json"),
        ("--output-format", "text"),
        ("--fix",),
        ("--unsafe-fixes", "--diff"),
    ):
        alone, *split = (ended(files, *arguments, "--jobs", jobs) for jobs in ("1", "2", "3"))
        assert alone.workers == 0
        for each in split:
            assert each.workers >= 2 or not can_fork()
            assert each._replace(workers=0) == alone


def ended(files: Mapping[str, bytes], *arguments: str) -> Ended:
    """Run over the files in a folder of their own."""
    with _folder_of_its_own(), _workers_for_little() as started:
        for path, data in files.items():
            Path(path).parent.mkdir(exist_ok=True)
            Path(path).write_bytes(data)
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
        with redirect_stdout(out), redirect_stderr(err):
            code = main([*arguments, "."])
        after = {path: Path(path).read_bytes() for path in files}
        return Ended(code, _text(out), _text(err), after, len(started))


@contextmanager
def _folder_of_its_own() -> Iterator[None]:
    before = os.getcwd()
    with TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


@contextmanager
def _workers_for_little() -> Iterator[list[int]]:
    """Meanwhile a byte is worth a worker; the list gets an entry for each."""
    started: list[int] = []
    fork = os.fork

    def noting() -> int:
        started.append(1)
        return fork()

    with (
        patch.object(spanlint.run.schedule, "BYTES_PER_WORKER", 1),
        patch.object(os, "fork", noting),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # Python 3.12 warns of a fork where a test runner has threads
        yield started


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()
