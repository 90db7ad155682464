"""Sets the status of a span after the statement that records an exception on it."""

from __future__ import annotations

from spanlint.apis import spellings
from spanlint.languages.python.fixes.expression import spelled
from spanlint.languages.python.fixes.imports import import_edits
from spanlint.languages.python.fixes.names import insertion_place
from spanlint.languages.python.fixes.opened_file import opened
from spanlint.languages.trees.following_lines import following_statement
from spanlint.languages.trees.tree import range_of
from spanlint.model.findings import SetStatus
from spanlint.text.edits import Edit
from spanlint.text.source import Source


def set_status(source: Source, remedy: SetStatus) -> tuple[Edit, ...] | None:
    """The edits; None if they are not provably correct."""
    place, spelling = insertion_place(source, remedy.after), spellings("python").failed
    if place is None or spelling is None or opened(source).has_lone_cr():
        return None
    expression = spelled(place, source.path, spelling.expression.replace("{span}", remedy.name), spelling.imports, "")
    statement = place.around[0]
    if expression is None or statement.type != "expression_statement":
        return None
    insertions = import_edits(place, source.path, expression.imports)
    written = following_statement(source.text, range_of(statement), b"#", expression.text)
    return None if insertions is None else (*insertions, written)
