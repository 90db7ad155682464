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
from spanlint.report.colors import DARK, LIGHT
from spanlint.report.frame import columns
from spanlint.report.terminal import Look
from tests.report.report_samples import CASES, report

GOLDEN = Path(__file__).parent / "golden"
ENDINGS = {"json": "json", "json-report": "json", "jsonl": "jsonl", "gitlab": "json"}
ENDINGS |= {"sarif": "sarif", "junit": "xml", "html": "html", "markdown": "md"}
LOOKS = {
    "": Look(),
    "80": Look(width=80),
    "120": Look(width=120),
    "80-dark": Look(DARK, 80),
    "120-light": Look(LIGHT, 120),
    "40": Look(width=40, has_fixes=False),
}
"""How a terminal shows a report. NO_COLOR makes the second and the third of these."""
SEEN = ("grouped", "several-rules", "nothing", "wide", "hostile", "long")
EXPECTED = [(case, name, "") for case in CASES for name in FORMATS] + [
    (case, "text", look) for case in SEEN for look in LOOKS if look
]


def _file(case: str, name: str, look: str) -> str:
    ending = "ansi" if LOOKS[look].color else ENDINGS.get(name, "txt")
    return ".".join(filter(None, (case, name, look, ending)))


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


@pytest.mark.parametrize(("case", "name", "look"), sorted(EXPECTED))
def test_report_is_as_kept(case: str, name: str, look: str) -> None:
    golden = GOLDEN / _file(case, name, look)
    actual = _kept(name, report(name, *CASES[case], look=LOOKS[look])).encode()
    if os.environ.get("SPANLINT_UPDATE_GOLDEN"):
        golden.write_bytes(actual)
    assert golden.is_file(), "new: run SPANLINT_UPDATE_GOLDEN=1 pytest tests/report, and read what it wrote"
    assert actual.decode() == golden.read_bytes().decode()


def test_nothing_is_kept_that_no_sample_makes() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {_file(*expected) for expected in EXPECTED}


@pytest.mark.parametrize("case", SEEN)
@pytest.mark.parametrize("width", [40, 80, 120])
def test_only_a_word_is_wider_than_the_terminal(case: str, width: int) -> None:
    for line in report("text", *CASES[case], look=Look(width=width)).splitlines():
        assert columns(line) <= width or columns(max(line.split(), key=columns)) > width // 2, line


@pytest.mark.parametrize("case", SEEN)
def test_colors_change_no_character(case: str) -> None:
    plain = report("text", *CASES[case], look=Look(width=80))
    for color in (DARK, LIGHT):
        assert re.sub(r"\x1b\[[\d;]*m", "", report("text", *CASES[case], look=Look(color, 80))) == plain
