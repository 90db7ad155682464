"""Writes a suppression for every finding of a file: `spanlint: ignore[CODES] reason`. Pure: no file is read or written.

Each comment is proven by judging the file again: only one that the syntax tree holds as a comment suppresses anything,
so none ends up in a string, a template, the text of an element or behind a line's continuation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from spanlint.languages import reader
from spanlint.languages.names.imports import Neighbours
from spanlint.lean.records import Record
from spanlint.lint.fix import encode
from spanlint.lint.judge import Judgement, changed_findings, judge, judge_with_line_ends
from spanlint.model.settings import Settings
from spanlint.suppression.directives import Directive, directives, line_end, line_of
from spanlint.suppression.sift import UNUSED, lines_of
from spanlint.text.edits import Edit, apply
from spanlint.text.source import ByteRange, LineIndex, Source

# A comment that speaks of the line below it, and would then speak of the suppression.
_SPEAKS_OF_NEXT_LINE = re.compile(
    rb"[ \t]*(?://|/\*|\{/\*).*(?:next-line|@ts-|ignore|eslint|biome|prettier|istanbul|c8)"
)
_ENDS_IN_COMMENT = re.compile(rb"(?:^|\s)//")


class _Wanted(Record):
    """The codes to suppress on one line, and the lines that a suppression of theirs may stand on or above."""

    codes: tuple[str, ...]
    at: int
    firsts: frozenset[int]
    last: int


def add_ignores(source: Source, settings: Settings, reason: str, neighbours: Neighbours | None = None) -> Source:
    """The source with a suppression for each of its findings; itself where there are none.

    `reason` becomes one line. An unused suppression stays as it is, and so does a finding that no comment can reach (in
    a statement that cannot be parsed, say). Raises UnprovenFixError where the encoding of the file lacks a character.
    """
    reason = " ".join(reason.replace("*/", "* /").split())
    source, _ = judge_with_line_ends(source, settings, neighbours)

    def judged(text: bytes) -> Judgement:
        edited = source._replace(text=text)
        return changed_findings(edited, judge(edited, settings, neighbours), settings)

    text = _all_at_once(source, judged, reason) or _one_by_one(source, judged, reason)
    return source if text == source.text else source._replace(text=text, original=encode(source, text))


def _all_at_once(source: Source, judged: Callable[[bytes], Judgement], reason: str) -> bytes | None:
    """The text with each suppression at the first place that comes to mind, if that holds for them all."""
    before = judged(source.text)
    first = (next(iter(_places(source, before, wanted, reason)), None) for wanted in _wanted(source, before))
    edits = [edit for edit in first if edit is not None]
    try:
        text = apply(source.text, edits)
    except ValueError:  # two findings want to extend one comment
        return None
    after = judged(text)
    return text if _is_sound(source, text, before, after) and not _wanted(source._replace(text=text), after) else None


def _one_by_one(source: Source, judged: Callable[[bytes], Judgement], reason: str) -> bytes:
    """The text with each suppression at the first place where it suppresses something and breaks nothing."""
    passed_over = 0
    while True:
        before = judged(source.text)
        wanted = _wanted(source, before)
        if passed_over >= len(wanted):
            return source.text
        for edit in _places(source, before, wanted[passed_over], reason):
            text = apply(source.text, (edit,))
            after = judged(text)
            missing = len(wanted) - len(_wanted(source._replace(text=text), after))
            if missing > 0 and _is_sound(source, text, before, after):
                source = source._replace(text=text)
                break
        else:
            passed_over += 1


def _is_sound(source: Source, text: bytes, before: Judgement, after: Judgement) -> bool:
    errors = reader(source.language).syntax_errors
    same = len(after.facts.calls) == len(before.facts.calls)
    return same and errors(source._replace(text=text)) <= errors(source)


def _wanted(source: Source, judged: Judgement) -> list[_Wanted]:
    """What is to be suppressed, a line at a time."""
    lines = LineIndex(source.text)
    found: dict[int, _Wanted] = {}
    for rule, finding in judged.findings:
        if rule.code == UNUSED:
            continue
        at = lines.position(finding.at.start).line
        known = found.get(at, _Wanted((), at, *lines_of(finding, judged.facts, lines)))
        found[at] = known._replace(codes=tuple(sorted({*known.codes, rule.code})))
    return list(found.values())


def _places(source: Source, judged: Judgement, wanted: _Wanted, reason: str) -> Iterator[Edit]:
    """The edits to try, the one a reader expects first."""
    text, lines = source.text, LineIndex(source.text)
    for directive in directives(text, judged.facts, lines):
        if (
            directive.codes is not None
            and not directive.is_whole_file
            and directive.reaches(wanted.firsts, wanted.last)
        ):
            yield _extended(text, directive, wanted.codes)
    words = f"spanlint: ignore[{', '.join(wanted.codes)}] {reason}".rstrip().encode("utf-8", "replace")
    python = source.language == "python"
    places = {number: _line(text, lines, number) for number in (wanted.at, *sorted(wanted.firsts), wanted.last)}
    yield from _at_end(text, places[wanted.at], words, python)
    for number in (wanted.at, *sorted(wanted.firsts)):
        yield from _above(text, places[number], words, python)
    yield from _at_end(text, places[wanted.last], words, python)


def _line(text: bytes, lines: LineIndex, number: int) -> ByteRange:
    start = lines.start(number)
    return line_of(text, ByteRange(start, start))


def _extended(text: bytes, directive: Directive, codes: tuple[str, ...]) -> Edit:
    listed = len(text[: directive.codes_end].rstrip(b" \t"))
    more = ", ".join(codes).encode()
    return Edit(ByteRange(listed, listed), b", " + more if directive.codes else more)


def _at_end(text: bytes, line: ByteRange, words: bytes, python: bool) -> Iterator[Edit]:
    content = text[slice(*line)].rstrip(b" \t")
    if content.endswith(b"\\") or (not python and _ENDS_IN_COMMENT.search(content)):
        return  # what stands behind an ESLint or TypeScript comment would be read as a part of it
    end = line.start + len(content)
    yield Edit(ByteRange(end, end), (b"  # " if python else b" // ") + words)


def _above(text: bytes, line: ByteRange, words: bytes, python: bool) -> Iterator[Edit]:
    while (previous := _previous(text, line)) is not None and _SPEAKS_OF_NEXT_LINE.match(text[slice(*previous)]):
        line = previous
    if previous is not None and python and text[slice(*previous)].endswith(b"\\"):
        return
    content = text[slice(*line)]
    indent = content[: len(content) - len(content.lstrip(b" \t"))]
    newline = line_end(text, line.end) or (line_end(text, previous.end) if previous is not None else b"") or b"\n"
    for opening, closing in ((b"# ", b""),) if python else ((b"// ", b""), (b"{/* ", b" */}")):
        yield Edit(ByteRange(line.start, line.start), indent + opening + words + closing + newline)


def _previous(text: bytes, line: ByteRange) -> ByteRange | None:
    if not line.start:
        return None
    end = line.start - (2 if text.startswith(b"\r\n", line.start - 2) else 1)
    return line_of(text, ByteRange(end, end))
