"""Rewrites the arguments of one Python call."""

from __future__ import annotations

import re
from collections.abc import Callable

from spanlint.languages.python.fixes.commas import items_of
from spanlint.languages.python.names.expressions import TRIVIA
from spanlint.languages.trees.tree import SyntaxTree
from spanlint.model.apis import Slot
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = re.compile(rb"\w+")
_EQUALS = re.compile(rb"[ \t]*=[ \t]*")
_SPLATS = frozenset({"list_splat", "dictionary_splat"})


def with_value(tree: SyntaxTree, argument_list: Node, slot: Slot, value: str, is_empty: bool) -> str | None:
    """The argument list, parentheses included, with a value in a slot; None if that is not provably correct.

    `is_empty` says that the slot holds a literal None, which the value replaces.
    """
    args = _args(argument_list)
    if slot.keyword is None or any(arg.type in _SPLATS for arg in args):
        return None  # behind a splat, the slot may be filled already
    if not is_empty:
        return _appended(tree, argument_list, args, slot.keyword, value)
    old = _slot_value(tree, args, slot)
    return _replaced(tree, argument_list, old, value.encode()) if old is not None and _is_none(old) else None


def with_wrapped(
    tree: SyntaxTree, argument_list: Node, slot: Slot, function: str, may_be_none: Callable[[str], bool]
) -> str | None:
    """The argument list with a function called on the value of a slot; None if that is not provably correct.

    A name that may be None stays None, and so does the None of a conditional.
    """

    def wrapped(old: Node, tested: bytes = b"") -> bytes:
        text, inner = tree.text[old.start_byte : old.end_byte], _inner(old)
        if inner.type == "conditional_expression":
            body, test, orelse = _args(inner)
            if _is_none(body) or _is_none(orelse):
                part = orelse if _is_none(body) else body
                test_text = tree.text[test.start_byte : test.end_byte]
                start, end = part.start_byte - old.start_byte, part.end_byte - old.start_byte
                return text[:start] + (text[start:end] if _is_none(part) else wrapped(part, test_text)) + text[end:]
        call = b"%s(%s)" % (function.encode(), text)
        name = tree.text_of(inner) if inner.type == "identifier" else ""
        if not name or name.encode() in _NAME.findall(tested) or not may_be_none(name):
            return call
        optional = b"%s if %s else None" % (call, text)
        return b"(%s)" % optional if tested else optional

    value = _slot_value(tree, _args(argument_list), slot)
    return None if value is None else _replaced(tree, argument_list, value, wrapped(value))


def _args(node: Node) -> list[Node]:
    return [child for child in node.named_children if child.type not in TRIVIA]


def _appended(tree: SyntaxTree, argument_list: Node, args: list[Node], keyword: str, value: str) -> str | None:
    keywords = [arg for arg in args if arg.type == "keyword_argument"]
    if not args or any(_keyword(tree, arg) == keyword for arg in keywords):
        return None
    inside = ByteRange(argument_list.start_byte + 1, argument_list.end_byte - 1)
    items = items_of(tree.text, argument_list.children[1:-1], inside)
    equals = _equals(tree, keywords[-1]) if keywords else "="
    return f"({items.appended(keyword + equals + value).decode()})"


def _equals(tree: SyntaxTree, argument: Node) -> str:
    """The equals sign of a keyword argument with the blanks around it."""
    name, value = argument.child_by_field_name("name"), argument.child_by_field_name("value")
    between = tree.text[name.end_byte : value.start_byte] if name is not None and value is not None else b""
    return between.decode() if _EQUALS.fullmatch(between) is not None else "="


def _slot_value(tree: SyntaxTree, args: list[Node], slot: Slot) -> Node | None:
    """The value of the argument that fills a slot, or None."""
    for arg in args:
        if slot.keyword is not None and _keyword(tree, arg) == slot.keyword:
            return arg.child_by_field_name("value")
    position = slot.position
    if position is None or position >= len(args):
        return None
    plain = all(arg.type != "keyword_argument" and arg.type not in _SPLATS for arg in args[: position + 1])
    return args[position] if plain else None


def _keyword(tree: SyntaxTree, arg: Node) -> str:
    name = arg.child_by_field_name("name") if arg.type == "keyword_argument" else None
    return tree.text_of(name) if name is not None else ""


def _inner(value: Node) -> Node:
    """The value inside parentheses and behind their comments."""
    while value.type == "parenthesized_expression" and (inside := _args(value)):
        value = inside[0]
    return value


def _is_none(value: Node) -> bool:
    return _inner(value).type == "none"


def _replaced(tree: SyntaxTree, argument_list: Node, old: Node, new: bytes) -> str:
    text = tree.text
    kept = text[argument_list.start_byte : old.start_byte], text[old.end_byte : argument_list.end_byte]
    return (kept[0] + new + kept[1]).decode()
