"""The lifetimes of the spans and attached contexts of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import calls_of, followed, is_known_tracer
from spanlint.languages.names.places import mentions
from spanlint.languages.names.roles import Alone, Argument, Assigned, Called, Returned
from spanlint.languages.names.runs import Run
from spanlint.languages.names.values import Call, Item, Member, Name, role_of_value
from spanlint.languages.spans.current.forwarded_parents import SpanFile
from spanlint.languages.spans.lifetimes.called_functions import CalledFunctions
from spanlint.languages.spans.lifetimes.enclosable import enclosable
from spanlint.languages.spans.lifetimes.returned_spans import SpanSource
from spanlint.languages.spans.lifetimes.span_functions import unended_by_callers
from spanlint.languages.spans.lifetimes.undetached import Attacher, undetached_contexts
from spanlint.languages.spans.lifetimes.unended import unended_spans, unended_starts
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.lean.protocols import Protocol
from spanlint.model.apis import ApiTables, Slot
from spanlint.model.current_spans import STORING
from spanlint.model.facts import SpanCall
from spanlint.model.lifetimes import Enclosable, Lifetimes
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = Slot(0, "name")
_COLLECTING = frozenset(
    {"list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "min", "max", "join", "from", "fromAsync"}
)
_STATE_DEPTH = 2  # a mention's member and the call of it


class LifetimeSource(Attacher, SpanSource, Protocol):
    """All questions about lifetimes that a language answers about one file."""


def lifetimes(reader: LifetimeSource, calls: tuple[SpanCall, ...]) -> Lifetimes:
    """The lifetimes of the spans and attached contexts of a file."""
    reader.know(calls)
    unended = (*unended_spans(reader, calls), *unended_starts(reader), *unended_by_callers(reader, calls))
    return Lifetimes(tuple(sorted(unended, key=lambda span: span.at)), tuple(undetached_contexts(reader)))


class LifetimeAnswers:
    """The answers of one file about the lifetimes of its spans."""

    tree: SyntaxTree
    tables: ApiTables
    _file: SpanFile
    _called: CalledFunctions | None = None

    def callees(self, names: Iterable[str]) -> Iterator[Callee]:
        """The calls of functions and methods with these names."""
        return calls_of(self._file, names)

    def call_at(self, place: ByteRange) -> Node | None:
        """The call that covers exactly these bytes."""
        known = self.tree.noted.get(place)
        if known is not None:
            return known  # a creation call, of which is asked most
        node = self.tree.root.descendant_for_byte_range(*place)
        is_call = node is not None and range_of(node) == place and self._call(node) is not None
        return node if is_call else None

    def _call(self, node: Node) -> Call | None:
        value = self._file.grammar.value(node)
        return value if isinstance(value, Call) else None

    def callback(self, call: Node) -> tuple[Node, Node | None] | None:
        """The function that a call runs with the span, and the parameter that takes the span.

        None if the function cannot be read or gets the span in another way.
        """
        value, grammar = self._call(call), self._file.grammar
        arguments: Sequence[Node] = value.arguments.positional if value is not None else ()
        if value is None or not arguments or value.arguments.spread is not None:
            return None
        function = grammar.function_at(arguments[-1])
        if function is None:
            return None
        span_getters = self.tables.contexts.active_span | self.tables.contexts.span_of
        if any(name in self.tree.text_of(function) for name in span_getters):  # it gets the span without a parameter
            return None
        if self._stores_active_context(function):
            return None
        parameters = grammar.parameters(function)
        if parameters and not grammar.is_name(parameters[0]):
            return None
        is_own = grammar.unwrapped(arguments[-1]) == function or isinstance(grammar.value(arguments[-1]), Name)
        if not is_own and not (parameters and self._ends(function, parameters[0])):
            return None  # a subclass may end the span in place of a method that does not
        return function, parameters[0] if parameters else None

    def _ends(self, function: Node, span: Node) -> bool:
        """Whether a function ends the span of its parameter anywhere."""
        grammar = self._file.grammar
        mentions = grammar.mentions(self.tree.text_of(span), function)
        return any(grammar.member_read(mention) in self.tables.shapes.span_ends for mention in mentions)

    def _stores_active_context(self, function: Node) -> bool:
        """Whether a function stores the active context, from which other code may take the span."""
        for leaf in (leaf for name in self.tables.contexts.active for leaf in self.tree.leaves_within(name, function)):
            call = next((call for node in self.tree.ancestors(leaf)[:2] if (call := self._call(node))), None)
            role = role_of_value(self._file.grammar, call.node) if call is not None else None
            taker = self._call(role.call) if isinstance(role, Argument) else None
            target = self._file.grammar.value(role.target) if isinstance(role, Assigned) and role.target else None
            if isinstance(target, Member | Item) or (taker is not None and taker.name in STORING):
                return True
        return False

    def results(self, function: Node) -> list[Node]:
        """The values that a call of a function evaluates to; none for an asynchronous function or a generator."""
        grammar = self._file.grammar
        return list(map(grammar.unwrapped, grammar.returns(function))) if grammar.is_plain(function) else []

    def run(self, function: Node) -> Run | None:
        """How a function that is passed to a call is run; None if that is unknown."""
        return self._file.grammar.run_of(function)

    def called_at(self, nested: Node, function: Node) -> list[Node] | None:
        """Where a function calls one that it defines, if that is all that is done with it."""
        if self._called is None:
            self._called = CalledFunctions(self._file.grammar)
        return self._called.calls_of(nested, function)

    def is_collected(self, generator: Node) -> bool:
        """Whether each call of a generator is for a function that takes all that it yields."""
        name = self._file.grammar.name_of(generator)
        uses = mentions(self._file.grammar, name) if name is not None else []
        return bool(uses) and all(map(self._is_called_for_all, uses))

    def _is_called_for_all(self, use: Node) -> bool:
        role = self._file.grammar.role(use)
        taken = role_of_value(self._file.grammar, role.call) if isinstance(role, Called) else None
        taker = self._call(taken.call) if isinstance(taken, Argument) else None
        return taker is not None and taker.name in _COLLECTING

    def is_put_off(self, mention: Node) -> bool:
        """Whether a mention hands a value to a generator or a coroutine that runs when its function has been left.

        It is returned, or passed to a call that nothing waits for.
        """
        grammar = self._file.grammar
        role = role_of_value(grammar, mention)
        call = self._call(role.call) if isinstance(role, Argument) else None
        view, function = (grammar.definition(call) if call is not None else None) or (None, None)
        if call is None or function is None or (view.grammar if view is not None else grammar).is_plain(function):
            return False
        taken = role_of_value(grammar, call.node)
        is_passed = isinstance(taken, Argument)
        while isinstance(taken, Argument):
            taken = role_of_value(grammar, taken.call)
        return isinstance(taken, Returned) or (is_passed and isinstance(taken, Alone))

    def is_run_by_project(self, function: Node) -> bool:
        """Whether a function of the project runs the function that it is passed once, before it is done itself."""
        return self._file.grammar.is_run_by_project(function)

    def may_be_rejected(self, promise: Node) -> bool:
        """Whether a promise may be rejected."""
        del promise
        return True

    def is_left_open(self, call: Node, on_exit: Slot) -> bool:
        """Whether an argument says that a `with` of the call does not end its span."""
        value = self._call(call)
        argument = value.arguments.at(on_exit) if value is not None else None
        return argument is not None and argument.type == "false"

    def takes_name(self, call: Node) -> bool:
        """Whether the first argument may be a name; other libraries describe their spans by an object."""
        value, grammar = self._call(call), self._file.grammar
        name = value.arguments.at(_NAME) if value is not None else None
        return name is None or not grammar.is_object(grammar.unwrapped(grammar.sole_value(name)))

    def is_traced(self, call: Node) -> bool:
        """Whether the tracer's origin is known to be OpenTelemetry."""
        value = self._call(call)
        origins = followed(self._file, value.receiver, value.name) if value is not None and value.receiver else ()
        return any(is_known_tracer(self.tables, origin) for origin in origins)

    def is_tested(self, node: Node) -> bool:
        """Whether a node is in a test: what it leaves without an end is left to the test runner."""
        return self._file.grammar.is_tested(node)

    def answer_mentions(self, mention: Node, function: Node) -> list[Node]:
        """The mentions of the local that holds the answer, where a mention asks the span for its state.

        For a mention in a nested function, they are the mentions of the flags that this function sets: the flags tell
        whether it ends the span.
        """
        grammar = self._file.grammar
        nested = grammar.scope_of(mention)
        flags = grammar.outer_names(nested) if nested != function else ()
        if flags:
            return [leaf for name in sorted(flags) for leaf in self.tree.leaves_within(name, function)]
        above = self.tree.ancestors(mention)[:_STATE_DEPTH]
        is_state = (
            grammar.member_read(mention) in self.tables.shapes.span_states
        )  # it says whether the span needs an end
        target = grammar.assigned_to(above[-1]) if is_state else None
        value = grammar.value(target) if target is not None else None
        return list(self.tree.leaves_within(value.text, function)) if isinstance(value, Name) else []

    def enclosable(self, call: Node, ends: tuple[ByteRange, ...]) -> Enclosable | None:
        """The statements to put into a `try` whose `finally` ends the span."""
        return enclosable(self.tree, call, ends)
