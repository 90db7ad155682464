"""Fixing a text from Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from spanlint.api.arguments import Choices, Configuration, calls_of_program
from spanlint.api.errors import FixError
from spanlint.api.linting import Path
from spanlint.api.records import Finding, Fix, FixedSource
from spanlint.api.reports import finding_of, report_of
from spanlint.api.texts import outcome_of_text
from spanlint.model.findings import Diagnostic
from spanlint.report.places import fingerprints
from spanlint.run.one_file import Repair


def fix_source(
    text: str,
    path: Path,
    config: Configuration = None,
    *,
    unsafe_fixes: bool = False,
    choose: Callable[[Finding], Fix | None] | None = None,
    select: Iterable[str] | None = None,
    extend_select: Iterable[str] = (),
    ignore: Iterable[str] = (),
) -> FixedSource:
    """Returns a text with its fixes applied, and the report on what is left. No file is written.

    All arguments but two are those of `lint_source`, and so are the exceptions. Safe fixes are applied, with
    `unsafe_fixes` also guesses. With `choose` instead, that function is called with each finding, in order, and returns
    one of its fixes, or None to leave it: alternatives, too. The places of each finding are those in the text as it is
    after the fixes before it. What `choose` raises is passed on.

    The new text is parsed and judged before it is returned. If a fix breaks a promise (it would break the syntax, or
    bring a finding), then the whole text is unchanged, and the report has a problem that says so.

    Raises FixError if `choose` returns a fix that is not one of the finding's.

    >>> text = '''import { Context, trace } from "@opentelemetry/api";
    ... export const pay = (ctx: Context) => trace.getTracer("shop").startSpan("pay");
    ... '''
    >>> print(fix_source(text, path="pay.ts", config={}).text.splitlines()[-1])
    export const pay = (ctx: Context) => trace.getTracer("shop").startSpan("pay", {}, ctx);
    """
    chooser = None if choose is None else _Chooser(choose)
    repair = Repair(unsafe_fixes, may_write=False, choose=chooser)
    with calls_of_program():
        try:
            outcome, fixed = outcome_of_text(text, path, config, Choices(select, extend_select, ignore), repair)
        except _ChoiceError as error:
            raise error.reason from None
        return FixedSource(text=fixed, fixed=outcome.summary.fixed, report=report_of(outcome))


class _ChoiceError(BaseException):
    """What `choose` raised. Not an `Exception`, so that a run does not take it for a defect of its own."""

    def __init__(self, reason: BaseException) -> None:
        super().__init__(str(reason))
        self.reason = reason


class _Chooser:
    """Asks the caller about each finding."""

    def __init__(self, choose: Callable[[Finding], Fix | None]) -> None:
        self._choose = choose

    def __call__(self, diagnostic: Diagnostic) -> int | None:
        """Returns the index of the fix that the caller chooses. Raises _ChoiceError."""
        (fingerprint,) = fingerprints([diagnostic])
        finding = finding_of(diagnostic, fingerprint)
        try:
            chosen = self._choose(finding)
        except BaseException as error:
            raise _ChoiceError(error) from error
        if chosen is None:
            return None
        if chosen not in finding.fixes:
            raise _ChoiceError(FixError(f"{finding.path}:{finding.line}: the chosen fix is not one of the finding's"))
        return finding.fixes.index(chosen)
