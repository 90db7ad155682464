"""Runs the real program with a source on its standard input."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import NamedTuple

from tests.cli.program import PROGRAM, environment


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
    """Run spanlint in a folder with `data` on standard input. It may print no traceback, and write no file."""
    before = everything(folder)
    done = subprocess.run(
        [*PROGRAM, *arguments],
        cwd=folder,
        env=environment(),
        input=data.encode() if isinstance(data, str) else data,
        capture_output=True,
        timeout=60,
        check=False,
    )
    err = done.stderr.decode()
    assert "Traceback" not in err, err
    assert done.returncode in (0, 1, 2), err
    assert everything(folder) == before
    return Piped(done.returncode, done.stdout, err)


def everything(folder: Path) -> dict[str, bytes | None]:
    """Every path below a folder, and the bytes of each file."""
    paths = sorted(folder.rglob("*"))
    return {str(path): path.read_bytes() if path.is_file() else None for path in paths}
