"""Splits a file into JSON values: one a line, or several one after another over any number of lines."""

from __future__ import annotations

from codecs import getincrementaldecoder

import msgspec

from spanlint.config.errors import ConfigError
from spanlint.trace.packages import NEEDED
from spanlint.trace.reading.document_parts import BrokenPart, Document

TYPE_CHECKING = False
if TYPE_CHECKING:
    import json
    from collections.abc import Iterator
    from typing import BinaryIO, TypeGuard

MAX_VALUE = 16_000_000
"""The most bytes of one value that are decoded at once, which takes three times the memory; a larger one is read bit by
bit."""
MAX_LINE = 64_000_000
"""The most bytes of a line among lines, and about as many characters of a value among values."""
_TOO_LONG = f"a value of more than {MAX_LINE // 1_000_000} MB"

_ZSTD = b"\x28\xb5\x2f\xfd"
_SMALL = 1 << 20  # bytes of a value among several
_LONGEST_WORD = 16  # characters of what is not a string, and not cut in two

_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


_undecoded = msgspec.json.Decoder(msgspec.Raw)
_SPACES = frozenset(b"\t\r\n\x1e")


def may_be_json(head: bytes) -> bool:
    """Whether a file that begins with these bytes is text. A message of OTLP in binary may begin as JSON does, too."""
    if head.startswith(tuple(_BOMS)):
        return True
    if head.startswith(_ZSTD):
        return False
    return not any(byte < 0x20 and byte not in _SPACES for byte in head) and head.lstrip()[:1].isascii()


def documents(stream: BinaryIO) -> Iterator[Document | BrokenPart]:
    """Yields the values of a file in order.

    If the first line is a whole value, each line is taken for one. It is not decoded here. Values over several lines
    are read a block at a time. Of a value that is larger than MAX_VALUE, each entry of its list is yielded by itself.
    """
    first = stream.readline(MAX_VALUE)
    if len(first) < MAX_VALUE and is_whole(first):
        yield from _lines(stream, first)
        return
    head = first + stream.read(max(0, MAX_VALUE - len(first)))
    if len(head) < MAX_VALUE or _holds_several(head):
        yield from _values(head, stream)
        return
    try:
        from spanlint.trace.reading.large_values import entries_of  # most files are small
    except ImportError as error:
        raise ConfigError(NEEDED) from error
    yield from entries_of(head, stream)


def _lines(stream: BinaryIO, first: bytes) -> Iterator[Document | BrokenPart]:
    line, number = first, 1
    while line:
        if len(line) >= MAX_LINE:
            yield BrokenPart(number, _TOO_LONG, is_cut=False)
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE)
        elif not line.isspace():
            yield Document(number, line)
        line, number = stream.readline(MAX_LINE), number + 1


def _values(head: bytes, stream: BinaryIO) -> Iterator[Document | BrokenPart]:
    """Yields the values of a file that begins with some bytes."""
    if len(head) < MAX_VALUE and is_whole(head):
        yield Document(1 + head.count(b"\n", 0, len(head) - len(head.lstrip())), head)
        return
    import json

    text, decoder, at, line = _ShownText(head, stream), json.JSONDecoder(), 0, 1
    while True:
        start = _next(text.shown, at)
        line += text.shown.count("\n", at, start)
        if start >= len(text.shown):
            if not text.reads_on(start):
                return
            at = 0
            continue
        try:
            value, end = decoder.raw_decode(text.shown, start)
        except (ValueError, RecursionError) as error:
            if _may_be_cut(error, text.shown) and text.reads_on(start):
                at = 0
                continue
            is_long = len(text.shown) - start >= MAX_LINE
            is_cut = _is_cut(error, text.shown) and not is_long
            yield BrokenPart(line, _TOO_LONG if is_long else reason_of(error), is_cut)
            if is_cut or is_long or not _is_of_json(error):
                return
            end = _end_of_line(text.shown, start)
        else:
            yield Document(line, value=value)
        line += text.shown.count("\n", start, end)
        at = end


class _ShownText:
    """The text of a file, as far as it is shown: from the value that is being read on."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._rest = rest
        self._decoder = getincrementaldecoder(_encoding(head))("replace")
        self.shown = self._decoder.decode(head, len(head) < MAX_VALUE)

    def reads_on(self, start: int) -> bool:
        """Show a block more, and no longer what is before `start`. Returns whether there is more, as a value may be."""
        block = self._rest.read(MAX_VALUE) if len(self.shown) - start < MAX_LINE else b""
        more = self._decoder.decode(block, not block)
        self.shown = self.shown[start:] + more if more else self.shown
        return bool(more)


def _holds_several(head: bytes) -> bool:
    """Whether a small value ends within some bytes."""
    import json

    try:
        json.JSONDecoder().raw_decode(decoded(head[:_SMALL]).lstrip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        return False
    return True


def decoded(data: bytes) -> str:
    """Returns the text of a file, by its byte order mark; bytes that are no text become replacement characters."""
    return data.decode(_encoding(data), "replace")


def _encoding(data: bytes) -> str:
    return next((encoding for mark, encoding in _BOMS.items() if data.startswith(mark)), "utf-8")


def value_of(line: bytes) -> object:
    """Returns the value of one line. Raises ValueError and RecursionError."""
    import json  # 2 ms, for what msgspec does not read

    return json.loads(decoded(line))


def reason_of(error: Exception) -> str:
    """Returns why a text is not JSON, for people."""
    if _is_of_json(error):
        what = error.msg.removesuffix(" at")
        return f"not JSON ({what[:1].lower()}{what[1:]} at column {error.colno})"
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
    """Whether a value goes on where a text ends."""
    if not _is_of_json(error):
        return False
    return error.msg.startswith("Unterminated string") or not text[error.pos :].strip()


def _may_be_cut(error: Exception, text: str) -> bool:
    """Whether a value may go on where a text ends, if only in a word or after a backslash."""
    is_near = _is_of_json(error) and len(text) - error.pos < _LONGEST_WORD
    return is_near or _is_cut(error, text)


def _is_of_json(error: Exception) -> TypeGuard[json.JSONDecodeError]:
    return hasattr(error, "colno")
