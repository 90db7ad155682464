"""Options of a creation call that stand elsewhere: in an object that is spread into them, or in another file."""

from __future__ import annotations

from spanlint.languages.names.bindings import Kind
from spanlint.languages.typescript.calls.arguments import entries
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.lean.protocols import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.names.places import PlaceGrammar

_DEPTH = 3  # objects that are spread into one another, or imported


class OptionsFile(Protocol):
    """A file that holds options."""

    @property
    def grammar(self) -> PlaceGrammar:
        """The expressions of the file."""

    @property
    def scopes(self) -> Scopes:
        """The names of the file."""


def declares_root(file: OptionsFile, options: Node, key: str, depth: int = _DEPTH) -> bool:
    """Whether options that are not all written in the call say with a key that the span begins a new trace."""
    holder = unwrapped(file.scopes.sole_value(options))
    if holder.type == "object":
        declared = entries(file.grammar.tree, holder).get(key)
        parts = [entry.named_children[0] for entry in holder.named_children if entry.type == "spread_element"]
        is_said = declared is not None and declared.type == "true"
        return is_said or (
            declared is None and any(declares_root(file, part, key, depth - 1) for part in parts if depth)
        )
    text = file.grammar.tree.text_of(holder)
    for binding in file.scopes.visible(text, holder) if holder.type == "identifier" and depth else ():
        for view, target in file.grammar.imported(binding.path) if binding.kind is Kind.IMPORT else ():
            bindings = view.grammar.top_level(target.steps[0]) if len(target.steps) == 1 else ()
            values = [found.value for found in bindings if found.kind is Kind.VALUE and found.value is not None]
            if len(values) == 1 and declares_root(view, values[0], key, depth - 1):
                return True
    return False
