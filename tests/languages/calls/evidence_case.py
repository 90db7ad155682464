"""Source texts that say in comments what each line gets: `# SPN002` or `// SPN002` where a call is reported."""

from __future__ import annotations

import re
import textwrap

from tests.linting import found

JUDGED = frozenset(f"SPN00{number}" for number in range(1, 7))
_MARK = re.compile(r"(?:#|//) (SPN\d{3})$")


def judged(path: str, text: str) -> list[tuple[int, str]]:
    """The line and the code of each parent rule's finding."""
    return found(path, text, JUDGED)


def marked(text: str) -> list[tuple[int, str]]:
    """The line and the code of each mark in a text."""
    lines = enumerate(textwrap.dedent(text).splitlines(), 1)
    return [(number, mark[1]) for number, line in lines if (mark := _MARK.search(line)) is not None]


def assert_as_marked(path: str, text: str) -> None:
    """Fail unless the marks, and nothing else, are what the text gets."""
    assert judged(path, text) == marked(text), textwrap.dedent(text)
