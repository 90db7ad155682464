"""The contexts that the project's own openers are passed, or name themselves, in any language."""

from __future__ import annotations

from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.values import Call, Choice, Name
from spanlint.languages.trees.tree import range_of
from spanlint.model.facts import OpenedBy
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def passed_context(
    grammar: PlaceGrammar, call: Node, definer: PlaceGrammar, definition: Node, opened: OpenedBy
) -> ByteRange | None:
    """Where a file says which context a function of the project opens for a call; None if it does not.

    It is the argument that the call passes for it, or else what the function opens itself, if that is in the same file.
    `definer` is the grammar of the file that has the definition, in which `opened` is what the function opens.
    """
    node = definer.tree.root.descendant_for_byte_range(*opened.context) if opened.context is not None else None
    value = definer.value(node) if node is not None else None
    if isinstance(value, Choice):  # behind it stands what is opened if nothing is passed
        value = definer.value(value.parts[0])
    bindings = definer.visible(value.node) if isinstance(value, Name) else []
    if len(bindings) != 1 or bindings[0].kind is not Kind.PARAMETER or bindings[0].scope != definition:
        return opened.context if definer is grammar else None
    slot, use = definer.slot_of(bindings[0].name), grammar.value(call)
    argument = use.arguments.at(slot) if isinstance(use, Call) and slot is not None else None
    return range_of(argument) if argument is not None else None
