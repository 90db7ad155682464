"""Facts about comments that suppress findings, or would if they were written right."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.text.source import ByteRange


class UnusedSuppression(Record):
    """A comment that suppresses nothing, or the `codes` in it that do not; no codes if the comment lists none.

    `is_misplaced` is whether the comment is for the whole file but beside code. Deleting the ranges `removes` removes
    the unused part; there are none if that is impossible. `unknown` are the codes among them that no rule has, each
    with the code that is probably meant, or "".
    """

    at: ByteRange
    codes: tuple[str, ...]
    is_whole_file: bool
    is_misplaced: bool
    removes: tuple[ByteRange, ...]
    unknown: tuple[tuple[str, str], ...] = ()


class MisspelledSuppression(Record):
    """A comment that is `written` in place of the suppression that is probably `meant`. `covers_all` is whether it
    suppresses all rules, because it lists codes without brackets; any other suppresses nothing. `replaced` is the text
    that `meant` would replace; `at` begins with the comment, where a finding about the suppression meant would be.
    `would_work` is whether each code of the suppression meant would silence a finding."""

    at: ByteRange
    replaced: ByteRange
    written: str
    meant: str
    covers_all: bool
    would_work: bool = False
