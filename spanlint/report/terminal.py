"""What the stream of a report can show: color, a width, and hyperlinks."""

from __future__ import annotations

import os

from spanlint.lean.records import Record
from spanlint.report.colors import NONE, background, wants_color

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

MOST = 120
"""The most columns that are used: longer lines are hard to read."""

_LEAST = 40
# Terminals that say by a variable of their own, or by TERM_PROGRAM or TERM, that they understand OSC 8.
_LINKING_VARIABLES = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "KITTY_WINDOW_ID", "GHOSTTY_RESOURCES_DIR")
_LINKING_PROGRAMS = ("iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "rio", "Tabby")
_LINKING_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "contour", "wezterm")
_FIRST_VTE = 5000  # 0.50: older ones print the escape sequence


class Look(Record):
    """How a report looks: its color (see `colors`), the columns that lines are wrapped at, 0 if they are not, whether
    codes are hyperlinks, and whether fixes are shown."""

    color: int = NONE
    width: int = 0
    has_links: bool = False
    has_fixes: bool = True


def look_of(choice: str, stream: TextIO, environ: Mapping[str, str], has_fixes: bool = True) -> Look:
    """Returns the look of a report on a stream. `choice` is that of `--color`."""
    is_colored = wants_color(choice, stream, environ)
    color = background(environ) if is_colored else NONE
    return Look(color, _width(stream, environ), is_colored and _understands_links(stream, environ), has_fixes)


def _width(stream: TextIO, environ: Mapping[str, str]) -> int:
    """Returns the columns to wrap at: those of COLUMNS or of the terminal, at most MOST; 0 without either.

    What goes into a file or to another program is not wrapped, so that each sentence can be searched.
    """
    columns = int(environ["COLUMNS"][:6]) if environ.get("COLUMNS", "").isdecimal() else 0
    if not columns and stream.isatty():
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError):
            columns = 0
    return min(max(columns, _LEAST), MOST) if columns else 0


def _understands_links(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether the terminal shows OSC 8 hyperlinks, as far as its variables tell; FORCE_HYPERLINK decides, if set."""
    forced = environ.get("FORCE_HYPERLINK", "")
    if forced:
        return forced != "0"
    if not stream.isatty() or environ.get("TERM", "").startswith(("screen", "tmux")):
        return False
    vte = environ.get("VTE_VERSION", "")
    return (
        any(environ.get(name) for name in _LINKING_VARIABLES)
        or environ.get("TERM_PROGRAM") in _LINKING_PROGRAMS
        or environ.get("TERM", "").startswith(_LINKING_TERMS)
        or (vte.isdecimal() and int(vte[:9]) > _FIRST_VTE)
    )
