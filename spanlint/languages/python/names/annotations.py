"""The origins that a Python type annotation names."""

from __future__ import annotations

import re
from collections.abc import Callable

from spanlint.languages.names.origins import called, member
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = re.compile(r"[^\W\d][\w.]*")
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
            pending += part.named_children
    return frozenset(called(origin) for origin in origins if not origin.startswith(_TYPING))


def _quoted_origins(tree: SyntaxTree, string: Node, resolve: Resolver) -> set[str]:
    origins: set[str] = set()
    contents = [tree.text_of(child) for child in string.named_children if child.type == "string_content"]
    for name in set(_NAME.findall(" ".join(contents))) - {"None"}:
        first, _, rest = name.partition(".")
        origins |= {member(origin, rest) if rest else origin for origin in resolve.name(first)}
    return origins
