"""One JSON value that is too large to be decoded at once: the entries of its list are, one after another."""

from __future__ import annotations

import re

import ijson  # type: ignore[import-untyped]

from spanlint.trace.document_parts import BrokenPart, Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, BinaryIO

_LISTS = ("resourceSpans", "batches", "trace.resourceSpans", "data", "observations", "")
"""The paths of the lists that formats have; the last one is a list without anything around it."""


class _Joined:
    """A stream with what has been read of it in front."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def read(self, size: int = -1) -> bytes:
        """Returns the next bytes."""
        if not self._head:
            return self._rest.read(size)
        found, self._head = (self._head[:size], self._head[size:]) if size >= 0 else (self._head, b"")
        return found


def entries_of(head: bytes, rest: BinaryIO) -> Iterator[Document | BrokenPart]:
    """Yields each entry of a value's list as a value with this entry alone. All are on line 1."""
    path = _path_of(head)
    try:
        for entry in ijson.items(_Joined(head, rest), f"{path}.item" if path else "item", use_float=True):
            yield Document(1, value=_around(path, entry))
    except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError) as error:
        yield BrokenPart(
            1, f"not JSON ({str(error).splitlines()[0][:100] if str(error) else type(error).__name__})", False
        )


def _path_of(head: bytes) -> str:
    """Returns the path of the first list that a format has."""
    begin = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith(b"["):
        return ""
    places = ((head.find(b'"%s"' % path.rpartition(".")[2].encode()), path) for path in _LISTS if path)
    first = min(((place, path) for place, path in places if place >= 0), default=(0, "resourceSpans"))
    name = first[1].rpartition(".")[2]
    is_below_trace = name == "resourceSpans" and re.match(rb'\{\s*"trace"\s*:', begin) is not None
    return f"trace.{name}" if is_below_trace else name


def _around(path: str, entry: object) -> Any:
    value: Any = [entry]
    for name in reversed(path.split(".") if path else []):
        value = {name: value}
    return value
