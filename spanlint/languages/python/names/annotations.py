"""The origins that a Python type annotation names."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.names.origins import called, member
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.patterns import lazy_pattern
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_GENERIC = frozenset({"generic_type", "subscript"})
_NAME = lazy_pattern(r"[^\W\d][\w.]*")
_WITH_METADATA = lazy_pattern(r"(?:\w+\.)?Annotated\b")  # of its arguments, only the first is a type: PEP 593
_TYPING = ("typing.", "typing_extensions.", "collections.")  # these wrap a type, or name none (`Any`)


class Resolver(Record):
    """Resolves the origins of an expression, and of a name in the scope of the annotation."""

    expression: Callable[[Node], frozenset[str]]
    name: Callable[[str], frozenset[str]]


def annotation_origins(tree: SyntaxTree, annotation: Node, resolve: Resolver) -> frozenset[str]:
    """Returns the origins of the instances that an annotation allows. Every name in it counts, also a quoted one."""
    origins: set[str] = set()
    pending = [annotation]
    while pending:
        part = pending.pop()
        if part.type == "string":
            origins |= _quoted_origins(tree, part, resolve)
        elif part.type in ("identifier", "attribute"):
            origins |= resolve.expression(part)
        else:
            pending += _types_in(tree, part)
    return frozenset(called(origin) for origin in origins if not origin.startswith(_TYPING))


def _types_in(tree: SyntaxTree, part: Node) -> list[Node]:
    """The parts of an annotation that are types."""
    parts = part.named_children
    if part.type not in _GENERIC or len(parts) < 2 or _WITH_METADATA.fullmatch(tree.text_of(parts[0])) is None:
        return parts
    return parts[1].named_children[:1] if parts[1].type == "type_parameter" else parts[1:2]


def _quoted_origins(tree: SyntaxTree, string: Node, resolve: Resolver) -> set[str]:
    origins: set[str] = set()
    contents = [tree.text_of(child) for child in string.named_children if child.type == "string_content"]
    for name in set(_NAME.findall(" ".join(contents))) - {"None"}:
        first, _, rest = name.partition(".")
        origins |= {member(origin, rest) if rest else origin for origin in resolve.name(first)}
    return origins
