"""The openers of tracing libraries: what their calls make current, by the tables."""

from __future__ import annotations

from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.values import Call, Member, ValueGrammar
from spanlint.languages.trees.tree import range_of
from spanlint.model.apis import Opener, Slot
from spanlint.model.facts import OpenedBy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_BASE_SLOT = Slot(2, "context")  # the slot for the base context of a function that the tables do not list


class LibraryOpeners:
    """Answers for the expressions of one file."""

    def __init__(self, grammar: ValueGrammar) -> None:
        self._grammar = grammar
        self._tables = grammar.tables

    def opened_by(self, node: Node, form: str) -> OpenedBy | None:
        """Returns what an expression opens when it is used in a `form`: `with`, `decorator`, `attach` or `callback`."""
        value = self._grammar.value(node)
        call = value if isinstance(value, Call) else None
        function = call.callee if call is not None else value.node
        name = self._grammar.last_name(function)
        for opener in self._tables.openers.get(name, ()):
            if opener.form == form and self._is_opener(opener, function) and self._passes_parent(opener, call):
                context = self._context(opener, call)
                is_root = context is not None and self._grammar.is_root(context)
                return OpenedBy(range_of(value.node), name, is_root)
        return None

    def _is_opener(self, opener: Opener, function: Node) -> bool:
        origins = self._grammar.origins(function)
        if opener.resolved:
            apis = (api_of(self._tables.apis, origin) for origin in origins)
            return any(api is not None and api.name == opener.api for api in apis)
        # `with` alone proves nothing. A name that the project configures is always proof.
        is_vague = opener.name in self._tables.contexts.vague and opener.api != "project"
        is_clear = not is_vague or isinstance(self._grammar.value(function), Member)
        return is_clear and not all(origin.startswith("=") for origin in origins)

    def _passes_parent(self, opener: Opener, call: Call | None) -> bool:
        context = self._context(opener, call)
        while context is not None and self._grammar.last_name(context) in opener.empty:
            maker, calls = self._grammar.value(context), self._tables.contexts
            if not isinstance(maker, Call):
                return False
            slot = calls.adding.get(maker.name) or calls.removing.get(maker.name) or _BASE_SLOT
            base = maker.arguments.at(slot)
            if base is None:
                return False
            context = self._grammar.sole_value(base)
        return True

    def _context(self, opener: Opener, call: Call | None) -> Node | None:
        """Returns the context that an opener makes current, if it is an argument."""
        value = call.arguments.at(opener.context) if call is not None and opener.context is not None else None
        return self._grammar.sole_value(value) if value is not None else None
