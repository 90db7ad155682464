"""What a check says (Finding), and what a reader of the report is told (Diagnostic)."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from spanlint.source import ByteRange, Position


class Severity(str, Enum):
    """How sure a finding is that something is wrong: ERROR has evidence, WARNING states a lexical fact."""

    ERROR = "error"
    WARNING = "warning"


LINES = "\0lines\0"  # no source text holds a NUL


class Related(NamedTuple):
    """A second place in the same file that a finding speaks of, and why."""

    at: ByteRange
    message: str


class Finding(NamedTuple):
    """One thing a check found. `at` is what the marker stands under: the method name of a creation call.

    The code and the severity are the rule's own (`rules/*/rule.toml`), and are joined to it by `lint`, which puts the
    numbers of the related places' lines where the message has LINES.
    """

    at: ByteRange
    message: str
    help: str
    related: tuple[Related, ...] = ()


class RelatedPlace(NamedTuple):
    """A `Related` with its place worked out."""

    position: Position
    message: str


class Diagnostic(NamedTuple):
    """A finding with its place in the file worked out: all that a report needs, no source text left to look up.

    Positions are 1-based, columns in code points; `end` is the place just after the last marked code point.
    `frame` holds the text of the line that `start` is on, without its line end.
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
