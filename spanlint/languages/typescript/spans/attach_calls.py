"""The calls that attach contexts in TypeScript or JavaScript code, and the calls that detach them."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import calls_of
from spanlint.languages.contexts.attached import SpanEffects
from spanlint.languages.typescript.calls.arguments import argument, read_arguments
from spanlint.languages.typescript.contexts.attached import effect_on_active_span
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.spans.uses import Uses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile

_FUNCTIONS_AND_CLASSES = FUNCTIONS | CLASSES
_USING = (b"using ", b"await using ")


class Attaching(Uses):
    """Answers the queries of `undetached` about a TypeScript or JavaScript file."""

    def __init__(self, file: TypeScriptFile) -> None:
        super().__init__(file.tree, file.scopes, file.tables)
        self._file = file
        self._attach_names = file.tables.contexts.attaching

    def attaching(self) -> Iterator[Callee]:
        """Yields the calls of a name that an `attach` function may have."""
        return calls_of(self._file, self._attach_names)

    def origins(self, node: Node) -> frozenset[str]:
        """Returns the origins of an expression."""
        return self._file.origins(node)

    def span_effects(self, call: Node) -> SpanEffects:
        """Returns the possible effects of the attached context on the active span; empty without an argument."""
        arguments = call.child_by_field_name("arguments")
        values = read_arguments(arguments).values if arguments is not None else ()
        return effect_on_active_span(self._file, values[0]) if values else frozenset()

    def key_of(self, call: Node) -> str:
        """Returns the text of the key under which the attached context gets a value; empty if that is not visible."""
        value = next((argument(self.tree, call, slot) for slot in self._attach_names.values()), None)
        made = unwrapped(self._file.scopes.sole_value(value)) if value is not None else None
        holder = self.tables.contexts.holding.get(last_name(self.tree, made)) if made is not None else None
        key = argument(self.tree, made, holder.key) if made is not None and holder is not None else None
        return self.tree.text_of(key) if key is not None else ""

    def name_of(self, function: Node) -> str:
        """Returns the name of a function, or of the variable that holds it; empty if it has none."""
        parent = self.tree.parent(function)
        holder = parent if parent is not None and parent.type == "variable_declarator" else function
        name = holder.child_by_field_name("name")
        return self.tree.text_of(name) if name is not None else ""

    def last_name(self, call: Node) -> str:
        """Returns the last name of the function that is called."""
        return last_name(self.tree, call)

    def is_own_task(self, function: Node) -> bool:
        """Returns False, because no framework decorates functions."""
        del function
        return False

    def is_entry(self, function: Node) -> bool:
        """Whether a function is passed as a callback, which may run in a context of its own, or is called when the file
        is loaded."""
        parent, name = self.tree.parent(function), function.child_by_field_name("name")
        if parent is not None and parent.type == "variable_declarator":
            name = parent.child_by_field_name("name")
        is_passed = parent is not None and parent.type == "arguments"
        return is_passed or (
            name is not None and any(map(self._is_called_on_load, self.tree.leaves(self.tree.text_of(name))))
        )

    def _is_called_on_load(self, leaf: Node) -> bool:
        ancestors = self.tree.ancestors(leaf)
        is_called = ancestors[0].type == "call_expression" and ancestors[0].child_by_field_name("function") == leaf
        return is_called and not any(ancestor.type in _FUNCTIONS_AND_CLASSES for ancestor in ancestors)

    def is_enclosed(self, call: Node, function: Node) -> bool:
        """Whether a `using` before a call restores the old context at the end of its block, or a `finally` is around
        the call."""
        inner = call
        for ancestor in self.tree.ancestors(call):
            if ancestor == function:
                return False
            earlier = (child for child in ancestor.named_children if child.end_byte <= inner.start_byte)
            if ancestor.type == "finally_clause" or (
                ancestor.type == "statement_block" and any(map(self._is_attaching_using, earlier))
            ):
                return True
            inner = ancestor
        return False

    def _is_attaching_using(self, statement: Node) -> bool:
        is_using = self.tree.text.startswith(_USING, statement.start_byte)
        return is_using and any(f".{name}(" in self.tree.text_of(statement) for name in self._attach_names)

    def closed_by(self, call: Node, closer: str, function: Node) -> Iterator[Node]:
        """Yields the calls of a function that dispose of what another call attaches, by the name that holds it."""
        holder = self.tree.parent(call)
        target = (
            holder.child_by_field_name("name") or holder.child_by_field_name("left") if holder is not None else None
        )
        text = self.tree.text_of(target) if target is not None else ""
        for leaf in self.tree.leaves_within(closer, function) if text else ():
            callee = self._file.callee(leaf)
            if callee is not None and callee.receiver is not None and self.tree.text_of(callee.receiver) == text:
                yield callee.call
