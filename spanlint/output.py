"""The file that a report goes to instead of standard output."""

from __future__ import annotations

import os

from spanlint.disk.writing import PREFIX, unended


def write_output(path: str, data: bytes) -> None:
    """Write a report to a file, whole or not at all; what is no regular file (a FIFO, /dev/stderr) is written to.

    Raises OSError, and then leaves the file as it was.
    """
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as special:
            special.write(data)
        return
    target = os.path.realpath(path)
    temporary = os.path.join(os.path.dirname(target), f"{PREFIX}{os.getpid()}-{os.urandom(6).hex()}")
    with unended():
        try:
            with open(temporary, "xb") as file:
                file.write(data)
            if os.path.exists(target):
                os.chmod(temporary, os.stat(target).st_mode & 0o7777)
            os.replace(temporary, target)
        finally:
            if os.path.exists(temporary):
                os.unlink(temporary)
