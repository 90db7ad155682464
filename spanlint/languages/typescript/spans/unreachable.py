"""The TypeScript statements that never run, because their types say so."""

from __future__ import annotations

import re

from spanlint.languages.names.bindings import Kind
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.languages.typescript.calls.arguments import read_arguments
from spanlint.languages.typescript.calls.definitions import definition_of
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.languages.typescript.names.scopes import Scopes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_STATEMENTS = frozenset({"return_statement", "throw_statement", "expression_statement", "lexical_declaration"})
_CALLS = frozenset({"call_expression", "new_expression"})
_NEVER_NAME = frozenset({"never"})
_SATISFIES_NEVER = re.compile(r"\bsatisfies\s+never\b")
_NEVER = re.compile(r":\s*never")
_NOTHING_RETURNED = re.compile(r"\b(?:void|undefined|any|unknown|never)\b|\bGenerator\b|\basserts\b")
_ENDS_OF_FUNCTIONS = frozenset({"statement_block", "try_statement"})
# What such functions and errors are called where another file defines them.
_NAMED_NEVER = re.compile(
    r"(?:assert|check|ensure|throw)?_?(?:never|unreachable|exhaustive(?:ness)?)(?:_?(?:check|case|value|switch))*(?:error)?",
    re.IGNORECASE,
)


def is_unreachable(tree: SyntaxTree, scopes: Scopes, statement: Node) -> bool:
    """Whether a statement gives a value to something of the type `never`: its types say that it does not run."""
    if statement.type not in _STATEMENTS or not statement.named_children:
        return False
    if statement.type == "lexical_declaration":
        return any(_is_never(tree, part) for part in statement.named_children)
    value = unwrapped(statement.named_children[0])
    if tree.has_within(_NEVER_NAME, statement):
        text = tree.text_of(statement)
        if "{\n" not in text and _SATISFIES_NEVER.search(text):
            return True
    return value.type in _CALLS and _takes_never(tree, scopes, value)


def is_exhaustive(tree: SyntaxTree, switch: Node) -> bool:
    """Whether a `switch` without a default has a case for each value: it ends a function that returns one by its type.

    The compiler accepts that only if the type of what is switched on has no other value.
    """
    inner = switch
    for above in tree.ancestors(switch):
        declared = above.child_by_field_name("return_type")
        if declared is not None:
            return _NOTHING_RETURNED.search(tree.text_of(declared)) is None
        statements = [child for child in above.named_children if child.type != "comment"]
        is_last = above.type == "try_statement" or (bool(statements) and statements[-1] == inner)
        if above.type not in _ENDS_OF_FUNCTIONS or not is_last:
            return False
        inner = above
    return False


def _is_never(tree: SyntaxTree, part: Node) -> bool:
    annotation = part.child_by_field_name("type")
    return annotation is not None and _NEVER.fullmatch(tree.text_of(annotation)) is not None


def _takes_never(tree: SyntaxTree, scopes: Scopes, call: Node) -> bool:
    """Whether a function or a class takes one of the arguments of a call as a `never`."""
    arguments = call.child_by_field_name("arguments")
    count = len(read_arguments(arguments).positional) if arguments is not None else 0
    function = call.child_by_field_name("function") or call.child_by_field_name("constructor")
    is_named_never = _NAMED_NEVER.fullmatch(last_name(tree, call)) is not None
    # The definition is searched for by its name, of which a file may have as many mentions as calls.
    if not count or function is None or not (is_named_never or tree.offsets("never")):
        return False
    definition = _definition(tree, scopes, unwrapped(function))
    if definition is None:
        return is_named_never
    parameters = definition.child_by_field_name("parameters")
    declared = read_arguments(parameters).positional[:count] if parameters is not None else ()
    if any(_is_never(tree, parameter) for parameter in declared):
        return True
    is_typed = any(parameter.child_by_field_name("type") is not None for parameter in declared)
    return is_named_never and not is_typed and _always_throws(definition)


def _always_throws(function: Node) -> bool:
    """Whether all that a function does is to throw, as one of plain JavaScript does that must not be called."""
    body = function.child_by_field_name("body")
    statements = [node for node in body.named_children if node.type != "comment"] if body is not None else []
    return [statement.type for statement in statements] == ["throw_statement"]


def _definition(tree: SyntaxTree, scopes: Scopes, function: Node) -> Node | None:
    """Returns the function, its declaration, or the constructor of the class that a name is bound to in this file."""
    found = definition_of(tree, scopes, function)
    if found is not None or function.type != "identifier":
        return found
    name = tree.text_of(function)
    for leaf in tree.leaves(name):
        holder = tree.parent(leaf)
        if holder is not None and holder.type == "function_signature" and holder.child_by_field_name("name") == leaf:
            return holder
    classes = (binding.value for binding in scopes.visible(name, function) if binding.kind is Kind.CLASS)
    bodies = (node.child_by_field_name("body") for node in classes if node is not None)
    members = (member for body in bodies if body is not None for member in body.named_children)
    named = ((member, member.child_by_field_name("name")) for member in members if member.type == "method_definition")
    return next((member for member, own in named if own is not None and tree.text_of(own) == "constructor"), None)
