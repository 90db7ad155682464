"""What an editor shows at a place: what spanlint knows of a span call, or the rule whose code stands in a comment."""

from __future__ import annotations

import re

from lsprotocol import types

from spanlint.lint.call_notes import CallNote, call_notes
from spanlint.rulebook.rules import Rule, rule_of
from spanlint.server.diagnostics import Client
from spanlint.server.documents import Documents
from spanlint.server.judging import JudgedBuffer
from spanlint.text.source import LineIndex, Position
from spanlint.text.suffixes import is_notebook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_CODE = re.compile(r"SPN\d{3}\b")
_COMMENT = re.compile(r"#|//|/\*|^\s*\*")


def hover_of(judged: JudgedBuffer, client: Client, uri: str, position: types.Position) -> types.Hover | None:
    """Returns what is known of a place in a document; None if nothing is."""
    if judged.settings is None:
        return None
    documents = Documents(judged.buffer, client.encoding)
    return _hover_of_code(judged, documents, uri, position) or _hover_of_call(judged, documents, uri, position)


def _hover_of_call(
    judged: JudgedBuffer, documents: Documents, uri: str, position: types.Position
) -> types.Hover | None:
    asked = (position.line, position.character)
    for source, judgement in judged.sources:
        for note in call_notes(source, judgement):
            shown = documents.location_in(source, note.at)
            start, end = shown.range.start, shown.range.end
            is_asked = (start.line, start.character) <= asked <= (end.line, end.character)
            if shown.uri == uri and is_asked:
                return _hover(describe_call(note), shown.range)
    return None


def describe_call(note: CallNote) -> str:
    """Returns what is known of a call, as Markdown."""
    active = "makes its span active" if note.is_active else "does not make its span active"
    parent = f"**Parent: {note.parent}.** {note.why}."
    lines = [f"`{note.method}` starts a span of {note.library}, and {active}.", parent]
    if note.codes:
        lines.append(f"Reported by {', '.join(note.codes)}.")
    return "\n\n".join(lines)


def _hover_of_code(
    judged: JudgedBuffer, documents: Documents, uri: str, position: types.Position
) -> types.Hover | None:
    places = documents.places(uri)
    place = places.place(position)
    for line in _code_lines(judged, places.line(place.line), place.line):
        for match in _CODE.finditer(line):
            if match.start() < place.column <= match.end() + 1 and _COMMENT.search(line, 0, match.start()):
                rule = rule_of(match[0])
                start, end = Position(place.line, match.start() + 1), Position(place.line, match.end() + 1)
                return _hover(describe_rule(rule), places.range(start, end)) if rule is not None else None
    return None


def _code_lines(judged: JudgedBuffer, line: str, number: int) -> Iterator[str]:
    """Yields a line with only what is code in it, once for each source of the file; `line` is that of the document."""
    if is_notebook(judged.buffer.path):
        yield line
        return
    for source, _ in judged.sources:
        yield LineIndex(source.text).line(number)


def describe_rule(rule: Rule) -> str:
    """Returns what a rule is about, as Markdown."""
    return f"**{rule.code}** {rule.name}\n\n{rule.what}.\n\n{rule.why}.\n\n{rule.do}."


def _hover(text: str, at: types.Range) -> types.Hover:
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), at)
