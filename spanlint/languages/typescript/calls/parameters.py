"""The parameters of a TypeScript or JavaScript function: which takes an argument of a call in the same file, and where
calls pass one."""

from __future__ import annotations

from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.calls.arguments import read_arguments
from spanlint.languages.typescript.names.bindings import CLASSES, FUNCTIONS, PARAMETERS
from spanlint.languages.typescript.names.expressions import unwrapped
from spanlint.languages.typescript.names.scopes import Scopes
from spanlint.model.apis import Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


_MEMBERS = frozenset({"method_definition", "public_field_definition", "pair"})


def parameter_of(tree: SyntaxTree, scopes: Scopes, call: Node, value: Node) -> Node | None:
    """Returns the parameter's name; None if another file defines the function, or a pattern or a rest parameter takes
    the argument."""
    function, argument_list = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    definition = definition_of(tree, scopes, unwrapped(function)) if function is not None else None
    if definition is None or argument_list is None:
        return None
    arguments, sole_parameter = read_arguments(argument_list), definition.child_by_field_name("parameter")
    if value not in arguments.positional or arguments.spread is not None:
        return None
    index, declared = arguments.positional.index(value), definition.child_by_field_name("parameters")
    if sole_parameter is not None or declared is None:
        return sole_parameter if index == 0 else None
    parameters = read_arguments(declared).positional
    pattern = parameters[index].child_by_field_name("pattern") if index < len(parameters) else None
    return pattern if pattern is not None and pattern.type == "identifier" else None


def definition_of(tree: SyntaxTree, scopes: Scopes, function: Node) -> Node | None:
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
    members = [member for member in (body.named_children if body is not None else ()) if _is_named(tree, member, name)]
    return _function_of(members[0]) if len(members) == 1 else None


def member_definition_of(tree: SyntaxTree, scopes: Scopes, function: Node) -> Node | None:
    """Returns the function that a member of a class or of a constant object of this file is."""
    base, name = function.child_by_field_name("object"), function.child_by_field_name("property")
    bindings = scopes.visible(tree.text_of(base), base) if base is not None and base.type == "identifier" else []
    holder = bindings[0].value if len(bindings) == 1 and not bindings[0].key else None
    body = holder.child_by_field_name("body") if holder is not None and holder.type in CLASSES else holder
    if name is None or body is None or body.type not in ("class_body", "object"):
        return None
    members = [member for member in body.named_children if _is_named(tree, member, name)]
    return _function_of(members[0]) if len(members) == 1 else None


def _is_named(tree: SyntaxTree, node: Node, name: Node) -> bool:
    own_name = node.child_by_field_name("key" if node.type == "pair" else "name") if node.type in _MEMBERS else None
    return own_name is not None and tree.text_of(own_name) == tree.text_of(name)


def _function_of(member: Node) -> Node | None:
    """Returns a method, or the function that a field holds."""
    value = member.child_by_field_name("value")
    function = value if member.type != "method_definition" else member
    return function if function is not None and function.type in FUNCTIONS else None


def omittable_slot(tree: SyntaxTree, scopes: Scopes, parameter: Binding, key: str) -> Slot | None:
    """Returns where calls pass a parameter or its key, if they may omit it: it is optional, or untyped as in
    JavaScript."""
    parameters = parameter.scope.child_by_field_name("parameters")
    declarations = [child for child in parameters.named_children if child.type in PARAMETERS] if parameters else []
    patterns = [(declaration, declaration.child_by_field_name("pattern")) for declaration in declarations]
    positional = [
        (declaration, pattern) for declaration, pattern in patterns if pattern is not None and pattern.type != "this"
    ]
    for position, (declaration, pattern) in enumerate(positional):
        if not pattern.start_byte <= parameter.name.start_byte < pattern.end_byte:
            continue
        if key == "?" or (pattern != parameter.name and not key):
            return None
        return Slot(position, key=key or None) if _may_be_omitted(tree, scopes, declaration, key) else None
    return None


def _may_be_omitted(tree: SyntaxTree, scopes: Scopes, parameter: Node, key: str) -> bool:
    annotation, default = parameter.child_by_field_name("type"), parameter.child_by_field_name("value")
    if default is not None:
        return default.type in ("undefined", "null") or (bool(key) and default.type == "object")
    if parameter.type == "optional_parameter" or annotation is None:
        return True
    return bool(key) and any(_has_optional_property(tree, scopes, child, key) for child in annotation.named_children)


def _has_optional_property(tree: SyntaxTree, scopes: Scopes, type_node: Node, key: str) -> bool:
    """Whether a type, written inline or declared in the file, has an optional property of this name."""
    bindings = scopes.bindings(tree.text_of(type_node))
    declarations = [binding.value for binding in bindings if binding.kind is Kind.TYPE]
    for leaf in tree.leaves(key):
        ancestors = tree.ancestors(leaf)
        if ancestors[0].type == "property_signature" and any(
            declaration in ancestors for declaration in (type_node, *declarations)
        ):
            return any(child.type == "?" for child in ancestors[0].children)
    return False
