"""Conditions that a function gives a name before it tests them: `const ok = !error; if (ok)`."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.flow.beginnings import Answers
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record
from spanlint.model.flow import Both, Condition, Either, Not, Test

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class NamedConditions(Record):
    """Where a function's conditions are looked up.

    `plain` are the node types of expressions that call nothing, `start` is the byte at which the function begins.
    """

    tree: SyntaxTree
    visible: Callable[[str, Node], list[Binding]]
    plain: frozenset[str]
    start: int

    def meant(self, name: Node) -> Binding | None:
        """The binding of a local that has one value, a plain expression above the condition that names it.

        A property that a pattern takes is the key of the binding. A name that may have been bound again since the
        expression was evaluated does not count.
        """
        text = self.tree.text_of(name)
        if not self._may_be_local(text.encode(), name.start_byte):
            return None
        bindings = [binding for binding in self.visible(text, name) if binding.value or binding.kind is not Kind.VALUE]
        value = bindings[0].value if len(bindings) == 1 and bindings[0].kind is Kind.VALUE else None
        if value is None or not self.start <= value.start_byte < name.start_byte or bindings[0].key == "?":
            return None
        return bindings[0] if self._is_plain(value) else None

    def _may_be_local(self, name: bytes, end: int) -> bool:
        """Whether the text of the function before a name leaves open that it is bound there; most are parameters."""
        text = self.tree.text
        return any(text.find(found, self.start, end) >= 0 for found in (name + b" =", name + b": bool", b"} = "))

    def _is_plain(self, value: Node) -> bool:
        pending = [value]
        for part in pending:
            if part.type not in self.plain:
                return False
            if part.type == "identifier" and not self._is_kept(part, value):
                return False
            pending += part.named_children
        return True

    def _is_kept(self, leaf: Node, value: Node) -> bool:
        bindings = self.visible(self.tree.text_of(leaf), leaf)
        return all(
            binding.name.start_byte < value.start_byte or binding.scope == self.tree.root for binding in bindings
        )


def implied(test: Test, answer: bool) -> Answers:
    """The answers to the conditions of a test that follow from its own."""
    if isinstance(test, Not):
        return implied(test.of, not answer)
    if isinstance(test, Condition):
        return frozenset({(test.text, answer)})
    is_each_known = isinstance(test, Both) if answer else isinstance(test, Either)
    return implied(test.first, answer) | implied(test.second, answer) if is_each_known else frozenset()
