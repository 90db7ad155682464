"""What a check says (Finding), and what a reader of the report is told (Diagnostic)."""

from __future__ import annotations

from enum import Enum

from spanlint.lean.records import Record
from spanlint.model.facts import SpanCall
from spanlint.text.edits import Edit
from spanlint.text.source import ByteRange, Position


class Severity(str, Enum):
    """How sure a finding is that something is wrong: ERROR has evidence, WARNING states a lexical fact."""

    ERROR = "error"
    WARNING = "warning"


LINES = "\0lines\0"  # no source text holds a NUL


class Related(Record):
    """A second place in the same file that a finding speaks of, and why."""

    at: ByteRange
    message: str


class Safety(Enum):
    """Whether a fix is applied by `--fix`, by `--unsafe-fixes` as well, or only shown."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    SHOWN = "shown"


class ParentSource(Enum):
    """Which parent to pass: a Context parameter, the configured session context, a provider, the active context, or
    the declaration of a root."""

    PARAMETER = "parameter"
    CONFIGURED = "configured"
    PROVIDER = "provider"
    ACTIVE = "active"
    ROOT = "root"


class PassParent(Record):
    """Pass a parent to a call, in place of what stands in the slot if anything does.

    `name` is the parameter's or the provider's; `fallback` asks for the active context where the provider gives none.
    """

    call: SpanCall
    source: ParentSource
    name: str = ""
    fallback: bool = True


class WrapSpan(Record):
    """Put the Span that stands in the parent slot into a context made of the active one."""

    call: SpanCall


class MoveContext(Record):
    """Move the Context that stands in the options slot to the parent slot."""

    call: SpanCall


class EndSpan(Record):
    """End the span that `name` holds on every path: put what follows the statement `after`, up to the byte `until`,
    into a try whose finally ends it."""

    after: ByteRange
    until: int
    name: str


CallRemedy = PassParent | WrapSpan | MoveContext
Remedy = CallRemedy | EndSpan


class RemoveText(Record):
    """Delete what stands at these places; `what` names it. The same in every language."""

    what: str
    ranges: tuple[ByteRange, ...]


class ReplaceText(Record):
    """Write these edits, which are the same in every language; `title` is one line in the imperative."""

    title: str
    edits: tuple[Edit, ...]


class Proposal(Record):
    """A remedy, and whether it is proven right (SAFE), a guess at the intent (UNSAFE) or an alternative (SHOWN)."""

    remedy: Remedy | RemoveText | ReplaceText
    safety: Safety


class Fix(Record):
    """A remedy written out in the file's language: `title` is one line in the imperative."""

    title: str
    safety: Safety
    edits: tuple[Edit, ...]


class Finding(Record):
    """One thing a check found. `at` is what the marker stands under: the method name of a creation call.

    The code and the severity are the rule's own (`rules/*/rule.toml`), and are joined to it by `lint`, which puts the
    numbers of the related places' lines where the message has LINES. `proposals` stand in order of preference.
    """

    at: ByteRange
    message: str
    help: str
    related: tuple[Related, ...] = ()
    proposals: tuple[Proposal, ...] = ()


class RelatedPlace(Record):
    """A `Related` with its place worked out."""

    position: Position
    message: str


class WrittenEdit(Record):
    """An edit with its place worked out: the bytes `[start, end)` of the file in UTF-8 without a byte order mark are
    replaced by `text`; `first` and `last` are the same two places in lines and columns."""

    start: int
    end: int
    text: str
    first: Position
    last: Position


class WrittenFix(Record):
    """A `Fix` as a report tells of it. Its edits are in order, do not overlap, and each changes something."""

    title: str
    safety: Safety
    edits: tuple[WrittenEdit, ...]


class Diagnostic(Record):
    """A finding with its place in the file worked out: all that a report needs, no source text left to look up.

    Positions are 1-based, columns in code points; `end` is the place just after the last marked code point.
    `frame` holds the text of the line that `start` is on, without its line end. `fixes` stand in order of preference;
    there are none unless the settings ask for them. `call` is the text of the call (see `call_places`), `old` says that
    none of the call's lines has changed since the commit that the settings compare with.
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
