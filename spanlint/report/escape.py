r"""Makes foreign text safe to show: file names and source lines may try to steer the terminal, the reader or the CI.

Unprintable characters are escaped, as in `\x1b`, `\u202e` or `\n`: control characters, escape sequences, text
direction overrides, line separators, zero-width spaces, and the lone surrogates that `os.fsdecode` leaves in a path.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from spanlint.model.findings import Diagnostic

# Unprintable to Python, but plain spaces, or the joiners that emoji and several scripts need.
_KEPT = frozenset(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200c\u200d"
)

CI_COMMAND = r"##(\w*)\["
"""A pattern of the text to escape: GitHub, Azure Pipelines and TeamCity obey `##[error]`, `##vso[...]`,
`##teamcity[...]` anywhere in a line of output. Group 1 is the CI's name, if any."""


def charset_of(stream: TextIO) -> str:
    """Returns the encoding of a stream; UTF-8 for a stream that keeps text as text."""
    return getattr(stream, "encoding", None) or "utf-8"


def visible(text: str, charset: str = "utf-8") -> str:
    """Returns the text as one printable line that `charset` can encode and that no CI takes for a command."""
    if not text.isprintable():
        text = "".join(
            character if character.isprintable() or character in _KEPT else _escape(character) for character in text
        )
    if "##" in text:
        import re

        text = re.sub(CI_COMMAND, r"##\1\\x5b", text)
    if text.isascii():
        return text
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return text.encode(charset, "backslashreplace").decode(charset)
    return text


def visible_path(path: str, charset: str = "utf-8") -> str:
    """Returns a path to begin a line of output with, before a colon: `visible`, and without a `::` for GitHub."""
    shown = visible(path, charset)
    return f"./{shown}" if shown.lstrip().startswith(":") else shown


def visible_file(diagnostic: Diagnostic, charset: str = "utf-8") -> str:
    """Returns the path of a diagnostic to begin a line of output with; `a.ipynb:cell 3` in a notebook, as ruff does."""
    shown = visible_path(diagnostic.path, charset)
    return shown if diagnostic.cell is None else f"{shown}:cell {diagnostic.cell.number}"


def visible_pieces(pieces: tuple[str, ...], charset: str = "utf-8") -> tuple[str, ...]:
    """Returns adjacent pieces of one line, each `visible`, that together are not a command to a CI either."""
    shown = tuple(visible(piece, charset) for piece in pieces)
    whole = "".join(shown)
    if "##" in whole:
        import re

        if re.search(CI_COMMAND, whole):
            return tuple(piece.replace("[", "\\x5b") for piece in shown)
    return shown


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
