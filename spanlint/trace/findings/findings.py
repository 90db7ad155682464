"""From counted faults to findings: the words of the rule, the call sites, and what the linter says of them."""

from __future__ import annotations

from spanlint.model.findings import Severity
from spanlint.report.escape import visible
from spanlint.rulebook.rules import Rule, rule_of
from spanlint.trace.judging.checks_by_code import rule_module
from spanlint.trace.model.faults import shortened
from spanlint.trace.model.outcome import CallSite, SpanExample, TraceFinding
from spanlint.trace.sources.call_sites import MAX_SITES, Match, SiteFinder, SoughtSpan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spanlint.model.findings import Diagnostic
    from spanlint.trace.model.faults import FaultTally, SpanFault
    from spanlint.trace.sources.code_index import IndexedCall
    from spanlint.trace.sources.lint_join import LintedSite, LintJoin

LACKING_PARENT = frozenset(("SPN201", "SPN206", "SPN207", "SPN208"))
"""The rules whose faults a call without a parent makes."""

_PASSES = {"absent": "the call passes no parent", "empty": "the call passes an empty parent",
           "root": "the call asks for a new trace"}  # fmt: skip


class FindingWriter:
    """Makes findings of counted faults. `files` are the names of the files that were read."""

    def __init__(self, finder: SiteFinder, files: Sequence[str], derivation: str) -> None:
        self._finder = finder
        self._files = files
        self._derivation = derivation
        self._join: LintJoin | None = None

    def finding(self, tally: FaultTally) -> TraceFinding:
        """Returns the finding of these faults."""
        rule = rule_of(tally.key.code)
        if rule is None:
            raise LookupError(tally.key.code)
        module, examples = rule_module(rule), tally.examples()
        match = self._match(tally, examples)
        linted = [self._linted(tally.key.service, call) for call in match.calls[:MAX_SITES]]
        sites = () if len(match.calls) > MAX_SITES else tuple(self._sites(match, linted))
        is_error = getattr(module, "is_error", lambda _tally: rule.severity is Severity.ERROR)(tally)
        notes = (
            *getattr(module, "notes", _no_notes)(tally, self._derivation),
            *self._site_notes(match, sites, linted, tally),
        )
        return TraceFinding(
            tally.key.code,
            rule.name,
            Severity.ERROR if is_error else Severity.WARNING,
            module.message(tally) + _where(match),
            _help(rule, sites, linted),
            notes,
            *tally.key[1:],
            tally.count,
            tally.of,
            len(tally.sessions),
            len(tally.traces),
            tally.surest(),
            tally.alone,
            match.match,
            sites,
            len(match.calls),
            tuple(self._example(fault) for fault in examples),
        )

    def _match(self, tally: FaultTally, examples: Sequence[SpanFault]) -> Match:
        key, code = tally.key, next((fault.span.code for fault in examples if fault.span.code), None)
        name = examples[0].span.name if examples else key.name
        may_lack = key.code in LACKING_PARENT
        languages = frozenset(tally.languages)
        return self._finder.find(SoughtSpan(name, key.service, key.scope, languages, code, may_lack, tally.is_any_case))

    def _linted(self, service: str, call: IndexedCall) -> LintedSite:
        from spanlint.trace.sources.lint_join import LintedSite, LintJoin  # 8 ms, for findings whose call is known

        self._join = self._join or LintJoin()
        index = self._finder.index(service)
        return self._join.of(index, call) if index is not None else LintedSite(())

    def _sites(self, match: Match, linted: Sequence[LintedSite]) -> Iterator[CallSite]:
        for call, found in zip(match.calls, linted, strict=False):
            codes = tuple(dict.fromkeys(diagnostic.code for diagnostic in found.diagnostics))
            yield call.site._replace(codes=codes, can_be_fixed=bool(found.fix_options))

    def _site_notes(
        self, match: Match, sites: Sequence[CallSite], linted: Sequence[LintedSite], tally: FaultTally
    ) -> Iterator[str]:
        folder = self._finder.folder(tally.key.service)
        if not match.calls and folder:
            scope = f"; its scope is `{visible(shortened(tally.key.scope))}`" if tally.key.scope else ""
            yield f"no call in {folder} makes a span of this name{scope}"
        if len(match.calls) > MAX_SITES:
            yield f"{len(match.calls)} calls in {folder} may make spans of this name"
        if not sites:
            return
        if sites[0].via:
            yield f"the span is started at {sites[0].via}"
        elif tally.key.code in LACKING_PARENT and sites[0].parent in _PASSES:
            yield _PASSES[sites[0].parent]
        yield from (_quoted(diagnostic) for diagnostic in linted[0].diagnostics)

    def _example(self, fault: SpanFault) -> SpanExample:
        span = fault.span
        return SpanExample(
            fault.session or span.session, span.trace, span.id, span.start, self._files[span.file], span.line
        )


def _no_notes(_tally: FaultTally, _derivation: str) -> tuple[str, ...]:
    return ()


def _quoted(diagnostic: Diagnostic) -> str:
    return f"the linter says of the call: {diagnostic.code} {diagnostic.message}"


def _where(match: Match) -> str:
    count = len(match.calls)
    return f"; made in one of {count} places" if 1 < count <= MAX_SITES else ""


def _help(rule: Rule, sites: Sequence[CallSite], linted: Sequence[LintedSite]) -> str:
    for site, found in zip(sites, linted, strict=False):
        if found.fix_options:
            return f"`spanlint {found.fix_options} {site.path}` repairs it"
    return rule.do
