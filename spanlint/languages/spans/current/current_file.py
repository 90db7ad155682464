"""One file, as the algorithms ask about it that look for what is current: its calls, its expressions, its openers."""

from __future__ import annotations

from spanlint.languages.spans.current.forwarded_parents import SpanFile
from spanlint.lean.protocols import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.model.apis import ApiTables
    from spanlint.model.facts import OpenedBy


class ContextOpeners(Protocol):
    """What makes a context active in one file."""

    def around(self, call: Node) -> OpenedBy | None:
        """The innermost opener of a context around a call, None if the file shows none."""


class CurrentFile(SpanFile, Protocol):
    """One file and its openers."""

    path: str
    tables: ApiTables
    self_names: tuple[bytes, ...]
    """The names by which the code of a method means its object."""

    @property
    def openers(self) -> ContextOpeners:
        """What makes a context active in the file."""
