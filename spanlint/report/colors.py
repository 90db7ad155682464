"""Color on a terminal: whether it is wanted, and how a piece of text gets it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TextIO

    Style = Literal["bold", "red", "yellow", "green", "cyan", "blue"]

_CODES: dict[Style, str] = {
    "bold": "1",
    "red": "1;31",
    "green": "1;32",
    "yellow": "1;33",
    "blue": "1;94",
    "cyan": "36",
}


def paint(text: str, style: Style, color: bool) -> str:
    """The text between the ANSI codes of a style, or as it is where `color` is false or there is nothing to see."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if color and text else text


def wants_color(choice: str, stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether to color what goes to `stream`, by `--color` (`always`, `never`, `auto`) and the usual variables.

    In `auto`, NO_COLOR beats FORCE_COLOR and CLICOLOR_FORCE, which beat TERM=dumb; else a terminal is colored.
    """
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return environ.get("TERM") != "dumb" and stream.isatty()
