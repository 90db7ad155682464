"""A unified diff of one file, which `git apply` and `patch -p1` take."""

from __future__ import annotations

import re

_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # `git apply` and `patch` know no other line end


def unified_diff(path: str, before: bytes, after: bytes) -> bytes:
    """The diff between two contents of `path`, in the bytes of the file itself; empty when they are the same."""
    import difflib

    old, new = (_LINE.findall(data.decode("latin-1")) for data in (before, after))
    name = path.encode("utf-8", "surrogateescape").decode("latin-1")
    lines = difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
    return b"".join(_line(line) for line in lines)


def _line(line: str) -> bytes:
    data = line.encode("latin-1")
    return data if data.endswith(b"\n") else data + b"\n\\ No newline at end of file\n"
