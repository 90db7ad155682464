"""Python statements that make a new context and discard it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import is_context, leaves_of
from spanlint.languages.calls.misplaced_values import function_of_contexts
from spanlint.languages.names.bindings import Kind
from spanlint.languages.names.values import Arguments
from spanlint.languages.python.names.bindings import scope_of
from spanlint.languages.trees.syntax_errors import in_broken_statement
from spanlint.languages.trees.tree import range_of
from spanlint.model.usages import Discarded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

_LOOPS = frozenset({"for_statement", "while_statement"})


def discarded(file: PythonFile, makers: Iterable[Node]) -> Iterator[Discarded]:
    """Yields the statements that only make a context, in order; `makers` are the names of what makes one."""
    yield from sorted({usage for name in makers if (usage := _usage(file, name)) is not None})


def mentions_of(file: PythonFile, functions: Iterable[str]) -> Iterator[Node]:
    """Yields the mentions of functions, by their own names or by an import's alias."""
    for name in leaves_of(file.tree, functions):
        ancestors = file.tree.ancestors(name)
        alias = next(
            (ancestor.child_by_field_name("alias") for ancestor in ancestors[:2] if ancestor.type == "aliased_import"),
            None,
        )
        if alias is not None:
            yield from file.tree.leaves(file.tree.text_of(alias))
        else:
            yield name


def _usage(file: PythonFile, name: Node) -> Discarded | None:
    callee = file.callee(name) if file.is_mention(name) else None
    statement = _statement(file, callee.call) if callee is not None else None
    if callee is None or statement is None or in_broken_statement(file.tree, name, file.blocks):
        return None
    function = callee.member or name
    if function_of_contexts(file, callee) not in file.tables.pure.functions:
        return None
    target = _target(file, callee, statement) if file.tree.parent(callee.call) == statement else ""
    return Discarded(range_of(name), file.tree.text_of(function), target, callee.call.start_byte)


def _statement(file: PythonFile, call: Node) -> Node | None:
    """Returns the statement that is a call, or a choice that may evaluate to it, unless the call is meant to raise."""
    inner = call
    for ancestor in file.tree.ancestors(call):
        if ancestor.type == "expression_statement":
            return ancestor if ancestor.named_child_count == 1 and not file.expects_error(call) else None
        is_arm = inner in file.alternatives(ancestor) and ancestor.child_by_field_name("left") != inner
        if ancestor.type != "parenthesized_expression" and not is_arm:
            return None
        inner = ancestor
    return None


def _target(file: PythonFile, callee: Callee, statement: Node) -> str:
    """Returns the local passed as the context, if it belongs to the statement's scope and is read later; else ''."""
    context = _context_argument(file, callee.arguments)
    if context is None or context.type != "identifier":
        return ""
    name, scope = file.tree.text_of(context), scope_of(file.tree, statement)
    bindings = file.scopes.visible(name, context)
    is_local = bool(bindings) and all(
        binding.scope == scope and binding.kind in (Kind.VALUE, Kind.PARAMETER) for binding in bindings
    )
    is_in_loop = any(
        ancestor.type in _LOOPS for ancestor in file.tree.ancestors(statement) if scope in file.tree.ancestors(ancestor)
    )
    later_mentions = (leaf for leaf in file.tree.leaves_within(name, scope) if leaf.start_byte > statement.end_byte)
    return name if is_local and not is_in_loop and any(_is_read(file, leaf, scope) for leaf in later_mentions) else ""


def _context_argument(file: PythonFile, arguments: Arguments) -> Node | None:
    if arguments.spread is not None or arguments.is_open:
        return None
    by_keyword = arguments.keywords.get("context")
    last = arguments.positional[-1] if arguments.positional else None
    is_known = last is not None and is_context(file.tables, file.origins(last))
    return by_keyword or (last if is_known else None)


def _is_read(file: PythonFile, leaf: Node, scope: Node) -> bool:
    """Whether a scope itself reads a name, which is neither a keyword, nor a member, nor an assignment's target."""
    above = file.tree.parent(leaf)
    if above is None or leaf.type != "identifier" or scope_of(file.tree, leaf) != scope:
        return False
    naming_field = {"attribute": "attribute", "keyword_argument": "name", "assignment": "left"}.get(above.type)
    return naming_field is None or above.child_by_field_name(naming_field) != leaf
