"""The records that the API tables are read into."""

from __future__ import annotations

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

WITH, DECORATOR, CALLBACK, ATTACH = "with", "decorator", "callback", "attach"
"""The forms of an opener; a creator that activates its span does so by the first or the third."""


class Slot(Record):
    """Where a value stands in a call: at a 0-based position, under a keyword, or under a key of the object there."""

    position: int | None = None
    keyword: str | None = None
    key: str | None = None


class Creator(Record):
    """One method or function that creates a span.

    `absent` and `none` say what the library does with a missing parent and with an empty one: `ambient`, `root`,
    `noop` or `crash`; `null` is for the second of JavaScript's empty values. `activates` is `no`, WITH or CALLBACK;
    `callback` says that a function is the last argument and the overloads are told apart by their number. `form` is
    `method` (of a tracer), `function` (of a module) or `either`. `parents` are the slots that set a parent, the first
    being the one to fill; `root` is the one that declares a root. `ends` is the method that ends the span, empty where
    the library does so; where the argument `on_exit` is false, it leaves that to the caller. `harmless` are the
    keywords that say nothing of the parent or of how long the span lives, where it is started by a `with`.
    """

    api: str
    title: str
    method: str
    form: str
    name: Slot
    parents: tuple[Slot, ...]
    root: Slot | None
    options: Slot | None
    callback: bool
    absent: str
    none: str
    null: str
    activates: str
    source: str
    help: str
    ends: str = ""
    on_exit: Slot | None = None
    harmless: tuple[str, ...] = ()

    @property
    def takes_context(self) -> bool:
        """Whether the parent is an OpenTelemetry Context; where it is something else, `help` says what."""
        return not self.help


class Opener(Record):
    """Something that makes a context active: `form` is WITH, DECORATOR, CALLBACK or ATTACH.

    `resolved` asks that its origin lie in the library's packages; else the name is enough. `closer` ends an `attach`.
    `context` is the slot of the context that becomes active, `empty` the calls that give one without a new parent.
    What takes a span has a slot `ends`, which says that the span is ended as well.
    """

    api: str
    name: str
    form: str
    resolved: bool
    closer: str
    context: Slot | None
    empty: frozenset[str]
    ends: Slot | None = None


class Roots(Record):
    """Names that, in the parent slot, ask for a new trace on purpose."""

    values: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    setters: frozenset[str] = frozenset()
    invalid_spans: frozenset[str] = frozenset()


class Shapes(Record):
    """Names of what is a context, a span or a span context, for telling a misplaced value from a good one; and the
    methods of a span: all of them, those that say what it is, and those that end it."""

    contexts: frozenset[str] = frozenset()
    spans: frozenset[str] = frozenset()
    span_contexts: frozenset[str] = frozenset()
    span_methods: frozenset[str] = frozenset()
    span_states: frozenset[str] = frozenset()
    span_ends: frozenset[str] = frozenset()


class Pure(Record):
    """Names of what gives a new context and changes none: functions of the library's `modules`, and methods of a
    context."""

    functions: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()


class Setter(Record):
    """A function that puts a span into a context, by the slots of the two."""

    span: Slot
    context: Slot


class ContextCalls(Record):
    """Names of the functions that work on contexts.

    `adding` and `removing` return a context with a value more or less, by the slot of the context that they start from:
    None for a method of it. `setters` return one with a span, `deleting` one without. `active` return the active
    context, `active_span` its span, `active_values` its values; `span_of` return the span of the context that they are
    passed, `reading` a value of it. `extracting` return the context that a message brought, `injecting` put one into a
    message. `quiet` do not raise; the `span_keys` are the keys of values that are the span.

    Of the library's openers, `attaching` make a context current until one of `detaching` is called, by the slot of the
    context; `activating` are all that make current the context that they are passed.
    """

    adding: Mapping[str, Slot | None] = {}
    removing: Mapping[str, Slot | None] = {}
    setters: Mapping[str, Setter] = {}
    attaching: Mapping[str, Slot] = {}
    detaching: frozenset[str] = frozenset()
    activating: frozenset[str] = frozenset()
    deleting: frozenset[str] = frozenset()
    active: frozenset[str] = frozenset()
    active_span: frozenset[str] = frozenset()
    active_values: frozenset[str] = frozenset()
    span_of: frozenset[str] = frozenset()
    reading: frozenset[str] = frozenset()
    extracting: frozenset[str] = frozenset()
    injecting: frozenset[str] = frozenset()
    quiet: frozenset[str] = frozenset()
    span_keys: frozenset[str] = frozenset()


class Spelling(Record):
    """An expression as a fix writes it, and the import statements for the names in it; `{span}` stands for a span."""

    expression: str
    imports: tuple[str, ...]


class Spellings(Record):
    """How a fix writes the active context, a declared root, and a span or a span context put into the active context;
    what the library has no use for is None. `same` are paths of one thing: the public one, and where it is defined."""

    active: Spelling
    span: Spelling
    root: Spelling | None = None
    span_context: Spelling | None = None
    same: Mapping[str, str] = {}


class Api(Record):
    """One tracing library in one language. `judged` is `default`, `opt-in` or `never`.

    `tracers` names its tracer classes and the functions that return one; `others` are packages whose things of the
    same name are no tracers. `bound` are the tracers whose methods may be taken off them and called alone.
    """

    name: str
    title: str
    language: str
    judged: str
    packages: tuple[str, ...]
    tracers: frozenset[str]
    creators: tuple[Creator, ...]
    openers: tuple[Opener, ...]
    roots: Roots
    shapes: Shapes
    others: tuple[str, ...]
    pure: Pure = Pure()
    bound: frozenset[str] = frozenset()
    contexts: ContextCalls = ContextCalls()
    spellings: Spellings | None = None


class ApiTables(Record):
    """What is known in one language.

    `mention` finds the names of the judged creation calls in a file's bytes.
    """

    language: str
    apis: tuple[Api, ...]
    creators: Mapping[str, tuple[Creator, ...]]
    openers: Mapping[str, tuple[Opener, ...]]
    roots: Roots
    shapes: Shapes
    others: tuple[str, ...]
    mention: re.Pattern[bytes]
    pure: Pure
    contexts: ContextCalls
