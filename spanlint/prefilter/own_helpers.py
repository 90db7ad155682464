"""The project's own helpers that open a span, and the files that may misuse one though they name no span call.

Names and indentation are all that is looked at. A helper is a definition around a span call that a `with` or a
decorator can use. A file may misuse one if it yields inside such a `with`, or decorates a generator or another
decorator. The readers decide. Offsets are in bytes.
"""

from __future__ import annotations

from itertools import islice

from spanlint.lean.records import Record
from spanlint.model.decorator_names import LOWER
from spanlint.model.settings import ApiChoices
from spanlint.prefilter.code_lines import (
    FUNCTION_STARTS,
    begin_of_function,
    end_of_block,
    function_around,
    indent,
    is_statement,
)
from spanlint.prefilter.mentions import Mentions
from spanlint.prefilter.span_starters import starters_of
from spanlint.text.whole_names import find_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MAX_MENTIONS = 100  # of a name in a file
_MAX_NAMES = 300  # that a file imports
_MAX_STATEMENT_LINES = 100  # of an import, or from a decorator to the definition
_MAX_HELPER_BYTES = 20_000  # from the start of a helper to its span call, and from there to its end
_MAX_WITH_BYTES = 2000  # from the start of a `with` over several lines to its last item
_OUTER_STARTS = (b"\ndef ", b"\nasync def ", b"\nclass ")
_ENTERING = (b"__enter__", b"__aenter__")
_LOWER = frozenset(name.encode() for name in LOWER)
_NAME_BYTES = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_DOTTED_BYTES = _NAME_BYTES + b"."
_WITH = (b"with ", b"async with ", b"with(")
_YIELD = (b"yield",)
_MANAGING = (b"contextmanager", b"fixture")  # in a decorator that enters and leaves a generator as one block


class Helpers(Record):
    """The names of a project's helpers: `managers` open a span around the block of a `with`, `decorators` around each
    call of what they decorate. `starters` start a span that their callers must end."""

    managers: frozenset[bytes] = frozenset()
    decorators: frozenset[bytes] = frozenset()
    starters: frozenset[bytes] = frozenset()

    @property
    def names(self) -> frozenset[bytes]:
        """Those that open a span."""
        return self.managers | self.decorators

    def __or__(self, other: Helpers) -> Helpers:
        starters = self.starters | other.starters
        return Helpers(self.managers | other.managers, self.decorators | other.decorators, starters)

    def __sub__(self, other: Helpers) -> Helpers:
        starters = self.starters - other.starters
        return Helpers(self.managers - other.names, self.decorators - other.names, starters)


def configured_helpers(choices: ApiChoices) -> Helpers:
    """Returns the openers that a configuration names for Python."""
    names = {opener.name.encode() for language, opener in choices.openers if language == "python"}
    return Helpers(managers=frozenset(names))


def helpers_of(text: bytes, names: Mentions) -> Helpers:
    """Returns the definitions of a file that enter, attach or return a span where they are used."""
    entered = _helpers_around(text, (*names.creators, *names.managing), attaches=False)
    helpers = entered | _helpers_around(text, names.entering, attaches=True)
    return helpers | helpers_with(text, helpers.names) | Helpers(starters=starters_of(text, names.creators))


def helpers_with(text: bytes, names: Iterable[bytes]) -> Helpers:
    """Returns the definitions of a file that are helpers because they use one of these."""
    return _helpers_around(text, names, attaches=False)


def _helpers_around(text: bytes, names: Iterable[bytes], attaches: bool) -> Helpers:
    found: tuple[set[bytes], set[bytes]] = set(), set()
    may_be_class = b"enter__(" in text
    for start, end in islice(find_whole(text, names), _MAX_MENTIONS):
        line = _line_before(text, start)
        is_entered = attaches or _is_entered(text, line, start)
        if is_entered or may_be_class or line.startswith(b"return "):
            first = max(start - _MAX_HELPER_BYTES, 0)
            nearby = text[first : end + _MAX_HELPER_BYTES]
            is_decorator, name = _helper_around(nearby, start - first, is_entered)
            found[is_decorator].update([name] if name and not name.startswith(b"test") else [])
    return Helpers(frozenset(found[False]), frozenset(found[True]))


def _helper_around(text: bytes, at: int, is_entered: bool) -> tuple[bool, bytes]:
    """Returns whether the definition around a span call can be a decorator, and its name if it can be a helper at all;
    otherwise no bytes. The call at the offset is entered there, or perhaps returned."""
    inner_start, level = begin_of_function(text, at)
    inner = _line_at(text, inner_start)[level:]
    is_method = b"(self" in inner and b"*" not in inner and _name_in(inner) not in _ENTERING
    if is_method and is_entered and _is_decorated(text, inner_start):
        return False, _name_in(inner) if _has_yield(text, at, end_of_block(text, at, level)) else b""
    if is_method or not inner.startswith(FUNCTION_STARTS):
        return False, b""
    outer_start = max(text.rfind(head, 0, at) for head in _OUTER_STARTS) + 1 if level else inner_start
    outer = _line_at(text, outer_start)
    if not outer.startswith((*FUNCTION_STARTS, b"class ")):
        return False, b""
    if outer.startswith(b"class "):
        is_decorator = text.rfind(b"def __call__", outer_start, inner_start) >= 0
        return is_decorator, _name_in(outer) if is_decorator or _name_in(inner) in _ENTERING else b""
    outer_text = text[outer_start : end_of_block(text, at, 0)]
    is_decorator = inner_start != outer_start
    has_yield = _has_yield(text, at, outer_start + len(outer_text))
    if not is_entered:
        is_helper = not is_decorator and _line_before(text, at).startswith(b"return ")
    elif is_decorator:  # what yields in a wrapper treats generators by itself
        is_helper = not has_yield and _returns(outer_text, _name_in(inner))
    else:
        is_helper = has_yield and _is_decorated(text, outer_start)
    return is_decorator, _name_in(outer) if is_helper else b""


def _name_in(head: bytes) -> bytes:
    """Returns the name in the first line of a definition."""
    return _leading(head.removeprefix(b"async ").partition(b" ")[2].lstrip(), _NAME_BYTES)


def _leading(text: bytes, allowed: bytes) -> bytes:
    """Returns the bytes at the start of a text that are all allowed."""
    return text[: len(text) - len(text.lstrip(allowed))]


def _line_at(text: bytes, at: int) -> bytes:
    """Returns the line that begins at an offset."""
    line_end = text.find(b"\n", at)
    return text[at : line_end if line_end >= 0 else len(text)]


def _line_before(text: bytes, at: int) -> bytes:
    """Returns what a line has before an offset, without its indentation."""
    return text[text.rfind(b"\n", 0, at) + 1 : at].lstrip()


def _returns(text: bytes, name: bytes) -> bool:
    """Whether a function's text has a line with a `return` before the name."""
    return any(b"return" in _line_before(text, at) for at, _ in find_whole(text, (name,)))


def _is_decorated(text: bytes, at: int) -> bool:
    """Whether a decorator, or the last line of one, is above the line that begins at an offset."""
    for _ in range(_MAX_STATEMENT_LINES):
        line = _line_before(text, max(at - 1, 0)).rstrip()
        if not at or (line and not line.startswith(b"#")):
            return line.startswith((b"@", b")"))
        at = text.rfind(b"\n", 0, at - 1) + 1
    return False


def _has_yield(text: bytes, start: int, end: int) -> bool:
    return any(True for _ in find_whole(text[start:end], _YIELD))


def misused_names(text: bytes, names: Iterable[bytes]) -> Iterator[bytes]:
    """Yields the names of helpers that a file may misuse."""
    return (name for name in names if _may_misuse(text, name, aliases=1))


def _may_misuse(text: bytes, name: bytes, aliases: int) -> bool:
    """Whether a file may misuse a name, or one of the `aliases` that its imports give it."""
    checked_until = 0
    for number, (start, end) in enumerate(find_whole(text, (name,))):
        line = _line_before(text, start)
        if number == _MAX_MENTIONS:
            return True
        if text.startswith(b" as ", end) and aliases and b"import" in _statement_before(text, start):
            if _may_misuse(text, _leading(text[end + 4 : end + 200], _NAME_BYTES), aliases - 1):
                return True
        elif line.startswith(b"@"):
            if not line[1:].strip(_DOTTED_BYTES) and _decorates_badly(text, start):
                return True
        elif start >= checked_until and (_is_entered(text, line, start) or _is_held(text, line, end)):
            function_start, checked_until = function_around(text, start)
            if _has_yield(text, start, checked_until) and not _is_managed(text, function_start):
                return True
    return False


def _is_managed(text: bytes, at: int) -> bool:
    """Whether a decorator above the line that begins at an offset makes a manager of a generator."""
    is_open = False
    for _ in range(_MAX_STATEMENT_LINES):
        line = _line_before(text, max(at - 1, 0))
        if line.startswith(b"@") and any(word in line for word in _MANAGING):
            return True
        if not at or not (is_open or line.startswith((b"@", b")"))):
            break
        is_open = not line.startswith(b"@")  # in the brackets of a decorator of several lines
        at = text.rfind(b"\n", 0, at - 1) + 1
    return False


def _statement_before(text: bytes, at: int) -> bytes:
    """Returns the text before an offset from the last line that begins in the first column, as an import does."""
    start = text.rfind(b"\n", 0, at) + 1
    for _ in range(_MAX_STATEMENT_LINES):
        if not start or text[start : start + 1] not in b" \t)":
            break
        start = text.rfind(b"\n", 0, start - 1) + 1
    return text[start:at]


def _is_entered(text: bytes, line: bytes, at: int) -> bool:
    """Whether a `with`, or what enters a context, may hold the name at an offset after the `line`."""
    if line.startswith(_WITH) or b"enter" in line:
        return True
    first = max(at - _MAX_WITH_BYTES, 0)
    opening = max(text.rfind(b"with (", first, at), text.rfind(b"with(", first, at))
    return opening >= 0 and text.rfind(b":\n", opening, at) < 0


def _is_held(text: bytes, line: bytes, end: int) -> bool:
    """Whether a call of the name that ends at an offset after the `line` makes a manager that a local name holds, and
    that is entered right below."""
    name = line.rstrip().removesuffix(b"=").rstrip()
    if text[end : end + 1] != b"(" or not name or name.strip(_NAME_BYTES) or len(name) == len(line.rstrip()):
        return False
    below = text[end : end + _MAX_WITH_BYTES]
    return b"with " + name in below or name + b".__" in below or b"enter_context(" + name in below


def _decorates_badly(text: bytes, at: int) -> bool:
    """Whether the decorator of a name at an offset stands above one that must be above it, or decorates a generator."""
    start = text.rfind(b"\n", 0, at) + 1
    level = indent(text[start:at])
    for _ in range(_MAX_STATEMENT_LINES):
        start = text.find(b"\n", start) + 1
        if not start:
            return False
        line = _line_at(text, start)
        if indent(line) != level or not is_statement(line) or not line.strip():
            continue
        if not line.startswith(b"@", level):
            is_function = line.startswith(FUNCTION_STARTS, level)
            return is_function and _has_yield(text, start, end_of_block(text, start, level))
        if _leading(line[level + 1 :], _DOTTED_BYTES).rpartition(b".")[2] in _LOWER:
            return True
    return False


def imported_names(text: bytes) -> dict[bytes, bytes]:
    """Returns the names that a file imports, up to _MAX_NAMES, each with the dotted path of what it is."""
    import re  # few files get here

    paths: dict[bytes, bytes] = {}
    from_module = rb"^[ \t]*from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]{0,3000}\)|[^\n(]*)"
    for module, names in re.findall(from_module, text, re.MULTILINE):
        joint = b"" if module.endswith(b".") else b"."
        for name, alias in re.findall(rb"(\w+)(?:[ \t]+as[ \t]+(\w+))?", re.sub(rb"#[^\n]*", b"", names)):
            paths[alias or name] = module + joint + name
    whole_module = rb"^[ \t]*import[ \t]+([.\w]+)(?:[ \t]+as[ \t]+(\w+))?"
    for module, alias in re.findall(whole_module, text, re.MULTILINE):
        paths[alias or module.partition(b".")[0]] = module
    return dict(islice(paths.items(), _MAX_NAMES))


def entered_methods(text: bytes) -> frozenset[bytes]:
    """Returns the names of the methods that a `with` calls at the start of a line."""
    import re  # few files get here

    return frozenset(re.findall(rb"^[ \t]*(?:async )?with [\w.]+\.(\w+)\(", text, re.MULTILINE))
