"""TypeScript and JavaScript, read with tree-sitter and fixed at the byte ranges of its nodes."""

from __future__ import annotations

from spanlint.model.findings import CopyContext, EndSpan, SetStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from spanlint.languages.names.imports import Neighbours
    from spanlint.languages.typescript.file import TypeScriptFile
    from spanlint.model.apis import ApiTables
    from spanlint.model.facts import Facts
    from spanlint.model.findings import Remedy
    from spanlint.model.settings import SessionContext
    from spanlint.text.edits import Edit
    from spanlint.text.source import Source

__all__ = ["edits", "read", "read_names", "session_problems", "syntax_errors", "unbound_names", "view"]


def read(source: Source, tables: ApiTables, neighbours: Neighbours | None = None) -> Facts:
    """Returns the facts of a TypeScript or JavaScript file."""
    from spanlint.languages.typescript.reader import read  # who looks for names alone does not judge

    return read(source, tables, neighbours)


def read_names(source: Source, tables: ApiTables, neighbours: Neighbours | None = None) -> Facts:
    """Returns the facts that name spans."""
    from spanlint.languages.typescript.file import TypeScriptFile
    from spanlint.languages.typescript.named_calls import named_calls

    return named_calls(TypeScriptFile(source, tables, neighbours))


def view(source: Source, tables: ApiTables, neighbours: Neighbours) -> TypeScriptFile:
    """Returns a file as other files query it."""
    from spanlint.languages.typescript.file import TypeScriptFile  # who asks where an import leads reads no file

    return TypeScriptFile(source, tables, neighbours)


def syntax_errors(source: Source) -> int:
    """Returns the number of places in a file that the grammar cannot parse."""
    from spanlint.languages.trees.syntax_errors import count_errors
    from spanlint.languages.typescript.file import tree_of

    return count_errors(tree_of(source).root)


def edits(source: Source, remedy: Remedy, session: SessionContext | None) -> tuple[Edit, ...] | None:
    """Returns the edits of the source that apply a remedy; None if they cannot be proven right."""
    if isinstance(remedy, EndSpan):
        from spanlint.languages.typescript.fixes.end_span import end_span

        return end_span(source, remedy)
    if isinstance(remedy, SetStatus):
        from spanlint.languages.typescript.fixes.set_status import set_status

        return set_status(source, remedy)
    if isinstance(remedy, CopyContext):
        return None  # JavaScript hands no function to another thread
    from spanlint.languages.typescript import fixes  # a run that only lints does not need it

    return fixes.edits(source, remedy, session)


def session_problems(session: SessionContext) -> Iterator[str]:
    """Yields what is wrong with a configured session context, one line each, starting with its key."""
    from spanlint.languages.typescript.fixes.session import session_problems

    return session_problems(session)


def unbound_names(source: Source, session: SessionContext) -> list[str]:
    """Returns the names in a configured session context that neither its imports nor anything in the file binds."""
    from spanlint.languages.typescript.fixes.session import unbound_names

    return unbound_names(source, session)
