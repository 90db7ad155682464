"""TypeScript and JavaScript statements that make a new context and drop it."""

from __future__ import annotations

from collections.abc import Iterator

from spanlint.languages.calls.call_sites import Callee
from spanlint.languages.calls.certainties import followed, is_context, is_pure, leaves_of
from spanlint.languages.trees.syntax_errors import in_broken_statement
from spanlint.languages.trees.tree import range_of
from spanlint.languages.typescript.calls.arguments import Arguments
from spanlint.languages.typescript.names.bindings import FUNCTIONS, Binding, Kind
from spanlint.languages.typescript.names.expressions import last_name, unwrapped
from spanlint.model.usages import Discarded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from spanlint.languages.typescript.file import TypeScriptFile

_LOOPS = frozenset({"for_statement", "for_in_statement", "while_statement", "do_statement"})
_THROUGH = frozenset({"parenthesized_expression", "await_expression", "non_null_expression", "as_expression"})
_EXPECTING = frozenset({"throws", "doesNotThrow", "throwsException", "expect", "rejects", "doesNotReject"})


def discarded(file: TypeScriptFile) -> Iterator[Discarded]:
    """The statements that only make a context, in order."""
    pure = file.tables.pure
    for name in leaves_of(file.tree, pure.functions | pure.methods):
        callee = file.callee(name) if file.is_mention(name) else None
        if callee is None or not _is_statement(file, callee.call):
            continue
        if in_broken_statement(file.tree, name, file.blocks) or not _is_pure(file, callee):
            continue
        written = file.tree.text_of(callee.member or name)
        shown = written if len(written.splitlines()) == 1 else file.tree.text_of(name)
        yield Discarded(range_of(name), shown, _target(file, callee), callee.call.start_byte)


def _is_pure(file: TypeScriptFile, callee: Callee) -> bool:
    name = file.tree.text_of(callee.name)
    if callee.receiver is not None and name in file.tables.pure.methods:
        return is_context(file.tables, file.origins(callee.receiver))
    given = callee.arguments.values[0] if callee.arguments.values else None
    return is_pure(file.tables, followed(file, callee.member or callee.name, name)) and not _is_own(file, given)


def _is_own(file: TypeScriptFile, given: Node | None) -> bool:
    """Whether what is passed as the context is the file's own object, which may keep what its methods are given."""
    return given is not None and all(each[:1] == "=" for each in file.origins(given))


def _is_statement(file: TypeScriptFile, call: Node) -> bool:
    """Whether a call's value is dropped where it stands, and not to see it throw."""
    for above in file.tree.ancestors(call):
        if above.type == "expression_statement":
            return not expects_error(file, call)
        if above.type not in _THROUGH and not file.tree.text_of(above).startswith("void"):
            return False
    return False


def expects_error(file: TypeScriptFile, node: Node) -> bool:
    """Whether a node stands in a callback of an assertion about what is thrown."""
    above = file.tree.ancestors(node)
    callbacks = (at for at, each in enumerate(above) if each.type in FUNCTIONS)
    holders = (above[at + 2] for at in callbacks if len(above) > at + 2 and above[at + 1].type == "arguments")
    return any(last_name(file.tree, each) in _EXPECTING for each in holders)


def _target(file: TypeScriptFile, callee: Callee) -> str:
    """The local that holds the context to change, if the statement's function can give it another and reads it later.

    There is none for `await f()` and the like, where an assignment would need parentheses, nor for `ctx?.f()`, which
    may give none.
    """
    held = _changed(file, callee) if "?." not in file.tree.text_of(callee.member or callee.name) else None
    statement = file.tree.ancestors(callee.call)[0]
    if held is None or held.type != "identifier" or statement.type != "expression_statement":
        return ""
    name, function = file.tree.text_of(held), _function(file, statement)
    bound = file.scopes.visible(name, held)
    if not bound or not all(_is_reassignable(file, each, function) for each in bound):
        return ""
    declared = bound[0].scope
    around = file.tree.ancestors(statement)
    if any(above.type in _LOOPS and declared in (above, *file.tree.ancestors(above)) for above in around):
        return ""
    later = (leaf for leaf in file.tree.leaves_within(name, declared) if leaf.start_byte >= statement.end_byte)
    reads = (leaf for leaf in later if leaf.type in ("identifier", "shorthand_property_identifier"))
    return name if any(file.scopes.visible(name, leaf) == bound and not _is_given(file, leaf) for leaf in reads) else ""


def _changed(file: TypeScriptFile, callee: Callee) -> Node | None:
    """The context that a call makes another one from: of a chain of calls, what the first is called on."""
    arguments: Arguments = callee.arguments
    if callee.receiver is None or file.tree.text_of(callee.name) not in file.tables.pure.methods:
        return arguments.values[0] if arguments.values and arguments.spread is None else None
    held = unwrapped(callee.receiver)
    while held.type == "call_expression" and last_name(file.tree, held) in file.tables.pure.methods:
        held = unwrapped(unwrapped(held.child_by_field_name("function") or held).child_by_field_name("object") or held)
    return held


def _function(file: TypeScriptFile, node: Node) -> Node:
    return next((above for above in file.tree.ancestors(node) if above.type in FUNCTIONS), file.tree.root)


def _is_reassignable(file: TypeScriptFile, binding: Binding, function: Node) -> bool:
    if binding.kind not in (Kind.VALUE, Kind.PARAMETER, Kind.ASSIGNED) or binding.key:
        return False
    if binding.kind is Kind.PARAMETER:
        return binding.scope == function
    if _function(file, binding.name) != function:
        return False
    declaration = file.tree.ancestors(binding.name)[1]
    return not (binding.kind is Kind.VALUE and file.tree.text_of(declaration).startswith("const"))


def _is_given(file: TypeScriptFile, leaf: Node) -> bool:
    above = file.tree.parent(leaf)
    return above is not None and above.type == "assignment_expression" and above.child_by_field_name("left") == leaf
