"""The innermost of some nodes around a place, told by bytes, is the one that the path to the root tells."""

from __future__ import annotations

import pytest

from spanlint.languages.python.file import tree_of
from spanlint.languages.trees.enclosures import Enclosures
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.text.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_SIBLINGS = "".join(f"def f{number}(a):\n    return a + {number}\n" for number in range(12))
_NESTED = "def f(a):\n    def g(b):\n        return lambda c: (a, b, c)\n    return g\na = f\n"


def nodes_of(tree: SyntaxTree) -> list[Node]:
    """All nodes, the outer ones first."""
    found = [tree.root]
    for node in found:
        found += node.children
    return found


def by_path(tree: SyntaxTree, nodes: list[Node], node: Node) -> int:
    """The number of the innermost of some nodes on the path from a node to the root, -1 if there is none."""
    numbers = {each.id: number for number, each in enumerate(nodes)}
    return next((numbers[above.id] for above in tree.ancestors(node) if above.id in numbers), -1)


@pytest.mark.parametrize("text", [_SIBLINGS, _NESTED, _SIBLINGS + _NESTED])
@pytest.mark.parametrize("types", [{"function_definition", "lambda"}, {"block"}, {"module", "function_definition"}])
def test_it_is_that_of_the_path(text: str, types: set[str]) -> None:
    tree = tree_of(Source("a.py", "python", text.encode(), b""))
    nodes = [node for node in nodes_of(tree) if node.type in types]
    enclosures, told = Enclosures(nodes), 0
    for node in nodes_of(tree):
        number = enclosures.around(*range_of(node))
        assert number is None or number == by_path(tree, nodes, node)
        told += number is not None
    assert told > len(nodes_of(tree)) / 3


def test_what_bytes_do_not_tell_is_left_to_the_path() -> None:
    tree = tree_of(Source("a.py", "python", _SIBLINGS.encode() + b"last = 1\n", b""))
    functions = [node for node in nodes_of(tree) if node.type == "function_definition"]
    enclosures = Enclosures(functions)
    assert enclosures.around(*range_of(functions[3])) is None, "as large as a node"
    assert enclosures.around(5, 5) is None, "empty"
    assert enclosures.around(*range_of(tree.leaves("last")[0])) is None, "behind many that end before it"
