"""Python, read with tree-sitter and fixed with libcst."""

from __future__ import annotations

from spanlint.languages.python.file import syntax_errors, view
from spanlint.languages.python.reader import read
from spanlint.model.findings import EndSpan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.findings import Remedy
    from spanlint.model.settings import SessionContext
    from spanlint.text.edits import Edit
    from spanlint.text.source import Source

__all__ = ["edits", "read", "syntax_errors", "view"]


def edits(source: Source, remedy: Remedy, session: SessionContext | None) -> tuple[Edit, ...] | None:
    """Write a remedy as edits; None where it can't be proven right. Importing libcst costs more than most runs."""
    if isinstance(remedy, EndSpan):
        from spanlint.languages.python.fixes.end_span import end_span

        return end_span(source, remedy)
    from spanlint.languages.python.fixes import edits as written

    return written(source, remedy, session)
