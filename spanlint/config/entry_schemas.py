"""The schemas of a project's own entries: `creators`, `wrappers`, `openers` and `session-context`.

Each both validates a configuration and documents it, for editors and in the reference.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Schema = dict[str, Any]


NAME = r"[A-Za-z0-9_$#\u0080-\uffff]+"
DOTTED = r"[A-Za-z0-9_$#.?\u0080-\uffff]+"
"""Patterns of a name, and of an expression of names, in the syntax of JSON schemas and of Python."""


def _text(description: str) -> Schema:
    return {"type": "string", "minLength": 1, "description": description}


def _name(description: str, pattern: str = NAME) -> Schema:
    return {**_text(description), "pattern": f"^{pattern}$"}


def _texts(description: str) -> Schema:
    return {"type": "array", "items": {"type": "string", "minLength": 1}, "description": description}


def _choice(description: str, *values: str) -> Schema:
    return {"enum": list(values), "description": description}


def _table(properties: Schema, *required: str) -> Schema:
    needed = {"required": list(required)} if required else {}
    return {"type": "object", **needed, "additionalProperties": False, "properties": properties}


def _slot(description: str) -> Schema:
    position = {"type": "integer", "minimum": 0, "description": "The number of the argument, counted from 0."}
    keyword = _name("The name of the argument in Python.")
    key = _text("The key of the object that is the argument at `position`, in TypeScript and JavaScript.")
    return {**_table({"position": position, "keyword": keyword, "key": key}), "description": description}


def _effect(description: str) -> Schema:
    meanings = (
        "`ambient`: the active span is the parent. `root`: the span starts a trace. `noop`: no span is recorded. "
        "`crash`: the call raises. Without this key: "
    )
    return _choice(f"{description} {meanings}{_OTHERWISE[description]}.", "ambient", "root", "noop", "crash")


_WITHOUT_PARENT = "What a call without a parent does."
_NONE = "What a call does that passes `None` or `undefined` as its parent."
_NULL = "What a call does that passes `null` as its parent."
_OTHERWISE = {_WITHOUT_PARENT: "`ambient`", _NONE: "`ambient`", _NULL: "as `none`"}
_LANGUAGE = _choice("The language of the calls; `typescript` includes JavaScript.", "python", "typescript")
_PARENT_PLACE = _slot(
    "Where a call passes the parent. `position` counts from 0: `{ position = 1, keyword = "
    '"parent" }` is `f(x, p)` or `f(x, parent=p)`, `{ position = 1, key = "parent" }` is `f(x, { parent: p })`.'
)
_PARENT = {"minProperties": 1, **_PARENT_PLACE}
_QUALIFIERS = {
    "module": _text(
        "Only calls of what this module defines or exports: in Python a dotted name such as `app.tracing`, which "
        "includes the modules in a package; in TypeScript what an import names, such as `@acme/tracing`, or a file "
        "relative to this configuration file, such as `./src/tracing`."
    ),
    "class": _name(
        "Only calls on an instance of this class or of a subclass, or on the class itself, where the code shows it."
    ),
    "receiver": _name(
        "Only calls on this expression: `obs` fits `obs.begin()` and `self.obs.begin()`. It needs no types, so it also "
        "finds calls whose receiver comes from elsewhere.",
        DOTTED,
    ),
}
_ACTIVATES = _choice(
    "Whether the span is the active one: `no`, `with` in the body of a `with` statement, or `callback` in the function "
    "that the call is passed last. Without this key: `no`.",
    "no",
    "with",
    "callback",
)
_SOURCE = {"type": "string", "description": "A note of where this is known from. Nothing reads it."}
CREATOR = _table(
    {
        "language": _LANGUAGE,
        "method": _name("The name that is called, without what comes before it: `begin` for `obs.begin()`."),
        **_QUALIFIERS,
        "form": _choice(
            "`method`: a method; without `module`, `class` or `receiver`, of what looks like a tracer. "
            "`function`: a function, called by itself or as a member of its module. `either`: any call of the name. "
            "Without this key: `either`.",
            "method",
            "function",
            "either",
        ),
        "name": _slot("Where a call passes the name of the span. Without this key: `{ position = 0 }`."),
        "parent": _PARENT,
        "other-parents": {
            "type": "array",
            "items": _slot("As `parent`."),
            "description": 'More places where a parent may be passed: `[{ keyword = "context" }]`.',
        },
        "root": _slot("Where a call says that its span starts a trace, if the value is true."),
        "options": _slot(
            "Where a call passes its options in TypeScript: the object with the kind, the links and the start time."
        ),
        "callback": _choice(
            "`last`: the last argument is a function, and the arguments before it may be left out. An argument is the "
            "parent only if the function follows.",
            "last",
        ),
        "absent": _effect(_WITHOUT_PARENT),
        "none": _effect(_NONE),
        "null": _effect(_NULL),
        "activates": _ACTIVATES,
        "source": _SOURCE,
        "help": _text("What findings say to pass as the parent, if that is not an OpenTelemetry context."),
    },
    "language",
    "method",
    "parent",
)
WRAPPER = _table(
    {
        "language": _LANGUAGE,
        "name": _name("The name of the function or method, without what comes before it."),
        **_QUALIFIERS,
        "parent": _PARENT,
        "activates": _ACTIVATES,
    },
    "language",
    "name",
    "parent",
)
OPENER = _table(
    {
        "language": _LANGUAGE,
        "name": _name("The name that is called, without what comes before it."),
        **_QUALIFIERS,
        "form": _choice(
            "Where the context is active. `with`: in the body of a `with` statement. `decorator`: in the decorated "
            "function. `callback`: in a function that the call is passed. `attach`: from the call on, until `closer` "
            "is called.",
            "with",
            "decorator",
            "callback",
            "attach",
        ),
        "closer": _text("The function or method that ends what `attach` began: `detach`."),
        "context": _slot("Where a call passes the context. If it passes a root there, what follows is a root, too."),
        "empty": _texts(
            'Functions that return what is active already: `["current"]`. A call that passes their result as `context` '
            "changes nothing."
        ),
        "source": _SOURCE,
    },
    "language",
    "name",
    "form",
)
FORBID = _table(
    {
        "language": _LANGUAGE,
        "message": _text("What to use instead. Findings say it."),
        "api": _text(
            "Only calls of this library, by its name in `apis`, or `project` for your own `creators` and `wrappers`."
        ),
        "method": _name("Only calls of this name: `start_span`."),
        **_QUALIFIERS,
        "files": _texts(
            "Where the calls are forbidden, as patterns like those of `per-file-ignores`. Without this key: everywhere."
        ),
        "allowed-in": _texts('Where they are not, as such patterns: `["src/telemetry/"]`.'),
    },
    "language",
    "message",
)
_IMPORTS = "Import statements for its names, in the language. A relative module is relative to this configuration file."
_EXPRESSION = {
    "expression": _text("The expression that fixes pass as the parent: `session_context()`."),
    "imports": _texts(_IMPORTS),
}
_HELPER = _table(
    {
        "call": _text(
            "The call to write: `startChild({name}, {attributes})`, where `{name}` stands for the name of the span and "
            "`{attributes}` for its attributes."
        ),
        "returns": _text("What the call returns, as it is assigned: `span`, or `{ span }`."),
        "imports": _texts(_IMPORTS),
    },
    "call",
    "returns",
)
_HELPED = "Your own function that starts a span with this parent, which fixes call instead of the tracer."
SESSION_CONTEXT = _table(
    {
        "python": {**_table(_EXPRESSION, "expression"), "description": "The parent expression in Python."},
        "typescript": {
            **_table({**_EXPRESSION, "helper": {**_HELPER, "description": _HELPED}}, "expression"),
            "description": "The parent expression in TypeScript and JavaScript.",
        },
    }
)
