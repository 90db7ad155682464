"""The languages that spanlint reads, each in its own package, and the interface that they share."""

from __future__ import annotations

from spanlint.lean.lazy import memoized

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Protocol

    from spanlint.languages.names.imports import Neighbours
    from spanlint.model.apis import ApiTables
    from spanlint.model.facts import Facts
    from spanlint.model.findings import Remedy
    from spanlint.model.settings import SessionContext
    from spanlint.text.edits import Edit
    from spanlint.text.source import Source

    class Language(Protocol):
        """What a language package offers."""

        def read(self, source: Source, tables: ApiTables, neighbours: Neighbours | None = None) -> Facts:
            """Returns the facts of one file. Never raises because of the contents of the file."""
            ...

        def read_names(self, source: Source, tables: ApiTables, neighbours: Neighbours | None = None) -> Facts:
            """Returns the facts of one file that name spans: its calls, and what `naming_calls` and its like yield."""
            ...

        def view(self, source: Source, tables: ApiTables, neighbours: Neighbours) -> Any:
            """Returns a file as other files query it."""
            ...

        def edits(self, source: Source, remedy: Remedy, session: SessionContext | None) -> tuple[Edit, ...] | None:
            """Returns the edits of the source that apply a remedy; None if they cannot be proven right."""
            ...

        def session_problems(self, session: SessionContext) -> Iterator[str]:
            """Yields what is wrong with a configured session context, one line each, starting with its key."""
            ...

        def unbound_names(self, source: Source, session: SessionContext) -> list[str]:
            """Returns the names in a session context that neither its imports nor anything in the file binds."""
            ...

        def syntax_errors(self, source: Source) -> int:
            """Returns the number of places that the grammar cannot parse."""
            ...


@memoized
def reader(language: str) -> Language:
    """Returns the package of a language, imported on first use because a grammar takes about 10 ms to load."""
    from importlib import import_module

    module: Any = import_module(f"spanlint.languages.{language}")
    package: Language = module
    return package
