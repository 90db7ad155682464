"""Whether what surrounds a call is code that cannot be read: it may make a context current that nobody sees here."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.certainties import followed
from spanlint.languages.calls.owners import is_library
from spanlint.languages.names.origins import UNKNOWN, within
from spanlint.model.apis import ApiTables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.calls.call_sites import Callee, CallGrammar

_CALLS = frozenset({"call", "call_expression", "new_expression"})
_ARGUMENTS = frozenset({"arguments", "argument_list"})


def depends_on_outside_code(grammar: CallGrammar, tables: ApiTables, callee: Callee) -> bool:
    """Whether the receiver, or what runs the function around the call, is imported from where it cannot be followed.

    What the tables know, the platform's own modules and what the project defines can be followed.
    """
    seen = [*([callee.receiver] if callee.receiver is not None else ()), *_wrappers(grammar, callee.call)]
    origins = (followed(grammar, node, grammar.last_name(node)) for node in seen)
    return any(_is_outside(tables, origin) for origin in frozenset[str]().union(*origins))


def _is_outside(tables: ApiTables, origin: str) -> bool:
    if origin == UNKNOWN or origin.startswith("=") or is_library(tables, origin):
        return False
    module = origin.removeprefix("node:")
    return module == origin and not any(within(name, origin) for name in tables.platform)


def _wrappers(grammar: CallGrammar, call: Node) -> Iterator[Node]:
    """Yields the functions that run what is around a call: they take its function, decorate it, or are entered."""
    functions = list(grammar.functions_around(call))
    inner = call
    for ancestor in grammar.tree.ancestors(call):
        if ancestor.type in _CALLS and inner.type in _ARGUMENTS and functions and _is_inside(functions[0], ancestor):
            yield from _called(ancestor)
        elif ancestor.type == "with_statement":
            yield from (function for entered in _entered(ancestor, call) for function in _called(entered))
        inner = ancestor
    for function in functions:
        yield from _decorators(grammar, function)
        yield from _takers(grammar, function)


def _is_inside(inner: Node, outer: Node) -> bool:
    return outer.start_byte <= inner.start_byte and inner.end_byte <= outer.end_byte


def _called(call: Node) -> Iterator[Node]:
    function = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    if function is not None:
        yield function


def _entered(statement: Node, call: Node) -> Iterator[Node]:
    """Yields the calls in the items of a `with` statement that end before the call starts."""
    pending = [child for child in statement.named_children if child.type == "with_clause"]
    while pending:
        node = pending.pop()
        if node.type == "call" and node.end_byte <= call.start_byte:
            yield node
        elif node.type != "call":
            pending += node.named_children


def _decorators(grammar: CallGrammar, function: Node) -> Iterator[Node]:
    holder = grammar.tree.parent(function)
    around = holder.named_children if holder is not None and holder.type == "decorated_definition" else ()
    above = function.prev_named_sibling
    decorators = [child for child in around if child.type == "decorator"]
    while above is not None and above.type == "decorator":
        decorators.append(above)
        above = above.prev_named_sibling
    for decorator in decorators:
        expression = decorator.named_children[0]
        yield from _called(expression) if expression.type in _CALLS else (expression,)


def _takers(grammar: CallGrammar, function: Node) -> Iterator[Node]:
    """Yields the functions that take a function of the file by its name."""
    holder = grammar.tree.parent(function)
    name = function.child_by_field_name("name") or (holder.child_by_field_name("name") if holder is not None else None)
    for leaf in grammar.tree.leaves(grammar.tree.text_of(name)) if name is not None else ():
        ancestors = grammar.tree.ancestors(leaf)
        if len(ancestors) > 1 and ancestors[0].type in _ARGUMENTS and ancestors[1].type in _CALLS:
            yield from _called(ancestors[1])
