"""The lines that differ between two versions of a file, without reading or writing files.

The work tree is compared here because `git diff` would run the clean filters in a repository's configuration. Different
line ends or a byte order mark do not count as a change, so a checkout may convert line ends.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import SequenceMatcher

from spanlint.lean.records import Record
from spanlint.model.settings import Lines
from spanlint.run.sources import sources_of
from spanlint.text.decoding import OtherLanguageError, UndecodableError, decode
from spanlint.text.source import LINE_END, Source
from spanlint.text.suffixes import is_notebook

_AUTOJUNK_LINES = 5000  # lines; with more, difflib takes minutes unless it ignores frequent lines


class ChangesSince(Record):
    """Tells what has changed since `before`, which contains each file's old bytes by its path.

    A file without old bytes has changed everywhere. It is a record, not a function, so that settings can be compared.
    """

    before: Mapping[str, bytes | None]

    def __call__(self, source: Source) -> Callable[[Lines], bool]:
        """Returns a test of whether any of these lines of a source has changed, or a line between them was deleted."""
        old_data = self.before.get(source.path)
        if old_data is None:
            return lambda _lines: True
        changes = changed_places(_old_text(source, old_data), source.whole or source.text)
        return lambda lines: any(
            first <= 2 * end and last >= 2 * begin for begin, end in lines for first, last in changes
        )


def _old_text(source: Source, data: bytes) -> bytes:
    """Returns the old text of a source's file, or of the cells of a notebook: what the source's lines count in."""
    try:
        if not is_notebook(source.path):
            return decode(source.path, source.language if not source.regions else "", data).text
        return next((old.whole for old in sources_of(source.path, data)), b"")
    except (UndecodableError, OtherLanguageError):
        return data


def changed_places(before: bytes, after: bytes) -> list[tuple[int, int]]:
    """Returns each change as its first and last place in `after`. Line n is the place 2n, and deleted text between the
    lines n and n + 1 is the place 2n + 1. Lines are 1-based."""
    old, new = LINE_END.split(before), LINE_END.split(after)
    head = _common_head(old, new)
    old, new = old[head:], new[head:]
    tail = _common_head(old[::-1], new[::-1])
    old, new = old[: len(old) - tail], new[: len(new) - tail]
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > _AUTOJUNK_LINES)
    return [
        (2 * (head + first) + 2, 2 * (head + last)) if first < last else (2 * (head + first) + 1,) * 2
        for tag, _, _, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]


def _common_head(one: list[bytes], other: list[bytes]) -> int:
    """The number of equal lines at the start."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
