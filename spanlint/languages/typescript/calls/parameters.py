"""Which parameter of a function of the same file takes an argument of a TypeScript or JavaScript call."""

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
    """The parameter's name; None where the function is another file's, or takes the argument apart or with dots."""
    function, passed = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    definition = _definition(tree, scopes, unwrapped(function)) if function is not None else None
    if definition is None or passed is None:
        return None
    arguments, alone = read_arguments(passed), definition.child_by_field_name("parameter")
    if value not in arguments.values or arguments.spread is not None:
        return None
    index, declared = arguments.values.index(value), definition.child_by_field_name("parameters")
    if alone is not None or declared is None:
        return alone if index == 0 else None
    parameters = read_arguments(declared).values
    pattern = parameters[index].child_by_field_name("pattern") if index < len(parameters) else None
    return pattern if pattern is not None and pattern.type == "identifier" else None


def _definition(tree: SyntaxTree, scopes: Scopes, function: Node) -> Node | None:
    """The function of this file that a name is, or a method of the class around."""
    if function.type == "identifier":
        found = scopes.visible(tree.text_of(function), function)
        sole = found[0] if len(found) == 1 and found[0].kind is Kind.FUNCTION else None
        return sole.value if sole is not None and sole.value is not None and sole.value.type in FUNCTIONS else None
    base, name = function.child_by_field_name("object"), function.child_by_field_name("property")
    if base is None or name is None or base.type != "this":
        return None
    around = next((each for each in tree.ancestors(function) if each.type in CLASSES), None)
    body = around.child_by_field_name("body") if around is not None else None
    methods = [each for each in (body.named_children if body is not None else ()) if _is_named(tree, each, name)]
    return methods[0] if len(methods) == 1 else None


def _is_named(tree: SyntaxTree, node: Node, name: Node) -> bool:
    own = node.child_by_field_name("name") if node.type == "method_definition" else None
    return own is not None and tree.text_of(own) == tree.text_of(name)
