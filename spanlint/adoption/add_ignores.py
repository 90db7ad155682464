"""Writes a comment `spanlint: ignore[CODES] reason` for every finding of a source, without reading or writing files.

Each comment is proven by judging the source again. Only a comment in the syntax tree suppresses anything, so none ends
up in a string, a template, the text of an element or after a line continuation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from spanlint.languages import reader
from spanlint.languages.names.imports import Neighbours
from spanlint.lean.records import Record
from spanlint.lint.fix import with_original
from spanlint.lint.judge import Judgement, changed_findings, judge, judge_with_line_ends
from spanlint.lint.region_edits import edited, fitted
from spanlint.model.findings import Finding
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import Rule
from spanlint.suppression.call_index import CallIndex
from spanlint.suppression.directives import Directive, directives, line_end, line_of
from spanlint.suppression.sift import UNUSED, lines_of
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange, LineIndex, Source

# A comment about the next line: with the suppression between them, it would be about the suppression.
_SPEAKS_OF_NEXT_LINE = re.compile(
    rb"[ \t]*(?://|/\*|\{/\*).*(?:next-line|@ts-|ignore|eslint|biome|prettier|istanbul|c8)"
)
_ENDS_IN_COMMENT = re.compile(rb"(?:^|\s)//")


class _LineToSuppress(Record):
    """The codes to suppress on one 1-based line, and the lines on or above which a suppression works."""

    codes: tuple[str, ...]
    line: int
    first_lines: frozenset[int]
    last_line: int


def add_ignores(source: Source, settings: Settings, reason: str, neighbours: Neighbours | None = None) -> Source:
    """Returns the source with a suppression for each of its findings, or the source itself if there are none.

    `reason` becomes one line. Unused suppressions are kept, and so are findings that no comment can suppress (in a
    statement that cannot be parsed, for example). Raises UnprovenFixError if the file's encoding lacks a character.
    """
    source, _ = judge_with_line_ends(source, settings, neighbours)

    def judge_changed(changed: Source) -> Judgement:
        return changed_findings(changed, judge(changed, settings, neighbours), settings)

    suppressed = _all_at_once(source, judge_changed, reason) or _one_by_one(source, judge_changed, reason)
    return source if suppressed.text == source.text else with_original(source, suppressed)


def ignore(
    source: Source,
    judgement: Judgement,
    found: tuple[Rule, Finding],
    reason: str,
    rejudge: Callable[[Source], Judgement],
) -> Edit | None:
    """Returns the edit that suppresses one finding of a judged source; None if no comment can."""
    rule, finding = found
    lines = LineIndex(source.text)
    number = lines.position(finding.at.start).line
    line = _LineToSuppress((rule.code,), number, *lines_of(finding, CallIndex(judgement.facts.calls), lines))
    for edit in _candidate_edits(source, judgement, line, reason):
        changed = edited(source, (edit,))
        after = rejudge(changed)
        counts = (sum(other.code == rule.code for other, _ in judged.findings) for judged in (judgement, after))
        if next(counts) > next(counts) and _is_sound(source, changed, judgement, after):
            return edit
    return None


def _all_at_once(source: Source, rejudge: Callable[[Source], Judgement], reason: str) -> Source | None:
    """The source with every suppression in its first candidate place; None if this fails for any of them."""
    before = rejudge(source)
    first_edits = (
        next(iter(_candidate_edits(source, before, line, reason)), None) for line in _lines_to_suppress(source, before)
    )
    edits = [edit for edit in first_edits if edit is not None]
    try:
        changed = edited(source, edits)
    except ValueError:  # two lines would extend the same comment
        return None
    after = rejudge(changed)
    is_sound = _is_sound(source, changed, before, after)
    return changed if is_sound and not _lines_to_suppress(changed, after) else None


def _one_by_one(source: Source, rejudge: Callable[[Source], Judgement], reason: str) -> Source:
    """The source with each suppression in the first place where it suppresses something and breaks nothing."""
    unreachable = 0  # lines at the front of the list that no comment can suppress
    while True:
        before = rejudge(source)
        lines = _lines_to_suppress(source, before)
        if unreachable >= len(lines):
            return source
        for edit in _candidate_edits(source, before, lines[unreachable], reason):
            changed = edited(source, (edit,))
            after = rejudge(changed)
            suppressed = len(lines) - len(_lines_to_suppress(changed, after))
            if suppressed > 0 and _is_sound(source, changed, before, after):
                source = changed
                break
        else:
            unreachable += 1


def _is_sound(source: Source, changed: Source, before: Judgement, after: Judgement) -> bool:
    syntax_errors = reader(source.language).syntax_errors
    has_same_calls = len(after.facts.calls) == len(before.facts.calls)
    return has_same_calls and syntax_errors(changed) <= syntax_errors(source)


def _lines_to_suppress(source: Source, judgement: Judgement) -> list[_LineToSuppress]:
    """The lines with findings to suppress, each with all its codes."""
    lines = LineIndex(source.text)
    calls = CallIndex(judgement.facts.calls)
    by_line: dict[int, _LineToSuppress] = {}
    for rule, finding in judgement.findings:
        if rule.code == UNUSED:
            continue
        number = lines.position(finding.at.start).line
        line = by_line.get(number, _LineToSuppress((), number, *lines_of(finding, calls, lines)))
        by_line[number] = line._replace(codes=tuple(sorted({*line.codes, rule.code})))
    return list(by_line.values())


def _candidate_edits(source: Source, judgement: Judgement, line: _LineToSuppress, reason: str) -> Iterator[Edit]:
    """Yields the edits to try, beginning with the place where a reader expects the comment."""
    edits = _comment_edits(source, judgement, line, reason)
    return (edit for edit in edits if not source.regions or fitted(source, (edit,)) == (edit,))


def _comment_edits(source: Source, judgement: Judgement, line: _LineToSuppress, reason: str) -> Iterator[Edit]:
    text, lines = source.text, LineIndex(source.text)
    for directive in directives(text, judgement.facts, lines):
        if (
            directive.codes is not None
            and not directive.is_whole_file
            and directive.reaches(line.first_lines, line.last_line)
        ):
            yield _extension_of(text, directive, line.codes)
    reason = " ".join(reason.replace("*/", "* /").split())
    words = f"spanlint: ignore[{', '.join(line.codes)}] {reason}".rstrip().encode("utf-8", "replace")
    is_python = source.language == "python"
    ranges = {
        number: _line_range(text, lines, number) for number in (line.line, *sorted(line.first_lines), line.last_line)
    }
    yield from _trailing_comment(text, ranges[line.line], words, is_python)
    for number in (line.line, *sorted(line.first_lines)):
        yield from _comments_above(text, ranges[number], words, is_python)
    yield from _trailing_comment(text, ranges[line.last_line], words, is_python)


def _line_range(text: bytes, lines: LineIndex, number: int) -> ByteRange:
    start = lines.start(number)
    return line_of(text, ByteRange(start, start))


def _extension_of(text: bytes, directive: Directive, codes: tuple[str, ...]) -> Edit:
    list_end = len(text[: directive.codes_end].rstrip(b" \t"))
    added = ", ".join(codes).encode()
    return Edit(ByteRange(list_end, list_end), b", " + added if directive.codes else added)


def _trailing_comment(text: bytes, line: ByteRange, words: bytes, is_python: bool) -> Iterator[Edit]:
    content = text[slice(*line)].rstrip(b" \t")
    if content.endswith(b"\\") or (not is_python and _ENDS_IN_COMMENT.search(content)):
        return  # ESLint and TypeScript would read text after their comment as a part of it
    end = line.start + len(content)
    yield Edit(ByteRange(end, end), (b"  # " if is_python else b" // ") + words)


def _comments_above(text: bytes, line: ByteRange, words: bytes, is_python: bool) -> Iterator[Edit]:
    while (previous := _previous_line(text, line)) is not None and _SPEAKS_OF_NEXT_LINE.match(text[slice(*previous)]):
        line = previous
    if previous is not None and is_python and text[slice(*previous)].endswith(b"\\"):
        return
    content = text[slice(*line)]
    indent = content[: len(content) - len(content.lstrip(b" \t"))]
    newline = line_end(text, line.end) or (line_end(text, previous.end) if previous is not None else b"") or b"\n"
    for opening, closing in ((b"# ", b""),) if is_python else ((b"// ", b""), (b"{/* ", b" */}")):
        yield Edit(ByteRange(line.start, line.start), indent + opening + words + closing + newline)


def _previous_line(text: bytes, line: ByteRange) -> ByteRange | None:
    if not line.start:
        return None
    end = line.start - (2 if text.startswith(b"\r\n", line.start - 2) else 1)
    return line_of(text, ByteRange(end, end))
