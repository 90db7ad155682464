"""The project's decorators that name spans after the functions that they are put on, and the functions named so.

A decorator names a span `func.__name__`, after a parameter of its own or of the function in it. The same is true of the
decorators of libraries, whose tables say how.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from spanlint.languages.calls.span_names import passed, span_names
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.containment import resolved
from spanlint.languages.names.values import Choice, Member, Name
from spanlint.languages.python.file import PythonFile
from spanlint.languages.python.names.expressions import unwrapped
from spanlint.languages.trees.tree import mentions, range_of
from spanlint.model.apis import DECORATOR, Opener, Slot
from spanlint.model.facts import SpanCall
from spanlint.model.span_names import HOLE, NameDecorator, NamePattern, NamingCall, SpanNames
from spanlint.text.whole_names import mention_pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTION, _QUALIFIED = "\0function", "\0qualname"
"""Stand for a function's name, without and with that of its class."""
_MARKS = {"__name__": _FUNCTION, "__qualname__": _QUALIFIED}
_BRACES = {"{function}": _FUNCTION, "{qualname}": _QUALIFIED}
_MODULE = "{module}"  # only run time knows it, as a package may be installed anywhere
_DEPTH = 6
_MAX_PATTERNS = 8


def naming_decorators(file: PythonFile, calls: Iterable[SpanCall]) -> Iterator[NameDecorator]:
    """Yields the decorators whose span calls name spans after the function that they are put on."""
    for call in calls:
        leaf = file.tree.leaf_at(call.at)
        callee = file.callee(leaf) if leaf is not None else None
        name = passed(file.grammar, callee.arguments, call.creator.name) if callee is not None else None
        parameters: list[Binding] = []
        patterns = _templates(file, name, _DEPTH, parameters) if name is not None else []
        marked = tuple(dict.fromkeys(pattern for pattern in patterns if any("\0" in part for part in pattern)))
        for parameter in parameters if marked else ():
            decorator = _outermost(file, parameter.scope)
            if decorator is not None:
                named = (found for found in map(file.grammar.parameter, parameters) if found is not None)
                slot = next((found.slot for found in named if found.function == decorator and found.slot.keyword !=
                             file.tree.text_of(parameter.name)), None)  # fmt: skip
                yield NameDecorator(decorator, file.path, call.at, marked, slot)
                break


def _templates(file: PythonFile, node: Node, depth: int, parameters: list[Binding]) -> list[NamePattern]:
    """Returns what a name evaluates to, with marks for the name of a parameter; `parameters` collects these, first of
    all those with a mark."""
    grammar = file.grammar
    pieces = grammar.pieces(node) if depth > 0 else None
    if pieces is not None:
        return _joined(
            [(piece,)] if isinstance(piece, str) else _templates(file, piece, depth - 1, parameters) for piece in pieces
        )
    value = grammar.value(node)
    if depth > 0 and isinstance(value, Choice):
        return [text for part in value.parts for text in _templates(file, part, depth - 1, parameters)]
    of = grammar.value(value.of) if isinstance(value, Member) and value.name in _MARKS else value
    bindings = grammar.visible(of.node) if isinstance(of, Name) else []
    if bindings and all(binding.kind is Kind.PARAMETER for binding in bindings):
        if isinstance(value, Member):
            parameters.insert(0, bindings[0])
            return [(_MARKS[value.name],)]
        parameters.append(bindings[0])
        return [HOLE]
    assigned = [binding.value for binding in bindings if binding.kind is Kind.VALUE and binding.value is not None]
    if depth > 0 and isinstance(value, Name) and assigned:
        return [text for inner in assigned for text in _templates(file, inner, depth - 1, parameters)]
    return list(span_names(grammar, node).patterns) or [HOLE]


def _joined(pieces: Iterable[list[NamePattern]]) -> list[NamePattern]:
    patterns: list[NamePattern] = [("",)]
    for tails in pieces:
        kept = tails if len(patterns) * len(tails) <= _MAX_PATTERNS else [HOLE]
        patterns = [(*head[:-1], head[-1] + tail[0], *tail[1:]) for head in patterns for tail in kept]
    return patterns


def _outermost(file: PythonFile, function: Node) -> str | None:
    """Returns the name of the function around all others, which is the decorator; None for what is in a class."""
    around = [function, *file.tree.ancestors(function)]
    functions = [above for above in around if above.type == "function_definition"]
    name = functions[-1].child_by_field_name("name") if functions else None
    is_in_class = any(above.type == "class_definition" for above in around)
    return file.tree.text_of(name) if name is not None and not is_in_class else None


def named_functions(file: PythonFile, own: Mapping[str, Sequence[NameDecorator]]) -> Iterator[NamingCall]:
    """Yields the decorators that name spans after the function below: those of the project that are given by their
    names, or those of libraries if none are."""
    openers = {
        name: [opener for opener in found if opener.form == DECORATOR and opener.named]
        for name, found in file.tables.openers.items()
        if not own
    }
    names = list(own) or [name for name, found in openers.items() if found]
    for place in mentions(file.tree.text, mention_pattern(names)) if names else ():
        leaf = file.tree.leaf_at(place)
        expression = _decorator_of(file, leaf) if leaf is not None else None
        holder = file.tree.parent(expression) if expression is not None else None
        whole = file.tree.parent(holder) if holder is not None else None
        if leaf is None or expression is None or whole is None:
            continue
        name = file.tree.text_of(leaf)
        named = NamingCall(range_of(leaf), range_of(expression), name, SpanNames())
        decorator = next((known for known in own.get(name, ()) if _is(file, leaf, known)), None)
        opener = _of_library(file, expression, openers[name]) if not own else None
        if decorator is not None:
            patterns = _named(file, leaf, whole, decorator.patterns, decorator.slot)
            yield named._replace(names=SpanNames(patterns), decorator=decorator)
        elif opener is not None:
            patterns = _named(file, leaf, whole, map(_pattern, opener.named), opener.name_slot)
            yield named._replace(names=SpanNames(patterns), api=opener.api)


def _decorator_of(file: PythonFile, leaf: Node) -> Node | None:
    """Returns the expression of the decorator whose function has this last name."""
    callee = file.callee(leaf)
    above = file.tree.parent(leaf)
    is_member = above is not None and above.type == "attribute" and above.child_by_field_name("attribute") == leaf
    expression = callee.call if callee is not None else above if is_member else leaf
    holder = file.tree.parent(expression) if expression is not None else None
    return expression if holder is not None and holder.type == "decorator" else None


def _is(file: PythonFile, leaf: Node, decorator: NameDecorator) -> bool:
    """Whether a name is that of a decorator of the project."""
    above = file.tree.parent(leaf)
    function = above if above is not None and above.type == "attribute" else leaf
    if function is leaf and file.path == decorator.path:
        return any(binding.kind is Kind.FUNCTION for binding in file.grammar.visible(leaf))
    for origin in file.origins(unwrapped(function)):
        view, definition = file.follower.definition(origin) or (None, None)
        name = definition.child_by_field_name("name") if definition is not None else None
        if view is not None and name is not None and _whole(view.path) == _whole(decorator.path):
            return bool(view.tree.text_of(name) == decorator.function)
    return False


def _whole(path: str) -> str:
    return resolved(os.path.join(os.getcwd(), path))


def _of_library(file: PythonFile, expression: Node, openers: list[Opener]) -> Opener | None:
    opened = file.openers.opens(expression, DECORATOR)
    if opened is None or opened.is_own:
        return None
    return next((opener for opener in openers if opener.api == opened.api), None)


def _pattern(template: str) -> NamePattern:
    for braces, mark in _BRACES.items():
        template = template.replace(braces, mark)
    return tuple(template.split(_MODULE))


def _named(
    file: PythonFile, leaf: Node, whole: Node, patterns: Iterable[NamePattern], slot: Slot | None
) -> tuple[NamePattern, ...]:
    """Returns the names of a decorated function's spans: the one that its decorator is passed, or else its own."""
    callee, definition = file.callee(leaf), whole.child_by_field_name("definition")
    name = definition.child_by_field_name("name") if definition is not None else None
    if definition is None or name is None or definition.type != "function_definition":
        return ()
    if callee is not None and slot is not None:
        if callee.arguments.is_open or callee.arguments.spread is not None:
            return ()
        given = passed(file.grammar, callee.arguments, slot)
        if given is not None:
            return span_names(file.grammar, given).patterns
    own, owner = file.tree.text_of(name), file.grammar.class_around(whole)
    class_name = owner.child_by_field_name("name") if owner is not None else None
    qualified = f"{file.tree.text_of(class_name)}.{own}" if class_name is not None else own
    filled = (tuple(part.replace(_FUNCTION, own).replace(_QUALIFIED, qualified) for part in pattern) for pattern in
              patterns)  # fmt: skip
    return tuple(dict.fromkeys(filled))
