"""All that is current at a place of a Python function because the function itself has entered or attached it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.origins import UNKNOWN
from spanlint.languages.python.calls.entries import ENTERING, LEAVING, ContextEntry, ended_holder, entries_of, holder_of
from spanlint.languages.python.calls.openers import Openers
from spanlint.languages.python.names.expressions import last_name, unwrapped
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
    """What makes something current: its name and where that stands."""

    at: ByteRange
    name: str
    attached: bool = False


class EnteredReader:
    """Answers for the places of one file."""

    def __init__(self, tree: SyntaxTree, names: Names, openers: Openers, tables: ApiTables) -> None:
        self._tree = tree
        self._names = names
        self._openers = openers
        self._tables = tables
        self._starting = ENTERING.union(tables.contexts.attaching)
        self._ending = LEAVING | tables.contexts.detaching
        self._named = self._starting | self._ending
        self._judged = {each.api for several in tables.creators.values() for each in several}

    def at(self, node: Node, function: Node) -> Iterator[Entered]:
        """What is current at a node of a function, the innermost first."""
        inner = node
        left: list[str | None] = []
        for above in self._tree.ancestors(node):
            if above == function:
                return
            if above.type == "with_statement" and inner.type == "block":
                yield from self._of_with(above)
            elif above.type == "block":
                yield from self._before(above, inner, left)
            inner = above

    def _of_with(self, statement: Node) -> Iterator[Entered]:
        clauses = [each for each in statement.children if each.type == "with_clause"]
        for item in (
            item for clause in clauses for item in reversed(clause.named_children) if item.type == "with_item"
        ):
            expression = item.named_children[0]
            if expression.type == "as_pattern":
                expression = expression.named_children[0]
            found = self._opened(expression)
            if found is not None:
                yield found

    def _before(self, block: Node, inner: Node, left: list[str | None]) -> Iterator[Entered]:
        """What the statements of a block before one of them have made current; `left` has what was ended since."""
        starts = self._tree.has_within(self._starting, self._tree.root)
        for entry in entries_of(self._tree, block, self._named) if starts else ():
            if entry.end > inner.start_byte:
                continue
            if last_name(self._tree, entry.call) in self._ending:
                left.append(ended_holder(self._tree, entry.call))
                continue
            found = self._entered(entry)
            if found is None:
                continue
            held = holder_of(self._tree, entry)
            closed = next((each for each in left if each is None or (held and each == held)), "")
            if closed == "":
                yield found
            else:
                left.remove(closed)

    def _entered(self, entry: ContextEntry) -> Entered | None:
        name = last_name(self._tree, entry.call)
        function, passed = entry.call.child_by_field_name("function"), entry.call.child_by_field_name("arguments")
        if function is None or passed is None:
            return None
        if name in self._tables.contexts.attaching:
            return Entered(range_of(self._name_in(function)), name, True) if self._is_attach(function) else None
        if name not in ENTERING:
            return None
        manager = (
            function.child_by_field_name("object") if name == "__enter__" else next(iter(passed.named_children), None)
        )
        return self._opened(manager) if manager is not None else None

    def _is_attach(self, function: Node) -> bool:
        """Whether an `attach` is OpenTelemetry's, by its import, or by its receiver where that is not known."""
        for origin in self._names.origins(function):
            api = api_of(self._tables.apis, origin)
            if api is not None:
                return api.name == "opentelemetry"
            if origin != UNKNOWN:
                return False
        base = function.child_by_field_name("object")
        return base is not None and _SAYS_CONTEXT.search(last_name(self._tree, base)) is not None

    def _opened(self, manager: Node) -> Entered | None:
        manager = unwrapped(manager)
        found = self._openers.opens(manager, WITH)
        known = self._tables.openers.get(found.name, ()) if found is not None else ()
        if found is None or (known and not any(each.api in self._judged | {"project"} for each in known)):
            return None
        if not manager.start_byte <= found.at.start < manager.end_byte:
            return Entered(range_of(manager), found.name)
        opening = self._tree.root.descendant_for_byte_range(*found.at) or manager
        return Entered(range_of(self._name_in(opening)), found.name)

    def _name_in(self, expression: Node) -> Node:
        if expression.type == "call":
            expression = expression.child_by_field_name("function") or expression
        return expression.child_by_field_name("attribute") or expression
