"""TypeScript and JavaScript source to facts: from each mention of a creation call upwards to its call."""

from __future__ import annotations

from functools import cache

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from spanlint.apis import ApiTables
from spanlint.facts import Facts, SpanCall, UnreadableSyntax
from spanlint.languages.errors import in_broken_statement
from spanlint.languages.syntax import SyntaxTree, mentions, range_of
from spanlint.languages.typescript.arguments import parent_of, read_arguments
from spanlint.source import Source

BLOCKS = frozenset({"program", "statement_block", "class_body", "switch_case", "switch_default", "interface_body"})
_TYPESCRIPT_ONLY = (".ts", ".mts", ".cts")  # where `<T>x` is a cast; in every other file it opens an element
_NAMES = frozenset({"property_identifier", "string_fragment"})
_CALLED_THROUGH = frozenset({"parenthesized_expression", "non_null_expression", "as_expression", "instantiation_expression"})


@cache
def _parser(jsx: bool) -> Parser:
    grammar = tree_sitter_typescript.language_tsx() if jsx else tree_sitter_typescript.language_typescript()
    return Parser(Language(grammar))


def read(source: Source, tables: ApiTables) -> Facts:
    """The facts of a TypeScript or JavaScript file."""
    parser = _parser(jsx=not source.path.endswith(_TYPESCRIPT_ONLY))
    tree = SyntaxTree(source.text, parser.parse(source.text).root_node)
    calls: list[SpanCall] = []
    unreadable: list[UnreadableSyntax] = []
    for place in mentions(source.text, tables.mention):
        name = tree.leaf_at(place)
        if name is None or name.type not in _NAMES | {"identifier"} or _is_defined_name(tree, name):
            continue
        if name.type != "string_fragment" and in_broken_statement(tree, name, BLOCKS):
            unreadable.append(UnreadableSyntax(place, tree.text_of(name)))
            continue
        call = _span_call(tree, name, tables)
        if call is not None:
            calls.append(call)
    return Facts(tuple(calls), tuple(unreadable))


def _is_defined_name(tree: SyntaxTree, name: Node) -> bool:
    above = tree.parent(name)
    return above is not None and above.child_by_field_name("name") == name


def _span_call(tree: SyntaxTree, name: Node, tables: ApiTables) -> SpanCall | None:
    """The creation call whose method name this is; None for a reference that is not called."""
    method = _member(tree, name)
    call = _called(tree, method) if method is not None else None
    passed = call.child_by_field_name("arguments") if call is not None else None
    receiver = method.child_by_field_name("object") if method is not None else None
    if call is None or receiver is None or passed is None or passed.type != "arguments":
        return None
    creator = tables.creators[tree.text_of(name)]
    return SpanCall(
        creator=creator,
        at=range_of(name),
        call=range_of(call),
        receiver=tree.text_of(receiver),
        parent=parent_of(tree, read_arguments(passed), creator, tables.roots),
    )


def _member(tree: SyntaxTree, name: Node) -> Node | None:
    """The `x.name` or `x["name"]` around a name."""
    above = tree.ancestors(name)
    if name.type == "property_identifier" and above[0].type == "member_expression":
        return above[0]
    if name.type == "string_fragment" and above[1].type == "subscript_expression":
        return above[1] if above[1].child_by_field_name("index") == above[0] else None
    return None


def _called(tree: SyntaxTree, function: Node) -> Node | None:
    """The call that calls this expression, through parentheses, `!` and casts."""
    inner = function
    for above in tree.ancestors(function):
        if above.type == "call_expression":
            return above if above.child_by_field_name("function") == inner else None
        if above.type not in _CALLED_THROUGH:
            return None
        inner = above
    return None
