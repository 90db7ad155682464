"""Sets the status of a span after the statement that records an exception on it."""

from __future__ import annotations

from spanlint.apis import spellings
from spanlint.languages.trees.following_lines import following_statement
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.fixes.expression import wanted_for
from spanlint.languages.typescript.fixes.imports import resolve
from spanlint.languages.typescript.fixes.layout import open_file
from spanlint.model.findings import SetStatus
from spanlint.text.edits import Edit
from spanlint.text.source import Source


def set_status(source: Source, remedy: SetStatus) -> tuple[Edit, ...] | None:
    """Returns the edits; None if they cannot be proven right."""
    file, spelling = open_file(source), spellings("typescript").failed
    call = file.tree.root.descendant_for_byte_range(*remedy.after)
    statement = file.tree.parent(call) if call is not None and range_of(call) == remedy.after else None
    if call is None or spelling is None or statement is None or statement.type != "expression_statement":
        return None
    block = file.tree.parent(statement)
    if block is None or block.type != "statement_block":
        return None
    resolved = resolve(file, call, wanted_for(spelling))
    if resolved is None:
        return None
    text = spelling.expression.replace("{span}", remedy.name)
    for wanted, local in resolved.names.items():
        text = text.replace(f"{wanted}.", f"{local}.")
    end = ";" if file.tree.text_of(statement).endswith(";") else ""
    written = following_statement(source.text, range_of(statement), b"//", text + end)
    return tuple(sorted({*resolved.edits, written}))
