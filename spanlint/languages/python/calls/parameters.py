"""The parameters of a Python function: which takes an argument of a call in the same file, and where calls pass one."""

from __future__ import annotations

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.python.calls.arguments import read_arguments
from spanlint.languages.python.names.scopes import Scopes
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


def parameter_of(tree: SyntaxTree, scopes: Scopes, call: Node, value: Node) -> Node | None:
    """Returns the parameter's name.

    None if the function is in another file, is decorated, or takes the argument with a star.
    """
    function, argument_list = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    definition = definition_of(tree, scopes, function) if function is not None else None
    declared = definition.child_by_field_name("parameters") if definition is not None else None
    if function is None or argument_list is None or declared is None:
        return None
    parameters = [_name_of(parameter) for parameter in declared.named_children if parameter.type != "comment"]
    if None in parameters:
        return None
    arguments = read_arguments(tree, argument_list)
    call_parameters = parameters[1:] if function.type == "attribute" else parameters
    if value in arguments.positional:
        index = arguments.positional.index(value)
        return call_parameters[index] if index < len(call_parameters) else None
    keyword = next((name for name, argument in arguments.keywords.items() if argument == value), None)
    return next(
        (parameter for parameter in call_parameters if parameter is not None and tree.text_of(parameter) == keyword),
        None,
    )


def definition_of(tree: SyntaxTree, scopes: Scopes, function: Node) -> Node | None:
    """Returns the function of this file that a name refers to, or a method of the class around."""
    if function.type == "identifier":
        visible = scopes.visible(tree.text_of(function), function)
        binding = visible[0] if len(visible) == 1 and visible[0].kind is Kind.FUNCTION else None
        return binding.value if binding is not None and _is_undecorated(tree, binding.value) else None
    base, name = function.child_by_field_name("object"), function.child_by_field_name("attribute")
    if base is None or name is None or tree.text_of(base) != "self":
        return None
    owner = next((ancestor for ancestor in tree.ancestors(function) if ancestor.type == "class_definition"), None)
    body = owner.child_by_field_name("body") if owner is not None else None
    methods = [child for child in (body.named_children if body is not None else ()) if _is_named(tree, child, name)]
    return methods[0] if len(methods) == 1 else None


def _is_named(tree: SyntaxTree, node: Node, name: Node) -> bool:
    own_name = node.child_by_field_name("name") if node.type == "function_definition" else None
    return own_name is not None and tree.text_of(own_name) == tree.text_of(name)


def _is_undecorated(tree: SyntaxTree, definition: Node | None) -> bool:
    above = tree.parent(definition) if definition is not None else None
    return above is not None and above.type != "decorated_definition"


def _name_of(parameter: Node) -> Node | None:
    name = parameter.child_by_field_name("name") or parameter
    if parameter.type == "typed_parameter":
        name = parameter.named_children[0]
    return name if name.type == "identifier" else None


def omittable_slot(tree: SyntaxTree, parameter: Binding) -> Slot | None:
    """Returns where calls pass a parameter, if they can omit it because it is None by default."""
    declared = parameter.scope.child_by_field_name("parameters")
    position: int | None = 0
    for declaration in declared.named_children if declared is not None else ():
        if declaration.type in ("keyword_separator", "list_splat_pattern"):
            position = None
            continue
        name = declaration.child_by_field_name("name") or declaration
        if parameter.name in (name, *name.children[:1]):
            is_optional = parameter.value is not None and parameter.value.type == "none"
            return Slot(position, tree.text_of(parameter.name)) if is_optional else None
        if position is not None and tree.text_of(declaration) not in ("self", "cls"):
            position += 1
    return None
