"""What is current while a Python generator is suspended."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spanlint.languages.python.contexts.entered import Entered, EnteredReader
from spanlint.languages.python.contexts.generator_drivers import Drivers
from spanlint.languages.python.names.bindings import FUNCTIONS, scope_of
from spanlint.languages.trees.tree import SyntaxTree, range_of
from spanlint.model.activations import HeldAcrossYield

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

_LOOPS = frozenset({"for_statement", "while_statement"})
_LEAVES = frozenset({"return_statement", "raise_statement"})


def held_across_yields(file: PythonFile) -> Iterator[HeldAcrossYield]:
    """What each generator of the file holds across its yields."""
    generators = _generators(file.tree)
    if not generators:
        return
    entered = EnteredReader(file.tree, file.names, file.openers, file.tables)
    drivers = Drivers(file.tree, file.scopes, file.names, file.follower)
    for function, yields in generators.items():
        found: dict[Entered, list[Node]] = {}
        for each in yields:
            for one in entered.at(each, function) if _is_reached(file.tree, each, function) else ():
                if not (one.attached and _hands_over(file, one, each)):
                    found.setdefault(one, []).append(each)
        if found:
            managed, managers = drivers.manages(function, yields), drivers.managers(function)
            for one, at in found.items():
                places = tuple(range_of(each) for each in at)
                asynchronous = file.tree.text_of(function).startswith("async")
                yield HeldAcrossYield(one.at, one.name, places, one.attached, asynchronous, managed, managers)


def _generators(tree: SyntaxTree) -> dict[Node, list[Node]]:
    """The functions of the file that yield, each with its own yields."""
    found: dict[Node, list[Node]] = {}
    for leaf in tree.leaves("yield"):
        above = tree.parent(leaf)
        if leaf.type == "yield" and above is not None and above.type == "yield":
            function = scope_of(tree, above)
            if function.type in FUNCTIONS:
                found.setdefault(function, []).append(above)
    return found


def _is_reached(tree: SyntaxTree, node: Node, function: Node) -> bool:
    """Whether a yield is more than the mark of a generator that yields nothing: `return; yield`, `if False: yield`."""
    inner = node
    for above in tree.ancestors(node):
        if above == function:
            return True
        if above.type == "block" and any(
            each.type in _LEAVES and each.end_byte <= inner.start_byte for each in above.named_children
        ):
            return False
        condition = above.child_by_field_name("condition") if above.type == "if_statement" else None
        if condition is not None and condition.type == "false" and inner == above.child_by_field_name("consequence"):
            return False
        inner = above
    return True


def _hands_over(file: PythonFile, one: Entered, node: Node) -> bool:
    """Whether each item of a loop is handed over in a context attached for it alone: the caller is to run in that."""
    loop = next((each for each in file.tree.ancestors(node) if each.type in _LOOPS), None)
    items = loop.child_by_field_name("left") if loop is not None else None
    if loop is None or items is None or not loop.start_byte <= one.at.start < loop.end_byte:
        return False
    given = node.named_children[-1] if node.named_children else node
    while given.type == "attribute" and given.children:
        given = given.children[0]
    made = file.tree.text_of(file.scopes.sole_value(given))
    names = {file.tree.text_of(items), *map(file.tree.text_of, items.named_children)}
    return bool(names & {file.tree.text_of(given), *re.findall(r"\w+", made)})
