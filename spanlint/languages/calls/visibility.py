"""Which functions that one place of a file calls can also be called at another place of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from spanlint.languages.names.origins import OTHER, UNKNOWN
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.lean.records import Record
from spanlint.model.branches import BranchArm
from spanlint.model.facts import Provider
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tree_sitter import Node

_CALLS = frozenset({"call", "call_expression"})
_FIRST_NAME = re.compile(r"[\w$]+")
_OBJECTS = frozenset({"self", "cls", "this"})  # `Provider.owner` says where these are the same


class NameQueries(Record):
    """A language's queries about a name at a node: the bindings that are visible there, and its origins.

    `functions` are the node types of functions, `hoisted` those that can be called above their declaration. `branches`
    returns the alternatives around a node.
    """

    visible: Callable[[str, Node], list[Any]]
    origins: Callable[[str, Node], frozenset[str]]
    functions: frozenset[str]
    hoisted: frozenset[str]
    branches: Callable[[Node], Iterable[BranchArm]]


class Visibility:
    """Answers for the calls of one file."""

    def __init__(self, tree: SyntaxTree, queries: NameQueries) -> None:
        self._tree = tree
        self._queries = queries

    def scope(self, written: str, place: Node) -> ByteRange | None:
        """The scope that declares the first name of an expression; None if the file declares none, as for `this`."""
        bindings = self._queries.visible(_first_name(written), place)
        return range_of(bindings[0].scope) if bindings and _first_name(written) not in _OBJECTS else None

    def origins(self, written: str, place: Node) -> frozenset[str]:
        """The known origins of the first name of an expression."""
        return self._queries.origins(_first_name(written), place) - {UNKNOWN, OTHER}

    def can_call(self, place: Node, provider: Provider) -> bool:
        """Whether the first name of a provider has a value at the place, and the meaning that it has for the provider.

        A local of another function, of another block or of the other arm of a decision has none there, nor has one that
        is declared below.
        """
        name = _first_name(provider.written)
        bindings = self._queries.visible(name, place)
        if not bindings or name in _OBJECTS:
            return provider.scope is None
        if provider.scope != range_of(bindings[0].scope):
            origins = self.origins(name, place)
            if not origins or origins != provider.origins:
                return False
        return any(self.has_value(binding, place) for binding in bindings)

    def has_value(self, binding: Any, place: Node) -> bool:
        """Whether a binding that is visible at a place has been made when the place runs."""
        around = self._function_around(binding.name, binding.value)
        is_hoisted = binding.value is not None and binding.value.type in self._queries.hoisted
        caller = self._function_around(place)
        if around == caller and binding.name.start_byte > place.start_byte and not is_hoisted:
            return False
        if around is None and caller is not None and not is_hoisted and self._is_called_above(place, binding.name):
            return False
        arms = {branch.conditional: branch.arm for branch in self._queries.branches(self._made_at(binding))}
        return all(
            arms.get(branch.conditional, branch.arm) == branch.arm or self._runs_several_arms(branch)
            for branch in self._queries.branches(place)
        )

    def _is_called_above(self, place: Node, below: Node) -> bool:
        """Whether the file calls the outermost function around a place while it loads, above another place."""
        functions = [above for above in self._tree.ancestors(place) if above.type in self._queries.functions]
        holder = self._tree.parent(functions[-1]) if functions else None
        named = functions[-1].child_by_field_name("name") if functions else None
        name = named or (holder.child_by_field_name("name") if holder is not None else None)
        for leaf in self._tree.leaves(self._tree.text_of(name)) if name is not None else ():
            above = self._tree.parent(leaf)
            is_called = above is not None and above.type in _CALLS and above.child_by_field_name("function") == leaf
            if is_called and leaf.start_byte < below.start_byte and self._function_around(leaf) is None:
                return True
        return False

    def captured_from(self, values: list[Node], functions: list[Node]) -> ByteRange | None:
        """The enclosing function, one of `functions`, that holds a name in the values for a function made in it.

        A function that is passed to a call is taken for a part of the function around it.
        """
        inside = [function for function, is_argument in self._with_places(functions) if not is_argument]
        visited: set[Node] = set()
        pending = list(values)
        while inside and pending:
            node = pending.pop()
            if node in visited:
                continue
            visited.add(node)
            if node.child_count:
                pending += node.children
                continue
            for binding in self._queries.visible(self._tree.text_of(node), node) if node.type == "identifier" else ():
                holder = self._function_around(binding.name, binding.value)
                if holder in functions and holder not in functions[: functions.index(inside[0]) + 1]:
                    return range_of(holder)
                if holder is not None and binding.value is not None and binding.value not in functions:
                    pending.append(binding.value)
        return None

    def _made_at(self, binding: Any) -> Node:
        """The node that makes a binding: its name, or what is around the definition that the name is a part of."""
        is_definition = binding.value is not None and binding.value in self._tree.ancestors(binding.name)
        above = self._tree.parent(binding.value) if is_definition else None
        return above if above is not None else binding.name

    def _with_places(self, functions: list[Node]) -> Iterator[tuple[Node, bool]]:
        """Yields nested functions, innermost first, each with whether it is an argument of a call."""
        path = (functions[0], *self._tree.ancestors(functions[0])) if functions else ()
        wanted = set(functions)
        for function, above, further in zip(path, path[1:], [*path[2:], None], strict=False):
            if function in wanted:
                is_wrapped = above.type in ("parenthesized_expression", "keyword_argument")
                holder = further if is_wrapped else above
                yield function, holder is not None and holder.type in ("arguments", "argument_list", "call_expression")

    def _runs_several_arms(self, branch: BranchArm) -> bool:
        return self._tree.text.startswith(b"try", branch.conditional.start)

    def _function_around(self, node: Node, definition: Node | None = None) -> Node | None:
        """The innermost function around a node; `definition` is the function that the node names."""
        ancestors = (ancestor for ancestor in self._tree.ancestors(node) if ancestor.type in self._queries.functions)
        return next((function for function in ancestors if function != definition), None)


def _first_name(written: str) -> str:
    match = _FIRST_NAME.match(written)
    return match[0] if match is not None else ""
