"""What SPN108 says about each kind of misused decorator, and what to do instead."""

from __future__ import annotations

from spanlint.checks.reasoning.wording import one_line
from spanlint.model.usages import Decoration, Misdecorated

_INSIDE = "use `with ...{method}(...):` inside the function instead"
_IN_GENERATOR = "start the span in the function with `start_span` and end it in a `finally`"
_BELOW = "put `{method}` below `{text}`, next to the function"
_ENDS_EARLY = "`{method}` on a generator ends the span before the first item is produced"
_SAYS = {
    Decoration.FIXED_CONTEXT: (
        "`{text}` is evaluated once, when the function is defined, so every call gets the same parent",
        _INSIDE,
    ),
    Decoration.GENERATOR: (_ENDS_EARLY, _IN_GENERATOR),
    Decoration.ASYNC_GENERATOR: (_ENDS_EARLY, _IN_GENERATOR),
    Decoration.METHOD: (
        _ENDS_EARLY,
        "let `{method}` handle generators separately, or start the span in the method and end it in a `finally`",
    ),
    Decoration.CLASS: (
        "`{method}` replaces the class with a function, so `isinstance` and subclassing fail",
        "decorate the methods instead",
    ),
    Decoration.SPAN: (
        "`{method}` returns a span, which is not a decorator: defining the function raises a TypeError",
        "decorate with `start_as_current_span`",
    ),
    Decoration.NOT_CALLED: (
        "`{method}` is not called: the function is passed as the span's name and replaced by a context manager",
        "call it with a span name: `{method}(...)`",
    ),
    Decoration.ABOVE_REGISTRATION: (
        "`{method}` is above `{text}`, which registers the function itself: what runs it from there starts no span",
        _BELOW,
    ),
    Decoration.ABOVE_MANAGER: (
        "`{method}` above `{text}` ends the span when the context manager is made, before its block runs",
        "start the span inside the function, around its `yield`",
    ),
    Decoration.ABOVE_STATIC: (
        "`{method}` above `{text}` makes an ordinary method of it: a call on an instance passes the instance as well",
        _BELOW,
    ),
    Decoration.ABOVE_DESCRIPTOR: ("`{method}` gets the `{text}` object, which cannot be called", _BELOW),
}
_KINDS_OF_GENERATOR = (Decoration.GENERATOR, Decoration.ASYNC_GENERATOR)
_OWN_GENERATOR = (
    "let `{method}` handle generator functions separately (`inspect.isgeneratorfunction`, "
    "`inspect.isasyncgenfunction`), or start the span in the function with `start_span` and end it in a `finally`"
)


def describe_misdecorated(misdecorated: Misdecorated) -> tuple[str, str]:
    """Returns the message and the help for a misused decorator."""
    message, advice = _SAYS[misdecorated.decoration]
    if misdecorated.is_own and misdecorated.decoration in _KINDS_OF_GENERATOR:
        advice = _OWN_GENERATOR
    words = {"method": misdecorated.method, "text": one_line(misdecorated.text)}
    return message.format(**words), advice.format(**words)
