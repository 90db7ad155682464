"""Recognizes Python files whose span calls are all entered by a `with` and say nothing about their parent.

Most span calls in Python are like this, and most rules never report them. The function around each call is enough to
recognize them, and Python's own parser reads it. The readers in `languages` need a tree of the whole file and the facts
of each call. They judge every file that is not certain here. Offsets are in bytes.

If strings or brackets reach into lower columns, the lines of a function are wrong and do not parse.
"""

from __future__ import annotations

import _ast  # only the nodes: importing `ast` takes much longer
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from spanlint.model.current_spans import STORING, STREAMING
from spanlint.prefilter.code_lines import FUNCTION_STARTS, begin_of_function, function_around
from spanlint.prefilter.mentions import Mentions, may_create
from spanlint.text.whole_names import find_whole

_MAX_FUNCTION_BYTES = 20_000  # bytes of one function
_MAX_CALLS = 100  # calls, or yields
_MAX_HEAD_BYTES = 1000  # bytes from a `def` to one of its parameters
_HEAD_ENDS = (b"):", b") ->")
_MAX_NAME_BYTES = 40  # bytes of a name before or behind what it is found by
_MISLEADING_BYTES = (b"\t", b"\r", b"\f", b"\xef\xbb\xbf")  # with these, lines and columns are not what they seem
_BRACKETS = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))
_QUOTES = (b'"""', b"'''")
_ENTERING_WORDS = (b"with", b"enter")
_RAISE = b"raise"
_DECORATOR_BYTES = frozenset(b"@)]}#")  # in the last line of a decorator, or of a comment below it
_CONTEXT_TYPE = b"Context"
"""The name of the type of a parameter that could have been passed as the parent (SPN002)."""
_PARENT = b"parent"
_PARENT_NAMES = frozenset(
    f"{prefix}parent{suffix}".encode()
    for prefix in ("", "otel", "trace")
    for suffix in ("", "span", "ctx", "context", "spancontext", "otelspan", "otelcontext", "tracecontext")
)
"""The names of such parameters (see `calls/evidence/unused_parents.py`), in lower case and without underscores."""
_ID = b"id"  # the end of the names of parameters that hold the id of a parent's run, step or span
_MIN_ID_BYTES = len(_PARENT + _ID)  # of a name that does not say whose id it is
_NAME_BYTES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_ONLY_AST = 0x400  # ast.PyCF_ONLY_AST
_NAME_NODES = (_ast.JoinedStr, _ast.Name, _ast.Attribute, _ast.Call, _ast.BinOp, _ast.Subscript)
_NON_TRACER_WORDS = (
    "mock",
    "fake",
    "stub",
    "spy",
    "log",
)  # in the name of a receiver that may not be a tracer (languages/owners.py)
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def entered_calls(text: bytes, names: Mentions) -> int:
    """Returns the number of span calls in a UTF-8 file, if all are entered and nothing else needs judgement; 0 if that
    is not certain."""
    entered_names = {name for name, _ in names.entered}
    ends: list[int] = []
    for start, end in find_whole(text, names.creators):
        if may_create("python", text, end):
            if text[start:end] not in entered_names:
                return 0
            ends.append(end)
    if (
        not 0 < len(ends) <= _MAX_CALLS
        or any(sequence in text for sequence in _MISLEADING_BYTES)
        or names.may_use_contexts(text)
        or names.may_occur_elsewhere(text)
        or names.may_set_good(text)
    ):
        return 0
    if _may_take_parent(text) or _may_be_cut(text) or _may_yield_in_with(text) or _may_record_twice(text, names):
        return 0
    return len(ends) if _has_only_entered(text, sorted(ends), names) else 0


def _may_take_parent(text: bytes) -> bool:
    """Whether a function may have a parameter that holds a parent, which it could leave unused."""
    if any(True for _ in find_whole(text, [_CONTEXT_TYPE])):
        return True
    at = text.find(_PARENT)
    while at >= 0:
        before, behind = text[max(at - _MAX_NAME_BYTES, 0) : at], text[at : at + _MAX_NAME_BYTES]
        start, end = (
            at - len(before) + len(before.rstrip(_NAME_BYTES)),
            at + len(behind) - len(behind.lstrip(_NAME_BYTES)),
        )
        name = text[start:end].replace(b"_", b"").lower()
        may_hold_parent = name in _PARENT_NAMES or (
            len(name) > _MIN_ID_BYTES and name.startswith(_PARENT) and name.endswith(_ID)
        )
        if may_hold_parent and text[end : end + 1] in b",:=)" and _may_be_in_head(text, start):
            return True
        at = text.find(_PARENT, end)
    return False


def _may_be_in_head(text: bytes, at: int) -> bool:
    """Whether an offset may be among the parameters of a function."""
    before = text[max(at - _MAX_HEAD_BYTES, 0) : at].rpartition(b"def ")
    return bool(before[1]) and not any(end in before[2] for end in _HEAD_ENDS)


def _may_be_cut(text: bytes) -> bool:
    """Whether a bracket or a string may be unclosed, so that what follows may not be the code that it seems."""
    is_unbalanced = any(text.count(opening) != text.count(closing) for opening, closing in _BRACKETS)
    return is_unbalanced or _is_in_string(text)


def _has_only_entered(text: bytes, ends: list[int], names: Mentions) -> bool:
    """Whether all names that end at these offsets belong to entered calls."""
    harmless = dict(names.entered)
    checked, bytes_read = 0, 0
    while checked < len(ends):
        start, end = function_around(text, ends[checked])
        checked, first, bytes_read = bisect_right(ends, end), bisect_left(ends, start), bytes_read + end - start
        if end - start > _MAX_FUNCTION_BYTES or bytes_read > 2 * len(text) or _is_in_string(text, start):
            return False
        if sorted(plain_calls(text, start, end, harmless)) != ends[first:checked]:
            return False
    return True


def _may_yield_in_with(text: bytes) -> bool:
    """Whether a `yield` may be inside a `with`, whose context may be current while the generator waits (SPN102)."""
    yields = find_whole(text, [b"yield"])
    return any(number == _MAX_CALLS or _may_be_in_with(text, at) for number, (at, _) in enumerate(yields))


def _may_record_twice(text: bytes, names: Mentions) -> bool:
    """Whether an exception may be recorded and raised in a `with` or a decorated function (SPN123)."""
    records = enumerate(find_whole(text, names.recording) if _RAISE in text else ())
    return any(
        number == _MAX_CALLS or _may_be_in_with(text, at) or _may_be_decorated(text, at) for number, (at, _) in records
    )


def _may_be_in_with(text: bytes, at: int) -> bool:
    """Whether an offset may be inside a `with` of the innermost function around it, or outside of functions."""
    before = text[begin_of_function(text, at)[0] : at]
    is_in_function = before.lstrip(b" ").startswith(FUNCTION_STARTS) and not _is_in_string(before)
    return not is_in_function or any(word in before for word in _ENTERING_WORDS)


def _may_be_decorated(text: bytes, at: int) -> bool:
    """Whether the line above the innermost function around an offset may end a decorator, or hide one."""
    above = text[: begin_of_function(text, at)[0]].rstrip().rsplit(b"\n", 2)[-2:]
    return any(byte in _DECORATOR_BYTES for byte in above[-1]) or above[0].endswith(b"\\")


def _is_in_string(text: bytes, end: int | None = None) -> bool:
    return any(text.count(quotes, 0, end) % 2 for quotes in _QUOTES)


def plain_calls(text: bytes, start: int, end: int, harmless: dict[bytes, frozenset[str]]) -> Iterator[int]:
    """Yields where the name of each call ends that the lines from `start` to `end` enter, if it passes only a span name
    and arguments that are `harmless` for its method. Yields nothing for lines that cannot be parsed."""
    lines = text[start:end]
    head = b"if 1:\n" if lines.startswith(b" ") else b""
    begins = [start - len(head)]
    for line in (head + lines).splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    for call in _with_calls(_parse(head + lines), text):
        function = call.func
        if isinstance(function, _ast.Attribute) and _is_plain(call, harmless.get(function.attr.encode())):
            yield begins[(function.end_lineno or 1) - 1] + (function.end_col_offset or 0)


def _parse(code: bytes) -> list[_ast.stmt]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # such as of an invalid escape, which is not for spanlint to report
        try:
            tree = compile(code, "<function>", "exec", _ONLY_AST, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []
    return tree.body if isinstance(tree, _ast.Module) else []


def _with_calls(body: list[_ast.stmt], text: bytes) -> Iterator[_ast.Call]:
    """Yields the calls that are whole items of a `with`, unless the span of one may be lost there."""
    for statement in _statements([*body]):
        if isinstance(statement, _ast.With) and not _may_lose_span(statement, text):
            for item in statement.items:
                if isinstance(item.context_expr, _ast.Call):
                    yield item.context_expr


def _statements(body: list[_ast.AST]) -> Iterator[_ast.AST]:
    """Yields the statements of a body, and those in them."""
    pending = [body]
    while pending:
        for statement in pending.pop():
            yield statement
            pending += (block for name in _BLOCKS if isinstance(block := getattr(statement, name, None), list))


def _may_lose_span(statement: _ast.With, text: bytes) -> bool:
    """Whether a `with` may bind a span to anything but a name (SPN112, SPN113), or its body may store or return the
    span (SPN112) or a generator (SPN111)."""
    targets = [item.optional_vars for item in statement.items if item.optional_vars is not None]
    names = {target.id for target in targets if isinstance(target, _ast.Name)}
    if len(names) < len(targets):
        return True
    for inner in _statements([*statement.body]):
        value = getattr(inner, "value", None)
        if any(isinstance(kept, _ast.Name) and kept.id in names for kept in _parts(value)):
            return True
        if names and isinstance(value, _ast.Call) and _may_store(value):
            return True
        if isinstance(inner, (_ast.Return, _ast.Assign)) and _may_be_stream(value, text):
            return True
    return False


def _may_store(call: _ast.Call) -> bool:
    """Whether a call may be of a method that stores what it is passed."""
    is_passed = bool(call.args or call.keywords)
    return is_passed and isinstance(call.func, _ast.Attribute) and call.func.attr in STORING


def _parts(value: object) -> Iterator[object]:
    """Yields a value, and the values that a tuple, list or dictionary is made of."""
    pending = [value]
    while pending:
        part = pending.pop()
        yield part
        if isinstance(part, (_ast.Tuple, _ast.List, _ast.Dict)):
            pending += part.values if isinstance(part, _ast.Dict) else part.elts


def _may_be_stream(value: object, text: bytes) -> bool:
    """Whether a value may be a generator, or something that iterates one later."""
    if isinstance(value, _ast.GeneratorExp):
        return True
    name = _last_name(value) if isinstance(value, _ast.Call) else ""
    is_named = any(part in name for part in STREAMING)
    return is_named or (bool(name) and b"yield" in text and b"def " + name.encode() in text)


def _is_plain(call: _ast.Call, harmless: frozenset[str] | None) -> bool:
    """Whether a call on a tracer passes the name of a span, and otherwise only harmless arguments."""
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if harmless is None or len(call.args) > 1 or not keywords.keys() <= harmless | {"name"}:
        return False
    name = call.args[0] if call.args else keywords.get("name")
    has_name = isinstance(name.value, str) if isinstance(name, _ast.Constant) else isinstance(name, _NAME_NODES)
    assert isinstance(call.func, _ast.Attribute)
    tracer = _last_name(call.func.value).lower()
    is_doubtful = any(word in tracer for word in _NON_TRACER_WORDS) or _last_name(name).lower().endswith("tracer")
    return has_name and "tracer" in tracer and not is_doubtful


def _last_name(node: _ast.AST | None) -> str:
    while isinstance(node, _ast.Call):
        node = node.func
    return node.attr if isinstance(node, _ast.Attribute) else node.id if isinstance(node, _ast.Name) else ""
