"""The languages that spanlint reads, each in its own package, and the interface of these packages."""

from __future__ import annotations

from spanlint.lean.lazy import memoized

TYPE_CHECKING = False
if TYPE_CHECKING:
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
            """State the facts of one file. Never raises for what stands in the file."""
            ...

        def view(self, source: Source, tables: ApiTables, neighbours: Neighbours) -> Any:
            """A file as other files ask about it."""
            ...

        def edits(self, source: Source, remedy: Remedy, session: SessionContext | None) -> tuple[Edit, ...] | None:
            """Write a remedy as edits of the source; None where it cannot be proven right."""
            ...

        def syntax_errors(self, source: Source) -> int:
            """The number of places that the grammar cannot read."""
            ...


@memoized
def reader(language: str) -> Language:
    """The package of a language, imported on first use: a grammar costs about 10 ms to load."""
    from importlib import import_module

    found: Any = import_module(f"spanlint.languages.{language}")
    package: Language = found
    return package
