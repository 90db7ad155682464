"""Edits of a source that is only a part of its file: they stay inside its regions, and all else stays as it is.

A source without regions is a whole file, and none of this applies to it.
"""

from __future__ import annotations

from collections.abc import Iterable

from spanlint.languages import reader
from spanlint.text.edits import Edit, apply
from spanlint.text.source import ByteRange, Source
from spanlint.text.suffixes import is_docs


def edited(source: Source, edits: Iterable[Edit]) -> Source:
    """Returns the source after edits of its text, with the old `original`. Raises ValueError if two of them overlap."""
    unique = set(edits)
    text = apply(source.text, unique)
    if not source.regions:
        return source._replace(text=text)
    regions = tuple(_moved(region, unique) for region in source.regions)
    return source._replace(text=text, whole=apply(source.whole, unique), regions=regions)


def fitted(source: Source, edits: tuple[Edit, ...]) -> tuple[Edit, ...] | None:
    """Returns edits that all are inside the regions; None if some cannot be, or if a region would no longer parse.

    What a fix adds at the top of a file, such as an import, goes to the top of the first region.
    """
    inside = tuple(edit if _region_of(source, edit) else _at_the_top(source, edit) for edit in edits)
    if not all(_region_of(source, edit) for edit in inside):
        return None
    if is_docs(source.path):
        return inside if _keeps_margin(source, inside) else None
    return inside if len(source.regions) == 1 or _keeps_each_whole(source, inside) else None


def _moved(region: ByteRange, edits: Iterable[Edit]) -> ByteRange:
    """Returns where a region is after the edits. What is inserted at its start or end is in it."""
    start, end = region
    for (first, last), new in edits:
        growth = len(new) - (last - first)
        start += growth if last <= region.start and first < region.start else 0
        end += growth if first <= region.end else 0
    return ByteRange(start, end)


def _region_of(source: Source, edit: Edit) -> ByteRange | None:
    start, end = edit.range
    return next((region for region in source.regions if region.start <= start and end <= region.end), None)


def _at_the_top(source: Source, edit: Edit) -> Edit:
    """Returns an insertion above the first region as one above its first line of code; any other edit as it is."""
    start, end = edit.range
    first = source.regions[0]
    if start != end or start > first.start:
        return edit
    code = source.text[first.start : first.end]
    at = first.start + len(code) - len(code.lstrip())
    line = max(source.text.rfind(b"\n", 0, at), source.text.rfind(b"\r", 0, at)) + 1
    if line < first.start:  # the code begins on the line of a tag
        return Edit(ByteRange(at, at), edit.text.lstrip(b"\r\n"))
    margin = source.text[line:at]
    lines = edit.text.lstrip(b"\r\n").splitlines(keepends=True)
    text = b"".join(margin + line if line.strip() else line for line in lines)
    return Edit(ByteRange(line, line), text)


def _keeps_margin(source: Source, edits: tuple[Edit, ...]) -> bool:
    """Whether each new line in a Markdown block is indented as the block is, which may be in a list.

    In a quote, whose lines are regions of their own, a new line would lack the mark.
    """
    if not any(b"\n" in edit.text for edit in edits):
        return True
    (before, after) = (text.text[slice(*text.regions[0])].splitlines() for text in (source, edited(source, edits)))
    margin = min((line[: len(line) - len(line.lstrip())] for line in before if line.strip()), key=len, default=b"")
    return len(source.regions) == 1 and all(line.startswith(margin) for line in after if line.strip())


def _keeps_each_whole(source: Source, edits: tuple[Edit, ...]) -> bool:
    """Whether each region that is edited parses by itself as well as before: a cell may be run alone."""
    errors = reader(source.language).syntax_errors
    after = edited(source, edits)
    return all(
        errors(source._replace(text=after.text[slice(*new)])) <= errors(source._replace(text=source.text[slice(*old)]))
        for old, new in zip(source.regions, after.regions, strict=True)
        if any(_region_of(source._replace(regions=(old,)), edit) for edit in edits)
    )
