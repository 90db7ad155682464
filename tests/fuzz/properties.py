"""What holds of every file, whatever stands in it."""

from __future__ import annotations

from spanlint.lint.diagnose import LintResult, lint
from spanlint.lint.fix import UnprovenFixError, fix
from spanlint.model.findings import Severity
from spanlint.model.settings import SessionContext, Settings
from spanlint.rulebook.rules import rules
from spanlint.text.decoding import UndecodableError, decode
from spanlint.text.source import Source
from tests.fuzz.repairs import each_fix_settles_its_finding, fixed_as_promised

CODES = frozenset(rule.code for rule in rules())
SESSIONS = (
    ("python", SessionContext("session.context()", ("from shop import session",))),
    ("typescript", SessionContext("session()", ("import { session } from 'shop';",))),
)
SETTINGS = Settings(CODES, session_contexts=SESSIONS)


def holds(path: str, language: str, data: bytes) -> None:
    """Assert every property of one file."""
    if b"\0" in data:
        return  # never gets as far as this: it is passed over as binary
    try:
        source = decode(path, language, data)
    except UndecodableError:
        return
    linted = lint(source, SETTINGS)
    inside_the_file(source, linted)
    the_same_for_all_line_ends(source, linted)
    each_fix_settles_its_finding(source, SETTINGS)
    for unsafe in (False, True):
        fixed_as_promised(source, SETTINGS, linted, unsafe)


def inside_the_file(source: Source, linted: LintResult) -> None:
    """Every place is one of the file's, and the text that a report shows is that line's."""
    lines = source.text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").decode().split("\n")
    for found in linted.diagnostics:
        assert (1, 1) <= found.start <= found.end
        assert found.end.line <= len(lines)
        assert found.start.column <= len(lines[found.start.line - 1]) + 1
        assert found.frame == lines[found.start.line - 1]
        assert found.code in CODES
        assert isinstance(found.severity, Severity)
        assert all(1 <= other.position.line <= len(lines) for other in found.related)


def the_same_for_all_line_ends(source: Source, linted: LintResult) -> None:
    """LF, CRLF and CR lead to the same findings at the same places, and to the same repaired file."""
    if b"\r" in source.text or source.encoding != "utf-8":
        return
    repaired = {unsafe: _repaired(source, unsafe) for unsafe in (False, True)}
    for end in (b"\r\n", b"\r"):
        text = source.text.replace(b"\n", end)
        other = source._replace(text=text, original=source.bom + text)
        assert lint(other, SETTINGS) == linted
        for unsafe, after in repaired.items():
            assert _repaired(other, unsafe) == after.replace(b"\n", end)


def _repaired(source: Source, unsafe: bool) -> bytes:
    try:
        return fix(source, SETTINGS, unsafe).source.original
    except UnprovenFixError:
        return source.original
