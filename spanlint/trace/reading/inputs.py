"""The files to read: those that are named, those in named folders, and standard input."""

from __future__ import annotations

import io
import os
import sys

from spanlint.disk.reading import reason_of
from spanlint.lean.records import Record
from spanlint.model.problems import Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

STDIN = "-"
SUFFIXES = (".json", ".jsonl", ".ndjson", ".pb", ".bin", ".otlp")
_GZIP = ".gz"
_GZIP_MAGIC = b"\x1f\x8b"
_BUFFER = 1 << 20  # bytes: with 8 kB, a line of 500 kB takes three times as long to read
_GZIP_FACTOR = 10  # OTLP JSON shrinks to a twentieth: a guess that is too low makes larger buckets
_BINARY = (".pb", ".bin", ".otlp")
_BINARY_FACTOR = 2  # a span of OTLP in binary takes half the bytes that it takes in JSON


class Input(Record):
    """A file to read. `is_named` is whether the command line names it, and `size` how many bytes of JSON it probably
    holds, or would."""

    path: str
    is_named: bool
    size: int


def find_inputs(paths: Sequence[str]) -> tuple[list[Input], list[Problem]]:
    """Returns the files that the paths lead to, in order, and what cannot be read."""
    inputs: list[Input] = []
    problems: list[Problem] = []
    for path in dict.fromkeys(paths):
        try:
            if path == STDIN:
                inputs.append(Input(path, True, 0))
            elif os.path.isdir(path):
                found = [Input(below, False, _size(below)) for below in _files_below(path)]
                inputs += found
                if not found:
                    problems.append(Problem(f"holds no files of traces ({', '.join(SUFFIXES)})", path))
            else:
                inputs.append(Input(path, True, _size(path)))
        except OSError as error:
            problems.append(Problem(reason_of(error), path))
    return inputs, problems


def open_input(path: str) -> BinaryIO:
    """Returns the bytes of a file, without their compression. Raises OSError."""
    if path == STDIN:
        file: BinaryIO = sys.stdin.buffer if sys.stdin else io.BufferedReader(io.BytesIO())  # None if it is closed
    else:
        file = open(path, "rb", buffering=_BUFFER)  # noqa: SIM115 - the caller closes it
    head = file.peek(2)[:2]  # type: ignore[attr-defined]  # of BufferedReader; a pipe may give one byte
    if not head or not _GZIP_MAGIC.startswith(head):
        return file
    import gzip  # most files are plain

    if path == STDIN:
        return gzip.open(file)  # type: ignore[return-value]
    file.close()
    return gzip.open(path)  # type: ignore[return-value]


def broken_compression() -> type[Exception]:
    """Returns what is raised beside OSError and EOFError where compressed data is broken."""
    from zlib import error  # a module in C, which most runs need not load

    return error


def _files_below(folder: str) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.removesuffix(_GZIP).endswith(SUFFIXES):
                yield os.path.join(parent, name)


def _size(path: str) -> int:
    binary = _BINARY_FACTOR if path.removesuffix(_GZIP).endswith(_BINARY) else 1
    return os.stat(path).st_size * binary * (_GZIP_FACTOR if path.endswith(_GZIP) else 1)
