"""The `junit` format, for any CI that reads test reports: one test suite a file, one failed test a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from spanlint.model.findings import Diagnostic
from spanlint.model.problems import Problem
from spanlint.report import Summary
from spanlint.report.escape import visible, visible_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_MARKUP = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;", ord("'"): "&apos;"}


def write(
    diagnostics: Sequence[Diagnostic],
    summary: Summary | None,  # noqa: ARG001
    stream: TextIO,
    color: bool,  # noqa: ARG001
    problems: Sequence[Problem] = (),
) -> None:
    """Write an XML document in ASCII. Control characters, which XML cannot express, are escaped.

    A problem is a test that could not run (`error`). Without either, the report has one passed test, as several CIs
    reject a report without tests.
    """
    stream.write('<?xml version="1.0" encoding="utf-8"?>\n')
    stream.write(f'<testsuites name="spanlint" {_counts(len(diagnostics), len(problems))}>\n')
    if not diagnostics and not problems:
        stream.write(f'  <testsuite name="spanlint" {_counts(0, 0)}>\n')
        stream.write('    <testcase classname="spanlint" name="no findings"/>\n  </testsuite>\n')
    for path, group in groupby(diagnostics, key=lambda diagnostic: diagnostic.path):
        in_file = list(group)
        stream.write(f"  <testsuite name={_quote(path)} {_counts(len(in_file), 0)}>\n")
        stream.writelines(line for diagnostic in in_file for line in _case(diagnostic))
        stream.write("  </testsuite>\n")
    stream.writelines(_suite_of(problem) for problem in problems)
    stream.write("</testsuites>\n")


def _case(diagnostic: Diagnostic) -> Iterator[str]:
    path, (line, column) = diagnostic.path, diagnostic.start
    place = f"{visible_path(path)}:{line}:{column}"
    name = _quote(f"{diagnostic.code} {diagnostic.rule} {line}:{column}")
    yield f'    <testcase classname={_quote(path)} name={name} file={_quote(path)} line="{line}">\n'
    yield f"      <failure type={_quote(diagnostic.severity.value)} message={_quote(diagnostic.message)}>"
    yield _text(f"{place}: {diagnostic.code} {diagnostic.message}")
    yield f"\nhelp: {_text(diagnostic.help)}" if diagnostic.help else ""
    yield "</failure>\n    </testcase>\n"


def _suite_of(problem: Problem) -> str:
    name = _quote(problem.path or "spanlint")
    file = f" file={name}" if problem.path else ""
    error = f"<error message={_quote(problem.reason)}>{_text(problem.line())}</error>"
    case = f'    <testcase classname={name} name="not checked"{file}>\n      {error}\n    </testcase>\n'
    return f"  <testsuite name={name} {_counts(0, 1)}>\n{case}  </testsuite>\n"


def _counts(failures: int, errors: int) -> str:
    return f'tests="{max(1, failures + errors)}" failures="{failures}" errors="{errors}"'


def _quote(text: str) -> str:
    return f'"{_text(text)}"'


def _text(text: str) -> str:
    return visible(text).translate(_MARKUP).encode("ascii", "xmlcharrefreplace").decode("ascii")
