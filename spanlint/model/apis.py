"""The records that the API tables are read into."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.slots import Slot as Slot
from spanlint.model.status_calls import StatusCalls

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

WITH, DECORATOR, CALLBACK, ATTACH = "with", "decorator", "callback", "attach"
"""The forms of an opener; a creator that activates its span uses WITH or CALLBACK."""


class Qualifier(Record):
    """What tells a project's own calls from others of the same name; empty texts say nothing.

    `module` is the module that defines the function, the class or the object, as an import names it; a relative one is
    relative to `folder`. `owner` is the class of the receiver, `receiver` the end of the expression before the name.
    """

    module: str = ""
    owner: str = ""
    receiver: str = ""
    folder: str = ""


class Creator(Record):
    """One method or function that creates a span.

    `absent` and `none` say what the library does with a missing parent and with an empty one: `ambient`, `root`,
    `either` of them as the tracer decides, `noop` or `crash`. `null` says the same for JavaScript's null, `none` for
    its undefined. `activates` is `no`, WITH or CALLBACK. `callback` says that the last argument is a function and that
    the number of arguments tells the overloads apart. `form` is `method` (of a tracer), `function` (of a module) or
    `either`. `parents` are the slots that set a parent, the one to fill first; `root` is the slot that declares a root.
    `ends` is the method that ends the span, empty if the library ends it, `other_ends` are those that do so too,
    `unended` says what becomes of the trace if none is called; if the argument `on_exit` is false, the library leaves
    the end to the caller. `harmless` are the keywords that affect neither the parent nor the lifetime of a span that a
    `with` starts. `accepts` are all keywords, or in JavaScript all keys of the options; empty if they are not known.
    `tolerates` are those of other tracers that the same provider may make. A project's entry may have a `qualifier`.
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
    other_ends: tuple[str, ...] = ()
    unended: str = ""
    on_exit: Slot | None = None
    harmless: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    tolerates: tuple[str, ...] = ()
    qualifier: Qualifier | None = None

    @property
    def takes_context(self) -> bool:
        """Whether the parent is an OpenTelemetry Context; if it is not, `help` says what it is."""
        return not self.help


class Opener(Record):
    """A function that makes a context active; `form` is WITH, DECORATOR, CALLBACK or ATTACH.

    If `resolved` is True, its origin must be in the library's packages; otherwise the name is enough. `closer` ends an
    `attach`. `context` is the slot of the context that becomes active, `span` that of the span; `empty` are the calls
    of a library without a table of contexts that return what is active already. An opener that takes a span may have a
    slot `ends`, which says whether the span is ended as well. A decorator that opens a span has the names that this may
    have in `named`, with `{function}`, `{qualname}` and `{module}` of what is decorated, unless it is passed one in
    `name_slot`. A name with `{name|function}` or `{name|qualname}` is made around the one that it is passed.
    `across_yield` says what to do instead of keeping a `with` of it across a `yield`, where it stays active for the
    caller; `around_nothing` the same of a function that ends its span itself, or `leaves_open` the span that its
    callback has to end, with a callback that only stores it or returns it; `unentered` of one that starts nothing
    unless a `with` enters it. `rejects` are keywords for a parent that it does not take, and `help` says what does.
    `unended` and `qualifier` are as in `Creator`.
    """

    api: str
    name: str
    form: str
    resolved: bool
    closer: str
    context: Slot | None
    empty: frozenset[str] = frozenset()
    ends: Slot | None = None
    span: Slot | None = None
    across_yield: str = ""
    around_nothing: str = ""
    unentered: str = ""
    leaves_open: bool = False
    rejects: tuple[str, ...] = ()
    help: str = ""
    unended: str = ""
    qualifier: Qualifier | None = None
    named: tuple[str, ...] = ()
    name_slot: Slot | None = None

    @property
    def starts_span(self) -> bool:
        """Whether it starts a span that is active at once, with or without a `with`, until `closer` ends it."""
        return self.form == ATTACH and self.context is None


class Roots(Record):
    """Names that deliberately ask for a new trace when they are in the parent slot."""

    values: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    setters: frozenset[str] = frozenset()
    invalid_spans: frozenset[str] = frozenset()


class Shapes(Record):
    """Names of contexts, spans and span contexts, which identify misplaced values, and the members of a span.

    `span_methods` are all its methods, `span_states` those that return the span's state, `span_ends` those that end it.
    `span_context_members` are the members that are a span context. `instrumentations` are the classes that a library's
    instrumentation extends.
    """

    contexts: frozenset[str] = frozenset()
    spans: frozenset[str] = frozenset()
    span_contexts: frozenset[str] = frozenset()
    span_methods: frozenset[str] = frozenset()
    span_states: frozenset[str] = frozenset()
    span_ends: frozenset[str] = frozenset()
    span_context_members: frozenset[str] = frozenset()
    instrumentations: frozenset[str] = frozenset()


class Pure(Record):
    """Names of functions of the library's `modules`, and of methods of a context, that return a new context and modify
    none."""

    functions: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    modules: frozenset[str] = frozenset()


class Setter(Record):
    """The slots of a function that puts a span into a context; with `takes_span_context`, a span context instead."""

    span: Slot
    context: Slot
    takes_span_context: bool = False


class Holder(Record):
    """The slots of a function that puts a value under a key into a context; it is a method of it without that slot."""

    key: Slot
    value: Slot
    context: Slot | None = None


class ContextCalls(Record):
    """Names of the functions that work on contexts.

    `adding` and `removing` return a context with one value more or less; each name maps to the slot of the original
    context, None for a method of it. `setters` return a context with a span, `deleting` one without. `active` return
    the active context, `active_span` its span, `active_values` its values. `span_of` return the span of the context
    that they are passed, `reading` a value of it. `extracting` return the context that a message brought, `injecting`
    put one into a message. `taking` maps all that is passed a context to the slot of it. `holding` put a value under a
    key. `quiet` do not raise. `span_keys` are the keys under which a context holds its span, `making_keys` what
    makes another.

    `attaching`, `activating` and `running` are openers. `attaching` make a context current until one of `detaching` is
    called; each name maps to the slot of the context. `activating` are all that make the context that they are passed
    current. `running` call the function that they are passed, and the name alone identifies them; `vague` are those of
    them that do need a receiver, since other objects have methods of that name.
    """

    adding: Mapping[str, Slot | None] = {}
    removing: Mapping[str, Slot | None] = {}
    setters: Mapping[str, Setter] = {}
    attaching: Mapping[str, Slot] = {}
    detaching: frozenset[str] = frozenset()
    activating: frozenset[str] = frozenset()
    running: frozenset[str] = frozenset()
    vague: frozenset[str] = frozenset()
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
    making_keys: frozenset[str] = frozenset()
    taking: Mapping[str, Slot] = {}
    holding: Mapping[str, Holder] = {}


class Spelling(Record):
    """An expression as a fix writes it, with the import statements for its names. `{span}` stands for a span."""

    expression: str
    imports: tuple[str, ...]


class Spellings(Record):
    """How a fix writes the active context, a declared root, and a span or a span context put into the active context,
    and how it sets the status of a span that has `failed`.

    None marks what the library does not need. `defined_at` maps a public path to the one where the library defines it.
    """

    active: Spelling
    span: Spelling
    root: Spelling | None = None
    span_context: Spelling | None = None
    failed: Spelling | None = None
    defined_at: Mapping[str, str] = {}


class Api(Record):
    """One tracing library in one language. `judged` is `default`, `opt-in` or `never`.

    `tracers` are the names of its tracer classes and of the functions that return a tracer. `others` are packages whose
    members of the same names are not tracers, `platform` the modules that come with the language. `bound` are the
    tracers whose methods stay bound to them when they are taken off. `mention` is a text of each file that uses openers
    of the library which matter without a creator.
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
    platform: tuple[str, ...] = ()
    pure: Pure = Pure()
    bound: frozenset[str] = frozenset()
    contexts: ContextCalls = ContextCalls()
    spellings: Spellings | None = None
    mention: str = ""
    statuses: StatusCalls = StatusCalls()


class Start(Record):
    """A method of a tracer that starts a span, of which only the end is judged; `is_active` is whether it is active
    at once. The rest is as in `Creator`."""

    api: str
    name: str
    ends: str
    is_active: bool = False
    unended: str = ""


class ApiTables(Record):
    """The knowledge about all libraries of one language.

    `api_by_origin` has the library of any origin, the first one of those that share a package. `creators` are by their
    names; those that have a qualifier, and a project's functions, are in `qualified`. `mention` finds the names of all
    of these in a file's bytes. `starts` are further methods that start a span which somebody has to end: what else
    judged libraries have, and the creators of libraries that are known by a `mention`, whose parents are judged on
    request. `self_ending` are the openers that end their spans themselves, `entered_only` those that start nothing
    unless they are entered, both by a text of the files that use their library; `ending` are those that can be told to.
    """

    language: str
    apis: tuple[Api, ...]
    creators: Mapping[str, tuple[Creator, ...]]
    openers: Mapping[str, tuple[Opener, ...]]
    roots: Roots
    shapes: Shapes
    others: tuple[str, ...]
    platform: tuple[str, ...]
    mention: re.Pattern[bytes]
    pure: Pure
    contexts: ContextCalls
    starts: Mapping[str, tuple[Start, ...]] = {}
    qualified: Mapping[str, tuple[Creator, ...]] = {}
    statuses: StatusCalls = StatusCalls()
    self_ending: Mapping[bytes, tuple[Opener, ...]] = {}
    entered_only: Mapping[bytes, tuple[Opener, ...]] = {}
    ending: Mapping[str, Opener] = {}
    api_by_origin: Mapping[str, Api | None] = {}
