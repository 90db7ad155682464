"""Whether a function returns the span that a creation call in it starts."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.names.values import Name, ValueGrammar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def received(grammar: ValueGrammar, call: Node) -> Iterator[tuple[Node, Node]]:
    """Yields the functions that a call takes, each behind the name of its first parameter, which receives the span."""
    arguments = call.child_by_field_name("arguments")
    for argument in arguments.named_children if arguments is not None else ():
        parameters = grammar.declared_names(argument) if argument.type in grammar.types.functions else ()
        for parameter in list(parameters)[:1]:
            yield parameter.name, argument


def is_returned(grammar: ValueGrammar, call: Node, has_callback: bool) -> bool:
    """Whether the function around a call returns the span, or the callback does that receives it."""
    if has_callback:
        return any(_returns(grammar, function, name) for name, function in received(grammar, call))
    return _returns(grammar, grammar.function_around(call), call)


def _returns(grammar: ValueGrammar, function: Node, span: Node) -> bool:
    """Whether a function returns a value, or a local that holds it; `span` is the value or the local's name."""
    for node in grammar.returns(function):
        value = grammar.value(node)
        bindings = grammar.visible(value.node) if isinstance(value, Name) else ()
        if value.node == span or any(span in (binding.name, binding.value) for binding in bindings):
            return True
    return False
