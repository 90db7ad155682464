"""What is current at a place in a Python function because the function itself entered or attached it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.origins import UNKNOWN
from spanlint.languages.names.renamed_imports import renamed
from spanlint.languages.python.calls.entries import ENTERING, LEAVING, ContextEntry, ended_holder, entries_of, holder_of
from spanlint.languages.python.calls.openers import Openers
from spanlint.languages.python.names.expressions import entered_expression, last_name, unwrapped
from spanlint.languages.python.names.origins import Names
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.lean.records import Record
from spanlint.model.apis import WITH, ApiTables
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SAYS_CONTEXT = re.compile(r"context|otel", re.IGNORECASE)


class Entered(Record):
    """The call or manager that makes something current: its name and the position of that name.

    `is_attached` is whether that is a context rather than a span, `is_own` whether the manager is the project's.
    `takes_span` is whether it starts none, but makes one current that it is passed. `instead` is what to do where a
    generator would hold it, if its library says so.
    """

    at: ByteRange
    name: str
    is_attached: bool = False
    is_own: bool = False
    takes_span: bool = False
    instead: str = ""


class EnteredReader:
    """Finds what is current at the places of one file."""

    def __init__(self, tree: SyntaxTree, names: Names, openers: Openers, tables: ApiTables) -> None:
        self._tree = tree
        self._names = names
        self._openers = openers
        self._tables = tables
        attaching, detaching = frozenset(tables.contexts.attaching), tables.contexts.detaching
        self._attaching = attaching.union(renamed(tree.text, attaching))
        self._starting = ENTERING | self._attaching
        self._ending = LEAVING.union(detaching, renamed(tree.text, detaching))
        self._effect_names = self._starting | self._ending
        self._tracing_apis = {creator.api for creators in tables.creators.values() for creator in creators}

    def at(self, node: Node, function: Node) -> Iterator[Entered]:
        """Yields what is current at a node of a function, the innermost first."""
        inner = node
        ends: list[str | None] = []
        for ancestor in self._tree.ancestors(node):
            if ancestor == function:
                return
            if ancestor.type == "with_statement" and inner.type == "block":
                yield from self._entered_by_with(ancestor)
            elif ancestor.type == "block":
                yield from self._entered_before(ancestor, inner, ends)
            inner = ancestor

    def _entered_by_with(self, statement: Node) -> Iterator[Entered]:
        clauses = [child for child in statement.children if child.type == "with_clause"]
        for item in (
            item for clause in clauses for item in reversed(clause.named_children) if item.type == "with_item"
        ):
            entered = self._entered_manager(entered_expression(item))
            if entered is not None:
                yield entered

    def _entered_before(self, block: Node, inner: Node, ends: list[str | None]) -> Iterator[Entered]:
        """Yields what the statements before `inner` in a block made current and none has ended.

        `ends` collects the holders that later statements ended.
        """
        has_starting_name = self._tree.has_within(self._starting, self._tree.root)
        for entry in entries_of(self._tree, block, self._effect_names) if has_starting_name else ():
            if entry.end > inner.start_byte:
                continue
            if last_name(self._tree, entry.call) in self._ending:
                ends.append(ended_holder(self._tree, entry.call))
                continue
            entered = self._entered_by(entry)
            if entered is None:
                continue
            holder = holder_of(self._tree, entry)
            match = next((end for end in ends if end is None or (holder and end == holder)), "")
            if match == "":
                yield entered
            else:
                ends.remove(match)

    def _entered_by(self, entry: ContextEntry) -> Entered | None:
        name = last_name(self._tree, entry.call)
        function = entry.call.child_by_field_name("function")
        argument_list = entry.call.child_by_field_name("arguments")
        if function is None or argument_list is None:
            return None
        if name in self._attaching:
            return Entered(range_of(self._name_of(function)), name, True) if self._is_attach(function) else None
        if name not in ENTERING:
            return None
        manager = (
            function.child_by_field_name("object")
            if name == "__enter__"
            else next(iter(argument_list.named_children), None)
        )
        return self._entered_manager(manager) if manager is not None else None

    def _is_attach(self, function: Node) -> bool:
        """Whether an `attach` is OpenTelemetry's: by its import, or by its receiver if the import is unknown."""
        for origin in self._names.origins(function):
            api = api_of(self._tables, origin)
            if api is not None:
                return api.name == "opentelemetry"
            if origin != UNKNOWN:
                return False
        base = function.child_by_field_name("object")
        return base is not None and _SAYS_CONTEXT.search(last_name(self._tree, base)) is not None

    def _entered_manager(self, manager: Node) -> Entered | None:
        manager = unwrapped(manager)
        opened = self._openers.opens(manager, WITH)
        openers = self._tables.openers.get(opened.name, ()) if opened is not None else ()
        own = [opener for opener in openers if opened is not None and opener.api == opened.api]
        instead = next((opener.across_yield for opener in own if opener.across_yield), "")
        is_tracing = any(opener.api in self._tracing_apis | {"project"} for opener in own)
        if opened is not None and opened.is_own:
            instead = self._instead_in(opened.api)
            is_tracing = opened.api in self._tracing_apis | {"project", ""}
        if opened is None or not (is_tracing or (not openers and not opened.is_own) or instead):
            return None
        opening = manager
        if manager.start_byte <= opened.at.start < manager.end_byte:
            opening = self._name_of(self._tree.root.descendant_for_byte_range(*opened.at) or manager)
        is_attached = opened.is_own and opened.is_attached
        takes_span = any(opener.span is not None for opener in own)
        return Entered(range_of(opening), opened.name, is_attached, opened.is_own, takes_span, instead)

    def _instead_in(self, api: str) -> str:
        """What a library says to do instead, in a helper of the project that uses one of its functions; empty if it has
        several answers."""
        openers = (opener for openers in self._tables.openers.values() for opener in openers if opener.api == api)
        answers = {opener.across_yield for opener in openers} - {""}
        return answers.pop() if len(answers) == 1 else ""

    def _name_of(self, expression: Node) -> Node:
        if expression.type == "call":
            expression = expression.child_by_field_name("function") or expression
        return expression.child_by_field_name("attribute") or expression
