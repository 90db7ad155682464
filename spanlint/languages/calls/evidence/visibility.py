"""Which functions that one place of a file calls can also be called at another place of it."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.origins import OTHER, UNKNOWN
from spanlint.languages.names.values import ValueGrammar
from spanlint.languages.trees.tree import range_of
from spanlint.lean.patterns import lazy_pattern
from spanlint.model.branches import BranchArm
from spanlint.model.facts import Provider, ProviderKey
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_CALLS = frozenset({"call", "call_expression"})
_FIRST_NAME = lazy_pattern(r"[\w$]+")
_CONSTRUCTORS = frozenset({"constructor", "__init__", "__new__"})
# Of parameters that each function has for itself, whatever the file calls them.
_VAGUE = frozenset({"args", "options", "opts", "params", "props", "config", "data", "input", "event", "e", "o", "x"})
_OBJECTS = frozenset({"self", "cls", "this"})  # `Provider.owner` says where these are the same


class Visibility:
    """Answers for the calls of one file."""

    def __init__(self, grammar: ValueGrammar) -> None:
        self._grammar = grammar
        self._tree = grammar.tree

    def scope(self, name: str, place: Node) -> ByteRange | None:
        """The scope that declares a name; None if the file declares none, as for `this`."""
        bindings = self._grammar.visible_at(name, place)
        return range_of(bindings[0].scope) if bindings and name not in _OBJECTS else None

    def origins(self, name: str, place: Node) -> frozenset[str]:
        """The known origins of a name."""
        return self._grammar.name_origins(name, place) - {UNKNOWN, OTHER}

    def can_call(self, place: Node, provider: Provider) -> bool:
        """Whether a provider means at a place what it means where it is written, and has a value there."""
        if provider.owner is not None and not self._has_object(place, provider):
            return False
        return self._can_reach(place, provider) and all(self._has_key(place, key) for key in provider.keys)

    def _has_object(self, place: Node, provider: Provider) -> bool:
        """Whether the object that a provider belongs to is there at a place, and no longer being made."""
        name = provider.first if provider.first in _OBJECTS else ""
        owner = self._grammar.class_of_self(name, place)
        is_made = self._grammar.function_name(self._grammar.function_around(place)) not in _CONSTRUCTORS
        return is_made and owner is not None and range_of(owner) == provider.owner

    def _can_reach(self, place: Node, provider: Provider) -> bool:
        """Whether the first name of a provider has a value at the place, and the meaning that it has for the provider.

        A local of another function, of another block or of the other arm of a decision has none there, nor has one that
        is declared below.
        """
        name = provider.first
        bindings = self._grammar.visible_at(name, place)
        if not bindings or name in _OBJECTS:
            return provider.scope is None
        if provider.scope != range_of(bindings[0].scope):
            origins = self.origins(name, place)
            if origins != provider.origins or not (origins or _is_of_parameter(provider, name)):
                return False
        return any(self.has_value(binding, place) for binding in bindings)

    def _has_key(self, place: Node, key: ProviderKey) -> bool:
        """Whether a variable means the same at a place: a parameter of that name and type is taken for the same."""
        bindings = self._grammar.visible_at(key.name, place)
        if not bindings:
            return False
        if key.scope is not None:
            return key.scope == range_of(bindings[0].scope) and any(
                self.has_value(binding, place) for binding in bindings
            )
        annotation = bindings[0].annotation
        text = self._tree.text_of(annotation) if annotation is not None else ""
        return bindings[0].kind is Kind.PARAMETER and text == key.annotation

    def has_value(self, binding: Binding, place: Node) -> bool:
        """Whether a binding that is visible at a place has been made when the place runs."""
        around = self._function_around(binding.name, binding.value)
        is_hoisted = binding.value is not None and binding.value.type in self._grammar.types.hoisted
        caller = self._function_around(place)
        if around == caller and binding.name.start_byte > place.start_byte and not is_hoisted:
            return False
        if around is None and caller is not None and not is_hoisted and self._is_called_above(place, binding.name):
            return False
        arms = {branch.conditional: branch.arm for branch in self._grammar.branches(self._made_at(binding))}
        return all(
            arms.get(branch.conditional, branch.arm) == branch.arm or self._runs_several_arms(branch)
            for branch in self._grammar.branches(place)
        )

    def _is_called_above(self, place: Node, below: Node) -> bool:
        """Whether the file calls the outermost function around a place while it loads, above another place."""
        functions = [above for above in self._tree.ancestors(place) if above.type in self._grammar.types.functions]
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
        outside = functions[functions.index(inside[0]) + 1 :] if inside else []
        visited: set[Node] = set()
        pending = list(values)
        while outside and pending:
            node = pending.pop()
            if node in visited:
                continue
            visited.add(node)
            if node.child_count:
                pending += node.children
                continue
            for binding in (
                self._grammar.visible_at(self._tree.text_of(node), node) if node.type == "identifier" else ()
            ):
                holder = self._function_around(binding.name, binding.value)
                if holder is not None and holder in outside:
                    return range_of(holder)
                if holder is not None and binding.value is not None and binding.value not in functions:
                    pending.append(binding.value)
        return None

    def _made_at(self, binding: Binding) -> Node:
        """The node that makes a binding: its name, or what is around the definition that the name is a part of."""
        is_definition = binding.value is not None and binding.value in self._tree.ancestors(binding.name)
        above = self._tree.parent(binding.value) if is_definition and binding.value is not None else None
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
        functions = self._grammar.types.functions
        around = (above for above in self._tree.ancestors(node) if above.type in functions)
        return next((function for function in around if function != definition), None)


def first_name(written: str) -> str:
    """Returns the first name of an expression."""
    match = _FIRST_NAME.match(written)
    return match[0] if match is not None else ""


def _is_of_parameter(provider: Provider, name: str) -> bool:
    """Whether a provider is a member of a parameter without a type: another one of that name is taken for the same."""
    is_parameter = provider.scope is None and name not in _VAGUE
    return is_parameter and any(key.name == name and key.scope is None and not key.annotation for key in provider.keys)
