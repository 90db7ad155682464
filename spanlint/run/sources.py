"""From the bytes of a file to the sources that are judged: one for a source file, any number for others."""

from __future__ import annotations

from spanlint.text.decoding import decode
from spanlint.text.source import Source
from spanlint.text.suffixes import language_of


def sources_of(path: str, data: bytes, encoding: str = "") -> tuple[Source, ...]:
    """Returns the sources in a file; `encoding` is that of a source file's bytes, if it is known.

    Raises UndecodableError, and OtherLanguageError for some notebooks.
    """
    language = language_of(path)
    if language is not None:
        return (decode(path, language, data, encoding),)
    from spanlint.regions.reading import read_regions

    return read_regions(path, data)
