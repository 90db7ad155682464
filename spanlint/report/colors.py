"""Color on a terminal: whether to use it, and how to color text."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TextIO

    Style = Literal["bold", "red", "yellow", "green", "cyan", "blue"]

NONE, DARK, LIGHT = 0, 1, 2
"""No color, and the colors for a dark and a light background."""

_ON_DARK: dict[Style, str] = {
    "bold": "1",
    "red": "1;31",
    "green": "1;32",
    "yellow": "1;33",
    "blue": "1;94",
    "cyan": "36",
}
# Yellow, cyan and bright blue fade on white.
_ON_LIGHT: dict[Style, str] = {**_ON_DARK, "green": "32", "yellow": "1;35", "blue": "1;34", "cyan": "34"}


def paint(text: str, style: Style, color: int) -> str:
    """Returns the text between the ANSI codes of a style for DARK or LIGHT; unchanged for NONE or if it is empty."""
    codes = _ON_LIGHT if color == LIGHT else _ON_DARK
    return f"\x1b[{codes[style]}m{text}\x1b[0m" if color and text else text


def wants_color(choice: str, stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether to color the output to `stream`, by `--color` (`always`, `never`, `auto`) and the usual variables.

    In `auto`, NO_COLOR beats FORCE_COLOR and CLICOLOR_FORCE, which beat TERM=dumb; else a terminal is colored.
    """
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return environ.get("TERM") != "dumb" and stream.isatty()


def background(environ: Mapping[str, str]) -> int:
    """Returns LIGHT if COLORFGBG says that the terminal's background is light, as in `0;15`; else DARK."""
    return LIGHT if environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15") else DARK
