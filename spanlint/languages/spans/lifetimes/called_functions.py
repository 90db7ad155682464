"""The functions within a function that it only calls, so that they run where they are called, in any language."""

from __future__ import annotations

from spanlint.languages.names.places import PlaceGrammar, mentions
from spanlint.languages.names.roles import Called

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class CalledFunctions:
    """Answers for one file. A function is asked about once for each value that it may end."""

    def __init__(self, grammar: PlaceGrammar) -> None:
        self._grammar = grammar
        self._known: dict[tuple[int, int], list[Node] | None] = {}

    def calls_of(self, nested: Node, function: Node) -> list[Node] | None:
        """Where a function calls one that it defines, by the name; None if it, or any other code, does anything else
        with that one, or if the call does not run all of its body."""
        key = nested.id, function.id
        if key not in self._known:
            self._known[key] = self._find(nested, function)
        return self._known[key]

    def _find(self, nested: Node, function: Node) -> list[Node] | None:
        grammar = self._grammar
        name = grammar.name_of(nested) if grammar.is_plain(nested) else None
        bindings = grammar.visible(name) if name is not None else []
        if name is None or len(bindings) != 1 or bindings[0].name != name or grammar.scope_of(nested) != function:
            return None
        uses = mentions(grammar, name)
        is_only_called = all(
            isinstance(grammar.role(use), Called) and grammar.scope_of(use) == function for use in uses
        )
        return uses if uses and is_only_called else None
