r"""Line ends that a grammar does not know: they must not decide what is found, or what a repair leaves of a file.

To a grammar `\r` is a character like any other. How it gets over an error (a string that nothing closes, say) depends
on it, and so would what is found behind; and where no line ends with `\n`, a comment of Python's would never end. Such
files are judged, and repaired, with `\n` alone.
"""

from __future__ import annotations

from spanlint.text.source import Source


def with_newlines(source: Source, broken: bool) -> Source | None:
    r"""The source with `\n` alone, where it has another line end throughout, for only then is there a way back: `\r`,
    or `\r\n` and it is broken, which is to say that it does not parse. None for any other.

    Its offsets count the bytes of that text. What stands at one of them is on the same line and in the same column.
    """
    text = source.text
    ends = b"\r\n" if b"\n" in text else b"\r"
    if ends == b"\r\n" and not (broken and text.count(ends) == text.count(b"\n") == text.count(b"\r")):
        return None
    return source._replace(text=text.replace(ends, b"\n"), ends=ends)


def as_on_disk(source: Source, text: bytes) -> bytes:
    """A text of the source, or a part of one, with the line ends that it has on disk."""
    return text if source.ends == b"\n" else text.replace(b"\n", source.ends)


def offset_on_disk(source: Source, offset: int, line: int) -> int:
    """A byte offset into the source's text, on a 1-based line of it, as one into the text as it is on disk."""
    return offset + (line - 1) * (len(source.ends) - 1)
