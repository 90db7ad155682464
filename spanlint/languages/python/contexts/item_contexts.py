"""The contexts in which the loops of a Python generator hand over their items, one for each item."""

from __future__ import annotations

import re

from spanlint.languages.names.bindings import Kind
from spanlint.languages.python.contexts.entered import Entered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

_LOOPS = frozenset({"for_statement", "while_statement"})
_WORD = re.compile(r"\w+")
_DEPTH = 4  # names that a value is made from, one from another


def yields_in_own_context(file: PythonFile, entry: Entered, node: Node) -> bool:
    """Whether a loop yields each item in a context attached for that item, or in a span whose parent is the item's.

    The caller is meant to run in it.
    """
    loop = next((ancestor for ancestor in file.tree.ancestors(node) if ancestor.type in _LOOPS), None)
    if loop is None or not loop.start_byte <= entry.at.start < loop.end_byte:
        return False
    yielded = node.named_children[-1] if node.named_children else node
    names = _items(file, loop, entry, yielded)
    while yielded.type == "attribute" and yielded.children:
        yielded = yielded.children[0]
    if not _is_made_from(file, yielded, names):
        return False
    return entry.is_attached or _has_parent_from(file, entry, names)


def _items(file: PythonFile, loop: Node, entry: Entered, yielded: Node) -> set[str]:
    """The names of what a loop handles in turn: its targets; for a `while`, what it yields and has fetched before."""
    target = loop.child_by_field_name("left")
    if target is not None:
        return {file.tree.text_of(target), *map(file.tree.text_of, target.named_children)}
    return {
        word
        for word in _WORD.findall(file.tree.text_of(yielded))
        for binding in file.scopes.visible(word, yielded)
        if binding.kind is Kind.VALUE and loop.start_byte <= binding.name.start_byte < entry.at.start
    }


def is_ambient(file: PythonFile, entry: Entered) -> bool:
    """Whether what makes a span current starts it without a parent of its own."""
    leaf = file.tree.leaf_at(entry.at)
    callee = file.callee(leaf) if leaf is not None else None
    creators = file.tables.creators.get(entry.name, ()) if callee is not None else ()
    return any(
        all(callee.arguments.at(slot) is None for slot in creator.parents) for creator in creators if callee is not None
    )


def _has_parent_from(file: PythonFile, entry: Entered, names: set[str]) -> bool:
    """Whether the call that makes a span current passes a parent that is made from one of the names."""
    leaf = file.tree.leaf_at(entry.at)
    callee = file.callee(leaf) if leaf is not None else None
    creators = file.tables.creators.get(entry.name, ()) if callee is not None else ()
    values = [callee.arguments.at(slot) for creator in creators for slot in creator.parents] if callee else []
    return any(value is not None and _is_made_from(file, value, names) for value in values)


def _is_made_from(file: PythonFile, value: Node, names: set[str], depth: int = _DEPTH) -> bool:
    """Whether an expression mentions one of the names, or a name that is given a value that does."""
    words = set(_WORD.findall(file.tree.text_of(value)))
    if names & words or not depth:
        return bool(names & words)
    return any(
        _is_made_from(file, binding.value, names, depth - 1)
        for word in words
        for binding in file.scopes.visible(word, value)
        if binding.kind is Kind.VALUE and binding.value is not None and binding.scope.type == "function_definition"
    )
