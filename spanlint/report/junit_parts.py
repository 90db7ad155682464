"""The elements of a JUnit report: suites, and one test for each finding or problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spanlint.model.findings import Diagnostic
from spanlint.model.problems import Problem
from spanlint.report.escape import visible, visible_file

_MARKUP = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&apos;"}


def suite(name: str, failures: int, errors: int, cases: Iterable[str]) -> str:
    """Returns a test suite with these cases."""
    return f"  <testsuite name={_quote(name)} {counts(failures, errors)}>\n{''.join(cases)}  </testsuite>\n"


def case(diagnostic: Diagnostic) -> Iterator[str]:
    """Yields the parts of a failed test, for a finding."""
    path, (line, column) = diagnostic.path, diagnostic.start
    place = f"{visible_file(diagnostic)}:{line}:{column}"
    name = _quote(f"{diagnostic.code} {diagnostic.rule} {line}:{column}")
    on_disk = diagnostic.on_disk()[0].line
    yield f'    <testcase classname={_quote(path)} name={name} file={_quote(path)} line="{on_disk}">\n'
    yield f"      <failure type={_quote(diagnostic.severity.value)} message={_quote(diagnostic.message)}>"
    yield _text(f"{place}: {diagnostic.code} {diagnostic.message}")
    yield f"\nhelp: {_text(diagnostic.help)}" if diagnostic.help else ""
    yield "</failure>\n    </testcase>\n"


def error(problem: Problem) -> str:
    """Returns a test that could not run, for what could not be checked."""
    name, reason = _quote(problem.path or "spanlint"), _quote(problem.reason)
    case = f'<testcase classname={name} name="not checked"{f" file={name}" if problem.path else ""}>'
    return f"    {case}\n      <error message={reason}>{_text(problem.line())}</error>\n    </testcase>\n"


def counts(failures: int, errors: int) -> str:
    """Returns the attributes that count tests; there is at least one."""
    return f'tests="{max(1, failures + errors)}" failures="{failures}" errors="{errors}"'


def _quote(text: str) -> str:
    return f'"{_text(text)}"'


def _text(text: str) -> str:
    return visible(text).translate(_MARKUP).encode("ascii", "xmlcharrefreplace").decode("ascii")
