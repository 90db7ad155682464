"""What a TypeScript file does with exceptions: which clause catches one, what throws it again, what records it."""

from __future__ import annotations

from spanlint.languages.calls.certainties import followed
from spanlint.languages.calls.owners import api_of
from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.origins import last_name
from spanlint.languages.names.values import Call, Name
from spanlint.languages.spans.statuses.recorded_twice import ManagedBlock
from spanlint.languages.spans.statuses.removed_statements import Removal
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.languages.typescript.spans.attach_calls import Attaching
from spanlint.model.facts import SpanCall
from spanlint.model.slots import Slot
from spanlint.model.status_calls import RecordingManager
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile


class Exceptions:
    """The exceptions of one file."""

    def __init__(self, file: TypeScriptFile, reader: Attaching, calls: tuple[SpanCall, ...]) -> None:
        self.file = file
        self.grammar = file.grammar
        self._tree = file.tree
        self.reader = reader
        reader.know(calls)
        self._managers = file.tables.statuses.managers

    def handler(self, exception: Node) -> Node | None:
        """The `catch` clause that binds the name of an exception."""
        text = self._tree.text_of(exception)
        for ancestor in self._tree.ancestors(exception):
            if ancestor.type in FUNCTIONS:
                return None
            caught = ancestor.child_by_field_name("parameter") if ancestor.type == "catch_clause" else None
            if caught is not None and self._tree.text_of(caught) == text:
                return ancestor
        return None

    def removed(self, call: Node, exception: Node, removal: Removal) -> tuple[ByteRange, ...]:
        """What to delete so that the call that records an exception is gone; the `throw` needs the rest."""
        del call, exception
        return (removal.at,)

    def is_seen(self, exception: Node, managed: ManagedBlock) -> bool:
        """Whether a manager certainly sees an exception: in JavaScript, each."""
        del exception, managed
        return True

    def is_raise_of(self, raising: Node, exception: Node) -> bool:
        """Whether a `throw` is of the exception of a name."""
        thrown = self.grammar.value(raising.named_children[0]) if raising.named_children else None
        if not isinstance(thrown, Name) or thrown.text != self._tree.text_of(exception):
            return False
        assigned = [binding for binding in self.grammar.visible(exception) if binding.kind is Kind.ASSIGNED]
        return not assigned and self.handler(thrown.node) == self.handler(exception)

    def managed(self, span: Node) -> ManagedBlock | None:
        """The callback whose exceptions a call records on the span that it passes to it."""
        value = self.grammar.value(span)
        bindings = self.grammar.visible(value.node) if isinstance(value, Name) else []
        if len(bindings) != 1 or bindings[0].kind is not Kind.PARAMETER:
            return None
        function = bindings[0].scope
        call = self.grammar.argument_of(function)
        manager = self._managers.get(call.name) if call is not None else None
        if call is None or manager is None or self.grammar.parameters(function)[:1] != [bindings[0].name]:
            return None
        if self._is_handled(call, manager.handles) or not self._is_of_library(call, manager):
            return None
        name = call.callee.child_by_field_name("property") or call.callee
        return ManagedBlock(manager, name, function, function, sets=manager.sets is not None)

    def _is_handled(self, call: Call, slot: Slot | None) -> bool:
        """Whether an argument may do something else with the exceptions."""
        holder = call.arguments.at(slot) if slot is not None else None
        if call.arguments.spread is not None or holder is None or slot is None or slot.key is None:
            return call.arguments.spread is not None
        if holder == call.arguments.positional[-1]:
            return False
        is_written_out = self.grammar.is_object(self.grammar.unwrapped(holder))
        return not is_written_out or self.grammar.option(holder, slot.key) is not None

    def _is_of_library(self, call: Call, manager: RecordingManager) -> bool:
        """Whether the tracer is certainly one of those that record what their callbacks throw."""
        origins = followed(self.file, call.receiver, manager.name) if call.receiver is not None else frozenset[str]()
        apis = {origin: api_of(self.file.tables, origin) for origin in origins}
        return bool(apis) and all(api is not None and last_name(of) in api.bound for of, api in apis.items())
