"""Splits a file into JSON values: one a line, or several one after another over any number of lines."""

from __future__ import annotations

import json

import msgspec

from spanlint.trace.document_parts import BrokenPart, Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MAX_VALUE = 16_000_000
"""The most bytes of one value that are decoded at once, which takes three times the memory; a larger one is read bit by
bit."""
MAX_LINE = 64_000_000
"""The most bytes of a line among lines."""

_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


_undecoded = msgspec.json.Decoder(msgspec.Raw)
_SPACES = frozenset(b"\t\r\n\x1e")


def may_be_json(head: bytes) -> bool:
    """Whether a file that begins with these bytes is text. A message of OTLP in binary may begin as JSON does, too."""
    if head.startswith(tuple(_BOMS)):
        return True
    return not any(byte < 0x20 and byte not in _SPACES for byte in head) and head.lstrip()[:1].isascii()


def documents(stream: BinaryIO) -> Iterator[Document | BrokenPart]:
    """Yields the values of a file in order.

    If the first line is a whole value, each line is taken for one. It is not decoded here. Of a value that is larger
    than MAX_VALUE, each entry of its list is yielded by itself.
    """
    first = stream.readline(MAX_VALUE)
    if len(first) < MAX_VALUE and is_whole(first):
        yield from _lines(stream, first)
        return
    head = first + stream.read(max(0, MAX_VALUE - len(first)))
    if len(head) < MAX_VALUE:
        yield from _values(head)
        return
    from spanlint.trace.large_values import entries_of  # most files are small

    yield from entries_of(head, stream)


def _lines(stream: BinaryIO, first: bytes) -> Iterator[Document | BrokenPart]:
    line, number = first, 1
    while line:
        if len(line) >= MAX_LINE:
            yield BrokenPart(number, f"a line of more than {MAX_LINE // 1_000_000} MB", is_cut=False)
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
        elif not line.isspace():
            yield Document(number, line)
        line, number = stream.readline(MAX_LINE), number + 1


def _values(data: bytes) -> Iterator[Document | BrokenPart]:
    if is_whole(data):
        yield Document(1 + data.count(b"\n", 0, len(data) - len(data.lstrip())), data)
        return
    text = decoded(data)
    decoder, at, line = json.JSONDecoder(), 0, 1
    while True:
        start = _next(text, at)
        line += text.count("\n", at, start)
        if start >= len(text):
            return
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            found = _end_of_line(text, start)
            yield BrokenPart(line, reason_of(error), is_cut=_is_cut(error, text))
            if not isinstance(error, json.JSONDecodeError) or _is_cut(error, text):
                return
            line += text.count("\n", start, found)
            at = found
            continue
        yield Document(line, value=value)
        line += text.count("\n", start, end)
        at = end


def decoded(data: bytes) -> str:
    """Returns the text of a file, by its byte order mark; bytes that are no text become replacement characters."""
    encoding = next((encoding for mark, encoding in _BOMS.items() if data.startswith(mark)), "utf-8")
    return data.decode(encoding, "replace")


def value_of(line: bytes) -> object:
    """Returns the value of one line. Raises ValueError and RecursionError."""
    return json.loads(decoded(line))


def reason_of(error: Exception) -> str:
    """Returns why a text is not JSON, for people."""
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON ({error.msg[:1].lower()}{error.msg[1:]} at column {error.colno})"
    return "not JSON (it is nested too deeply)" if isinstance(error, RecursionError) else f"not JSON ({error})"


def is_whole(line: bytes) -> bool:
    """Whether a line is a whole value by itself."""
    try:
        return bytes(memoryview(_undecoded.decode(line))[:1]) in (b"{", b"[")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass  # another encoding, or what JSON allows and msgspec does not
    try:
        return isinstance(value_of(line), (dict, list))
    except (ValueError, RecursionError):
        return False


def _next(text: str, at: int) -> int:
    """Returns where the next value begins; a comma between two values is passed over."""
    while at < len(text) and text[at] in " \t\r\n,\x1e\ufeff":
        at += 1
    return at


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _is_cut(error: Exception, text: str) -> bool:
    return isinstance(error, json.JSONDecodeError) and not text[error.pos :].strip()
