r"""Line ends that a grammar does not know, which must not affect the findings or the rest of a repaired file.

To a grammar, `\r` is an ordinary character. It affects how the grammar recovers from an error, such as an unclosed
string, and so the findings after the error. If no line ends with `\n`, a Python comment would never end. Such files are
judged and repaired with `\n` only.
"""

from __future__ import annotations

from spanlint.text.source import ByteRange, Source
from spanlint.text.suffixes import is_notebook


def with_newlines(source: Source, is_broken: bool) -> Source | None:
    r"""Returns the source with only `\n` as line ends if they are all `\r`, or if they are all `\r\n` and it is broken.

    Returns None for any other source; mixed line ends could not be restored. Offsets count the bytes of the new text,
    and the line and column of a character do not change. `is_broken` means that the source does not parse.
    """
    text = source.text
    ends = b"\r\n" if b"\n" in text else b"\r"
    if ends == b"\r\n" and not (is_broken and text.count(ends) == text.count(b"\n") == text.count(b"\r")):
        return None
    if is_notebook(source.path):  # the line ends on disk are those of its JSON
        return None
    fewer = len(ends) - 1
    regions = (
        ByteRange(*(offset - fewer * text.count(ends, 0, offset) for offset in region)) for region in source.regions
    )
    whole = source.whole.replace(ends, b"\n")
    return source._replace(text=text.replace(ends, b"\n"), ends=ends, regions=tuple(regions), whole=whole)


def as_on_disk(source: Source, text: bytes) -> bytes:
    """Returns a text of the source, or a part of one, with the line ends that it has on disk."""
    return text if source.ends == b"\n" else text.replace(b"\n", source.ends)


def offset_on_disk(source: Source, offset: int, line: int) -> int:
    """Converts a byte offset into the source's text, on a 1-based line, to an offset into the text on disk."""
    return offset + (line - 1) * (len(source.ends) - 1)
