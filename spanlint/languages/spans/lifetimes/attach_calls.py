"""The calls of a file that attach contexts, and what detaches or restores them."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import followed
from spanlint.languages.contexts.span_effects import SpanEffects, effect_on_active_span
from spanlint.languages.names.renamed_imports import renamed
from spanlint.languages.names.roles import Argument, Assigned
from spanlint.languages.names.values import Call, Member
from spanlint.languages.spans.current.forwarded_parents import SpanFile
from spanlint.languages.spans.lifetimes.lifetimes import LifetimeAnswers
from spanlint.languages.spans.lifetimes.uses import Uses
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class AttachAnswers(LifetimeAnswers, Uses):
    """The answers of one file about attached contexts; each language adds what its grammar says."""

    task_starters: frozenset[str] = frozenset()
    """The functions of the language that run what another call returns in a context of its own."""

    own_contexts: frozenset[str] | None = None
    """Those that run a function that they are passed in such a context; None if every function may."""

    wrappers: frozenset[str] = frozenset()
    """Those whose result stands for the function that they are passed."""

    def __init__(self, file: SpanFile) -> None:
        super().__init__(file.grammar)
        self._file = file
        self._attach_names = self.tables.contexts.attaching

    def restores(self, block: Node, inner: Node) -> bool:
        """Whether the end of a block, which holds `inner`, makes an earlier context current again."""
        raise NotImplementedError

    def runs_apart(self, function: Node) -> bool:
        """Whether a function looks like one that a framework runs in a context of its own."""
        raise NotImplementedError

    def managers(self, place: ByteRange) -> frozenset[str]:
        """The names of everything that wraps the generator function around a yield; none in most languages."""
        del place
        return frozenset()

    def callee(self, leaf: Node) -> Callee | None:
        """The call of a name, or None where the name is only referenced."""
        return self._file.callee(leaf) if self._file.is_mention(leaf) else None

    def attaching(self) -> Iterator[Callee]:
        """Yields the calls of names that an `attach` may have, aliases included."""
        names_in_text = [name for name in self._attach_names if name.encode() in self.tree.text]
        if not names_in_text:
            return
        names = {*names_in_text, *renamed(self.tree.text, names_in_text)}
        for leaf in (leaf for name in sorted(names) for leaf in self.tree.leaves(name)):
            callee = self.callee(leaf)
            if callee is not None:
                yield callee

    def origins(self, node: Node) -> frozenset[str]:
        """Where a function comes from, by way of the project's files that hand it on."""
        return followed(self._file, node, self.grammar.last_name(node))

    def span_effects(self, call: Node) -> SpanEffects:
        """The possible effects of the attached context on the active span; empty if its making is not visible."""
        value = self.grammar.value(call)
        slots = self._attach_names.values() if isinstance(value, Call) else ()
        contexts = (value.arguments.at(slot) for slot in slots if isinstance(value, Call))
        context = next((argument for argument in contexts if argument is not None), None)
        return effect_on_active_span(self.grammar, context) if context is not None else frozenset()

    def is_entry(self, function: Node) -> bool:
        """Whether a function runs in its own context, or only once when the file is run.

        It does if the file passes it on, starts it as a task or calls it at the top level, or if a framework runs it.
        """
        if self.runs_apart(function) or self._is_passed_on(function):
            return True
        name, scope = self.grammar.name_of(function), self.grammar.scope_of(function)
        if name is None:
            return False
        # A function within another is not known outside of that one, where the same name is of something else.
        is_within = scope.type in self.grammar.types.functions
        text = self.tree.text_of(name)
        return any(
            map(self._is_entry_mention, self.tree.leaves_within(text, scope) if is_within else self.tree.leaves(text))
        )

    def _is_entry_mention(self, leaf: Node) -> bool:
        callee = self._file.callee(leaf)
        if callee is None:
            return self._is_passed_on(self._member_around(leaf))
        if callee.member is None and self.grammar.scope_of(leaf) == self.tree.root:
            return True
        role = self.grammar.role(callee.call)
        return isinstance(role, Argument) and self.grammar.last_name(role.call) in self.task_starters

    def _is_passed_on(self, function: Node) -> bool:
        """Whether a function is passed to a call that may run it in a context of its own."""
        role = self.grammar.role(function)
        while isinstance(role, Argument):
            name = self.grammar.last_name(role.call)
            if name not in self.wrappers:
                return self.own_contexts is None or name in self.own_contexts
            role = self.grammar.role(role.call)
        return False

    def is_own_task(self, function: Node) -> bool:
        """Whether a framework may run an asynchronous function as a task of its own."""
        del function
        return False

    def name_of(self, function: Node) -> str:
        """The name of a function, or of the variable that holds it; empty if it has none."""
        name = self.grammar.name_of(function)
        return self.tree.text_of(name) if name is not None else ""

    def last_name(self, call: Node) -> str:
        """The last name of the function that is called."""
        return self.grammar.last_name(call)

    def key_of(self, call: Node) -> str:
        """The text of the key under which the attached context gets a value; empty if that is not visible."""
        value = self.grammar.value(call)
        slots = self._attach_names.values() if isinstance(value, Call) else ()
        context = next((value.arguments.at(slot) for slot in slots if isinstance(value, Call)), None)
        made = self.grammar.value(self.grammar.sole_value(context)) if context is not None else None
        holder = self.tables.contexts.holding.get(made.name) if isinstance(made, Call) else None
        key = made.arguments.at(holder.key) if isinstance(made, Call) and holder is not None else None
        return self.tree.text_of(key) if key is not None else ""

    def _member_around(self, leaf: Node) -> Node:
        """The `x.name` of a name, or the name itself."""
        above = self.tree.parent(leaf)
        member = self.grammar.value(above) if above is not None else None
        return member.node if isinstance(member, Member) and member.of != leaf else leaf

    def is_enclosed(self, call: Node, function: Node) -> bool:
        """Whether a block around a call restores the previous context when it is left."""
        inner = call
        for above in self.tree.ancestors(call):
            if above == function:
                return False
            # An `attach` in a `finally` that is never detached repairs what came before it.
            if above.type == "finally_clause" or self.restores(above, inner):
                return True
            inner = above
        return False

    def closed_by(self, call: Node, closer: str, function: Node) -> Iterator[Node]:
        """Yields the calls in a function that detach what a call attached, by the text of the token's target."""
        role = self.grammar.role(call)
        target = role.target if isinstance(role, Assigned) else None
        text = self.tree.text_of(target) if target is not None else ""
        for leaf in self.tree.leaves_within(closer, function) if text else ():
            callee = self._file.callee(leaf)
            takers = (callee.receiver, *callee.arguments.all()) if callee is not None else ()
            if callee is not None and any(taker is not None and self.tree.text_of(taker) == text for taker in takers):
                yield callee.call
