"""Where an expression stands in a file, in words that both grammars share: which code around it takes its value."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.runs import Run
from spanlint.languages.names.values import Call, Member, ValueGrammar, variable_of
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.names.values import Variable


class ContainerMethods(Record):
    """The methods of a language's lists and dictionaries that store a value, that return one, or do neither."""

    adding: frozenset[str]
    taking: frozenset[str]
    asking: frozenset[str]


class PlaceGrammar(ValueGrammar, Protocol):
    """One file, as algorithms ask about the places of its expressions."""

    container_methods: ContainerMethods
    invoking: frozenset[str]
    """The methods of a function that call it."""
    unbinding: frozenset[str]
    """The functions that call what they are passed, by itself: a method has lost its object there."""

    @property
    def known_mentions(self) -> dict[Variable, list[Node]]:
        """What `mentions` has found."""

    def unwrapped(self, node: Node) -> Node:
        """An expression without the parentheses and casts around it."""

    def is_name(self, leaf: Node) -> bool:
        """Whether a leaf binds or mentions a variable; the name of a member or of a keyword does not."""

    def is_of_module(self, name: str) -> bool:
        """Whether only the top of the file binds a name, so that it means the same everywhere."""

    def scope_of(self, node: Node) -> Node:
        """The innermost function around a node, in Python also a class; else the file."""

    def name_of(self, function: Node) -> Node | None:
        """The name that a function is defined under."""

    def parameters(self, function: Node) -> list[Node]:
        """What takes the positional arguments of a function, in order: names or patterns."""

    def slot_of(self, parameter: Node) -> Slot | None:
        """Where a call passes the argument for a parameter; None if a pattern or a rest parameter takes it."""

    def member_read(self, node: Node) -> str:
        """The member that is read of an expression where it stands; empty if none is."""

    def argument_of(self, node: Node) -> Call | None:
        """The call that takes an expression as one of its arguments."""

    def assigned_to(self, node: Node) -> Node | None:
        """The target that an expression is assigned to, or that a `with` binds it to; None for a pattern."""

    def entered_by(self, node: Node) -> Node | None:
        """The `with` statement that enters an expression; None for a language without any."""

    def function_at(self, node: Node) -> Node | None:
        """The function that an expression is, or that it names in this file."""

    def is_plain(self, function: Node) -> bool:
        """Whether a call of a function runs its body and evaluates to its result, not to a promise or a generator."""

    def is_object(self, node: Node) -> bool:
        """Whether an expression is an object or a mapping that is written out."""

    def is_container(self, node: Node) -> bool:
        """Whether an expression makes a list, a tuple, a dictionary or an object."""

    def is_tested(self, node: Node) -> bool:
        """Whether a node is in a test."""

    def outer_names(self, function: Node) -> set[str]:
        """The variables of functions around a function that it sets."""

    def run_of(self, function: Node) -> Run | None:
        """How a function that is passed to a call is run; None if that is unknown."""

    def run_for_each(self, function: Node) -> Run | None:
        """How a function is run that is passed to a call which runs it for each item before it returns."""

    def completed(self, call: Call) -> Call:
        """The call that a future will make of the function that a call passes it in part; else the call itself."""

    def is_run_by_project(self, function: Node) -> bool:
        """Whether a function of the project runs the function that it is passed once, before it is done itself."""

    def with_fallback(self, node: Node, fallback: str) -> str:
        """The text of a name, with a fallback if it may be missing and the library demands a value."""


def mentions(grammar: PlaceGrammar, name: Node) -> list[Node]:
    """Returns the mentions of the variable that a name binds, without those that bind it, in order."""
    variable = variable_of(grammar, name)
    if variable is None:
        return []
    known = grammar.known_mentions.get(variable)
    if known is None:
        bindings = grammar.visible(name)
        own_names = {binding.name for binding in bindings}
        leaves = grammar.tree.leaves_within(variable[1], bindings[0].scope)
        uses = (leaf for leaf in leaves if leaf not in own_names and grammar.is_name(leaf))
        known = [leaf for leaf in uses if (visible := grammar.visible(leaf)) is bindings or visible == bindings]
        grammar.known_mentions[variable] = known
    return known


def same_members(grammar: PlaceGrammar, member: Member, function: Node, start: int = 0) -> Iterator[Node]:
    """Yields the mentions of a member (`self.span`) in a function that are written in the same way, itself included.

    `start` is the byte that the first one may begin at.
    """
    tree = grammar.tree
    for leaf in tree.leaves_between(member.name, max(start, function.start_byte), function.end_byte):
        above = tree.parent(leaf)
        if above is not None and above.type == member.node.type and tree.text_of(above) == tree.text_of(member.node):
            yield above
