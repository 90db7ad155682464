"""What a Python type annotation says about a value's origin."""

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
_TYPING = ("typing.", "typing_extensions.", "collections.")  # they wrap a type, or say nothing (`Any`)


class Resolver(Record):
    """How to ask what an expression is, and what a name is where the annotation stands."""

    expression: Callable[[Node], frozenset[str]]
    name: Callable[[str], frozenset[str]]


def annotated(tree: SyntaxTree, annotation: Node, resolve: Resolver) -> frozenset[str]:
    """The instances a type annotation allows; every name in it counts, a quoted one too."""
    found: set[str] = set()
    pending = [annotation]
    while pending:
        part = pending.pop()
        if part.type == "string":
            found |= _quoted(tree, part, resolve)
        elif part.type in ("identifier", "attribute"):
            found |= resolve.expression(part)
        else:
            pending += part.named_children
    return frozenset(called(each) for each in found if not each.startswith(_TYPING))


def _quoted(tree: SyntaxTree, string: Node, resolve: Resolver) -> set[str]:
    found: set[str] = set()
    written = [tree.text_of(part) for part in string.named_children if part.type == "string_content"]
    for name in set(_NAME.findall(" ".join(written))) - {"None"}:
        first, _, rest = name.partition(".")
        found |= {member(each, rest) if rest else each for each in resolve.name(first)}
    return found
