"""JSON values that are too large to be decoded at once: the entries of their lists are, one after another."""

from __future__ import annotations

import re
from contextlib import suppress

import ijson  # type: ignore[import-untyped]
import msgspec

from spanlint.trace.reading.document_parts import BrokenPart, Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, BinaryIO

_OTLP = "resourceSpans"
_LISTS = (_OTLP, "batches", "trace.resourceSpans", "result.resourceSpans", "data", "observations", "")
"""The paths of the lists that formats have; the last one is a list without anything around it."""


class _Joined:
    """A stream with what has been read of it in front."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = memoryview(head), rest

    def read(self, size: int = -1) -> bytes:
        """Returns the next bytes."""
        if not self._head:
            return self._rest.read(size)
        size = size if size >= 0 else len(self._head)
        found, self._head = bytes(self._head[:size]), self._head[size:]
        return found


def entries_of(head: bytes, rest: BinaryIO) -> Iterator[Document | BrokenPart]:
    """Yields each entry of a value's list as a value with this entry alone. All are on line 1."""
    path = _path_of(head)
    try:
        prefix = f"{path}.item" if path else "item"
        for entry in ijson.items(_Joined(head, rest), prefix, use_float=True, multiple_values=True):
            yield _document(path, entry)
    except (ijson.JSONError, UnicodeDecodeError, ValueError, RecursionError) as error:
        yield BrokenPart(
            1, f"not JSON ({str(error).splitlines()[0][:100] if str(error) else type(error).__name__})", False
        )


def _document(path: str, entry: object) -> Document:
    """Returns a value with one entry. An export of OTLP is encoded again: decoded by its types, it takes a third of the
    time that it takes field by field."""
    value = _around(path, entry)
    if path == _OTLP:
        with suppress(msgspec.MsgspecError, UnicodeEncodeError, OverflowError):
            return Document(1, msgspec.json.encode(value))
    return Document(1, value=value)


def _path_of(head: bytes) -> str:
    """Returns the path of the first list that a format has."""
    begin = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith(b"["):
        return ""
    places = ((head.find(b'"%s"' % path.rpartition(".")[2].encode()), path) for path in _LISTS if path)
    first = min(((place, path) for place, path in places if place >= 0), default=(0, _OTLP))
    name = first[1].rpartition(".")[2]
    around = re.match(rb'\{\s*"(trace|result)"\s*:', begin) if name == _OTLP else None
    return f"{around[1].decode()}.{name}" if around is not None else name


def _around(path: str, entry: object) -> Any:
    value: Any = [entry]
    for name in reversed(path.split(".") if path else []):
        value = {name: value}
    return value
