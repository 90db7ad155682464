"""TypeScript and JavaScript statements that make a new context and discard it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import is_context
from spanlint.languages.calls.misplaced_values import function_of_contexts
from spanlint.languages.names.bindings import Binding, Kind
from spanlint.languages.names.values import Arguments
from spanlint.languages.trees.syntax_errors import in_broken_statement
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.names.bindings import FUNCTIONS
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.model.usages import Discarded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile

_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_CHOICES = frozenset({"binary_expression", "ternary_expression"})
_TRANSPARENT = frozenset({"parenthesized_expression", "await_expression", "non_null_expression", "as_expression"})


def discarded(file: TypeScriptFile, makers: Iterable[Node]) -> Iterator[Discarded]:
    """Yields the statements that only make a context, in order; `makers` are the names of what makes one."""
    for name in makers:
        callee = file.callee(name) if file.is_mention(name) else None
        if callee is None or not _is_statement(file, callee.call):
            continue
        if in_broken_statement(file.tree, name, file.blocks) or not _is_pure(file, callee):
            continue
        callee_text = file.tree.text_of(callee.member or name)
        display_text = callee_text if len(callee_text.splitlines()) == 1 else file.tree.text_of(name)
        yield Discarded(range_of(name), display_text, _target(file, callee), callee.call.start_byte)


def _is_pure(file: TypeScriptFile, callee: Callee) -> bool:
    name = file.tree.text_of(callee.name)
    if callee.receiver is not None and name in file.tables.pure.methods:
        return is_context(file.tables, file.origins(callee.receiver))
    context = callee.arguments.positional[0] if callee.arguments.positional else None
    is_of_contexts = function_of_contexts(file, callee) in file.tables.pure.functions
    return is_of_contexts and not _is_own_object(file, context)


def _is_own_object(file: TypeScriptFile, context: Node | None) -> bool:
    """Whether the context argument is an object of this file, which may store what its methods receive."""
    return context is not None and all(origin[:1] == "=" for origin in file.origins(context))


def _is_statement(file: TypeScriptFile, call: Node) -> bool:
    """Whether a statement discards a call's value, other than to assert that the call throws."""
    inner = call
    for ancestor in file.tree.ancestors(call):
        if ancestor.type == "expression_statement":
            return not file.expects_error(call)
        is_transparent = ancestor.type in _TRANSPARENT or file.tree.text.startswith(b"void", ancestor.start_byte)
        if not is_transparent and not (ancestor.type in _CHOICES and _is_arm(file, inner, ancestor)):
            return False
        inner = ancestor
    return False


def _is_arm(file: TypeScriptFile, value: Node, choice: Node) -> bool:
    """Whether a choice may evaluate to a value that it does not test."""
    return value in file.alternatives(choice) and choice.child_by_field_name("left") != value


def _target(file: TypeScriptFile, callee: Callee) -> str:
    """Returns the local that holds the base context, if the statement's function can reassign it and reads it later.

    Empty for `await f()` and the like, where an assignment would need parentheses, and for `ctx?.f()`, which may
    return undefined.
    """
    context = _base_context(file, callee) if "?." not in file.tree.text_of(callee.member or callee.name) else None
    statement = file.tree.ancestors(callee.call)[0]
    if context is None or context.type != "identifier" or statement.type != "expression_statement":
        return ""
    name, function = file.tree.text_of(context), _function_around(file, statement)
    bindings = file.scopes.visible(name, context)
    if not bindings or not all(_is_reassignable(file, binding, function) for binding in bindings):
        return ""
    scope = bindings[0].scope
    ancestors = file.tree.ancestors(statement)
    if any(ancestor.type in _LOOPS and scope in (ancestor, *file.tree.ancestors(ancestor)) for ancestor in ancestors):
        return ""
    later_leaves = (leaf for leaf in file.tree.leaves_within(name, scope) if leaf.start_byte >= statement.end_byte)
    reads = (leaf for leaf in later_leaves if leaf.type in ("identifier", "shorthand_property_identifier"))
    return (
        name
        if any(file.scopes.visible(name, leaf) == bindings and not _is_assigned(file, leaf) for leaf in reads)
        else ""
    )


def _base_context(file: TypeScriptFile, callee: Callee) -> Node | None:
    """Returns the context that a call makes a new one from. For a chain, that is the receiver of its first call."""
    arguments: Arguments = callee.arguments
    if callee.receiver is None or file.tree.text_of(callee.name) not in file.tables.pure.methods:
        return arguments.positional[0] if arguments.positional and arguments.spread is None else None
    context = unwrapped(callee.receiver)
    while context.type == "call_expression" and last_name(file.tree, context) in file.tables.pure.methods:
        context = unwrapped(
            unwrapped(context.child_by_field_name("function") or context).child_by_field_name("object") or context
        )
    return context


def _function_around(file: TypeScriptFile, node: Node) -> Node:
    return file.tree.around(node, FUNCTIONS) or file.tree.root


def _is_reassignable(file: TypeScriptFile, binding: Binding, function: Node) -> bool:
    if binding.kind not in (Kind.VALUE, Kind.PARAMETER, Kind.ASSIGNED) or binding.key:
        return False
    if binding.kind is Kind.PARAMETER:
        return binding.scope == function
    if _function_around(file, binding.name) != function:
        return False
    declaration = file.tree.ancestors(binding.name)[1]
    return not (binding.kind is Kind.VALUE and file.tree.text_of(declaration).startswith("const"))


def _is_assigned(file: TypeScriptFile, leaf: Node) -> bool:
    parent = file.tree.parent(leaf)
    return parent is not None and parent.type == "assignment_expression" and parent.child_by_field_name("left") == leaf
