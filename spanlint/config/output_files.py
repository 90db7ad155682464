"""Where reports go: each to one place, and none over a source."""

from __future__ import annotations

import os

from spanlint.config.errors import ConfigError
from spanlint.model.request import ReportTarget
from spanlint.text.suffixes import SUFFIXES, suffix_of


def with_files(reports: tuple[ReportTarget, ...], output_file: str) -> tuple[ReportTarget, ...]:
    """Returns reports that each have a file: `output_file`, if none is given; of several without a file, the last.

    Raises ConfigError if two share a file, if `output_file` is left without a report, or if a file is a source.
    """
    without_file = [report for report in reports if not report.file]
    placed = tuple(report for report in reports if report.file)
    placed = (*(report._replace(file=output_file) for report in without_file[-1:]), *placed)
    files = [report.file for report in placed]
    for file in files:
        if files.count(file) > 1:
            where = "standard output" if file == "-" else file
            raise ConfigError(f"--output-format: two reports for {where}: write one of them as FORMAT=FILE")
        refuse_source("--output-file" if file == output_file else "--output-format", file)
    if output_file not in ("-", *files):
        raise ConfigError("--output-file: no report is left for it: each --output-format has a file of its own")
    return placed


def refuse_source(option: str, file: str) -> None:
    """Raises ConfigError if what is written for an option would replace a source."""
    if suffix_of(file) in SUFFIXES and os.path.isfile(file):
        raise ConfigError(f"{option}: {file}: is a source file, which a report would replace")
