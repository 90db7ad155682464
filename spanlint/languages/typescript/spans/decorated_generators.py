"""Generator methods under a decorator of the project that ends its span before the body of the generator runs."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.values import Call, Member, Name
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.contexts.handed_out import is_only_returned
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.model.usages import Decoration, Misdecorated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile

_INVOKING = ("apply", "call")  # the methods by which a wrapper calls the method that it takes the place of
# A decorator that says any of these treats generators apart.
_APART = (b"yield", b"enerator", b"iterator", b"Iterator", b"iterable", b"Iterable", b".next(", b"constructor")
_PASSED_OVER = frozenset({"decorator", "comment", "accessibility_modifier", "override_modifier"})


def decorated_generators(file: TypeScriptFile) -> Iterator[Misdecorated]:
    """Yields the decorators of the project on generator methods that start a span around the making of a generator."""
    if b"@" not in file.tree.text:
        return
    seen = set[int]()
    for leaf in file.tree.leaves("yield"):
        method = file.grammar.function_of(leaf) if leaf.type == "yield" else None
        if method is None or method.id in seen or method.type != "method_definition":
            continue
        seen.add(method.id)
        name = method.child_by_field_name("name") or method
        for decorator in _decorators(method):
            misused = _misused(file, unwrapped(decorator.named_children[0]), name)
            if misused is not None:
                yield misused


def _decorators(method: Node) -> Iterator[Node]:
    """Yields the decorators of a method, the lowest first."""
    above = method.prev_named_sibling
    while above is not None and above.type in _PASSED_OVER:
        if above.type == "decorator":
            yield above
        above = above.prev_named_sibling


def _misused(file: TypeScriptFile, expression: Node, on: Node) -> Misdecorated | None:
    """Returns the decorator if its span has ended before the generator runs."""
    call = file.grammar.value(expression)
    callee = call.callee if isinstance(call, Call) else expression
    home, function = _definition(file, callee) or (None, None)
    if home is None or function is None or not _ends_early(home, function):
        return None
    name = callee.child_by_field_name("property") or callee
    return Misdecorated(range_of(name), file.tree.text_of(name), Decoration.METHOD, range_of(on), is_own=True)


def _definition(file: TypeScriptFile, callee: Node) -> tuple[TypeScriptFile, Node] | None:
    """Returns the function of the project that a decorator is or that makes it, with its file."""
    own = file.grammar.own_definition(callee)
    if own is not None:
        return (file, own) if own.type in FUNCTIONS else None
    origins = list(file.origins(callee))
    view, function = (file.follower.definition(origins[0]) if len(origins) == 1 else None) or (None, None)
    return (view, function) if view is not None and function is not None and function.type in FUNCTIONS else None


def _ends_early(file: TypeScriptFile, function: Node) -> bool:
    """Whether a decorator calls the method in a span, and does nothing with what that returns but to return it."""
    text = file.tree.text[function.start_byte : function.end_byte]
    if any(word in text for word in _APART):
        return False
    calls = [call for name in _INVOKING for call in _calls_of_method(file, name, function)]
    return bool(calls) and all(
        file.openers.around(call, function) is not None and is_only_returned(file, call, function) for call in calls
    )


def _calls_of_method(file: TypeScriptFile, name: str, function: Node) -> Iterator[Node]:
    """Yields the calls by which a decorator runs what it has been put on: a local or a parameter of it."""
    for leaf in file.tree.leaves_within(name, function):
        member = file.tree.parent(leaf)
        value = file.grammar.value(member) if member is not None else None
        holder = file.tree.parent(member) if member is not None else None
        is_call = isinstance(value, Member) and value.node == member and holder is not None
        if is_call and isinstance(value, Member) and isinstance(file.grammar.value(value.of), Name | Member):
            yield from (holder,) if holder is not None and holder.type == "call_expression" else ()
