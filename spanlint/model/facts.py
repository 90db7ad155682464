"""All that a reader says about a file, and all that a check may know.

Every place is a `ByteRange` into `Source.text`: bytes of UTF-8 without a byte order mark, 0-based, half-open.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from spanlint.lean.records import Record
from spanlint.model.activations import Activations
from spanlint.model.apis import Creator
from spanlint.model.lifetimes import Lifetimes
from spanlint.model.usages import Usages
from spanlint.text.source import ByteRange


class ParentState(Enum):
    """What stands in the parent slot of a creation call."""

    PASSED = "passed"
    ABSENT = "absent"
    EMPTY = "empty"  # a value that is no parent: None, undefined, null
    ROOT = "root"  # declared: `root: true`, ROOT_CONTEXT, Context()
    UNKNOWN = "unknown"  # a spread or **kwargs may or may not fill the slot


class Parent(Record):
    """The parent slot of one call: its state, and the value that stands there (`at` is None when nothing does).

    `null` says which of JavaScript's two empty values it is.
    """

    state: ParentState
    at: ByteRange | None = None
    text: str = ""
    is_null: bool = False


class Mistake(Enum):
    """How a value that was meant as a parent is none."""

    CONTEXT_AS_OPTIONS = "context as options"
    PARENT_OPTION = "parent option"
    SPAN = "span"
    SPAN_CONTEXT = "span context"
    MAPPING = "mapping"
    SPAN_KIND = "span kind"


class Misplaced(Record):
    """A value in the wrong slot, or of the wrong kind for the parent slot."""

    mistake: Mistake
    at: ByteRange
    text: str


class OpenedBy(Record):
    """What makes a context active around a call: its name, and whether that context is a declared root."""

    at: ByteRange
    name: str
    is_root: bool = False


class Surroundings(Record):
    """What stands around a call: what opens a context for it, and whether it is in the body of a project helper whose
    own parameter reaches the parent slot."""

    opened_by: OpenedBy | None = None
    in_wrapper: bool = False


class Provider(Record):
    """A function without parameters that gives a parent: it stands in a parent slot.

    `function` is its last name, `written` how it is written there (`session.getContext`); `fallback` says that the
    active context stands behind it.

    `via` names the project's own resolver that calls it for the slot; `reads` are the names in its body, where the
    file has it, and in what it is asked of. `home` is the module or the object that it belongs to; `owner` the class
    whose own object it is asked of, outside of which nobody can ask.
    """

    function: str
    written: str
    via: str = ""
    fallback: bool = False
    reads: frozenset[str] = frozenset()
    home: str = ""
    owner: ByteRange | None = None


class BranchArm(Record):
    """One alternative of a decision: the conditional, and the arm of it. `leaves` says that the arm ends with a return
    or a raise; `decides` are the names that the decision asks about."""

    conditional: ByteRange
    arm: ByteRange
    leaves: bool = False
    decides: frozenset[str] = frozenset()


class Details(Record):
    """What else a call says, and the function it stands in.

    `kind` is the SpanKind's name (INTERNAL when none is given, empty when it can't be known), `span_name` the source
    text of a name that is written out or constant, `name_key` the same however it is written and whatever a template's
    values are. `forwards`: the name or the options are the function's own parameters. `providers` stand in the call's
    own parent slot, `parent_names` are the names that its value is made of; `local_to` is the innermost function around
    that has made all of it. `feeds_context`: the span made here is put into a context, it has children of its own;
    `hands_to` tells whether it is handed to a function of a home. `consults` tells whether the functions around ask a
    name, `assigns` whether they give a value to one of some names. `spare_parameter` is a parameter of type Context
    that is read nowhere else than in a parent slot, `spare_local` a local that holds a context made there. `function`
    is the innermost function around, `owner` the innermost class; `branches` are the alternatives the call is in,
    outermost first.
    """

    kind: str = ""
    span_name: str = ""
    name_key: str = ""
    links: bool = False
    start_time: bool = False
    forwards: bool = False
    providers: tuple[Provider, ...] = ()
    parent_names: frozenset[str] = frozenset()
    local_to: ByteRange | None = None
    becomes_parent: Callable[[], bool] = bool
    passed_to: Callable[[str], bool] = bool
    consulted: Callable[[str], bool] = bool
    assigns: Callable[[frozenset[str]], bool] = bool
    unused_parameter: str = ""
    unused_local: str = ""
    function: ByteRange | None = None
    owner: ByteRange | None = None
    branches: tuple[BranchArm, ...] = ()


class SpanCall(Record):
    """One call that creates a span.

    `at` is the method name, `call` the whole call expression. `statement` tells the byte where its statement begins,
    or what the innermost function around gives where that is no statement. `receiver` is the source text before the
    method name, empty for a function. `decorator` says that the call decorates a function or class. `bodies` are those
    of the functions that are written in the call, in order. `surroundings` and `details` are found when they are asked
    for, and once.
    """

    creator: Creator
    at: ByteRange
    call: ByteRange
    receiver: str
    parent: Parent
    surroundings: Callable[[], Surroundings]
    details: Callable[[], Details]
    statement: Callable[[], int]
    misplaced: Misplaced | None = None
    is_decorator: bool = False
    bodies: Callable[[], tuple[ByteRange, ...]] = tuple


class UnreadableSyntax(Record):
    """A span call's name in a statement that the grammar cannot read. `at` is the name."""

    at: ByteRange
    text: str


class UnusedSuppression(Record):
    """A comment that silences nothing, or the `codes` in it that do not; none are named where none does.

    `misplaced` says that it speaks of the whole file from beside code; deleting `removes` takes out what is unused,
    where that can be done.
    """

    at: ByteRange
    codes: tuple[str, ...]
    is_for_whole_file: bool
    is_misplaced: bool
    removes: tuple[ByteRange, ...]


class Facts(Record):
    """What one file says: its creation calls, and the mentions of one that could not be read, in order.

    `comments` are those that say `spanlint:`; the `unused` among their suppressions are known when all rules have run.
    The three functions are called when they are asked for, and once. `broken` says that somewhere in the file, be it
    far from any span call, the grammar cannot read it.
    """

    language: str
    calls: tuple[SpanCall, ...] = ()
    unreadable: tuple[UnreadableSyntax, ...] = ()
    comments: tuple[ByteRange, ...] = ()
    unused: tuple[UnusedSuppression, ...] = ()
    lifetimes: Callable[[], Lifetimes] = Lifetimes
    activations: Callable[[], Activations] = Activations
    usages: Callable[[], Usages] = Usages
    is_broken: bool = False
