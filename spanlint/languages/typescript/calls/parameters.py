"""Finds the parameter of a function in the same file that takes an argument of a TypeScript or JavaScript call."""

from __future__ import annotations

from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.calls.arguments import read_arguments
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS, Kind
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.languages.typescript.names.scopes import Scopes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def parameter_of(tree: SyntaxTree, scopes: Scopes, call: Node, value: Node) -> Node | None:
    """Returns the parameter's name; None if another file defines the function, or a pattern or a rest parameter takes
    the argument."""
    function, argument_list = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    definition = _definition(tree, scopes, unwrapped(function)) if function is not None else None
    if definition is None or argument_list is None:
        return None
    arguments, sole_parameter = read_arguments(argument_list), definition.child_by_field_name("parameter")
    if value not in arguments.values or arguments.spread is not None:
        return None
    index, declared = arguments.values.index(value), definition.child_by_field_name("parameters")
    if sole_parameter is not None or declared is None:
        return sole_parameter if index == 0 else None
    parameters = read_arguments(declared).values
    pattern = parameters[index].child_by_field_name("pattern") if index < len(parameters) else None
    return pattern if pattern is not None and pattern.type == "identifier" else None


def _definition(tree: SyntaxTree, scopes: Scopes, function: Node) -> Node | None:
    """Returns the function of this file that a name is bound to, or the method of the class around."""
    if function.type == "identifier":
        bindings = scopes.visible(tree.text_of(function), function)
        binding = bindings[0] if len(bindings) == 1 and bindings[0].kind is Kind.FUNCTION else None
        return (
            binding.value
            if binding is not None and binding.value is not None and binding.value.type in FUNCTIONS
            else None
        )
    base, name = function.child_by_field_name("object"), function.child_by_field_name("property")
    if base is None or name is None or base.type != "this":
        return None
    class_node = next((ancestor for ancestor in tree.ancestors(function) if ancestor.type in CLASSES), None)
    body = class_node.child_by_field_name("body") if class_node is not None else None
    methods = [member for member in (body.named_children if body is not None else ()) if _is_named(tree, member, name)]
    return methods[0] if len(methods) == 1 else None


def _is_named(tree: SyntaxTree, node: Node, name: Node) -> bool:
    own_name = node.child_by_field_name("name") if node.type == "method_definition" else None
    return own_name is not None and tree.text_of(own_name) == tree.text_of(name)
