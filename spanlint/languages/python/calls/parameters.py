"""Which parameter of a function of the same file takes an argument of a Python call."""

from __future__ import annotations

from spanlint.languages.python.calls.arguments import read_arguments
from spanlint.languages.python.names.bindings import Kind
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def parameter_of(tree: SyntaxTree, scopes: Scopes, call: Node, value: Node) -> Node | None:
    """The parameter's name; None where the function is another file's, decorated, or takes the argument with a star."""
    function, passed = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    definition = _definition(tree, scopes, function) if function is not None else None
    declared = definition.child_by_field_name("parameters") if definition is not None else None
    if function is None or passed is None or declared is None:
        return None
    parameters = [_name(each) for each in declared.named_children if each.type != "comment"]
    if None in parameters:
        return None
    arguments = read_arguments(tree, passed)
    own = parameters[1:] if function.type == "attribute" else parameters
    if value in arguments.positional:
        index = arguments.positional.index(value)
        return own[index] if index < len(own) else None
    keyword = next((name for name, each in arguments.keywords.items() if each == value), None)
    return next((each for each in own if each is not None and tree.text_of(each) == keyword), None)


def _definition(tree: SyntaxTree, scopes: Scopes, function: Node) -> Node | None:
    """The function of this file that a name is, or a method of the class around."""
    if function.type == "identifier":
        found = scopes.visible(tree.text_of(function), function)
        sole = found[0] if len(found) == 1 and found[0].kind is Kind.FUNCTION else None
        return sole.value if sole is not None and _is_plain(tree, sole.value) else None
    base, name = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    if base is None or name is None or tree.text_of(base) != "self":
        return None
    around = next((each for each in tree.ancestors(function) if each.type == "class_definition"), None)
    body = around.child_by_field_name("body") if around is not None else None
    methods = [each for each in (body.named_children if body is not None else ()) if _is_named(tree, each, name)]
    return methods[0] if len(methods) == 1 else None


def _is_named(tree: SyntaxTree, node: Node, name: Node) -> bool:
    own = node.child_by_field_name("name") if node.type == "function_definition" else None
    return own is not None and tree.text_of(own) == tree.text_of(name)


def _is_plain(tree: SyntaxTree, definition: Node | None) -> bool:
    above = tree.parent(definition) if definition is not None else None
    return above is not None and above.type != "decorated_definition"


def _name(parameter: Node) -> Node | None:
    named = parameter.child_by_field_name("name") or parameter
    if parameter.type == "typed_parameter":
        named = parameter.named_children[0]
    return named if named.type == "identifier" else None
