"""What an editor shows at a place: what spanlint knows of a span call, or the rule whose code stands in a comment."""

from __future__ import annotations

import re

from lsprotocol import types

from spanlint.lint.call_notes import CallNote, call_notes
from spanlint.rulebook.rules import Rule, rule_of
from spanlint.server.diagnostics import Client, places_of
from spanlint.server.judgements import JudgedBuffer
from spanlint.server.places import EditorPlaces
from spanlint.text.source import Position

_CODE = re.compile(r"SPN\d{3}\b")
_COMMENT = re.compile(r"#|//|/\*|^\s*\*")


def hover_of(judged: JudgedBuffer, client: Client, position: types.Position) -> types.Hover | None:
    """Returns what is known of a place; None if nothing is."""
    if judged.settings is None:
        return None
    places = places_of(judged, client)
    place = places.place(position)
    return _hover_of_code(places, place) or _hover_of_call(judged, places, position)


def _hover_of_call(judged: JudgedBuffer, places: EditorPlaces, position: types.Position) -> types.Hover | None:
    asked = (position.line, position.character)
    for note in call_notes(judged.source, judged.judgement):
        at = places.byte_range(note.at)
        if (at.start.line, at.start.character) <= asked <= (at.end.line, at.end.character):
            return _hover(describe_call(note), at)
    return None


def describe_call(note: CallNote) -> str:
    """Returns what is known of a call, as Markdown."""
    active = "makes its span active" if note.is_active else "does not make its span active"
    parent = f"**Parent: {note.parent}.** {note.why}."
    lines = [f"`{note.method}` starts a span of {note.library}, and {active}.", parent]
    if note.codes:
        lines.append(f"Reported by {', '.join(note.codes)}.")
    return "\n\n".join(lines)


def _hover_of_code(places: EditorPlaces, place: Position) -> types.Hover | None:
    line = places.line(place.line)
    for match in _CODE.finditer(line):
        if match.start() < place.column <= match.end() + 1 and _COMMENT.search(line, 0, match.start()):
            rule = rule_of(match[0])
            start, end = Position(place.line, match.start() + 1), Position(place.line, match.end() + 1)
            return _hover(describe_rule(rule), places.range(start, end)) if rule is not None else None
    return None


def describe_rule(rule: Rule) -> str:
    """Returns what a rule is about, as Markdown."""
    return f"**{rule.code}** {rule.name}\n\n{rule.what}.\n\n{rule.why}.\n\n{rule.do}."


def _hover(text: str, at: types.Range) -> types.Hover:
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), at)
