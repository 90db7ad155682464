"""Rewrites the arguments of one Python call with libcst, which only parses these arguments."""

from __future__ import annotations

import re
from collections.abc import Callable

import libcst as cst

from spanlint.languages.python.fixes.commas import NOTHING, appended, code
from spanlint.model.apis import Slot

_NO_CODE = cst.Module([])
_NAME = re.compile(r"\w+")
_CALLEE = "f"  # a placeholder for the function, which does not matter


def with_value(arguments: str, slot: Slot, value: str, is_empty: bool) -> str | None:
    """The argument list, parentheses included, with a value in a slot; None if that is not provably correct.

    `is_empty` says that the slot holds a literal None, which the value replaces.
    """
    expression = cst.parse_expression(value)
    if slot.keyword is None:
        return None
    keyword = slot.keyword

    def change(call: cst.Call) -> cst.Call | None:
        if any(arg.star for arg in call.args):
            return None  # the slot may be filled already
        if is_empty:
            return _replaced(call, slot, lambda old: expression if _is_none(old) else None)
        return _appended(call, keyword, expression)

    return _rewritten(arguments, change)


def with_wrapped(arguments: str, slot: Slot, function: str, may_be_none: Callable[[str], bool]) -> str | None:
    """The argument list with a function called on the value of a slot; None if that is not provably correct.

    A name that may be None stays None, and so does the None of a conditional.
    """
    wrapper = cst.parse_expression(function)

    def wrapped(old: cst.BaseExpression, tested: str = "") -> cst.BaseExpression:
        if isinstance(old, cst.IfExp) and (_is_none(old.body) or _is_none(old.orelse)):
            test = _NO_CODE.code_for_node(old.test)
            body, orelse = (part if _is_none(part) else wrapped(part, test) for part in (old.body, old.orelse))
            return old.with_changes(body=body, orelse=orelse)
        call = cst.Call(func=wrapper, args=[cst.Arg(old)])
        if not isinstance(old, cst.Name) or old.value in _NAME.findall(tested) or not may_be_none(old.value):
            return call
        optional = cst.IfExp(test=old.deep_clone(), body=call, orelse=cst.Name("None"))
        return optional.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()]) if tested else optional

    return _rewritten(arguments, lambda call: _replaced(call, slot, wrapped))


def _rewritten(arguments: str, change: Callable[[cst.Call], cst.Call | None]) -> str | None:
    text = _CALLEE + arguments
    try:
        call = cst.parse_expression(text)
    except (cst.ParserSyntaxError, RecursionError, ValueError):
        return None
    if not isinstance(call, cst.Call) or code(call, text) != text:
        return None
    changed = change(call)
    return None if changed is None else code(changed, text).removeprefix(_CALLEE)


def _appended(call: cst.Call, keyword: str, value: cst.BaseExpression) -> cst.Call | None:
    args = list(call.args)
    if not args or any(_name(arg) == keyword or _is_bare_generator(arg) for arg in args):
        return None
    equals = [arg.equal for arg in args if isinstance(arg.equal, cst.AssignEqual)]
    equal = equals[-1] if equals else cst.AssignEqual(NOTHING, NOTHING)
    added = cst.Arg(keyword=cst.Name(keyword), equal=equal, value=value)
    closing = args[-1].whitespace_after_arg
    args[-1] = args[-1].with_changes(whitespace_after_arg=NOTHING)
    args, closing = appended(args, added, call.whitespace_before_args, closing)
    args[-1] = args[-1].with_changes(whitespace_after_arg=closing)
    return call.with_changes(args=args)


def _replaced(
    call: cst.Call, slot: Slot, change: Callable[[cst.BaseExpression], cst.BaseExpression | None]
) -> cst.Call | None:
    index = _index(call, slot)
    value = change(call.args[index].value) if index is not None else None
    if index is None or value is None:
        return None
    args = [*call.args]
    args[index] = args[index].with_changes(value=value)
    return call.with_changes(args=args)


def _index(call: cst.Call, slot: Slot) -> int | None:
    """The index of the argument that fills a slot, or None."""
    for index, arg in enumerate(call.args):
        if slot.keyword is not None and _name(arg) == slot.keyword:
            return index
    position = slot.position
    if position is None or position >= len(call.args):
        return None
    plain = all(arg.keyword is None and not arg.star for arg in call.args[: position + 1])
    return position if plain else None


def _name(arg: cst.Arg) -> str:
    return arg.keyword.value if arg.keyword is not None else ""


def _is_none(value: cst.BaseExpression) -> bool:
    return isinstance(value, cst.Name) and value.value == "None"


def _is_bare_generator(arg: cst.Arg) -> bool:
    return isinstance(arg.value, cst.GeneratorExp) and not arg.value.lpar
