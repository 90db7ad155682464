"""The results of a lint: what a check yields (Finding), and what a report shows (Diagnostic)."""

from __future__ import annotations

from enum import Enum

from spanlint.lean.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.current_spans import HandOver
    from spanlint.model.facts import SpanCall
    from spanlint.text.edits import Edit
    from spanlint.text.source import ByteRange, Position


class Severity(str, Enum):
    """How sure a finding is that something is wrong: ERROR has evidence, WARNING states a lexical fact."""

    ERROR = "error"
    WARNING = "warning"


LINES = "\0lines\0"  # no source text holds a NUL


class Related(Record):
    """A second place in the same file that a finding mentions, and why."""

    at: ByteRange
    message: str


class Safety(Enum):
    """Whether a fix is applied by `--fix`, by `--unsafe-fixes` as well, or only shown."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    SHOWN = "shown"


class ParentSource(Enum):
    """Which parent to pass: a Context parameter, a Span parameter in a context, a local that holds a Context, the
    expression that a sibling passes, the configured session context, a provider's function, an expression that other
    calls share, the active context, or the declaration of a root."""

    PARAMETER = "parameter"
    SPAN = "span"
    SIBLING = "sibling"
    LOCAL = "local"
    CONFIGURED = "configured"
    PROVIDER = "provider"
    SHARED = "shared"
    ACTIVE = "active"
    ROOT = "root"


class PassParent(Record):
    """Pass a parent to a call, in place of any value in the slot.

    `name` is that of the parameter, local or provider, or the sibling's or shared expression. `has_fallback` adds the
    active context for a provider without a value.
    """

    call: SpanCall
    source: ParentSource
    name: str = ""
    has_fallback: bool = False


class WrapSpan(Record):
    """Put the Span in the parent slot into a context derived from the active one."""

    call: SpanCall


class MoveContext(Record):
    """Move the Context from the options slot to the parent slot."""

    call: SpanCall


class EndSpan(Record):
    """End the span in `name` on every path: put the code after the statement `after`, up to the byte `until`, into a
    `try`, whose `finally` calls the method `end` of the span."""

    after: ByteRange
    until: int
    name: str
    end: str


class SetStatus(Record):
    """Set the status ERROR on the span in `name`, by a statement right after the one of the call `after`."""

    after: ByteRange
    name: str


class CopyContext(Record):
    """Run the function `target` of a `call` in a copy of the context that is active at the call, one for each task."""

    call: ByteRange
    target: ByteRange
    hand_over: HandOver


CallRemedy = PassParent | WrapSpan | MoveContext
Remedy = CallRemedy | EndSpan | CopyContext | SetStatus


class RemoveText(Record):
    """Delete the text at these ranges; `what` names it. The same in every language."""

    what: str
    ranges: tuple[ByteRange, ...]


class ReplaceText(Record):
    """Apply these edits, which do not depend on the language; `title` is one line in the imperative."""

    title: str
    edits: tuple[Edit, ...]


class Proposal(Record):
    """A remedy, and whether it is proven right (SAFE), a guess at the intent (UNSAFE) or an alternative (SHOWN)."""

    remedy: Remedy | RemoveText | ReplaceText
    safety: Safety


class Fix(Record):
    """A remedy in the language of the file; `title` is one line in the imperative."""

    title: str
    safety: Safety
    edits: tuple[Edit, ...]


class Finding(Record):
    """One thing that a check found. `at` is the marked text, such as the method name of a creation call.

    `lint` adds the code and the severity of the rule (`rules/*/rule.toml`), and replaces LINES in the message by the
    line numbers of the related places. `proposals` are in order of preference. One that `is_hint` is reported only if
    the rule is selected by its full code.
    """

    at: ByteRange
    message: str
    help: str
    related: tuple[Related, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    is_hint: bool = False


class CellPlace(Record):
    """The number of a notebook's cell, counted from 1 with those of text, and a range as it is in the JSON on disk."""

    number: int
    start: Position
    end: Position


class RelatedPlace(Record):
    """A `Related` with its line and column; `path` is that of another file, empty for the finding's own.

    `frame` is the text around it on its line, if the settings ask for the code. In a notebook, `position` is in `cell`.
    """

    position: Position
    message: str
    path: str = ""
    frame: str = ""
    cell: CellPlace | None = None

    def on_disk(self) -> Position:
        """Returns the line and column in the file."""
        return self.cell.start if self.cell is not None else self.position


class WrittenEdit(Record):
    """An edit with its lines and columns: `text` replaces the bytes `[start, end)` of the file, as UTF-8 without a byte
    order mark. `first` and `last` are the same two places as lines and columns."""

    start: int
    end: int
    text: str
    first: Position
    last: Position


class DiffLine(Record):
    """One line of a fix as a diff. `sign` is `-`, `+`, a space for a line that stays, or empty for lines left out.

    `number` is that of the line in the file as it is; of the file as it would be, for a `+`. 0 if lines are left out.
    """

    sign: str
    number: int
    text: str


class WrittenFix(Record):
    """A `Fix` as a report shows it. Its edits are in order, do not overlap, and each changes something.

    `diff` shows them as lines, if the settings ask for the code.
    """

    title: str
    safety: Safety
    edits: tuple[WrittenEdit, ...]
    diff: tuple[DiffLine, ...] = ()


class Diagnostic(Record):
    """A finding with its lines and columns: all that a report needs, without the source text.

    Positions are 1-based, columns in code points. `end` is the position just after the last marked code point. `frame`
    is the text of the line of `start`, without its line end. `fixes` are in order of preference, and empty unless the
    settings ask for them. `call` is the text of the call (see `call_places`). `is_old` is whether no line of the call
    has changed since the commit that the settings compare with. `notes` are further sentences, `more` further keys of
    the JSON report. `identity` is what a fingerprint is made of instead of the line of source, if it is not empty. In a
    notebook, `start` and `end` are in `cell`.
    """

    path: str
    start: Position
    end: Position
    code: str
    rule: str
    severity: Severity
    message: str
    help: str
    frame: str
    related: tuple[RelatedPlace, ...] = ()
    fixes: tuple[WrittenFix, ...] = ()
    call: str = ""
    is_old: bool = False
    notes: tuple[str, ...] = ()
    more: tuple[tuple[str, object], ...] = ()
    identity: str = ""
    cell: CellPlace | None = None

    def on_disk(self) -> tuple[Position, Position]:
        """Returns the start and the end as lines and columns of the file, which programs know nothing else of."""
        return (self.start, self.end) if self.cell is None else (self.cell.start, self.cell.end)

    def order(self) -> tuple[str, int, Position, str]:
        """Returns what reports are sorted by: the path, the cell of a notebook, the place, and the code."""
        return self.path, self.cell.number if self.cell is not None else 0, self.start, self.code
