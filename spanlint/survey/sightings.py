"""The records of what a survey saw, each with its place."""

from __future__ import annotations

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from spanlint.model.apis import Slot


class Spot(Record):
    """A file, as its path for people, and a 1-based line in it."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class CallSpot(Record):
    """Where a call is: its line, and the offset of the call's name in bytes."""

    spot: Spot
    offset: int


class FunctionSeen(Record):
    """A function of the project, or a method of the class `owner`."""

    language: str
    name: str
    owner: str
    at: Spot

    @property
    def title(self) -> str:
        """The name for people: `Obs.begin`."""
        return f"{self.owner}.{self.name}" if self.owner else self.name


class HelperSeen(Record):
    """A function that starts a span for its callers.

    `slot` is where its calls may pass the parent, None if they pass none or cannot omit it (`takes_parent`).
    `activates` is as in `Creator`. `calls` are in `files` other files than its own, the first at `first_call`; those
    in test files do not count. `unjudged` are those that no run judges without a row. `is_conditional` is whether
    another parameter decides if a call starts a span at all. `loose` are further calls of a method, on objects called
    as its class is (`receiver`), where the code does not show the class, the first at `first_loose`.
    """

    function: FunctionSeen
    slot: Slot | None
    takes_parent: bool
    activates: str
    calls: int = 0
    files: int = 0
    first_call: Spot | None = None
    is_conditional: bool = False
    loose: int = 0
    receiver: str = ""
    first_loose: Spot | None = None
    unjudged: frozenset[CallSpot] = frozenset()


class ProviderSeen(Record):
    """A function that returns a parent: the number of parent slots that call it, without those in test files.

    `function` is None if its definition is not known; `written` is how it is called there. `is_importable` is whether
    another file can import and call it. `may_be_empty` is whether the active context has to stand in for what it
    returns.
    """

    language: str
    written: str
    first_use: Spot
    function: FunctionSeen | None
    is_importable: bool
    uses: int
    may_be_empty: bool = False


class LibrarySeen(Record):
    """A tracing library that files import: the number of these files, and the first import. `is_judged` is whether its
    calls are judged, `is_opt_in` whether they are only on request."""

    api: str
    title: str
    language: str
    files: int
    first: Spot
    is_judged: bool
    is_opt_in: bool


class Survey(Record):
    """What the files of a run show. `languages` counts the files of each language, `tests` the test files in each
    folder; `unread` are files that could not be parsed."""

    languages: Mapping[str, int]
    libraries: tuple[LibrarySeen, ...]
    tracers: tuple[FunctionSeen, ...]
    helpers: tuple[HelperSeen, ...]
    providers: tuple[ProviderSeen, ...]
    tests: Mapping[str, int]
    unread: int

    def wrappers(self) -> tuple[HelperSeen, ...]:
        """Returns the helpers that start a span for calls in other files which may omit the parent."""
        found = [
            helper
            for helper in self.helpers
            if helper.slot is not None and (helper.calls or helper.loose) and not helper.is_conditional
        ]
        return tuple(sorted(found, key=lambda helper: (-helper.calls, helper.function.at)))
