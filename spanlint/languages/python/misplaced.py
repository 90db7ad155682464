"""A value that was meant as a parent and is none: SPN005's facts for Python."""

from __future__ import annotations

from tree_sitter import Node

from spanlint.apis import Creator, Shapes
from spanlint.facts import Misplaced, Mistake
from spanlint.languages.origins import last_name
from spanlint.languages.python.arguments import Arguments, unwrapped
from spanlint.languages.python.names import Names
from spanlint.languages.python.scopes import Scopes
from spanlint.languages.syntax import SyntaxTree, range_of

_MAPPINGS = frozenset({"dictionary", "dictionary_comprehension"})
_SURE = frozenset({"get_span_context", "get_current_span"})  # names that no other kind of value answers to


def misplaced(
    tree: SyntaxTree, scopes: Scopes, names: Names, arguments: Arguments, creator: Creator, shapes: Shapes
) -> Misplaced | None:
    """What is wrong with the value in the parent slot, or with a keyword `parent` that the method does not take."""
    if not creator.takes_context:
        return None
    wrong = arguments.keywords.get("parent")
    if wrong is not None:
        return Misplaced(Mistake.PARENT_OPTION, range_of(wrong), tree.text_of(wrong))
    value = arguments.at(creator.parents[0])
    mistake = _mistake(names, scopes.sole_value(value), shapes) if value is not None else None
    return (
        Misplaced(mistake, range_of(value), tree.text_of(value)) if mistake is not None and value is not None else None
    )


def _mistake(names: Names, value: Node, shapes: Shapes) -> Mistake | None:
    value = unwrapped(value)
    if value.type in _MAPPINGS:
        return Mistake.MAPPING
    kinds = {_kind(origin, shapes) for origin in names.origins(value)}
    kind = kinds.pop()
    return None if kinds else kind


def _kind(origin: str, shapes: Shapes) -> Mistake | None:
    if ".SpanKind." in origin:
        return Mistake.SPAN_KIND
    name = last_name(origin)
    if not origin.endswith("()") or not (origin.startswith("opentelemetry.") or name in _SURE):
        return None
    if name in shapes.spans:
        return Mistake.SPAN
    return Mistake.SPAN_CONTEXT if name in shapes.span_contexts else None
