"""Each sample in each format, as it is kept in `golden/`.

After a change that is meant, look at the difference that `SPANLINT_UPDATE_GOLDEN=1 pytest tests/report` makes there.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from spanlint.report import FORMATS
from tests.report.report_samples import CASES, report

GOLDEN = Path(__file__).parent / "golden"
ENDINGS = {
    "json": "json",
    "json-report": "json",
    "jsonl": "jsonl",
    "gitlab": "json",
    "sarif": "sarif",
    "junit": "xml",
    "html": "html",
}
COLORED = {"several-rules", "nothing"}
EXPECTED = [(case, name, False) for case in CASES for name in FORMATS] + [(case, "text", True) for case in COLORED]


def _file(case: str, name: str, color: bool) -> str:
    return f"{case}.{name}.{'ansi' if color else ENDINGS.get(name, 'txt')}"


def _kept(name: str, report: str) -> str:
    """The report less what the rules' pages and the version say, which change on their own."""
    if name == "html":
        return re.sub(r"spanlint \d[\w.+-]*", "spanlint", re.sub(r"(?s)<style>.*</style>", "", report))
    if name in ("json-report", "jsonl"):
        return re.sub(r'("tool": \{\s*"name": "spanlint",\s*"version": )"[^"]*"', r'\1""', report)
    if name != "sarif":
        return report
    log = json.loads(report)
    driver = log["runs"][0]["tool"]["driver"]
    driver.update(semanticVersion="", rules=[rule["id"] for rule in driver["rules"]])
    return json.dumps(log, indent=2) + "\n"


@pytest.mark.parametrize(("case", "name", "color"), sorted(EXPECTED))
def test_report_is_as_kept(case: str, name: str, color: bool) -> None:
    golden = GOLDEN / _file(case, name, color)
    actual = _kept(name, report(name, *CASES[case], color=color)).encode()
    if os.environ.get("SPANLINT_UPDATE_GOLDEN"):
        golden.write_bytes(actual)
    assert golden.is_file(), "new: run SPANLINT_UPDATE_GOLDEN=1 pytest tests/report, and read what it wrote"
    assert actual.decode() == golden.read_bytes().decode()


def test_nothing_is_kept_that_no_sample_makes() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {_file(*expected) for expected in EXPECTED}
