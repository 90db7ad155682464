"""Where TypeScript or JavaScript code attaches contexts, and what takes them back."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.contexts.attached import Found
from spanlint.languages.typescript.calls.arguments import read_arguments
from spanlint.languages.typescript.contexts.attached import effect_on_active_span
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS
from spanlint.languages.typescript.spans.uses import Uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile

_NAMED = FUNCTIONS | CLASSES
_USING = (b"using ", b"await using ")


class Attaching(Uses):
    """What `attachments` asks of a TypeScript or JavaScript file."""

    def __init__(self, file: TypeScriptFile) -> None:
        super().__init__(file.tree, file.scopes, file.tables)
        self._file = file
        self._attaching = file.tables.contexts.attaching

    def attaching(self) -> Iterator[Callee]:
        """The calls of a name that an `attach` may have."""
        for leaf in (leaf for name in self._attaching for leaf in self.tree.leaves(name)):
            callee = self._file.callee(leaf) if self._file.is_mention(leaf) else None
            if callee is not None:
                yield callee

    def origins(self, node: Node) -> frozenset[str]:
        """Where an expression comes from."""
        return self._file.origins(node)

    def span_effects(self, call: Node) -> Found:
        """What the attached context may bring, by each of the ways in which it is made; nothing where none is seen."""
        passed = call.child_by_field_name("arguments")
        values = read_arguments(passed).values if passed is not None else ()
        return effect_on_active_span(self._file, values[0]) if values else frozenset()

    def is_entry(self, function: Node) -> bool:
        """Whether a function is handed on, or called when the file is loaded: a callback may run in a context of its
        own."""
        above, name = self.tree.parent(function), function.child_by_field_name("name")
        if above is not None and above.type == "variable_declarator":
            name = above.child_by_field_name("name")
        handed = above is not None and above.type == "arguments"
        return handed or (name is not None and any(map(self._is_run, self.tree.leaves(self.tree.text_of(name)))))

    def _is_run(self, leaf: Node) -> bool:
        above = self.tree.ancestors(leaf)
        called = above[0].type == "call_expression" and above[0].child_by_field_name("function") == leaf
        return called and not any(each.type in _NAMED for each in above)

    def is_enclosed(self, call: Node, function: Node) -> bool:
        """Whether a `using` before a call puts the old context back at the end of its block, or a `finally` around the
        call does."""
        inner = call
        for above in self.tree.ancestors(call):
            if above == function:
                return False
            before = (each for each in above.named_children if each.end_byte <= inner.start_byte)
            if above.type == "finally_clause" or (above.type == "statement_block" and any(map(self._holds, before))):
                return True
            inner = above
        return False

    def _holds(self, statement: Node) -> bool:
        using = self.tree.text.startswith(_USING, statement.start_byte)
        return using and any(f".{name}(" in self.tree.text_of(statement) for name in self._attaching)

    def closed_by(self, call: Node, closer: str, function: Node) -> Iterator[Node]:
        """The calls of a function that dispose of what another call has attached, by the text of what holds it."""
        above = self.tree.parent(call)
        target = above.child_by_field_name("name") or above.child_by_field_name("left") if above is not None else None
        text = self.tree.text_of(target) if target is not None else ""
        for leaf in self.tree.leaves_within(closer, function) if text else ():
            callee = self._file.callee(leaf)
            if callee is not None and callee.receiver is not None and self.tree.text_of(callee.receiver) == text:
                yield callee.call
