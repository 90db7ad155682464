"""Decodes the bytes of a file to a `Source`, with its byte order mark and its declared encoding (PEP 263)."""

from __future__ import annotations

import codecs
import re

from spanlint.lean.patterns import lazy_pattern
from spanlint.text.indentation import DEEPEST, is_deep
from spanlint.text.source import Source

# In PEP 263 and the tokenizer, only the first two lines count, and the second only if the first is blank or a comment.
_COOKIE = lazy_pattern(rb"^(?:[ \t\f]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))?[ \t\f]*#[^\r\n]*?coding[:=][ \t]*([-\w.]+)")


class UndecodableError(Exception):
    """The bytes are not text in the encoding they claim; the message is one line without the file's name."""


class OtherLanguageError(Exception):
    """A notebook is in a language that is not read; the message is its name."""


def decode(path: str, language: str, data: bytes, known_encoding: str = "") -> Source:
    """Returns the text of a file. A known encoding overrides the declared one. Raises UndecodableError."""
    bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    body = data[len(bom) :]
    encoding = known_encoding or (_declared_encoding(body) if language == "python" and not bom else "utf-8")
    text = body if encoding == "utf-8" and body.isascii() else _to_utf8(body, encoding)
    if language == "python" and is_deep(text):
        raise UndecodableError(f"the lines are indented to more than {DEEPEST} levels")
    return Source(path, language, text, data, encoding, bom)


def _declared_encoding(body: bytes) -> str:
    cookie = _COOKIE.match(body) if b"coding" in body else None  # most files need no pattern made for them
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
    """The name of an encoding without a suffix such as `-unix`, by which Emacs states the line ends.

    Like the tokenizer, this ignores the suffix for UTF-8 and Latin-1 only.
    """
    match = re.match(r"(utf-8|(?:iso-)?latin-1|iso-8859-1)(?:-|$)", name.lower().replace("_", "-"))
    if match is None:
        return name
    return "utf-8" if match[1] == "utf-8" else "iso-8859-1"


def _to_utf8(body: bytes, encoding: str) -> bytes:
    try:
        return body.decode(encoding).encode("utf-8")
    except ValueError as error:  # also if a codec decodes to lone surrogates, which UTF-8 cannot encode
        where = f" at byte {error.start}" if isinstance(error, UnicodeDecodeError) else ""
        raise UndecodableError(f"not valid {encoding.upper()}{where}") from None
