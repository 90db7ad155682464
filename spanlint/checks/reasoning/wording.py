"""The sentences that several rules share."""

from __future__ import annotations

from spanlint.model.facts import SpanCall
from spanlint.model.findings import Finding, Proposal, Related
from spanlint.model.flow import Exit, ExitKind
from spanlint.text.source import ByteRange

NO_PARENT = {
    "ambient": "the span joins whatever context is active when this line runs, or starts a new trace",
    "root": "the span starts a new trace, even inside an active span",
    "either": "the span starts a new trace, or joins the active context if the tracer is OpenTelemetry's shim",
    "noop": "outside a transaction no span is started",
}
"""What becomes of the span, by what its library does without a parent (`Creator.absent`)."""

_LEAVING = {
    ExitKind.RETURN: ("when the function returns", "the function returns here"),
    ExitKind.THROW: ("when an exception is thrown", "this leaves the function"),
    ExitKind.CALL: ("if a call throws and the handler continues", "this may throw"),
    ExitKind.WAIT: ("if the awaited operation fails", "this may fail"),
    ExitKind.REJECT: ("if the promise is rejected", "if this is rejected, the callback that ends it does not run"),
    ExitKind.FULFIL: ("if the promise is fulfilled", "if this is fulfilled, the callback that ends it does not run"),
    ExitKind.CANCEL: (
        "if the task is cancelled: `except Exception` lets CancelledError pass here",
        "a cancellation leaves the function here",
    ),
    ExitKind.CLOSE: ("if the caller stops iterating at the `yield`", "a generator that is closed is left here"),
    ExitKind.BODY: (
        "if the block that runs at the `yield` throws",
        "what the block throws leaves the function here",
    ),
    ExitKind.CONTINUE: ("before it is replaced", "replaced here"),
    ExitKind.END: ("on every path", "some path skips this"),
    ExitKind.BRANCH: ("on every path", "one path from here leaves it out"),
}
_HANDLED = {
    ExitKind.THROW: "if an exception is thrown and the handler continues",
    ExitKind.CALL: "if a call throws and the handler continues",
    ExitKind.WAIT: "if the awaited operation fails and the handler continues",
    ExitKind.CANCEL: "if the task is cancelled and the handler continues",
    ExitKind.CLOSE: "if the caller stops iterating and the handler continues",
    ExitKind.BODY: "if the block that runs at the `yield` throws and the handler continues",
}
_MAX_CODE_POINTS = 60  # code points of an expression in a sentence
_DECLARED = {"python": ("get_current()", "Context()"), "typescript": ("context.active()", "ROOT_CONTEXT")}


def missing_parent(call: SpanCall, proposals: tuple[Proposal, ...]) -> Finding:
    """Returns the finding for a call that passes no parent."""
    missing = "no parent context" if call.creator.takes_context else "no parent"
    message = f"`{call.creator.method}` passes {missing}, so {NO_PARENT[call.creator.absent]}"
    return Finding(call.at, message, how_to_pass(call) + _or_declare(call), proposals=proposals)


def _or_declare(call: SpanCall) -> str:
    """Returns advice on the alternatives that no fix applies, as they only declare the intent."""
    if not call.creator.takes_context or call.is_decorator:
        return ""
    active, root = _DECLARED["python" if call.creator.parents[0].keyword is not None else "typescript"]
    root = f"{call.creator.root.key}: true" if call.creator.root is not None and call.creator.root.key else root
    return f"; otherwise be explicit: `{active}` for the active context, `{root}` for a root span"


def how_to_pass(call: SpanCall, parent: str = "") -> str:
    """Returns how to pass a parent to this call, in the terms of its language: this expression, if it is known."""
    creator, slot = call.creator, call.creator.parents[0]
    if call.is_decorator:
        return "decorator arguments are evaluated only once: use a `with` in the body, and pass `context=` there"
    if creator.help:
        return creator.help
    if slot.keyword is not None:
        return f"pass the parent context: `{creator.method}(..., {slot.keyword}={parent or 'parent_context'})`"
    shown = parent or "parentContext"
    if creator.callback:
        return f"pass the parent context before the callback: `{creator.method}(name, options, {shown}, fn)`"
    if creator.options is not None:
        return f"pass the parent context as the third argument: `{creator.method}(name, options, {shown})`"
    return f"pass the parent context as argument {(slot.position or 0) + 1} of `{creator.method}`"


def one_line(code: str) -> str:
    """Returns source text for a message: one line of at most 60 code points."""
    words = " ".join(code.split())
    return words if len(words) <= _MAX_CODE_POINTS else words[: _MAX_CODE_POINTS - 3] + "..."


def describe_exit(exit_point: Exit | None, ended: ByteRange) -> tuple[ExitKind, str, Related]:
    """Returns how a function exits before something is ended: the kind of exit, its words, and the place.

    The place of an exception that the function handles is the handler. Without a place of its own, the exit is at
    `ended`, which some path skips.
    """
    kind, place = ExitKind.END, ended
    if exit_point is not None and exit_point.handler is not None:
        return (
            exit_point.kind,
            _HANDLED[exit_point.kind],
            Related(exit_point.handler, "this handler continues without it"),
        )
    if exit_point is not None and exit_point.at is not None:
        kind, place = exit_point.kind, exit_point.at
    words, why = _LEAVING[kind]
    return kind, words, Related(place, why)


def where_to_end(exit_point: Exit | None) -> str:
    """Returns where an end is missing, if a `finally` is not the place for it."""
    is_cancelled = exit_point is not None and exit_point.kind is ExitKind.CANCEL and exit_point.handler is None
    return "in an `except BaseException` too" if is_cancelled else "on this path too"
