"""A unified diff of one file, for `git apply` and `patch -p1`."""

from __future__ import annotations

import re

_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}
_LINE = re.compile(r"[^\n]*\n|[^\n]+")  # `git apply` and `patch` do not know other line ends


def unified_diff(path: str, before: bytes, after: bytes) -> bytes:
    """Returns the diff between two contents of `path`, in the file's own encoding; empty if they are the same."""
    import difflib

    old, new = (_LINE.findall(data.decode("latin-1")) for data in (before, after))
    inner = path.lstrip("/")  # git takes no name with an empty part
    lines = difflib.unified_diff(old, new, _shown_name(f"a/{inner}"), _shown_name(f"b/{inner}"))
    return b"".join(_encoded_line(line) for line in lines)


def _shown_name(path: str) -> str:
    """The name of a file as git writes it: in double quotes with escapes if it has other characters than plain ones.

    A `##` is escaped too, which git reads as well: it may begin a command to a CI.
    """
    data = path.encode("utf-8", "surrogateescape")
    if all(32 <= byte < 127 and byte not in _ESCAPES for byte in data) and b"##" not in data:
        return f"{path}\t" if " " in path else path  # the tab says where a name with spaces ends
    return f'"{"".join(map(_escaped, data))}"'


def _escaped(byte: int) -> str:
    if byte in _ESCAPES:
        return "\\" + _ESCAPES[byte]
    return chr(byte) if 32 <= byte < 127 and byte != ord("#") else f"\\{byte:03o}"


def _encoded_line(line: str) -> bytes:
    data = line.encode("latin-1")
    return data if data.endswith(b"\n") else data + b"\n\\ No newline at end of file\n"
