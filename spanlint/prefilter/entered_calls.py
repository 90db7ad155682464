"""Python files whose span calls are all entered by a `with` and are given nothing that says more of their parent.

Most span calls in Python are such, and most rules have nothing to say of them. It shows in the function around each,
which Python's own parser reads, where the readers in `languages` need a tree of the whole file, and the facts of each
call. What cannot be told for certain is left to them. Offsets are in bytes.

The lines of a function are found by indentation alone: where strings and brackets reach into lower columns, that is
wrong, and what it finds does not parse.
"""

from __future__ import annotations

import _ast  # the nodes alone: `ast` has much more to import
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from spanlint.prefilter.mentions import Mentions, may_create
from spanlint.text.whole_names import find_whole

_LONGEST = 20_000  # bytes of one function
_MANY = 100  # calls, or yields
_ODD = (b"\t", b"\r", b"\f", b"\xef\xbb\xbf")  # with them, lines and columns are not what they seem
_BRACKETS = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))
_QUOTES = (b'"""', b"'''")
_ENTERING = (b"with", b"enter")
_ANNOTATION = b"Context"
"""What the type of a parameter is called that could have been passed as the parent (SPN002)."""
_NO_STATEMENT = b"#)]}"  # what a comment and the last line of a bracket begin with, in any column
_FUNCTION = (b"def ", b"async def ")
_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST
_NAMES = (_ast.JoinedStr, _ast.Name, _ast.Attribute, _ast.Call, _ast.BinOp, _ast.Subscript)
_OTHERS = ("mock", "fake", "stub", "spy", "log")  # in the name of what may be no tracer (languages/owners.py)
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def entered_calls(text: bytes, names: Mentions) -> int:
    """The number of span calls of a file in UTF-8, if they are all entered and nothing else in it is to be judged; 0
    where that is not certain."""
    entered = {name for name, _ in names.entered}
    ends: list[int] = []
    for start, end in find_whole(text, names.creators):
        if may_create("python", text, end):
            if text[start:end] not in entered:
                return 0
            ends.append(end)
    if not 0 < len(ends) <= _MANY or any(each in text for each in _ODD) or names.uses_contexts(text):
        return 0
    if any(True for _ in find_whole(text, [_ANNOTATION])) or _is_cut(text) or _may_yield_in_with(text):
        return 0
    return len(ends) if _all_entered(text, sorted(ends), names) else 0


def _is_cut(text: bytes) -> bool:
    """Whether a bracket or a string may be open somewhere: what follows would not be the code that it seems to be."""
    pairs = any(text.count(opening) != text.count(closing) for opening, closing in _BRACKETS)
    return pairs or _ends_in_string(text)


def _all_entered(text: bytes, ends: list[int], names: Mentions) -> bool:
    """Whether the names that end at these places are those of calls that are entered."""
    harmless = dict(names.entered)
    done, read = 0, 0
    while done < len(ends):
        start, end = function_around(text, ends[done])
        done, first, read = bisect_right(ends, end), bisect_left(ends, start), read + end - start
        if end - start > _LONGEST or read > 2 * len(text) or _ends_in_string(text, start):
            return False
        if sorted(plain_calls(text, start, end, harmless)) != ends[first:done]:
            return False
    return True


def _may_yield_in_with(text: bytes) -> bool:
    """Whether a `yield` may stand in a `with`: what that enters may be current while the generator waits (SPN102)."""
    for number, (at, _) in enumerate(find_whole(text, [b"yield"])):
        before = text[begin_of_function(text, at)[0] : at]
        in_function = before.lstrip(b" ").startswith((b"def ", b"async def ")) and not _ends_in_string(before)
        if number == _MANY or not in_function or any(each in before for each in _ENTERING):
            return True
    return False


def _ends_in_string(text: bytes, end: int | None = None) -> bool:
    return any(text.count(quotes, 0, end) % 2 for quotes in _QUOTES)


def function_around(text: bytes, at: int) -> tuple[int, int]:
    """Where the lines of the innermost function around a place begin and end; without one, of the statement of the
    module around it."""
    start, indent = begin_of_function(text, at)
    newline = text.find(b"\n", at)
    while newline >= 0:
        following = text.find(b"\n", newline + 1)
        line = text[newline + 1 :] if following < 0 else text[newline + 1 : following]
        if _is_statement(line) and _indent(line) <= indent:
            return start, newline + 1
        newline = following
    return start, len(text)


def begin_of_function(text: bytes, at: int) -> tuple[int, int]:
    """Where the line begins that the innermost function around a place begins with, and its indentation."""
    start = text.rfind(b"\n", 0, at) + 1
    indent, above = _indent(text[start:at]), start
    while indent and above:
        end = above - 1
        above = text.rfind(b"\n", 0, end) + 1
        line = text[above:end]
        if _is_statement(line) and _indent(line) < indent:
            start, indent = above, _indent(line)
            if line.startswith(_FUNCTION, indent):
                break
    return start, indent


def _is_statement(line: bytes) -> bool:
    first = line.lstrip(b" ")[:1]
    return first not in _NO_STATEMENT  # nothing is in everything


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" "))


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
