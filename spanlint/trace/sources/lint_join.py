"""The linter's own findings about a call site, and whether a fix repairs them."""

from __future__ import annotations

from spanlint.lean.records import Record
from spanlint.model.findings import Safety
from spanlint.run.one_file import run_file
from spanlint.run.project import Project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from spanlint.model.findings import Diagnostic
    from spanlint.trace.sources.code_index import CodeIndex, IndexedCall


class LintedSite(Record):
    """The findings about a call, and the options with which `spanlint` repairs one of them; empty if none does."""

    diagnostics: tuple[Diagnostic, ...]
    fix_options: str = ""


class LintJoin:
    """Lints the files of call sites, each once."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Diagnostic, ...]] = {}

    def of(self, index: CodeIndex, call: IndexedCall) -> LintedSite:
        """Returns what the linter says of a call."""
        found = tuple(
            diagnostic
            for diagnostic in self._diagnostics(index, call.site.path)
            if call.first <= diagnostic.start <= call.last
        )
        about = tuple(diagnostic for diagnostic in found if diagnostic.start.line >= call.first.line)
        safeties = {fix.safety for diagnostic in about for fix in diagnostic.fixes}
        if Safety.SAFE in safeties:
            return LintedSite(about, "--fix")
        return LintedSite(about, "--fix --unsafe-fixes" if Safety.UNSAFE in safeties else "")

    def _diagnostics(self, index: CodeIndex, path: str) -> tuple[Diagnostic, ...]:
        if path not in self._known:
            tasks = index.task_of(path)
            found: list[Diagnostic] = []
            for number in range(len(tasks.paths)):
                candidate, settings = tasks.task(number)
                shown = settings._replace(may_show_fixes=True)
                found += run_file(candidate, shown, None, Project(shown)).diagnostics
            self._known[path] = tuple(found)
        return self._known[path]
