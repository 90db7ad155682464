"""The calls of tracers in the heads of `with` statements, read by Python's own parser from a part of a file.

Offsets are in bytes.
"""

from __future__ import annotations

import _ast  # the nodes alone: `ast` has much more to import
import warnings
from collections.abc import Iterator

_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST
_NAMES = (_ast.JoinedStr, _ast.Name, _ast.Attribute, _ast.Call, _ast.BinOp, _ast.Subscript)
_OTHERS = ("mock", "fake", "stub", "spy", "log")  # in the name of what may be no tracer (languages/owners.py)
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def plain_calls(text: bytes, start: int, end: int, harmless: dict[bytes, frozenset[str]]) -> Iterator[int]:
    """Where the names of the calls end that the lines from `start` to `end` enter, if a span's name and what is
    `harmless`, by the method, is all that is passed to them; nothing for lines that cannot be parsed."""
    lines = text[start:end]
    head = b"if 1:\n" if lines.startswith(b" ") else b""
    begins = [start - len(head)]
    for line in (head + lines).splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    for call in _with_calls(_parsed(head + lines)):
        function = call.func
        if isinstance(function, _ast.Attribute) and _is_plain(call, harmless.get(function.attr.encode())):
            yield begins[(function.end_lineno or 1) - 1] + (function.end_col_offset or 0)


def _parsed(code: bytes) -> list[_ast.stmt]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of an escape that is none, say: it is not ours to say
        try:
            tree = compile(code, "<function>", "exec", _ONLY_AST, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []
    return tree.body if isinstance(tree, _ast.Module) else []


def _with_calls(body: list[_ast.stmt]) -> Iterator[_ast.Call]:
    """The calls that stand by themselves in the head of a `with`."""
    pending: list[list[_ast.AST]] = [[*body]]
    while pending:
        for statement in pending.pop():
            if isinstance(statement, _ast.With):
                for item in statement.items:
                    if isinstance(item.context_expr, _ast.Call):
                        yield item.context_expr
            pending += (block for name in _BLOCKS if isinstance(block := getattr(statement, name, None), list))


def _is_plain(call: _ast.Call, harmless: frozenset[str] | None) -> bool:
    """Whether a call of a tracer says the name of a span, and besides it nothing but what is harmless."""
    said = {each.arg: each.value for each in call.keywords}
    if harmless is None or len(call.args) > 1 or not said.keys() <= harmless | {"name"}:
        return False
    name = call.args[0] if call.args else said.get("name")
    named = isinstance(name.value, str) if isinstance(name, _ast.Constant) else isinstance(name, _NAMES)
    assert isinstance(call.func, _ast.Attribute)
    tracer = _last_name(call.func.value).lower()
    doubtful = any(each in tracer for each in _OTHERS) or _last_name(name).lower().endswith("tracer")
    return named and "tracer" in tracer and not doubtful


def _last_name(node: _ast.AST | None) -> str:
    while isinstance(node, _ast.Call):
        node = node.func
    return node.attr if isinstance(node, _ast.Attribute) else node.id if isinstance(node, _ast.Name) else ""
