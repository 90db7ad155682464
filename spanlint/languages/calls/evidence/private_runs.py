"""What is open wherever a private function runs: at every one of its uses in the file."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.model.facts import OpenedBy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class PrivateRuns:
    """Answers for the functions of one file: `uses` returns where a private one runs, `opened_at` what is open at a
    use. A function is not entered again while its uses are searched, because functions may refer to each other."""

    def __init__(self, uses: Callable[[Node], list[Node]], opened_at: Callable[[Node], OpenedBy | None]) -> None:
        self._uses = uses
        self._opened_at = opened_at
        self._in_progress: set[Node] = set()

    def opened_by(self, function: Node) -> OpenedBy | None:
        """Returns what the first use of a function runs in; None if nothing is open at one of its uses."""
        if function in self._in_progress:
            return None
        self._in_progress.add(function)
        first = None
        for use in self._uses(function):
            opened = self._opened_at(use)
            first = first or opened
            if opened is None:
                first = None
                break
        self._in_progress.remove(function)
        return first
