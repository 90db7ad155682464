"""Finds what can be a mistake in a file that starts no span, but uses one that it is given. Offsets are in bytes.

Such files name none of the calls that all others are found by, and most of them have nothing to judge: what they call
with a span has to look wrong in their bytes.
"""

from __future__ import annotations

from spanlint.text.whole_names import find_whole, is_whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MAX_ARGUMENT_BYTES = 200  # bytes of the arguments of one call
_SPAN = b"span"
_ARROW = b"=>"
_SPAN_CONTEXT = b"spancontext"  # in lower case and without underscores
_SPAN_CONTEXT_TYPE = b"SpanContext"
_RAISING = (b"raise", b"throw")
_DOTTED = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."


def may_set_statuses(text: bytes, setting: Iterable[bytes], good: Iterable[bytes], failed: Iterable[bytes]) -> bool:
    """Whether a text may set the status of what has not failed, and names that of what has, or what may set it."""
    return _has(text, good) and _has(text, failed) and _sets_any(text, setting, good)


def _sets_any(text: bytes, setting: Iterable[bytes], statuses: Iterable[bytes]) -> bool:
    """Whether a call that sets a status names one of these where it begins, or passes a name on."""
    wanted = tuple(statuses)
    return any(
        _has(argument, wanted) or b"." not in argument
        for end in _calls_of(text, setting)
        for argument in (text[end : end + _MAX_ARGUMENT_BYTES].partition(b")")[0],)
    )


def may_record_twice(text: bytes, recording: Iterable[bytes], managers: Iterable[bytes]) -> bool:
    """Whether a text may record an exception that then leaves what records it again."""
    return _has(text, managers) and _has(text, recording) and any(word in text for word in _RAISING)


def may_pass_span(text: bytes, taking: Iterable[bytes]) -> bool:
    """Whether a text may pass a span, or its span context, to a function that takes a context."""
    return any(_names_span(argument) for end in _calls_of(text, taking) for argument in _arguments(text, end))


def may_wrap_span_context(text: bytes, wrapping: Iterable[bytes]) -> bool:
    """Whether a text may pass a span context to a function that makes a context of a span."""
    return any(
        _SPAN_CONTEXT in _plain(text[end : end + _MAX_ARGUMENT_BYTES].partition(b"\n")[0]) or _SPAN_CONTEXT_TYPE in text
        for end in _calls_of(text, wrapping)
    )


def may_drop_manager(text: bytes, managing: Iterable[bytes]) -> bool:
    """Whether a text may make the manager of a span in a statement of its own, which enters nothing, or may pass what
    runs a callback one that calls nothing."""
    return any(
        not text[text.rfind(b"\n", 0, end) + 1 : end].strip().strip(_DOTTED)
        or _runs_nothing(text[end : end + _MAX_ARGUMENT_BYTES])
        for end in _calls_of(text, managing)
    )


def _runs_nothing(arguments: bytes) -> bool:
    """Whether the first arrow function of some arguments calls nothing in its first statement."""
    _, arrow, body = arguments.partition(_ARROW)
    return bool(arrow) and b"(" not in body.partition(b")")[0].partition(b";")[0].partition(b"}")[0]


def _calls_of(text: bytes, names: Iterable[bytes]) -> Iterator[int]:
    """Yields where the names end that are called. Looking for the parenthesis, too, makes the search for short names
    ten times as fast."""
    for name in names:
        called = name + b"("
        start = text.find(called)
        while start >= 0:
            end = start + len(name)
            if is_whole(text, start, end):
                yield end
            start = text.find(called, end)


def _has(text: bytes, names: Iterable[bytes]) -> bool:
    return any(True for _ in find_whole(text, names))


def _names_span(argument: bytes) -> bool:
    """Whether an argument is a name, a member or the call of a function without arguments, and a span by that name."""
    value = _plain(argument.rpartition(b"=")[2].partition(b" as ")[0].strip(b" \t\r\n!").removesuffix(b"("))
    return value.endswith((_SPAN, _SPAN_CONTEXT)) and b"(" not in value


def _plain(name: bytes) -> bytes:
    return name.replace(b"_", b"").lower()


def _arguments(text: bytes, at: int) -> Iterator[bytes]:
    """Yields the texts of the first arguments of a call whose name ends at an offset, up to one that is a call."""
    for argument in text[at + 1 : at + _MAX_ARGUMENT_BYTES].partition(b")")[0].split(b","):
        yield argument
        if b"(" in argument:
            return
