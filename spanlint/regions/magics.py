"""The lines of a notebook's cell that are IPython's and not Python's.

They become spaces; in place of a value, such as in `files = !ls`, and where they may be all there is in a block, a `0`
comes first. See https://ipython.readthedocs.io/en/stable/interactive/magics.html. Offsets are in bytes.
"""

from __future__ import annotations

import re

_PYTHON_CELLS = frozenset((b"capture", b"debug", b"prun", b"pypy", b"python", b"python3", b"time", b"timeit"))
"""The magics of a whole cell after which the rest of it is Python."""

_CELL = re.compile(rb"\s*%%(?P<name>\w*)")
_LINE = re.compile(
    rb"[ \t]*(?:(?:[\w.]+[ \t]*(?:,[ \t]*[\w.]+[ \t]*)*=[ \t]*)?(?P<magic>!|%(?=[\w%]))"
    rb"|(?P<help>\?|%?[\w.*]+\?{1,2}[ \t]*(?=[\r\n]|\Z)))"
)
_REST = re.compile(rb"(?:[^\\\r\n]|\\(?:\r\n|.|\n))*", re.DOTALL)  # a backslash joins the next line
_TOKEN = re.compile(
    rb"(?P<triple>\"\"\"|''')|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|#[^\n]*|(?P<open>[(\[{])|(?P<close>[)\]}])"
    rb"|\\\r?\n|(?P<end>\n)|[^\"'#()\[\]{}\n\\]+|\\",
    re.DOTALL,
)


def is_python_cell(code: bytes) -> bool:
    """Whether the code of a cell is Python, with or without magics."""
    magic = _CELL.match(code)
    return magic is None or magic["name"] in _PYTHON_CELLS


def without_magics(code: bytes) -> bytes:
    """Returns the code of a Python cell with its magics blanked."""
    if not any(mark in code for mark in (b"%", b"!", b"?")):
        return code
    blank = bytearray(code)
    at = _blank_cell_magic(code, blank)
    while at < len(code):
        magic = _LINE.match(code, at)
        if magic is None:
            at = _end_of_statement(code, at)
            continue
        start = magic.start("magic") if magic["magic"] else magic.start("help")
        end = _match_end(_REST, code, start)
        _blank(blank, start, end)
        blank[start] = ord("0")
        newline = code.find(b"\n", end)
        at = len(code) if newline < 0 else newline + 1
    return bytes(blank)


def _blank_cell_magic(code: bytes, blank: bytearray) -> int:
    """Blank the first line if it is the magic of the whole cell. Returns where the rest begins."""
    magic = _CELL.match(code)
    if magic is None:
        return 0
    end = _match_end(_REST, code, magic.start("name"))
    _blank(blank, 0, end)
    return end


def _blank(blank: bytearray, start: int, end: int) -> None:
    blank[start:end] = re.sub(rb"[^\r\n]", b" ", bytes(blank[start:end]))


def _end_of_statement(code: bytes, at: int) -> int:
    """Returns where the line after a statement begins, whose strings and brackets may reach over several lines."""
    depth = 0
    while at < len(code):
        token = _TOKEN.match(code, at)
        if token is None:
            return len(code)
        at = token.end()
        if token["triple"]:
            closing = re.compile(rb"(?:[^\\]|\\.)*?" + token["triple"], re.DOTALL).match(code, at)
            at = closing.end() if closing is not None else len(code)
        depth += bool(token["open"]) - bool(token["close"])
        if token["end"] and depth <= 0:
            break
    return at


def _match_end(pattern: re.Pattern[bytes], code: bytes, at: int) -> int:
    match = pattern.match(code, at)
    return match.end() if match is not None else at
