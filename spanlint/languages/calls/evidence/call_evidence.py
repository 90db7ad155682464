"""What judging asks about the calls of one file beside their names and parents, whatever the language.

Who only looks for the names of spans imports none of it, which is a tenth of such a search in one file.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from spanlint.languages.calls.call_sites import Callee, CallGrammar
from spanlint.languages.calls.evidence.details import DetailReader
from spanlint.languages.calls.evidence.provider_runs import ProviderRuns, RunFile
from spanlint.languages.calls.evidence.providers import Providers
from spanlint.languages.calls.evidence.surroundings import surroundings
from spanlint.languages.calls.evidence.unused_parents import UnusedParents
from spanlint.languages.calls.evidence.visibility import Visibility
from spanlint.languages.calls.evidence.wrappers import Wrappers
from spanlint.languages.calls.outside_code import depends_on_outside_code
from spanlint.lean.protocols import Protocol
from spanlint.model.facts import Details, Surroundings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

    from spanlint.languages.calls.evidence.surroundings import OpenedAt
    from spanlint.languages.names.import_cycles import Imported
    from spanlint.model.apis import Creator
    from spanlint.model.misplaced import Misplaced
    from spanlint.text.source import Source


class EvidenceFile(CallGrammar, RunFile, Protocol):
    """One file in one language."""

    visibility: Visibility
    wrappers: Wrappers
    unused_parents: UnusedParents

    @property
    def of_text(self) -> Callable[[Source], Any]:
        """Returns the file of a text that belongs to no file."""


class CallEvidence:
    """Answers for one file: `opened_at` returns what makes a context active around a call, `imported` the origins that
    the top level of a file imports."""

    def __init__(self, file: EvidenceFile, opened_at: OpenedAt, imported: Imported) -> None:
        self._file = file
        self._opened_at = opened_at
        self.providers = Providers(file.grammar, file.follower, file.visibility)
        runs = ProviderRuns(file, file.of_text, imported)
        self._details = DetailReader(file.grammar, self.providers, file.wrappers, file.unused_parents, runs)

    def surroundings(self, call: Node, creator: Creator) -> Surroundings:
        """Returns what is around a call."""
        return surroundings(self._file.grammar, self.providers, self._opened_at, call, creator)

    def details(self, callee: Callee, creator: Creator, misplaced: Misplaced | None) -> Details:
        """Returns what else a call and its function say."""
        is_outside = partial(depends_on_outside_code, self._file, self._file.tables, callee)
        return self._details.details(callee, creator, misplaced)._replace(depends_on_outside_code=is_outside)
