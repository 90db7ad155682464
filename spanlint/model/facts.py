"""The facts about a file: all that a reader reports, and all that a check may know.

Every place is a `ByteRange` into `Source.text`: bytes of UTF-8 without a byte order mark, 0-based, half-open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum

from spanlint.lean.records import Record
from spanlint.model.misplaced import Misplaced, Mistake
from spanlint.model.nearby_parents import NearbyParents
from spanlint.model.span_names import NameDecorator, NamingCall, SpanNames
from spanlint.model.unread_facts import no_activations, no_current_spans, no_lifetimes, no_statuses, no_usages
from spanlint.text.source import ByteRange

TYPE_CHECKING = False
if TYPE_CHECKING:  # what is read of a file only to judge it is not imported by who looks for names of spans
    from spanlint.model.activations import Activations
    from spanlint.model.apis import Creator, Qualifier, Slot
    from spanlint.model.branches import BranchArm
    from spanlint.model.current_spans import CurrentSpans
    from spanlint.model.lifetimes import Lifetimes
    from spanlint.model.settings import SessionContext
    from spanlint.model.statuses import Statuses
    from spanlint.model.suppressions import MisspelledSuppression, UnusedSuppression
    from spanlint.model.usages import Usages

_EMPTY_VALUES = ("None", "null", "null!", "undefined", "undefined!", "void 0")


class ParentState(Enum):
    """What the parent slot of a creation call contains."""

    PASSED = "passed"
    ABSENT = "absent"
    EMPTY = "empty"  # a value that is not a parent: None, undefined, null
    ROOT = "root"  # declared: `root: true`, ROOT_CONTEXT, Context()
    UNKNOWN = "unknown"  # a spread or **kwargs may or may not fill the slot, or an option may declare a root


class Parent(Record):
    """The parent slot of one call: its state, and the place and text of its value (`at` is None without a value).

    An UNKNOWN one has the text of what decides whether the call declares a root, if that is why. `is_null` is whether
    the value is JavaScript's `null` and not `undefined`.
    """

    state: ParentState
    at: ByteRange | None = None
    text: str = ""
    is_null: bool = False

    def is_written_empty(self) -> bool:
        """Whether the value is an empty one itself, and no variable that is never anything else."""
        return self.text in _EMPTY_VALUES


class OpenedBy(Record):
    """The code that makes a context active around a call: its name, and whether the context is a declared root.

    `api` is the library whose function does it, by itself or in a helper of the project; empty if that is not known. It
    is not certain around a method that a subclass in another file may call elsewhere too. `is_own` is whether the name
    is a definition of the project, `is_attached` whether the context is attached rather than a span's. `context` is
    where the context stands that it makes current, None if it is not an argument.
    """

    at: ByteRange
    name: str
    is_root: bool = False
    is_certain: bool = True
    is_own: bool = False
    is_attached: bool = False
    api: str = ""
    context: ByteRange | None = None


class ProviderKey(Record):
    """A variable that a provider takes: its name, the scope that declares it, and the annotation of a parameter, whose
    scope is None, since another function may have a parameter for the same. `last` is the last name of what it takes,
    the variable itself or a member of it."""

    name: str
    last: str
    scope: ByteRange | None = None
    annotation: str = ""


class Provider(Record):
    """A function without parameters that a parent slot calls, or any other expression (`is_function` is False) by which
    several functions reach the same parent: a field, a variable, a store, a function of a key.

    `function` is its last name, `written` its source text there (`session.getContext`, `contextOf(id)`), `keys` are the
    variables that it takes. `has_fallback` is whether the active context is the fallback behind it.

    `via` names the project's own resolver that calls it for the slot, `beside` the last names of what takes its place
    in other cases. `reads` are the names in its receiver, and in its body if the file contains it. `home` is the module
    or object that it belongs to. `owner` is the class outside of which it cannot be called. `first` is the first name
    of it, `scope` the scope that declares that name, None if the file declares none; `origins` are its known origins.
    `is_put_together` says that no code writes it like this: a local holds the beginning of it, or a condition stands
    before it. `guarded` is how code writes it that first asks whether there is a span to put into the active context.
    """

    function: str
    written: str
    via: str = ""
    beside: frozenset[str] = frozenset()
    has_fallback: bool = False
    reads: frozenset[str] = frozenset()
    home: str = ""
    owner: ByteRange | None = None
    scope: ByteRange | None = None
    origins: frozenset[str] = frozenset()
    first: str = ""
    is_function: bool = True
    keys: tuple[ProviderKey, ...] = ()
    is_put_together: bool = False
    guarded: str = ""


class Surroundings(Record):
    """The code around a call: what opens a context for it, the providers of that context, and whether it is in the body
    of a project helper, a parameter of which reaches the parent slot.

    `is_used_in_opened` is whether something is open where the file uses a function around the call, `is_returned`
    whether that function returns the span, `is_record` whether it ends the span and calls nothing else before, so that
    no work runs under it, and `reads_active` whether it reads the active context.
    """

    opened_by: OpenedBy | None = None
    is_in_wrapper: bool = False
    providers: tuple[Provider, ...] = ()
    is_used_in_opened: Callable[[], bool] = bool
    is_returned: Callable[[], bool] = bool
    is_record: Callable[[], bool] = bool
    reads_active: Callable[[], bool] = bool


class Details(Record):
    """Everything else about a call, and about the function that contains it.

    `kind` is the name of the SpanKind: INTERNAL if none is passed, empty if it is unknown. `span_name` is the source
    text of a literal, with its quotation marks, or of a constant. `name_key` is that name independent of its notation
    and of a template's values. `has_links` is whether the call passes links. `is_forwarding` is whether the name or the
    options are parameters of the function.

    `providers` are those in the parent slot of the call, `parent_names` the names in its value, each with its members.
    `local_to` is the innermost enclosing function that creates all of that value, or from which a function that runs
    elsewhere captures it. `is_parentless` is whether that value is nothing but the active context, or a context without
    a span. `can_call` is whether a provider can be called here. `becomes_parent` is whether the span is put into a
    context, so that it has children. `is_kept` is whether the function stores the span in its own object, for other
    methods to end, `is_given_back` whether in an object that it is passed. `is_named_root` is whether what holds the
    span is called a root. `is_in_instrumentation` is whether a class around the call patches a library, or the function
    around it calls what it wraps. `is_passed_to` is whether the span is passed to a function of a `Provider.home`.
    `has_consulted` is whether the enclosing functions use a name, `assigns` whether they assign one of several names.

    `runs_in` is whether calling a provider runs this call, in the provider's body or in what that reaches, or reads
    what becomes of the span; `runs_in_session` is the same for the expression of a configured session context.
    `closes_import_cycle` is whether that context's imports lead back to this file, `may_lack_session` whether what its
    expression calls declares to return nothing in some cases. `depends_on_outside_code` is whether the receiver, or
    what runs the function around the call, is imported from where it cannot be followed.

    `nearby` are the parents that the functions around the call have. `unused_local` returns a local that holds a
    context created there. `function` is the innermost enclosing function, `owner` the innermost class. `branches` are
    the alternatives that contain the call, outermost first.
    """

    kind: str = ""
    span_name: str = ""
    name_key: str = ""
    has_links: bool = False
    is_forwarding: bool = False
    providers: tuple[Provider, ...] = ()
    parent_names: frozenset[str] = frozenset()
    local_to: ByteRange | None = None
    is_parentless: bool = False
    can_call: Callable[[Provider], bool] = bool
    runs_in: Callable[[Provider], bool] = bool
    runs_in_session: Callable[[SessionContext], bool] = bool
    closes_import_cycle: Callable[[SessionContext], bool] = bool
    may_lack_session: Callable[[SessionContext], bool] = bool
    depends_on_outside_code: Callable[[], bool] = bool
    becomes_parent: Callable[[], bool] = bool
    is_kept: Callable[[], bool] = bool
    is_given_back: Callable[[], bool] = bool
    is_named_root: Callable[[], bool] = bool
    is_in_instrumentation: Callable[[], bool] = bool
    is_passed_to: Callable[[str], bool] = bool
    has_consulted: Callable[[Provider], bool] = bool
    assigns: Callable[[frozenset[str]], bool] = bool
    nearby: NearbyParents = NearbyParents()
    unused_local: Callable[[], str] = str
    function: ByteRange | None = None
    owner: ByteRange | None = None
    branches: tuple[BranchArm, ...] = ()


def _fits_none(_qualifier: Qualifier) -> bool:
    return False


class SpanCall(Record):
    """One call that creates a span.

    `at` is the method name, `call` the whole call expression. `statement` returns the byte where its statement begins;
    without a statement, as in an arrow function, where the enclosing part of the function begins. `receiver` is the
    source text before the method name, empty for a function. `is_decorator` is whether the call decorates a function or
    class. `bodies` returns the bodies of the functions written inside the call, in order. `surroundings` and `details`
    are computed once, on the first call. `fits` is whether the called function is of a module, a class and a receiver.
    `may_be_meant_as_root` is whether a comment beside the call says so. `names` returns the names of its spans, and
    `has_start_time` whether it passes a time at which they start.
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
    may_be_meant_as_root: Callable[[], bool] = bool
    fits: Callable[[Qualifier], bool] = _fits_none
    names: Callable[[], SpanNames] = SpanNames
    has_start_time: Callable[[], bool] = bool

    @property
    def passes_context(self) -> bool:
        """Whether the call passes a parent, also a context in place of the options, as it does once it is repaired."""
        if self.misplaced is not None:
            return self.misplaced.mistake is Mistake.CONTEXT_AS_OPTIONS
        return self.parent.state is ParentState.PASSED

    @property
    def is_started_alone(self) -> bool:
        """Whether the call only starts its span, and takes a context for its parent."""
        return self.creator.activates == "no" and self.creator.takes_context and not self.is_decorator


class UnreadableSyntax(Record):
    """The name of a span call, at `at`, in a statement that the grammar cannot parse."""

    at: ByteRange
    text: str


def _no_calls(_known: Mapping[str, object]) -> tuple[NamingCall, ...]:
    return ()


def _no_decorators(_known: Mapping[str, object]) -> tuple[tuple[NameDecorator, NameDecorator], ...]:
    return ()


class Facts(Record):
    """The facts about one file: its creation calls, and the names of calls that could not be parsed, in order.

    `comments` are those that contain `spanlint:`. Their `unused` and `misspelled` suppressions are known after all
    rules have run. The five functions compute their facts once, on the first call. `is_broken` is whether the grammar
    cannot parse some part of the file, even far from any span call. `naming_calls` yields the calls of functions that
    name a span after a parameter, from the slots in which those of each name take it. `naming_decorators` yields the
    decorators that name spans after the functions that they are put on, `renamed_decorators` those that get another
    name, each with the one that it had, and `named_functions` where such decorators are put on a function: those of the
    project that are given by their names, or those of libraries if none are.
    """

    language: str
    calls: tuple[SpanCall, ...] = ()
    unreadable: tuple[UnreadableSyntax, ...] = ()
    comments: tuple[ByteRange, ...] = ()
    unused: tuple[UnusedSuppression, ...] = ()
    misspelled: tuple[MisspelledSuppression, ...] = ()
    lifetimes: Callable[[], Lifetimes] = no_lifetimes
    activations: Callable[[], Activations] = no_activations
    usages: Callable[[], Usages] = no_usages
    statuses: Callable[[], Statuses] = no_statuses
    current_spans: Callable[[], CurrentSpans] = no_current_spans
    is_broken: bool = False
    naming_calls: Callable[[Mapping[str, Iterable[Slot]]], Iterable[NamingCall]] = _no_calls
    naming_decorators: Callable[[], Iterable[NameDecorator]] = tuple
    renamed_decorators: Callable[
        [Mapping[str, Sequence[NameDecorator]]], Iterable[tuple[NameDecorator, NameDecorator]]
    ] = _no_decorators
    named_functions: Callable[[Mapping[str, Sequence[NameDecorator]]], Iterable[NamingCall]] = _no_calls
