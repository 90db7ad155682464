"""Where Python code attaches contexts, and what detaches or restores them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.contexts.attached import SpanEffects
from spanlint.languages.python.calls.arguments import argument, read_arguments
from spanlint.languages.python.contexts.attached import effect_on_active_span
from spanlint.languages.python.names.expressions import last_name
from spanlint.languages.python.spans.uses import Uses
from spanlint.model.apis import WITH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

# These run a coroutine that they are passed as a task, or a function in a context or a thread of its own.
_TASK_STARTERS = frozenset({"create_task", "ensure_future", "gather", "run", "run_coroutine_threadsafe", "start_soon"})
_OWN_CONTEXTS = _TASK_STARTERS | {
    *("Thread", "Timer", "Process", "start_new_thread", "submit", "map", "run_in_executor", "to_thread", "run_sync"),
    *("call_soon", "call_soon_threadsafe", "call_later", "call_at", "add_done_callback"),
}
# An ASGI server runs such a function in a separate task for each request.
_ASGI_PARAMETERS = re.compile(r"\(\s*self,\s*scope\b[^,()]*,\s*receive\b[^,()]*,\s*send\b")
_NAMED = frozenset({"function_definition", "lambda", "class_definition"})


class Attaching(Uses):
    """The answers of a Python file about attached contexts."""

    def __init__(self, file: PythonFile) -> None:
        super().__init__(file.tree, file.scopes, file.names, file.tables)
        self.tables = file.tables
        self._file = file
        self._attaching = file.tables.contexts.attaching

    def attaching(self) -> Iterator[Callee]:
        """Yields the calls of names that an `attach` may have, aliases included."""
        names_in_text = [name for name in self._attaching if name.encode() in self.tree.text]
        if not names_in_text:
            return
        aliased = rf"\b(?:{'|'.join(names_in_text)})\s+as\s+(\w+)".encode()
        names = {*names_in_text, *(alias.decode() for alias in re.findall(aliased, self.tree.text))}
        for leaf in (leaf for name in sorted(names) for leaf in self.tree.leaves(name)):
            callee = self._file.callee(leaf) if self._file.is_mention(leaf) else None
            if callee is not None:
                yield callee

    def origins(self, node: Node) -> frozenset[str]:
        """Where an expression comes from."""
        return self._file.origins(node)

    def span_effects(self, call: Node) -> SpanEffects:
        """The possible effects of the attached context on the active span; empty if its making is not visible."""
        argument_list = call.child_by_field_name("arguments")
        arguments = read_arguments(self.tree, argument_list) if argument_list is not None else None
        contexts = (arguments.at(slot) for slot in self._attaching.values()) if arguments is not None else ()
        value = next((argument for argument in contexts if argument is not None), None)
        return effect_on_active_span(self._file, value) if value is not None else frozenset()

    def key_of(self, call: Node) -> str:
        """The text of the key under which the attached context gets a value; empty if that is not visible."""
        value = next((argument(self.tree, call, slot) for slot in self._attaching.values()), None)
        made = self._file.scopes.sole_value(value) if value is not None else None
        holder = self.tables.contexts.holding.get(last_name(self.tree, made)) if made is not None else None
        key = argument(self.tree, made, holder.key) if made is not None and holder is not None else None
        return self.tree.text_of(key) if key is not None else ""

    def name_of(self, function: Node) -> str:
        """The name of a function; empty if it has none."""
        name = function.child_by_field_name("name")
        return self.tree.text_of(name) if name is not None else ""

    def last_name(self, call: Node) -> str:
        """The last name of the function that is called."""
        return last_name(self.tree, call)

    def is_own_task(self, function: Node) -> bool:
        """Whether a framework may run an asynchronous function, which is decorated for it, as a task of its own."""
        above = self.tree.parent(function)
        is_async = any(child.type == "async" for child in function.children)
        return is_async and above is not None and above.type == "decorated_definition"

    def is_entry(self, function: Node) -> bool:
        """Whether a function runs in its own context, or only once when the file is run.

        It does if the file hands it to a thread, starts it as a task or calls it at the top level, or if an ASGI server
        calls it in a task.
        """
        name, parameters = function.child_by_field_name("name"), function.child_by_field_name("parameters")
        if name is None or (parameters is not None and _ASGI_PARAMETERS.match(self.tree.text_of(parameters))):
            return name is not None
        return any(map(self._is_entry_mention, self.tree.leaves(self.tree.text_of(name))))

    def _is_entry_mention(self, leaf: Node) -> bool:
        above = self.tree.ancestors(leaf)
        if above[0].type == "attribute":
            above = above[1:]
        elif above[0].type == "call" and not any(ancestor.type in _NAMED for ancestor in above):
            return True
        if above[0].type == "call" and above[1].type == "argument_list":
            return last_name(self.tree, above[2]) in _TASK_STARTERS
        takers = [ancestor for ancestor in above[:7] if ancestor.type == "call"]
        is_passed = above[0].type in ("argument_list", "keyword_argument")
        while is_passed and len(takers) > 1 and last_name(self.tree, takers[0]) == "partial":
            takers.pop(0)
        return is_passed and bool(takers) and last_name(self.tree, takers[0]) in _OWN_CONTEXTS

    def is_enclosed(self, call: Node, function: Node) -> bool:
        """Whether a block around a call restores the previous context.

        A `with` that makes something current does so at its end; a call in a `finally` itself restores it.
        """
        inner = call
        for above in self.tree.ancestors(call):
            if above == function:
                return False
            # An `attach` in a `finally` that is never detached repairs what came before it.
            if above.type == "finally_clause" or (
                above.type == "with_statement" and inner.type == "block" and self._opens(above)
            ):
                return True
            inner = above
        return False

    def _opens(self, statement: Node) -> bool:
        clauses = (child for child in statement.children if child.type == "with_clause")
        for item in (item for clause in clauses for item in clause.named_children if item.type == "with_item"):
            entered = item.named_children[0]
            entered = entered.named_children[0] if entered.type == "as_pattern" else entered
            if self._file.openers.opens(entered, WITH) is not None:
                return True
        return False

    def closed_by(self, call: Node, closer: str, function: Node) -> Iterator[Node]:
        """Yields the calls in a function that detach what a call attached, by the text of the token's target."""
        above = self.tree.parent(call)
        target = above.child_by_field_name("left") if above is not None and above.type == "assignment" else None
        text = self.tree.text_of(target) if target is not None else ""
        for leaf in self.tree.leaves_within(closer, function) if text else ():
            callee = self._file.callee(leaf)
            argument_list = callee.call.child_by_field_name("arguments") if callee is not None else None
            if (
                callee is not None
                and argument_list is not None
                and text in map(self.tree.text_of, argument_list.named_children)
            ):
                yield callee.call
