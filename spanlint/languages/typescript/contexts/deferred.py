"""JavaScript generators that are made where a span is current, and run when somebody iterates them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.calls.arguments import CALLBACKS, read_arguments
from spanlint.languages.typescript.calls.openers import is_vague
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
_SAYS_CONTEXT = re.compile(r"context|otel", re.IGNORECASE)


def deferred_bodies(file: TypeScriptFile) -> Iterator[DeferredBody]:
    """The generators that a call of the file makes instead of running them, one a call; those that yield something."""
    if b"yield" not in file.tree.text:
        return
    judged = {each.api for several in file.tables.creators.values() for each in several} | {"project"}
    for name, openers in file.tables.openers.items():
        if not any(each.form == CALLBACK and each.api in judged for each in openers):
            continue
        for leaf in file.tree.leaves(name):
            callee = file.callee(leaf) if file.is_mention(leaf) else None
            if callee is not None and _runs_callback(file, callee):
                found = next(_generators(file, callee), None)
                if found is not None:
                    made, function = found
                    yield DeferredBody(range_of(leaf), name, range_of(made), _is_async(function))


def _runs_callback(file: TypeScriptFile, callee: Callee) -> bool:
    if any(map(is_vague, file.tables.openers.get(file.tree.text_of(callee.name), ()))):
        receiver = callee.receiver
        if receiver is None or _SAYS_CONTEXT.search(last_name(file.tree, receiver)) is None:
            return False
    return file.openers.runs_callback(callee.call) is not None


def _generators(file: TypeScriptFile, callee: Callee) -> Iterator[tuple[Node, Node]]:
    """The generator among the arguments, or the call of one that the callback gives back, and its function."""
    passed = callee.call.child_by_field_name("arguments")
    for value in map(unwrapped, read_arguments(passed).values if passed is not None else ()):
        function = _generator(file, value)
        if function is not None:
            yield value, function
        elif value.type in CALLBACKS:
            for returned in map(unwrapped, returns(value)):
                called = returned.child_by_field_name("function") if returned.type == "call_expression" else None
                function = _generator(file, unwrapped(called)) if called is not None else None
                if function is not None:
                    yield returned, function


def _generator(file: TypeScriptFile, value: Node) -> Node | None:
    """The generator function that a value is, or is bound from."""
    if value.type == "call_expression" and last_name(file.tree, value) == "bind":
        bound = unwrapped(value.child_by_field_name("function") or value).child_by_field_name("object")
        return _generator(file, unwrapped(bound)) if bound is not None else None
    if value.type not in _GENERATORS | {"identifier", "member_expression"}:
        return None
    function = value if value.type in _GENERATORS else file.names.function(value)
    if function is None:
        return None
    starred = function.type == "method_definition" and any(each.type == "*" for each in function.children)
    return function if function.type in _GENERATORS or starred else None


def _is_async(function: Node) -> bool:
    return any(each.type == "async" for each in function.children)
