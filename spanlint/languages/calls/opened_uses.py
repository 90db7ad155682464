"""Whether something is open where a file uses a function, public or private, directly or through other functions."""

from __future__ import annotations

from collections.abc import Callable

from spanlint.languages.names.values import ValueGrammar
from spanlint.model.facts import OpenedBy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_MAX_USES = 100  # mentions of the functions around one call


def is_used_in_opened(grammar: ValueGrammar, opened_by: Callable[[Node], OpenedBy | None], call: Node) -> bool:
    """Whether something is open at one mention of a function around a call, as far as these are searched."""
    tree, functions = grammar.tree, grammar.types.functions
    pending = [above for above in tree.ancestors(call) if above.type in functions]
    visited: set[Node] = set()
    count = 0
    while pending:
        function = pending.pop()
        name = grammar.function_name(function)
        if function in visited or not name:
            continue
        visited.add(function)
        for leaf in tree.leaves(name):
            around = tree.ancestors(leaf)
            count += 1
            if count > _MAX_USES:
                return False
            if function in around or around[0].child_by_field_name("name") == leaf:
                continue
            if opened_by(leaf) is not None:
                return True
            pending += [above for above in around if above.type in functions]
    return False
