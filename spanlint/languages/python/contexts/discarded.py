"""Python statements that make a new context and drop it."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import followed, is_context, is_pure, leaves_of
from spanlint.languages.python.calls.arguments import Arguments
from spanlint.languages.python.names.bindings import Kind, scope_of
from spanlint.languages.trees.syntax_errors import in_broken_statement
from spanlint.languages.trees.tree import range_of
from spanlint.model.usages import Discarded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.python.file import PythonFile

_LOOPS = frozenset({"for_statement", "while_statement"})


def discarded(file: PythonFile) -> Iterator[Discarded]:
    """The statements that only make a context, in order."""
    yield from sorted({each for name in _names(file) if (each := _discarded(file, name)) is not None})


def _names(file: PythonFile) -> Iterator[Node]:
    """The mentions of a pure function, by its own name or by the one that an import gives it."""
    for name in leaves_of(file.tree, file.tables.pure.functions):
        above = file.tree.ancestors(name)
        alias = next((each.child_by_field_name("alias") for each in above[:2] if each.type == "aliased_import"), None)
        if alias is not None:
            yield from file.tree.leaves(file.tree.text_of(alias))
        else:
            yield name


def _discarded(file: PythonFile, name: Node) -> Discarded | None:
    callee = file.callee(name) if file.is_mention(name) else None
    statement = _statement(file, callee.call) if callee is not None else None
    if callee is None or statement is None or in_broken_statement(file.tree, name, file.blocks):
        return None
    function = callee.member or name
    if not is_pure(file.tables, followed(file, function, file.tree.text_of(name))):
        return None
    return Discarded(
        range_of(name), file.tree.text_of(function), _target(file, callee, statement), callee.call.start_byte
    )


def _statement(file: PythonFile, call: Node) -> Node | None:
    """The statement that a call is alone in, unless it stands there to raise."""
    above = file.tree.ancestors(call)
    alone = above[0] if above[0].type == "expression_statement" and above[0].named_child_count == 1 else None
    return alone if alone is not None and not expects_error(file, call) else None


def expects_error(file: PythonFile, node: Node) -> bool:
    """Whether a node stands in a `with` that expects an exception, as tests do."""
    clauses = (
        clause
        for above in file.tree.ancestors(node)
        if above.type == "with_statement"
        for clause in above.children
        if clause.type == "with_clause"
    )
    return any("raises" in file.tree.text_of(clause).lower() for clause in clauses)


def _target(file: PythonFile, callee: Callee, statement: Node) -> str:
    """The local that is passed as the context to change, if it is the statement's function's own and is read later."""
    passed = _context(file, callee.arguments)
    if passed is None or passed.type != "identifier":
        return ""
    name, scope = file.tree.text_of(passed), scope_of(file.tree, statement)
    bound = file.scopes.visible(name, passed)
    local = bool(bound) and all(each.scope == scope and each.kind in (Kind.VALUE, Kind.PARAMETER) for each in bound)
    inside = any(
        above.type in _LOOPS for above in file.tree.ancestors(statement) if scope in file.tree.ancestors(above)
    )
    later = (leaf for leaf in file.tree.leaves_within(name, scope) if leaf.start_byte > statement.end_byte)
    return name if local and not inside and any(_is_read(file, leaf, scope) for leaf in later) else ""


def _context(file: PythonFile, arguments: Arguments) -> Node | None:
    if arguments.has_splat or arguments.has_kwargs:
        return None
    named = arguments.keywords.get("context")
    last = arguments.positional[-1] if arguments.positional else None
    known = last is not None and is_context(file.tables, file.origins(last))
    return named or (last if known else None)


def _is_read(file: PythonFile, leaf: Node, scope: Node) -> bool:
    """Whether a name is read in a scope itself, neither a keyword, nor a member, nor given a value."""
    above = file.tree.parent(leaf)
    if above is None or leaf.type != "identifier" or scope_of(file.tree, leaf) != scope:
        return False
    named = {"attribute": "attribute", "keyword_argument": "name", "assignment": "left"}.get(above.type)
    return named is None or above.child_by_field_name(named) != leaf
