"""Python source to facts: from each mention of a creation call upwards to its call, arguments and receiver."""

from __future__ import annotations

from functools import cache

import tree_sitter_python
from tree_sitter import Language, Node, Parser

from spanlint.apis import ApiTables
from spanlint.facts import Facts, SpanCall, UnreadableSyntax
from spanlint.languages.errors import in_broken_statement
from spanlint.languages.python.arguments import parent_of, read_arguments
from spanlint.languages.syntax import SyntaxTree, mentions, range_of
from spanlint.source import Source

BLOCKS = frozenset({"module", "block"})


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_python.language()))


def read(source: Source, tables: ApiTables) -> Facts:
    """The facts of a Python file."""
    tree = SyntaxTree(source.text, _parser().parse(source.text).root_node)
    calls: list[SpanCall] = []
    unreadable: list[UnreadableSyntax] = []
    for place in mentions(source.text, tables.mention):
        name = tree.leaf_at(place)
        if name is None or name.type != "identifier" or _is_defined_name(tree, name):
            continue
        if in_broken_statement(tree, name, BLOCKS):
            unreadable.append(UnreadableSyntax(place, tree.text_of(name)))
            continue
        call = _span_call(tree, name, tables)
        if call is not None:
            calls.append(call)
    return Facts(tuple(calls), tuple(unreadable))


def _is_defined_name(tree: SyntaxTree, name: Node) -> bool:
    above = tree.parent(name)
    return above is not None and above.type == "function_definition" and above.child_by_field_name("name") == name


def _span_call(tree: SyntaxTree, name: Node, tables: ApiTables) -> SpanCall | None:
    """The creation call whose method name this is; None for a reference that is not called."""
    method = tree.parent(name)
    if method is None or method.type != "attribute" or method.child_by_field_name("attribute") != name:
        return None
    call = _called(tree, method)
    passed = call.child_by_field_name("arguments") if call is not None else None
    receiver = method.child_by_field_name("object")
    if call is None or receiver is None or passed is None or passed.type != "argument_list":
        return None
    creator = tables.creators[tree.text_of(name)]
    above = tree.parent(call)
    return SpanCall(
        creator=creator,
        at=range_of(name),
        call=range_of(call),
        receiver=tree.text_of(receiver),
        parent=parent_of(tree, read_arguments(tree, passed), creator, tables.roots),
        decorator=above is not None and above.type == "decorator",
    )


def _called(tree: SyntaxTree, function: Node) -> Node | None:
    """The call that calls this expression, through parentheses."""
    inner = function
    for above in tree.ancestors(function):
        if above.type == "call":
            return above if above.child_by_field_name("function") == inner else None
        if above.type != "parenthesized_expression":
            return None
        inner = above
    return None
