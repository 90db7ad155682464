"""What code does with a value that must be ended: a span, or the token of an attached context."""

from __future__ import annotations

from spanlint.languages.contexts.escaping_contexts import escapes
from spanlint.languages.flow.graph import Graph, graph
from spanlint.languages.flow.reach import may_run
from spanlint.languages.names.origins import last_name
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import (
    Alone,
    Argument,
    Assigned,
    Awaited,
    Managed,
    Owner,
    Part,
    Returned,
    Role,
    Target,
    Tested,
    Yielded,
)
from spanlint.languages.names.values import Call, Choice, Name, role_of_value
from spanlint.languages.spans.chained_calls import CHAINABLE, chained_call
from spanlint.languages.spans.handed_methods import receiving_parameter
from spanlint.languages.spans.lifetimes.borrowers import Answers, answers_of
from spanlint.languages.spans.lifetimes.containers import Containers
from spanlint.languages.spans.lifetimes.endings import KEPT, Borrowed, Ending, Fate, Holding, SpanUse, Unended
from spanlint.languages.spans.lifetimes.inert_values import is_uncalled, needs_no_end, use_by_pattern
from spanlint.languages.spans.lifetimes.local_names import LocalNames
from spanlint.languages.spans.lifetimes.opened_spans import use_by_opener
from spanlint.languages.spans.lifetimes.parent_arguments import is_parent, is_parent_option
from spanlint.languages.spans.lifetimes.returned_parts import ReturnedPart, taking
from spanlint.languages.spans.lifetimes.taken_apart import source_of
from spanlint.languages.spans.written_values import is_inserted, is_logged, is_printed
from spanlint.model.apis import ATTACH, Creator
from spanlint.model.flow import Exit, Flow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

_MANAGER_METHODS = frozenset({"__enter__", "__exit__"})


class Uses:
    """The uses of the values of one file."""

    def __init__(self, grammar: PlaceGrammar) -> None:
        self.grammar = grammar
        self.tree = grammar.tree
        self.tables = grammar.tables
        self._visiting: list[Node] = []
        self._graphs: dict[int, Graph] = {}
        self._borrowed: dict[tuple[int, Ending, Answers], Borrowed] = {}
        self._others: dict[str, Uses] = {}
        self._containers = Containers(self)
        self._locals = LocalNames(grammar, self.may_be_held, self._may_be_part, self._containers)
        self.holdings: dict[tuple[int, int, Ending], Holding] = {}

    def flow(self, function: Node) -> Flow:
        """The control flow of a function."""
        raise NotImplementedError

    def of_file(self, view: Any) -> Uses:
        """The uses of the values of another file."""
        raise NotImplementedError

    def beside(self, view: Any) -> Uses:
        """The uses of the values of another file, the same object on every call."""
        known = self._others.get(view.path)
        if known is None:
            known = self._others[view.path] = self.of_file(view)
            known._others = self._others
        return known

    def function_of(self, node: Node) -> Node | None:
        """The innermost function around a node."""
        return self.grammar.function_of(node)

    def graph(self, function: Node) -> Graph:
        """The control flow of a function; the same object on every call."""
        known = self._graphs.get(function.id)
        if known is None:
            known = self._graphs[function.id] = graph(self.flow(function))
        return known

    def unended(self, parameter: Node, ending: Ending, function: Node, answers: Answers) -> Unended | None:
        """How a function leaves the value of a parameter without an end; None if it always ends it."""
        raise NotImplementedError

    def returned(self, call: Call) -> Creator | None:
        """What a function of the project starts a span with that it only returns, for a call of the function."""
        raise NotImplementedError

    def returned_part(self, call: Call) -> ReturnedPart | None:
        """The place of a span in the tuple that a function of the project returns, for a call of the function."""
        raise NotImplementedError

    def fate(self, call: Node, ending: Ending) -> Node | Fate:
        """The name that a call's result is assigned to, or what else becomes of it."""
        role = self._role_beyond(call, ending)
        if isinstance(role, Alone):
            return Fate.DROPPED
        if isinstance(role, Managed) and ending.function:
            return Fate.ENTERED
        if isinstance(role, Managed):
            return self._name(role.target) if ending.is_left_open else Fate.ELSEWHERE
        if isinstance(role, Assigned) and (role.outer is None or self._is_kept_by_name(role.outer, ending)):
            name = self._name(role.target)
            if name is not Fate.ELSEWHERE:
                return name
        if not ending.function and self._containers.keeps(call):
            return Fate.STORED
        return self._locals.member_of(call) or Fate.ELSEWHERE

    def _role_beyond(self, node: Node, ending: Ending) -> Role:
        """What is done with a value, or with what its alternatives and its methods that return it result in.

        A value that only another of its methods is called on is not kept.
        """
        role = role_of_value(self.grammar, node)
        while isinstance(role, Owner) and not ending.is_by(role.name):
            chained = chained_call(self.grammar, role)
            if chained is None:
                is_asked = role.call is not None and role.name in self.tables.shapes.span_methods
                return Alone() if is_asked else role
            role = role_of_value(self.grammar, chained)
        return role

    def _is_kept_by_name(self, assignment: Node, ending: Ending) -> bool:
        """Whether an assignment gives its value to nothing but the name that it sets, or calls a method of it."""
        role = self._role_beyond(assignment, ending)
        is_asked = isinstance(role, Owner) and role.call and role.name in self.tables.shapes.span_states
        return bool(is_asked) or isinstance(role, Alone | Tested)

    def _name(self, target: Node | None) -> Node | Fate:
        value = self.grammar.value(target) if target is not None else None
        return value.node if isinstance(value, Name) and value.node == target else Fate.ELSEWHERE

    def mentions(self, name: Node, function: Node) -> list[Node] | None:
        """Every mention of a function's local variable; None if it is not a local or may hold other values."""
        return self._locals.mentions(name, function)

    def may_be_held(self, node: Node) -> bool:
        """Whether a value is none or the result of a call that creates a span or attaches a context."""
        value = self.grammar.value(node)
        if isinstance(value, Choice):
            return all(self.may_be_held(part) for part in value.parts if isinstance(self.grammar.role(part), Part))
        if needs_no_end(self.tables, value) or self._containers.holds(value.node):
            return True
        if not isinstance(value, Call):
            return False
        if value.receiver is not None and CHAINABLE.match(value.name):
            return self.may_be_held(value.receiver)
        creators = self.tables.creators.get(value.name, ())
        if value.name in self.tables.starts or any(creator.ends or creator.on_exit for creator in creators):
            return True
        openers = self.tables.openers.get(value.name) or self.tables.openers.get(self._real_name(value), ())
        return any(opener.form == ATTACH for opener in openers) or self.returned(value) is not None

    def _may_be_part(self, name: Node) -> bool:
        """Whether a name gets a span that a function of the project returns in a tuple."""
        source = source_of(self.tree, name)
        call = self.grammar.value(source) if source is not None else None
        part = self.returned_part(call) if isinstance(call, Call) else None
        return isinstance(call, Call) and part is not None and taking(self.grammar, call, part) == name

    def is_reassigned(self, mention: Node) -> bool:
        """Whether a mention assigns another value to the variable."""
        return isinstance(self.grammar.role(mention), Target) or source_of(self.tree, mention) is not None

    def use(self, mention: Node, ending: Ending) -> SpanUse:
        """What a mention does with the value."""
        use = self._use(mention, ending) if mention.id not in self._locals.aliased else SpanUse.NEUTRAL
        if use is not SpanUse.ESCAPES or ending.function:
            return use
        if self._containers.keeps(mention):
            return SpanUse.STORED
        return SpanUse.NEUTRAL if self._containers.gives(mention) else use

    def _use(self, mention: Node, ending: Ending) -> SpanUse:
        role = role_of_value(self.grammar, mention)
        if isinstance(role, Alone | Tested | Target) or is_logged(self.grammar, role):
            return SpanUse.NEUTRAL
        if isinstance(role, Owner):
            return self._use_as_owner(role, ending)
        if isinstance(role, Argument):
            return self._use_as_argument(role.call, mention, ending)
        if is_parent_option(self.grammar, mention) or is_inserted(self.grammar, mention):
            return SpanUse.NEUTRAL
        if isinstance(role, Yielded):
            return SpanUse.LENT if self.is_lent(role.node) else SpanUse.ESCAPES
        is_ended = isinstance(role, Managed) and ending.is_ended_by_with
        return SpanUse.ENDS if is_ended else use_by_pattern(self.grammar, role, ending)

    def is_lent(self, yielding: Node) -> bool:
        """Whether a `yield` hands its value to the body of a `with` and gets the control back."""
        del yielding
        return False

    def _use_as_owner(self, role: Owner, ending: Ending) -> SpanUse:
        if ending.is_by(role.name):
            if role.call is not None:
                return SpanUse.ENDS
            return SpanUse.UNCALLED if is_uncalled(self.grammar, role.member) else SpanUse.ESCAPES
        if role.name in _MANAGER_METHODS:
            return SpanUse.ESCAPES
        chained = chained_call(self.grammar, role)
        return self.use(chained, ending) if chained is not None else SpanUse.NEUTRAL

    def _use_as_argument(self, node: Node, value: Node, ending: Ending) -> SpanUse:
        call = self.grammar.value(node)
        if not isinstance(call, Call):
            return SpanUse.ESCAPES
        name = self._real_name(call)
        if ending.function:
            return SpanUse.ENDS if name == ending.function else SpanUse.ESCAPES
        if name in self.tables.roots.setters:
            return SpanUse.ESCAPES if escapes(self.grammar, node) else SpanUse.NEUTRAL
        if is_parent(self.grammar, call, value):
            return SpanUse.NEUTRAL
        openers = [opener for opener in self.tables.openers.get(name, ()) if opener.ends is not None]
        if openers:
            return use_by_opener(self.grammar, call, openers[0])
        if name in self.grammar.inspecting or is_printed(self.grammar, call):
            return SpanUse.NEUTRAL
        borrowed = self._borrow(call, value, ending)
        return SpanUse.NEUTRAL if borrowed.is_returned and self._is_dropped(node) else borrowed.use

    def _is_dropped(self, call: Node) -> bool:
        """Whether nothing takes the result of a call."""
        role = role_of_value(self.grammar, call)
        return isinstance(role_of_value(self.grammar, role.outer) if isinstance(role, Awaited) else role, Alone)

    def borrowed(self, mention: Node, ending: Ending) -> Borrowed:
        """What the function that a mention hands the value to does with it."""
        role = role_of_value(self.grammar, mention)
        call = self.grammar.value(role.call) if isinstance(role, Argument) else None
        return self._borrow(call, mention, ending) if isinstance(call, Call) else KEPT

    def _borrow(self, call: Call, value: Node, ending: Ending) -> Borrowed:
        call = self.grammar.completed(call)
        view, function = self.grammar.definition(call) or (None, None)
        home = self.beside(view) if view is not None else self
        parameter = receiving_parameter(home.grammar, function, call, value) if function is not None else None
        if function is None or parameter is None or parameter in home._visiting:
            return KEPT
        known = home._borrowed_by(function, parameter, ending, frozenset())
        if known.use is SpanUse.PARTLY:
            answers = answers_of(home.grammar, function, call, self.grammar, home.graph(function))
            known = home._borrowed_by(function, parameter, ending, answers) if answers is not None else KEPT
        if known.is_unread and call.receiver is not None:  # a subclass may do anything in its place
            return KEPT
        is_elsewhere = known.exit is not None and home is not self
        return known._replace(name=call.name, exit=Exit(known.exit.kind) if is_elsewhere and known.exit else known.exit)

    def _borrowed_by(self, function: Node, parameter: Node, ending: Ending, answers: Answers) -> Borrowed:
        """What a function does with the value of a parameter, if the call answers these of its conditions."""
        key = (parameter.id, ending, answers)
        known = self._borrowed.get(key)
        if known is None:
            self._visiting.append(parameter)
            known = self._borrowed[key] = self._borrow_of(function, parameter, ending, answers)
            self._visiting.pop()
        return known

    def _borrow_of(self, function: Node, parameter: Node, ending: Ending, answers: Answers) -> Borrowed:
        mentions = self.mentions(parameter, function)
        leaves = [leaf for leaf in mentions or () if leaf != parameter]
        uses = [self.use(leaf, ending) for leaf in leaves]
        if mentions is None or SpanUse.PARTLY in uses:
            return KEPT
        escaping = [leaf for leaf, use in zip(leaves, uses, strict=True) if use is SpanUse.ESCAPES]
        if escaping:
            is_given_back = SpanUse.ENDS not in uses and all(self._is_returned(leaf, function) for leaf in escaping)
            return KEPT._replace(is_returned=is_given_back)
        if SpanUse.ENDS not in uses:
            return Borrowed(SpanUse.NEUTRAL, is_unread=not uses)
        found = self.unended(parameter, ending, function, answers)
        if found is None:
            return Borrowed(SpanUse.ENDS)
        may_end = not answers or may_run(self.graph(function), frozenset(end.start for end in found.ends), answers)
        return Borrowed(SpanUse.PARTLY, exit=found.exit) if may_end else Borrowed(SpanUse.NEUTRAL)

    def _is_returned(self, mention: Node, function: Node) -> bool:
        """Whether a function itself returns a value where it mentions it, or what a method of it returns."""
        role = role_of_value(self.grammar, mention)
        while isinstance(role, Owner) and (chained := chained_call(self.grammar, role)) is not None:
            role = role_of_value(self.grammar, chained)
        return isinstance(role, Returned) and self.function_of(mention) == function

    def _real_name(self, call: Call) -> str:
        """The name of a function at its definition; an import may rename it."""
        names = {last_name(origin) for origin in self.grammar.origins(call.callee) if not origin.endswith("()")}
        return names.pop() or call.name if len(names) == 1 else call.name
