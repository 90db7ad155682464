"""The members of a local object that hold a value, as `op.span` after `const op = { span }`, in any language.

Nothing but the code that names the object can get at the value: the object never leaves the names of its members.
"""

from __future__ import annotations

from spanlint.languages.names.bindings import Kind, is_same
from spanlint.languages.names.places import PlaceGrammar
from spanlint.languages.names.roles import Owner
from spanlint.languages.names.values import role_of_value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_OBJECT, _PAIR, _DECLARATION = "object", "pair", "variable_declarator"


def member_mentions(grammar: PlaceGrammar, value: Node) -> list[Node]:
    """The mentions of the member that a value is given in an object; none if more is done with the object than to read
    or set its members."""
    tree, holder, key = grammar.tree, grammar.tree.parent(value), value
    if holder is not None and holder.type == _PAIR:
        key = holder.child_by_field_name("key") or value
        holder = tree.parent(holder) if key != value else None
    declaration = tree.parent(holder) if holder is not None and holder.type == _OBJECT else None
    name = declaration.child_by_field_name("name") if declaration is not None else None
    if declaration is None or declaration.type != _DECLARATION or name is None or not grammar.is_name(name):
        return []
    return _read_of(grammar, name, tree.text_of(key))


def _read_of(grammar: PlaceGrammar, name: Node, key: str) -> list[Node]:
    bindings = grammar.visible(name)
    if len(bindings) != 1 or bindings[0].name != name or bindings[0].kind is not Kind.VALUE:
        return []
    members: list[Node] = []
    for leaf in grammar.mentions(grammar.tree.text_of(name), bindings[0].scope):
        if leaf == name or not is_same(grammar.visible(leaf), bindings):
            continue
        role = role_of_value(grammar, leaf)
        if not isinstance(role, Owner) or role.call is not None:
            return []
        members += [role.member] if role.name == key else []
    return members
