"""What an expression is, in words that both grammars share.

A grammar answers for the one node that it is asked about: there is no second tree. An algorithm asks `value` what an
expression is and goes on from the nodes of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spanlint.languages.names.bindings import Binding
from spanlint.languages.names.imports import ImportTarget
from spanlint.languages.names.roles import Part, Role
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.protocols import Protocol
from spanlint.lean.records import Record
from spanlint.model.apis import ApiTables, Slot
from spanlint.model.branches import BranchArm
from spanlint.model.span_names import NameParameter
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

    Variable = tuple[int, str]
    """The id of the scope that binds a name, and the name."""


class Arguments(Record):
    """A call's arguments.

    `spread` is the index of the first `*args` or `...x`, or None. In Python, `positional` ends there; in TypeScript it
    goes on. `is_open` says that `**kwargs` may pass further keywords.
    """

    positional: tuple[Node, ...] = ()
    keywords: Mapping[str, Node] = {}
    spread: int | None = None
    is_open: bool = False

    def at(self, slot: Slot) -> Node | None:
        """Returns the value in a slot, by keyword or by position; None if there is none, or a spread before it."""
        if slot.keyword is not None and slot.keyword in self.keywords:
            return self.keywords[slot.keyword]
        known = self.positional[: self.spread]
        return known[slot.position] if slot.position is not None and slot.position < len(known) else None

    def all(self) -> tuple[Node, ...]:
        """Returns every value that is passed, the positional ones first."""
        return (*self.positional, *self.keywords.values())

    def has_any(self) -> bool:
        """Whether a call passes anything, or may."""
        return bool(self.positional or self.keywords or self.is_open) or self.spread is not None


class NamedValues(Record):
    """What a call sets by name: by keywords in Python, by the keys of an options object in TypeScript.

    `holder` is that object, None without one. `is_hidden` says that the call may set more than it shows.
    """

    values: Mapping[str, Node] = {}
    holder: Node | None = None
    is_hidden: bool = False


class Parameter(Record):
    """A name that a function declares for a parameter, or for a part of one.

    `is_typed` says that the parameter has a type, `may_be_missing` that calls may omit it, or that its type allows
    None, null or undefined.
    """

    name: Node
    is_typed: bool = False
    may_be_missing: bool = False


class NodeTypes(Record):
    """A language's node types. `naming` maps those of declarations and assignments to the field of the name. `hoisted`
    are the functions that can be called above their declaration; `loops` take each of their `right` as their `left`."""

    calls: frozenset[str]
    functions: frozenset[str]
    naming: Mapping[str, str]
    hoisted: frozenset[str] = frozenset()
    loops: frozenset[str] = frozenset()


class Name(Record):
    """A name by itself."""

    node: Node
    text: str


class Member(Record):
    """`of.name`."""

    node: Node
    of: Node
    name: str


class Item(Record):
    """`of[key]`."""

    node: Node
    of: Node
    key: Node


class Call(Record):
    """A call. `callee` is its function without parentheses, `name` the last name of it, `receiver` what is before."""

    node: Node
    callee: Node
    name: str
    receiver: Node | None
    arguments: Arguments


class Choice(Record):
    """A conditional expression, or alternatives joined by `or`, `and`, `||`, `&&` or `??`; `parts` are its results."""

    node: Node
    parts: tuple[Node, ...]


class Nothing(Record):
    """`None`, `null` or `undefined`."""

    node: Node


class Other(Record):
    """Any other expression."""

    node: Node


Value = Name | Member | Item | Call | Choice | Nothing | Other


class ValueGrammar(Protocol):
    """One file, as algorithms ask about its expressions."""

    tree: SyntaxTree
    tables: ApiTables
    types: NodeTypes
    inspecting: frozenset[str]
    """The functions of the language that look at a value and keep nothing of it."""
    known_answers: dict[tuple[Variable, object], bool]
    """What is known of variables, by what was asked: one with many values has as many mentions."""

    def value(self, node: Node) -> Value:
        """What an expression is, without the parentheses, casts, `await` and `:=` around it."""

    def visible(self, name: Node) -> list[Binding]:
        """The bindings in the innermost scope around a mention that binds its name."""

    def sole_value(self, node: Node) -> Node:
        """The only value that a name ever has, followed through further names; else the node itself."""

    def functions(self, call: Call) -> list[Node]:
        """The functions of this file that a call may run."""

    def returns(self, function: Node) -> list[Node]:
        """The values that a function's own `return` statements return."""

    def results(self, call: Call) -> Iterator[tuple[ValueGrammar, Node]]:
        """The values that the project's functions return to a call, each with the file that contains it."""

    def origins(self, node: Node) -> frozenset[str]:
        """Where an expression comes from; `languages.names.origins` describes the notation."""

    def last_name(self, node: Node) -> str:
        """The last name of an expression."""

    def is_root(self, node: Node) -> bool:
        """Whether a value asks for a new trace."""

    def option(self, holder: Node, key: str) -> Node | None:
        """The value of a key in an object literal; None for a language without any."""

    def is_process_value(self, node: Node) -> bool:
        """Whether a node is what the process was started with: its environment or its arguments."""

    def assigned(self, name: Node) -> Iterator[Node]:
        """The values that are assigned to a name or stored in it."""

    def iterated(self, node: Node) -> Iterator[Node]:
        """What the loops around a node iterate over."""

    def pieces(self, node: Node) -> tuple[str | Node, ...] | None:
        """The texts and expressions that a text is put together of; None for an expression that is no such text."""

    def holders(self, node: Node) -> list[Node]:
        """The classes, enums and objects of this file that an expression means, as `self` does."""

    def named_holders(self, name: str) -> list[Node]:
        """The enums of this file that have a name."""

    def members(self, holder: Node, name: str) -> Iterator[Node]:
        """The values of a member of a class, an enum or an object; those of any member of an object for ANY."""

    def parameter(self, binding: Binding) -> NameParameter | None:
        """The function that a parameter belongs to, and where its calls pass it."""

    def top_level(self, name: str) -> list[Binding]:
        """The bindings of a name at the top of the file."""

    def imported(self, path: str) -> Iterator[tuple[Any, ImportTarget]]:
        """The files that may define what an import names, each with the steps to it."""

    def visible_at(self, text: str, place: Node) -> list[Binding]:
        """The bindings of a name in the innermost scope around a place that binds it."""

    def function_name(self, function: Node) -> str:
        """The name by which a function is called; empty if it has none."""

    def bindings(self, name: str) -> list[Binding]:
        """Every binding of a name in the file."""

    def is_self(self, node: Node) -> bool:
        """Whether an expression is the object that the enclosing method belongs to."""

    def class_around(self, node: Node) -> Node | None:
        """The innermost class that contains a node."""

    def base_classes(self, definition: Node) -> Iterator[Node]:
        """The classes that a class extends, as expressions."""

    def class_of_self(self, name: str, place: Node) -> Node | None:
        """The class of the object that a name such as `self` refers to at a place, any such name if it is empty."""

    def name_origins(self, name: str, place: Node) -> frozenset[str]:
        """The origins of a name at a place."""

    def function_around(self, node: Node) -> Node:
        """The innermost function that contains a node, or else the root of the tree."""

    def is_text(self, node: Node) -> bool:
        """Whether an expression is a string literal or a template."""

    def named_values(self, arguments: Arguments, options: Slot | None) -> NamedValues:
        """What a call sets by name; `options` is the slot of the options, for a language that has them."""

    def declared_names(self, function: Node) -> Iterator[Parameter]:
        """The names that a function declares, without those that take any number of arguments."""

    def parameter_origins(self, name: Node) -> frozenset[str]:
        """The origins of what a function is passed for one of its declared names."""

    def branches(self, place: Node, until: ByteRange | None = None) -> Iterator[BranchArm]:
        """The branch arms that contain a place, the innermost first, up to the function around it or to another."""

    def own_definition(self, function: Node) -> Node | None:
        """The definition in this file of a called function, or of a method of the object itself or of a local class."""

    def parts(self, node: Node) -> list[Node]:
        """The expressions that another one is made of: none for a function, the collection alone for a lookup."""

    def omittable_slot(self, parameter: Binding, key: str) -> Slot | None:
        """Where calls pass a parameter, or a key of it, if they may omit it; None if they may not."""

    def role(self, node: Node) -> Role:
        """What the code around an expression does with its value."""

    def function_of(self, node: Node) -> Node | None:
        """The innermost function around a node."""

    def mentions(self, name: str, within: Node) -> list[Node]:
        """The places within a node that name a variable, in order; members and keywords of the name are none."""

    def definition(self, call: Call) -> tuple[Any | None, Node] | None:
        """The one function of the project that a call runs, and the view of the file that defines it.

        The view is None for a function of this file. None instead of the pair if the call may run anything else, such
        as a decorated function.
        """


def variable_of(grammar: ValueGrammar, name: Node) -> Variable | None:
    """What tells the variable that a name means from others; None if nothing in the file binds it."""
    bindings = grammar.visible(name)
    return (bindings[0].scope.id, grammar.tree.text_of(name)) if bindings else None


def role_of_value(grammar: ValueGrammar, node: Node) -> Role:
    """What is done with a value, or with that of the parentheses and the alternatives that it is a part of."""
    role = grammar.role(node)
    while isinstance(role, Part):
        role = grammar.role(role.outer)
    return role
