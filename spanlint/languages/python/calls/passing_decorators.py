"""The decorators of a project that call a function with all that they are called with, and return its result."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.python.names.bindings import FUNCTIONS, scope_of
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_PLAIN = frozenset({"identifier", "typed_parameter"})
_BROAD = frozenset({"Exception", "BaseException"})


class Passing(Record):
    """A decorator that passes everything on. `swallows` is whether it goes on after what a coroutine of it raises."""

    swallows: bool = False


def passing(tree: SyntaxTree, scopes: Scopes, decorator: Node) -> Passing | None:
    """What a function makes of another one that it decorates; None if it may do anything else with its arguments."""
    parameters = decorator.child_by_field_name("parameters")
    declared = parameters.named_children if parameters is not None else []
    if decorator.type != "function_definition" or len(declared) != 1 or declared[0].type not in _PLAIN:
        return None
    function = tree.text_of(declared[0].children[0] if declared[0].children else declared[0])
    returned = [name for value in scopes.returns(decorator) for name in _alternatives(value)]
    wrappers = [_wrapper(tree, decorator, tree.text_of(name)) for name in returned]
    calls = [_passing_calls(tree, wrapper, function) if wrapper is not None else [] for wrapper in wrappers]
    if not calls or not all(calls):
        return None
    awaiting = [wrapper for wrapper in wrappers if wrapper is not None and wrapper.children[0].type == "async"]
    awaited = [call for wrapper in awaiting for call in _passing_calls(tree, wrapper, function)]
    return Passing(bool(awaited) and all(_is_swallowed(tree, call) for call in awaited))


def _alternatives(value: Node) -> Iterator[Node]:
    """Yields the results of a conditional expression, or the expression itself."""
    if value.type == "conditional_expression":
        for part in (value.named_children[0], value.named_children[2]):
            yield from _alternatives(part)
    else:
        yield value


def _wrapper(tree: SyntaxTree, decorator: Node, name: str) -> Node | None:
    """The only function in the body of a decorator that has a name."""
    found = [
        holder
        for leaf in tree.leaves_within(name, decorator)
        if (holder := tree.parent(leaf)) is not None
        and holder.type == "function_definition"
        and holder.child_by_field_name("name") == leaf
        and scope_of(tree, holder) == decorator
    ]
    return found[0] if len(found) == 1 else None


def _passing_calls(tree: SyntaxTree, wrapper: Node, function: str) -> list[Node]:
    """The calls of the decorated function in a wrapper, if it takes and mentions nothing but `*args` and `**kwargs`,
    and those only to pass them on; none otherwise."""
    declared = wrapper.child_by_field_name("parameters")
    stars = declared.named_children if declared is not None else []
    if [star.type for star in stars] != ["list_splat_pattern", "dictionary_splat_pattern"]:
        return []
    names = [tree.text_of(star.named_children[0]) for star in stars]
    calls = []
    for leaf in tree.leaves_within(function, wrapper):
        call = tree.parent(leaf)
        if call is not None and call.type == "call" and call.child_by_field_name("function") == leaf:
            arguments = call.child_by_field_name("arguments")
            passed = arguments.named_children if arguments is not None else []
            if [tree.text_of(argument) for argument in passed] != [f"*{names[0]}", f"**{names[1]}"]:
                return []
            calls.append(call)
    mentions = sum(len(list(tree.leaves_within(name, wrapper))) for name in names)
    return calls if mentions == len(names) * (1 + len(calls)) else []


def _is_swallowed(tree: SyntaxTree, call: Node) -> bool:
    """Whether a `try` around a call handles every exception, and raises none."""
    for inner, ancestor in zip(tree.ancestors(call), tree.ancestors(call)[1:], strict=False):
        if ancestor.type in FUNCTIONS:
            return False
        if ancestor.type == "try_statement" and ancestor.child_by_field_name("body") == inner:
            clauses = [child for child in ancestor.named_children if child.type == "except_clause"]
            is_broad = any(_is_broad(tree, clause) for clause in clauses)
            if is_broad and not any(tree.has_within(frozenset({"raise"}), clause) for clause in clauses):
                return True
    return False


def _is_broad(tree: SyntaxTree, clause: Node) -> bool:
    caught = clause.named_children[0]
    caught = caught.named_children[0] if caught.type == "as_pattern" else caught
    return caught.type == "block" or tree.text_of(caught) in _BROAD
