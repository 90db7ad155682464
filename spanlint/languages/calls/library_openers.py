"""The openers of tracing libraries: what their calls make current, by the tables."""

from __future__ import annotations

from functools import partial

from spanlint.languages.calls.owners import api_of
from spanlint.languages.calls.qualifiers import Qualifiers
from spanlint.languages.contexts.span_effects import is_active_span, is_certainly_active
from spanlint.languages.names.origins import last_name
from spanlint.languages.names.renamed_imports import original_name
from spanlint.languages.names.values import Call, Member, ValueGrammar
from spanlint.languages.trees.tree import range_of
from spanlint.lean.lazy import memoized
from spanlint.model.apis import ATTACH, CALLBACK, Opener
from spanlint.model.facts import OpenedBy
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node


class LibraryOpeners:
    """Answers for the expressions of one file."""

    def __init__(self, grammar: ValueGrammar, qualifiers: Qualifiers) -> None:
        self._grammar = grammar
        self._qualifiers = qualifiers
        self._tables = grammar.tables
        self._originals = memoized(partial(original_name, grammar.tree.text))
        self._known_libraries: dict[frozenset[str], frozenset[str]] = {}

    def opened_by(self, node: Node, form: str) -> OpenedBy | None:
        """Returns what an expression opens when it is used in a `form`: `with`, `decorator`, `attach` or `callback`."""
        value = self._grammar.value(node)
        call = value if isinstance(value, Call) else None
        function = call.callee if call is not None else value.node
        name = self._grammar.last_name(function)
        openers = self._tables.openers.get(name)
        if openers is None and name and (call is None or call.receiver is None):
            name, openers = self._renamed(name, function)
        for opener in openers or ():
            if opener.form == form and self._is_opener(opener, function) and self._changes_current(opener, call):
                context = self._context(opener, call)
                is_root = context is not None and self._grammar.is_root(context)
                place, is_attached = self._place(opener, call), opener.form == ATTACH
                at = range_of(value.node)
                return OpenedBy(at, name, is_root, is_attached=is_attached, api=opener.api, context=place)
        return None

    def _renamed(self, name: str, function: Node) -> tuple[str, tuple[Opener, ...]]:
        """Returns the openers that an import has given a name of the file's own, and what they are called."""
        original = self._originals(name)
        openers = self._tables.openers.get(original, ()) if original else ()
        if not openers:
            return name, ()
        origins = self._grammar.origins(function)
        if not any(last_name(origin) == original for origin in origins):
            return name, ()
        return original, tuple(opener for opener in openers if opener.api in self._libraries_of(origins, original))

    def _is_opener(self, opener: Opener, function: Node) -> bool:
        if opener.qualifier is not None:
            return self._qualifiers.fits(opener.qualifier, function)
        origins = self._grammar.origins(function)
        if opener.resolved:
            return opener.api in self._libraries_of(origins, opener.name)
        # `with` alone proves nothing. A name that the project configures is always proof.
        is_vague = opener.name in self._tables.contexts.vague and opener.api != "project"
        is_clear = not is_vague or isinstance(self._grammar.value(function), Member)
        return is_clear and not all(origin.startswith("=") for origin in origins)

    def _libraries_of(self, origins: frozenset[str], name: str) -> frozenset[str]:
        """Returns the names of the libraries of a function, or of what the project's own files hand on by its name."""
        known = self._known_libraries.get(origins)
        if known is None:
            known = self._apis_of(origins) or self._apis_of(self._qualifiers.followed(origins, name))
            self._known_libraries[origins] = known
        return known

    def _apis_of(self, origins: Iterable[str]) -> frozenset[str]:
        apis = (api_of(self._tables, origin) for origin in origins)
        return frozenset(api.name for api in apis if api is not None)

    def _changes_current(self, opener: Opener, call: Call | None) -> bool:
        """Whether an opener makes current what is not current already. One that keeps its function for later does."""
        if call is None or (opener.form == CALLBACK and opener.name not in self._tables.contexts.running):
            return True
        context = call.arguments.at(opener.context) if opener.context is not None else None
        span = call.arguments.at(opener.span) if opener.span is not None else None
        if context is not None and self._grammar.last_name(self._grammar.sole_value(context)) in opener.empty:
            return False
        is_kept = context is not None and is_certainly_active(self._grammar, context)
        return not is_kept and not (span is not None and is_active_span(self._grammar, span))

    def _place(self, opener: Opener, call: Call | None) -> ByteRange | None:
        value = call.arguments.at(opener.context) if call is not None and opener.context is not None else None
        return range_of(value) if value is not None else None

    def _context(self, opener: Opener, call: Call | None) -> Node | None:
        """Returns the context that an opener makes current, if it is an argument."""
        value = call.arguments.at(opener.context) if call is not None and opener.context is not None else None
        return self._grammar.sole_value(value) if value is not None else None
