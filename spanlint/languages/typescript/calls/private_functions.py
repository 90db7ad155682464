"""The uses of a TypeScript or JavaScript function that no other file can call."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.names.scopes import Scopes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_EXPRESSIONS = frozenset({"arrow_function", "function_expression"})
_RETURNING = frozenset({"return_statement", "statement_block", "parenthesized_expression"})
_COMPOSING = frozenset({"reduce", "reduceRight"})  # ECMA-262, 23.1.3.24: each call gets what the one before returned


def private_uses(tree: SyntaxTree, scopes: Scopes, function: Node) -> list[Node]:
    """Returns where a function that is not exported is called, or passed to a call, outside of itself.

    Returns none if there is any other use, after which the function may run anywhere.
    """
    name = _private_name(tree, function)
    if name is None:
        return []
    uses: list[Node] = []
    for leaf in tree.leaves(tree.text_of(name)):
        if leaf == name or leaf.type == "string_fragment" or function in tree.ancestors(leaf):
            continue
        use = _use_of_method(tree, leaf, function) if function.type == "method_definition" else leaf
        if use is leaf and (
            leaf.type == "property_identifier"
            or all(binding.name != name for binding in scopes.visible(tree.text_of(leaf), leaf))
        ):
            continue
        holder = tree.parent(use) if use is not None else None
        if use is None or holder is None or use.type == "shorthand_property_identifier":
            return []
        is_called = holder.type == "call_expression" and holder.child_by_field_name("function") == use
        if not is_called and holder.type != "arguments":
            return []
        uses.append(use)
    return uses


def _use_of_method(tree: SyntaxTree, leaf: Node, method: Node) -> Node | None:
    """Returns the `this.name` around a name, or the `Class.name` with the class of the method."""
    member = tree.parent(leaf)
    base = member.child_by_field_name("object") if member is not None else None
    if base is None or base.type == "this":
        return member if base is not None else None
    owner = tree.parent(tree.parent(method) or method)
    name = owner.child_by_field_name("name") if owner is not None else None
    is_of_class = name is not None and base.type == "identifier" and tree.text_of(base) == tree.text_of(name)
    return member if is_of_class else None


def _private_name(tree: SyntaxTree, function: Node) -> Node | None:
    holder = tree.parent(function)
    if function.type == "method_definition":
        name = function.child_by_field_name("name")
        is_generator = any(child.type == "*" for child in function.children)
        is_private = any(
            child.type == "accessibility_modifier" and tree.text_of(child) == "private" for child in function.children
        )
        is_hidden = name is not None and name.type == "private_property_identifier"
        return name if (is_private or is_hidden) and not is_generator else None
    if function.type == "function_declaration" and holder is not None:
        return function.child_by_field_name("name") if holder.type != "export_statement" else None
    if function.type not in _EXPRESSIONS or holder is None:
        return None
    holder = tree.parent(_composition(tree, function) or function)
    if holder is None or holder.type != "variable_declarator":
        return None
    declaration, name = tree.parent(holder), holder.child_by_field_name("name")
    above = tree.parent(declaration) if declaration is not None else None
    is_const = declaration is not None and any(child.type == "const" for child in declaration.children)
    return name if is_const and above is not None and above.type != "export_statement" else None


def _composition(tree: SyntaxTree, function: Node) -> Node | None:
    """Returns the call of `reduce` that makes one function out of several, if its callback returns this function: what
    it evaluates to runs it, and each of the functions runs the one before."""
    above = tree.ancestors(function)
    callback = next((node for node in above if node.type not in _RETURNING), None)
    if callback is None or callback.type not in _EXPRESSIONS:
        return None
    arguments = tree.parent(callback)
    call = tree.parent(arguments) if arguments is not None and arguments.type == "arguments" else None
    callee = call.child_by_field_name("function") if call is not None else None
    member = callee.child_by_field_name("property") if callee is not None else None
    return call if member is not None and tree.text_of(member) in _COMPOSING else None
