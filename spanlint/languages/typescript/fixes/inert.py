"""Which parts of a TypeScript or JavaScript file run code that may change what a provider returns.

Only what is known to run none counts as inert: the methods of spans and tracers, the functions of OpenTelemetry that
only read or make a context, getters of tracers, and built-in functions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.apis import tables
from spanlint.languages.typescript.fixes.layout import File
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.languages.typescript.names.expressions import last_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_GETS_TRACER = re.compile(r"_?(?:get|create|use)?_?\w*tracer", re.IGNORECASE)
_ACTIONS = frozenset(
    {
        "assignment_expression",
        "augmented_assignment_expression",
        "await_expression",
        "update_expression",
        "yield_expression",
    }
)
_CALLS = frozenset({"call_expression", "new_expression"})
# ECMAScript 2024: https://tc39.es/ecma262/#sec-global-object and the methods of String, Number, Array and Date.
_OBJECTS = frozenset(
    {"Array", "Date", "JSON", "Math", "Number", "Object", "String", "Symbol", "console", "performance"}
)
_FUNCTIONS = frozenset({"Array", "BigInt", "Boolean", "Number", "String", "Symbol", "parseFloat", "parseInt"})
_CLASSES = frozenset({"Array", "Date", "Error", "Map", "Set", "TypeError", "URL", "WeakMap", "WeakSet"})
_METHODS = frozenset(
    {"at", "concat", "endsWith", "includes", "indexOf", "join", "padEnd", "padStart", "repeat", "replace", "slice"}
    | {"split", "startsWith", "substring", "toFixed", "toISOString", "toLowerCase", "toString", "toUpperCase", "trim"}
)


def acts(file: File, roots: list[Node], start: int, end: int, asked: str) -> bool:
    """Whether anything that runs between the bytes `start` and `end` below the roots may change what `asked` returns.

    `asked` is the text of the provider's expression, whose own calls change nothing. The bodies of functions are left
    out: they run where they are called.
    """
    return any(
        node.type in _ACTIONS or (node.type in _CALLS and not _is_inert(file, node, asked))
        for node in _running(roots, start, end)
    )


def _running(roots: list[Node], start: int, end: int) -> Iterator[Node]:
    """Yields the nodes that end between two bytes, which is when they have been evaluated, outside of functions."""
    pending = list(roots)
    while pending:
        node = pending.pop()
        if node.start_byte >= end or node.end_byte <= start:
            continue
        if node.end_byte <= end:
            yield node
        pending += [child for child in node.children if child.type not in FUNCTIONS]


def _is_inert(file: File, call: Node, asked: str) -> bool:
    function = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    name = last_name(file.tree, function) if function is not None else ""
    if function is None or any(child.type == "template_string" for child in call.named_children[1:]):
        return False
    if call.type == "new_expression":
        return name in _CLASSES
    if f"{file.tree.text_of(function)}(" in asked:
        return True
    if function.type != "member_expression":
        return name in _FUNCTIONS | _names() or _gets_tracer(file, call, name)
    owner = function.child_by_field_name("object")
    is_builtin = owner is not None and file.tree.text_of(owner) in _OBJECTS
    return is_builtin or name in _METHODS | _names() or _gets_tracer(file, call, name)


def _gets_tracer(file: File, call: Node, name: str) -> bool:
    """Whether a call is a getter of a tracer by its name, without an argument that could choose a session."""
    arguments = call.child_by_field_name("arguments")
    values = arguments.named_children if arguments is not None else []
    is_constant = all(value.type in ("string", "number", "object") or _is_constant(file, value) for value in values)
    return _GETS_TRACER.fullmatch(name) is not None and is_constant


def _is_constant(file: File, value: Node) -> bool:
    text = file.tree.text_of(value)
    return value.type in ("identifier", "member_expression") and text.rpartition(".")[2].isupper()


def _names() -> frozenset[str]:
    """The names of the methods of spans and tracers, and of functions that only make or read a context."""
    known = tables("typescript")
    starting = frozenset(name for name, creators in known.creators.items() if not any(c.callback for c in creators))
    reading = known.contexts.active | known.contexts.active_span | known.contexts.span_of | known.contexts.quiet
    return known.shapes.span_methods | starting | reading | known.pure.functions
