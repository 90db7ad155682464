"""The `junit` format, for any CI that reads test reports: one test suite a file, one failed test a finding."""

from __future__ import annotations

from itertools import chain, groupby

from spanlint.report import Report
from spanlint.report.junit_parts import case, counts, error, suite

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from spanlint.report.terminal import Look


def write(report: Report, stream: TextIO, look: Look) -> None:  # noqa: ARG001
    """Write an XML document in ASCII. Control characters, which XML cannot express, are escaped.

    A problem is a test that could not run (`error`). Without either, the report has one passed test, as several CIs
    reject a report without tests.
    """
    suites = [
        suite(path, len(in_file := list(group)), 0, chain(*map(case, in_file)))
        for path, group in groupby(report.diagnostics, key=lambda diagnostic: diagnostic.path)
    ]
    suites += [suite(problem.path or "spanlint", 0, 1, error(problem)) for problem in report.problems]
    clean = '    <testcase classname="spanlint" name="no findings"/>\n'
    stream.write('<?xml version="1.0" encoding="utf-8"?>\n')
    stream.write(f'<testsuites name="spanlint" {counts(len(report.diagnostics), len(report.problems))}>\n')
    stream.writelines(suites or [suite("spanlint", 0, 0, clean)])
    stream.write("</testsuites>\n")
