"""Bytes on disk to a `Source`: byte order mark, PEP 263, and what can't be text."""

from __future__ import annotations

import codecs
import re

from spanlint.text.indentation import DEEPEST, is_deep
from spanlint.text.source import Source

# PEP 263 and the tokenizer: only the first two lines count, and the first only when it is blank or a comment.
_COOKIE = re.compile(rb"^(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")


class UndecodableError(Exception):
    """The bytes are not text in the encoding they claim; the message is one line without the file's name."""


def decode(path: str, language: str, data: bytes) -> Source:
    """The text of a file. Raises UndecodableError."""
    bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    body = data[len(bom) :]
    encoding = _declared(body) if language == "python" and not bom else "utf-8"
    text = body if encoding == "utf-8" and body.isascii() else _in_utf8(body, encoding)
    if language == "python" and is_deep(text):
        raise UndecodableError(f"the lines are indented to more than {DEEPEST} levels")
    return Source(path, language, text, data, encoding, bom)


def _declared(body: bytes) -> str:
    cookie = _COOKIE.match(body)
    if cookie is None:
        return "utf-8"
    name = cookie[1].decode("ascii")
    try:
        codec = codecs.lookup(_without_line_ends(name))
    except (LookupError, ValueError):
        raise UndecodableError(f"unknown encoding {name!r}") from None
    if not codec._is_text_encoding:
        raise UndecodableError(f"{name!r} is not a text encoding")
    return "utf-8" if codec.name in ("utf-8", "utf-8-sig") else codec.name


def _without_line_ends(name: str) -> str:
    """Emacs writes line ends into the name (`utf-8-unix`); the tokenizer reads over them for these two encodings."""
    known = re.match(r"(utf-8|(?:iso-)?latin-1|iso-8859-1)(?:-|$)", name.lower().replace("_", "-"))
    if known is None:
        return name
    return "utf-8" if known[1] == "utf-8" else "iso-8859-1"


def _in_utf8(body: bytes, encoding: str) -> bytes:
    try:
        return body.decode(encoding).encode("utf-8")
    except ValueError as error:  # some codecs let lone surrogates through, which UTF-8 does not
        where = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise UndecodableError(f"not valid {encoding.upper()}{where}") from None
