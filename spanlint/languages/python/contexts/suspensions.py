"""What is current while a Python generator is suspended."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.python.contexts.entered import Entered, EnteredReader
from spanlint.languages.python.contexts.generator_drivers import Drivers
from spanlint.languages.python.contexts.item_contexts import is_ambient, yields_in_own_context
from spanlint.languages.python.names.bindings import FUNCTIONS, scope_of
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.activations import HeldAcrossYield

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

_LEAVES = frozenset({"return_statement", "raise_statement"})


def held_across_yields(file: PythonFile) -> Iterator[HeldAcrossYield]:
    """Yields what each generator of the file holds across its yields."""
    generators = _generators(file.tree)
    if not generators:
        return
    entered = EnteredReader(file.tree, file.names, file.openers, file.tables)
    drivers = Drivers(file.tree, file.scopes, file.names, file.follower)
    left_at: dict[int, int] = {}
    for function, yields in generators.items():
        held: dict[Entered, list[Node]] = {}
        for yield_node in yields:
            inner: list[Entered] = []
            for entry in (
                entered.at(yield_node, function) if _is_reached(file.tree, yield_node, function, left_at) else ()
            ):
                if not yields_in_own_context(file, entry, yield_node):
                    inner.append(entry)
                elif entry.is_attached:  # spans that are started inside of it are part of the item's trace
                    inner = [entry for entry in inner if not is_ambient(file, entry)]
            for entry in inner:
                held.setdefault(entry, []).append(yield_node)
        if held:
            is_managed, managers = drivers.is_managed(function, yields), drivers.managers(function)
            for entry, yield_nodes in held.items():
                places = tuple(range_of(yield_node) for yield_node in yield_nodes)
                is_async = file.tree.text_of(function).startswith("async")
                is_delegating = any(child.type == "from" for node in yield_nodes for child in node.children)
                yield HeldAcrossYield(
                    entry.at,
                    entry.name,
                    places,
                    entry.is_attached,
                    is_async,
                    is_managed,
                    managers,
                    is_delegating,
                    entry.is_own,
                    entry.takes_span,
                    entry.instead,
                )


def _generators(tree: SyntaxTree) -> dict[Node, list[Node]]:
    """Returns the functions of the file that yield, each with its own yields."""
    yields_by_function: dict[Node, list[Node]] = {}
    for leaf in tree.leaves("yield"):
        above = tree.parent(leaf)
        if leaf.type == "yield" and above is not None and above.type == "yield":
            function = scope_of(tree, above)
            if function.type in FUNCTIONS:
                yields_by_function.setdefault(function, []).append(above)
    return yields_by_function


def _is_reached(tree: SyntaxTree, node: Node, function: Node, left_at: dict[int, int]) -> bool:
    """Whether a yield can run: `return; yield` and `if False: yield` only mark a generator that yields nothing.

    `left_at` keeps the bytes where the first statements that leave the blocks end.
    """
    inner = node
    for ancestor in tree.ancestors(node):
        if ancestor == function:
            return True
        if ancestor.type == "block":
            if ancestor.id not in left_at:
                leaving = (child.end_byte for child in ancestor.named_children if child.type in _LEAVES)
                left_at[ancestor.id] = next(leaving, ancestor.end_byte + 1)
            if left_at[ancestor.id] <= inner.start_byte:
                return False
        condition = ancestor.child_by_field_name("condition") if ancestor.type == "if_statement" else None
        if condition is not None and condition.type == "false" and inner == ancestor.child_by_field_name("consequence"):
            return False
        inner = ancestor
    return True
