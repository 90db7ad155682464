"""Runs spanlint with a source on its standard input."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tests.cli.program import call_main


class Piped(NamedTuple):
    """What a run left behind: its exit code, the bytes on standard output, and the text on standard error."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output as text."""
        return self.out.decode()


def pipe(folder: Path, data: bytes | str, *arguments: str) -> Piped:
    """Run spanlint in a folder with `data` on standard input. It may write no file."""
    before = everything(folder)
    done = call_main(folder, arguments, data.encode() if isinstance(data, str) else data)
    assert everything(folder) == before
    return Piped(done.code, done.out, done.err.decode())


def everything(folder: Path) -> dict[str, bytes | None]:
    """Every path below a folder, and the bytes of each file."""
    paths = sorted(folder.rglob("*"))
    return {str(path): path.read_bytes() if path.is_file() else None for path in paths}
