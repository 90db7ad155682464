r"""Foreign text made safe to show: file names and source lines may try to steer the terminal, the reader or the CI.

What does not print is written visibly, as in `\x1b`, `\u202e` or `\n`: control characters, escape sequences, text
direction overrides, line separators, zero-width spaces, and the lone surrogates that `os.fsdecode` leaves in a path.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

# Not "printable" to Python, but plain spaces, or the joiners without which emoji and several scripts fall apart.
_KEPT = frozenset(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u200c\u200d"
)

CI_COMMAND = r"##(\w*)\["
"""A pattern of what has to be broken up: GitHub, Azure Pipelines and TeamCity obey `##[error]`, `##vso[...]`,
`##teamcity[...]` anywhere in a line of output. Group 1 is the CI's name, if any."""


def charset_of(stream: TextIO) -> str:
    """The encoding that a stream writes in; UTF-8 for one that keeps text as text."""
    return getattr(stream, "encoding", None) or "utf-8"


def visible(text: str, charset: str = "utf-8") -> str:
    """One line of printable text that `charset` can encode and that no CI takes for a command."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() or c in _KEPT else _escaped(c) for c in text)
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
    """A path to begin a line of output with, a colon after it: `visible`, and no `::` where GitHub looks for one."""
    shown = visible(path, charset)
    return f"./{shown}" if shown.lstrip().startswith(":") else shown


def visible_pieces(pieces: tuple[str, ...], charset: str = "utf-8") -> tuple[str, ...]:
    """Neighbouring pieces of one line, each `visible`, and together no command of a CI either."""
    shown = tuple(visible(piece, charset) for piece in pieces)
    whole = "".join(shown)
    if "##" in whole:
        import re

        if re.search(CI_COMMAND, whole):
            return tuple(piece.replace("[", "\\x5b") for piece in shown)
    return shown


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
