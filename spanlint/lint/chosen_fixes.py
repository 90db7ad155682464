"""The fixer for callers that choose: one finding at a time, each proven before the next. No file is read or written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from spanlint.languages.names.imports import Neighbours
from spanlint.lint.diagnose import diagnostic_of, written_fix
from spanlint.lint.fix import FixResult, apply_fixes
from spanlint.lint.judge import Judgement, changed_findings, judge, judge_with_line_ends
from spanlint.lint.proof import moved_offset
from spanlint.lint.written_fixes import fixes_of
from spanlint.model.findings import Diagnostic, Finding
from spanlint.model.settings import Settings
from spanlint.rulebook.rules import Rule
from spanlint.text.source import LineIndex, Source

Choose = Callable[[Diagnostic], int | None]
"""From a finding, with its fixes, to the index of the fix to apply; None leaves the finding."""


def fix_as_chosen(
    source: Source, settings: Settings, choose: Choose, neighbours: Neighbours | None = None
) -> FixResult:
    """Ask about each finding of the first judgement, in order, and apply the chosen fixes. Raises UnprovenFixError.

    The places in each question are those of the text as it is then. A finding that another one's fix has removed is
    not asked about.
    """
    rejudge = partial(judge, settings=settings, neighbours=neighbours)
    source, judgement = judge_with_line_ends(source, settings, neighbours)
    first = changed_findings(source, judgement, settings).findings
    pending = [(finding.at.start, rule.code) for rule, finding in first]
    applied = 0
    while pending:
        found = _found(judgement, *pending.pop(0))
        if found is None:
            continue
        lines = LineIndex(source.text)
        fixes = [(fix, written_fix(source, lines, fix)) for fix in fixes_of(source, found[1], settings)]
        choices = [(fix, written) for fix, written in fixes if written is not None]
        diagnostic = diagnostic_of(source.path, lines, *found)
        chosen = choose(diagnostic._replace(fixes=tuple(written for _, written in choices)))
        if chosen is None:
            continue
        edits = choices[chosen][0].edits
        source, judgement = apply_fixes(source, judgement, [(*found, edits)], rejudge)
        pending = [(moved_offset(offset, set(edits)), code) for offset, code in pending]
        applied += 1
    return FixResult(source, judgement, applied, 0)


def _found(judgement: Judgement, offset: int, code: str) -> tuple[Rule, Finding] | None:
    return next((pair for pair in judgement.findings if (pair[1].at.start, pair[0].code) == (offset, code)), None)
