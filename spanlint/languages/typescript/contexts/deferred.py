"""JavaScript generators that are created while a span is current and run later, when they are iterated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from spanlint.languages.names.values import Call
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.calls.arguments import CALLBACKS, read_arguments
from spanlint.languages.typescript.contexts.opened_by_helpers import helper_calls
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.scopes import returns
from spanlint.model.activations import DeferredBody
from spanlint.model.apis import CALLBACK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.calls.call_sites import Callee
    from spanlint.languages.typescript.file import TypeScriptFile

_GENERATORS = frozenset({"generator_function", "generator_function_declaration"})
_CONTEXT_NAME = re.compile(r"context|otel", re.IGNORECASE)


def deferred_bodies(file: TypeScriptFile) -> Iterator[DeferredBody]:
    """Yields the generators that an opener call creates but does not run, at most one per call, if any code yields."""
    if b"yield" not in file.tree.text:
        return
    known = set[int]()
    judged_apis = {creator.api for creators in file.tables.creators.values() for creator in creators} | {"project"}
    for name, openers in file.tables.openers.items():
        if not any(opener.form == CALLBACK and opener.api in judged_apis for opener in openers):
            continue
        for leaf in file.tree.leaves(name):
            callee = file.callee(leaf) if file.is_mention(leaf) else None
            if callee is not None and _runs_callback(file, callee):
                generator_and_function = next(_generators(file, callee.call), None)
                known.add(callee.call.id)
                if generator_and_function is not None:
                    yield _deferred(
                        leaf, *generator_and_function, is_of_context=_is_of_context(file, name, callee.call)
                    )
    for call in (call for call in helper_calls(file) if call.node.id not in known):
        for generator, function in islice(_generators(file, call.node), 1):
            yield _deferred(_name_of(call), generator, function, is_of_context=False)


def _deferred(name: Node, generator: Node, function: Node, is_of_context: bool) -> DeferredBody:
    text = (name.text or b"").decode()
    return DeferredBody(
        range_of(name), text, range_of(generator), _is_async(function), range_of(function), is_of_context
    )


def _is_of_context(file: TypeScriptFile, name: str, call: Node) -> bool:
    """Whether a call starts no span, and makes current what other code has put one into."""
    return name not in file.tables.creators and not file.tree.has_within(file.tables.roots.setters, call)


def _name_of(call: Call) -> Node:
    """Returns the last name of the function of a call."""
    return call.callee.child_by_field_name("property") or call.callee


def _runs_callback(file: TypeScriptFile, callee: Callee) -> bool:
    if file.tree.text_of(callee.name) in file.tables.contexts.vague:
        receiver = callee.receiver
        if receiver is None or _CONTEXT_NAME.search(last_name(file.tree, receiver)) is None:
            return False
    return file.openers.runs_callback(callee.call) is not None


def _generators(file: TypeScriptFile, call: Node) -> Iterator[tuple[Node, Node]]:
    """Yields the generators among the arguments and those that a callback returns, each with its function.

    One that a callback makes is left out if it is passed what the opener is passed, or what the callback gets: it has
    the span or the context by itself, wherever it runs.
    """
    values = _arguments(call)
    passed = {file.tree.text_of(value) for value in values if value.type == "identifier"}
    for value in values:
        function = _generator(file, value)
        if function is not None:
            yield value, function
        elif value.type in CALLBACKS:
            for returned in map(unwrapped, returns(value)):
                function_node = returned.child_by_field_name("function") if returned.type == "call_expression" else None
                function = _generator(file, unwrapped(function_node)) if function_node is not None else None
                own = passed | {file.tree.text_of(parameter) for parameter in file.grammar.parameters(value)}
                if function is not None and own.isdisjoint(map(file.tree.text_of, _arguments(returned))):
                    yield returned, function


def _arguments(call: Node) -> list[Node]:
    arguments = call.child_by_field_name("arguments")
    return list(map(unwrapped, read_arguments(arguments).positional)) if arguments is not None else []


def _generator(file: TypeScriptFile, value: Node) -> Node | None:
    """Returns the generator function that a value is, or that it is made from with `bind`."""
    if value.type == "call_expression" and last_name(file.tree, value) == "bind":
        base = unwrapped(value.child_by_field_name("function") or value).child_by_field_name("object")
        return _generator(file, unwrapped(base)) if base is not None else None
    if value.type not in _GENERATORS | {"identifier", "member_expression"}:
        return None
    function = value if value.type in _GENERATORS else file.names.function(value)
    if function is None:
        return None
    is_generator_method = function.type == "method_definition" and any(child.type == "*" for child in function.children)
    return function if function.type in _GENERATORS or is_generator_method else None


def _is_async(function: Node) -> bool:
    return any(child.type == "async" for child in function.children)
