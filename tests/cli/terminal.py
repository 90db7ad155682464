"""Runs the program with standard error on a terminal, as a person has it."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tests.cli.program import PROGRAM, Run, environment
from tests.waiting import HANGS_AFTER

TERMINAL = {"TERM": "xterm-256color", "CI": "", "LC_ALL": "C.UTF-8"}
HIDE_CURSOR, SHOW_CURSOR, ERASE_LINE = "\x1b[?25l", "\x1b[?25h", "\x1b[2K"


def run_on_terminal(
    folder: Path,
    *arguments: str,
    env: Mapping[str, str] | None = None,
    command: Sequence[str] = PROGRAM,
    on_output: Callable[[subprocess.Popen[bytes], str], object] = lambda process, output: None,
    typed: str | None = None,
) -> Run:
    """Run to its end with standard error on a terminal of 80 columns, and standard output in a file.

    With `typed`, standard input is the terminal too, and this is what somebody types. `on_output` is called with the
    process and all that the terminal has received, whenever it receives something.
    """
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with open(folder.parent / f"{folder.name}.out", "w+b") as out:
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=folder,
            env=environment({**TERMINAL, **(env or {})}),
            stdin=subprocess.DEVNULL if typed is None else theirs,
            stdout=out,
            stderr=theirs,
        )
        os.close(theirs)
        os.write(ours, (typed or "").encode())
        try:
            err = _received(ours, lambda output: on_output(process, output))
            code = process.wait(timeout=HANGS_AFTER)
        finally:
            process.kill()  # where it hangs
        out.seek(0)
        return Run(code, out.read().decode(), err)


def _received(terminal: int, on_output: Callable[[str], object]) -> str:
    data = b""
    while True:
        assert select.select([terminal], [], [], HANGS_AFTER)[0], "it neither says anything nor ends"
        try:
            more = os.read(terminal, 1 << 16)
        except OSError:  # how Linux says that the other end is closed
            more = b""
        if not more:
            os.close(terminal)
            return data.decode("utf-8", "replace")
        data += more
        on_output(data.decode("utf-8", "replace"))


def screen(received: str) -> list[str]:
    """The lines that remain to be seen, of all that a terminal has received: it knows what a progress bar uses."""
    lines, row, column = [""], 0, 0
    for token in re.findall(r"\x1b\[[?\d;]*[A-Za-z]|.", received, flags=re.DOTALL):
        if token == "\r":
            column = 0
        elif token == "\n":
            row += 1
            lines += [""] * (row == len(lines))
        elif token == "\x1b[1A":
            row = max(0, row - 1)
        elif token == ERASE_LINE:
            lines[row] = ""
        elif not token.startswith("\x1b"):
            lines[row] = lines[row][:column].ljust(column) + token + lines[row][column + 1 :]
            column += 1
    return [line for line in lines if line.strip()]
