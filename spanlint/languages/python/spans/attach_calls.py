"""Where Python code attaches contexts, and what takes them back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.contexts.attached import Found
from spanlint.languages.python.calls.arguments import read_arguments
from spanlint.languages.python.contexts.attached import effect_on_active_span
from spanlint.languages.python.names.expressions import last_name
from spanlint.languages.python.spans.uses import Uses
from spanlint.model.apis import WITH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

_STARTING = frozenset({"create_task", "ensure_future", "run", "run_coroutine_threadsafe", "start_soon"})
_ASGI = re.compile(r"\(\s*self,\s*scope\b[^,()]*,\s*receive\b[^,()]*,\s*send\b")  # a server runs it in a task for each
_NAMED = frozenset({"function_definition", "lambda", "class_definition"})


class Attaching(Uses):
    """What `attachments` asks of a Python file."""

    def __init__(self, file: PythonFile) -> None:
        super().__init__(file.tree, file.scopes, file.names, file.tables)
        self.tables = file.tables
        self._file = file
        self._attaching = file.tables.contexts.attaching

    def attaching(self) -> Iterator[Callee]:
        """The calls of a name that an `attach` may have."""
        written = [name for name in self._attaching if name.encode() in self.tree.text]
        if not written:
            return
        aliased = rf"\b(?:{'|'.join(written)})\s+as\s+(\w+)".encode()
        names = {*written, *(each.decode() for each in re.findall(aliased, self.tree.text))}
        for leaf in (leaf for name in sorted(names) for leaf in self.tree.leaves(name)):
            callee = self._file.callee(leaf) if self._file.is_mention(leaf) else None
            if callee is not None:
                yield callee

    def origins(self, node: Node) -> frozenset[str]:
        """Where an expression comes from."""
        return self._file.origins(node)

    def brings(self, call: Node) -> Found:
        """What the attached context may bring, by each of the ways in which it is made; nothing where none is seen."""
        passed = call.child_by_field_name("arguments")
        arguments = read_arguments(self.tree, passed) if passed is not None else None
        given = (arguments.at(slot) for slot in self._attaching.values()) if arguments is not None else ()
        value = next((each for each in given if each is not None), None)
        return effect_on_active_span(self._file, value) if value is not None else frozenset()

    def is_entry(self, function: Node) -> bool:
        """Whether a function of this file is named without being called, made a task, or called when the file is run;
        or a server calls it, in a task of its own."""
        name, parameters = function.child_by_field_name("name"), function.child_by_field_name("parameters")
        if name is None or (parameters is not None and _ASGI.match(self.tree.text_of(parameters))):
            return name is not None
        return any(map(self._is_handed, self.tree.leaves(self.tree.text_of(name))))

    def _is_handed(self, leaf: Node) -> bool:
        above = self.tree.ancestors(leaf)
        if above[0].type == "attribute":
            above = above[1:]
        elif above[0].type == "call" and not any(each.type in _NAMED for each in above):
            return True
        if above[0].type == "call" and above[1].type == "argument_list":
            return last_name(self.tree, above[2]) in _STARTING
        return above[0].type in ("argument_list", "keyword_argument")

    def is_enclosed(self, call: Node, function: Node) -> bool:
        """Whether a `with` around a call makes something current, and so puts the old context back at its end, or a
        `finally` around it does."""
        inner = call
        for above in self.tree.ancestors(call):
            if above == function:
                return False
            # What is attached in a `finally` and never detached is there to repair what came before it.
            if above.type == "finally_clause" or (
                above.type == "with_statement" and inner.type == "block" and self._opens(above)
            ):
                return True
            inner = above
        return False

    def _opens(self, statement: Node) -> bool:
        clauses = (each for each in statement.children if each.type == "with_clause")
        for item in (item for clause in clauses for item in clause.named_children if item.type == "with_item"):
            entered = item.named_children[0]
            entered = entered.named_children[0] if entered.type == "as_pattern" else entered
            if self._file.openers.opens(entered, WITH) is not None:
                return True
        return False

    def closed_by(self, call: Node, closer: str, function: Node) -> Iterator[Node]:
        """The calls of a function that detach what another call has attached, by the text of what holds its token."""
        above = self.tree.parent(call)
        target = above.child_by_field_name("left") if above is not None and above.type == "assignment" else None
        text = self.tree.text_of(target) if target is not None else ""
        for leaf in self.tree.leaves_within(closer, function) if text else ():
            callee = self._file.callee(leaf)
            passed = callee.call.child_by_field_name("arguments") if callee is not None else None
            if callee is not None and passed is not None and text in map(self.tree.text_of, passed.named_children):
                yield callee.call
