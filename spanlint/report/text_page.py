"""Lines of a text report: code with its number in the margin, and sentences that are wrapped."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.report.colors import paint
from spanlint.report.escape import visible
from spanlint.report.frame import WIDTH
from spanlint.report.wrapping import wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from spanlint.report.terminal import Look

INDENT = "  "
"""What is before each line below the path of a file."""


class Page(Record):
    """What the lines of a report depend on: how they look, the character set of the stream, and the width of numbers in
    the margin."""

    look: Look
    charset: str
    digits: int = 0

    def code(self, number: int, sign: str, text: str) -> str:
        """Returns a line of code with its number, or without one if that is 0."""
        margin = paint(f"{number or '':>{self.digits}}", "blue", self.look.color)
        return f"{INDENT}{margin} {sign} {text}".rstrip()

    def room(self) -> int:
        """Returns the columns that there are for code, less two for the marks of a cut."""
        return self.look.width - self.digits - len(INDENT) - 5 if self.look.width else WIDTH

    def notes(self, label: str, text: str) -> Iterator[str]:
        """Yields a sentence below the code, as the lines that it takes."""
        begin = f"{INDENT}{' ' * self.digits} = {label}: "
        room = self.look.width - len(begin)
        first, *rest = wrapped(visible(text, self.charset), room, room)
        sign, name = paint("=", "blue", self.look.color), paint(f"{label}:", "bold", self.look.color)
        yield f"{INDENT}{' ' * self.digits} {sign} {name} {first}"
        yield from (f"{' ' * len(begin)}{line}" for line in rest)
