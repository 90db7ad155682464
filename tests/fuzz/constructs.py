"""Every construct of the grammars, written out once in `construct_tables/*.txt`: with span calls in it, and without.

In those files a line `==== name` begins a construct, and CALL is where an expression stands. Some constructs are of
Python 2, of a proposal or of a version to come, and no grammar reads them: nothing may come of that either.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from tests.fuzz.programs import HEADS

_FOLDER = Path(__file__).parent / "construct_tables"
_SUFFIXES = {
    "python": ("py", "pyi"),
    "typescript": ("ts", "tsx"),
    "no-jsx": ("ts", "mts"),
    "javascript": ("js", "cjs"),
    "jsx": ("jsx", "tsx"),
    "declarations": ("d.ts", "d.mts"),
}
_CALLS = {
    "python": ("tracer.start_span('in')", "x", "tracer.start_span('after')"),
    "typescript": ("tracer.startSpan('in')", "x", "tracer.startSpan('after')"),
}


class Construct(NamedTuple):
    """A construct of a language, and the suffixes of the files that it may stand in."""

    name: str
    language: str
    suffixes: tuple[str, ...]
    text: str

    def files(self) -> dict[str, bytes]:
        """By what they show: files with the construct alone, with span calls in it, and with one right after it."""
        head = HEADS[self.language]
        start, value, after = _CALLS[self.language]
        plain = self.text.replace("CALL", value)
        first, _, rest = plain.partition("\n") if plain.startswith("#!") else ("", "", plain)
        texts = {
            "alone": plain,
            "with calls in it": f"{head}{self.text.replace('CALL', start)}",
            "with a call after it": f"{first}\n{head}{rest}\n{after}\n",
        }
        return {shows: text.encode() for shows, text in texts.items()}


def constructs() -> list[Construct]:
    """All of them."""
    return [
        Construct(f"{kind}: {name}", "python" if kind == "python" else "typescript", suffixes, text.rstrip("\n") + "\n")
        for kind, suffixes in _SUFFIXES.items()
        for name, text in _sections((_FOLDER / f"{kind}.txt").read_bytes().decode())
    ]


def _sections(table: str) -> list[tuple[str, str]]:
    sections = [section.split("\n", 1) for section in table.split("==== ")[1:]]
    return [(name, text) for name, text in sections]
