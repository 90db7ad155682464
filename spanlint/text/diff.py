"""A unified diff of one file, for `git apply` and `patch -p1`."""

from __future__ import annotations

import re

_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # `git apply` and `patch` do not know other line ends


def unified_diff(path: str, before: bytes, after: bytes) -> bytes:
    """Returns the diff between two contents of `path`, in the file's own encoding; empty if they are the same."""
    import difflib

    old, new = (_LINE.findall(data.decode("latin-1")) for data in (before, after))
    name = path.encode("utf-8", "surrogateescape").decode("latin-1")
    lines = difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
    return b"".join(_encoded_line(line) for line in lines)


def _encoded_line(line: str) -> bytes:
    data = line.encode("latin-1")
    return data if data.endswith(b"\n") else data + b"\n\\ No newline at end of file\n"
