"""Nothing that a file name, a message or a source line holds may steer what reads the report, or break it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanlint.model.findings import Diagnostic
from spanlint.report import Summary
from spanlint.report.escape import visible, visible_path
from tests.cli.program import without_total
from tests.report.hostile import hostile
from tests.report.report_samples import FIXABLE, SKIPPED, report

SUMMARY = Summary(3, 2, 1, 0)
CHARSETS = ["utf-8", "ascii", "latin-1", "cp1252", "cp437", "cp932", "gb18030", "euc-kr", "koi8-r", "utf-16"]
STEERING = {"Cc", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb\rc\td", "a\\nb\\rc\\td"),
        ("\x00\x07\x7f", "\\x00\\x07\\x7f"),
        ("\x85\x9b0m", "\\x85\\x9b0m"),
        ("\u202a\u202e\u2066\u2069\u061c", "\\u202a\\u202e\\u2066\\u2069\\u061c"),
        ("\u2028\u2029\u200b\ufeff\u00ad", "\\u2028\\u2029\\u200b\\ufeff\\xad"),
        ("\U000e0041", "\\U000e0041"),
        (os.fsdecode(b"caf\xe9"), "caf\\udce9"),
        ("##[error]x ##vso[a] ##teamcity[b]", "##\\x5berror]x ##vso\\x5ba] ##teamcity\\x5bb]"),
        ("plain [text] # [1] ## [2]", "plain [text] # [1] ## [2]"),
        ("é 名 \u00a0\u3000 cafe\u0301 👩\u200d🚀 نص", "é 名 \u00a0\u3000 cafe\u0301 👩\u200d🚀 نص"),
    ],
)
def test_what_steers_is_written_visibly_and_letters_stay(foreign: str, shown: str) -> None:
    assert visible(foreign) == shown


def test_what_the_charset_lacks_is_written_visibly() -> None:
    assert visible("é 名", "ascii") == "\\xe9 \\u540d"
    assert visible("é 名", "latin-1") == "é \\u540d"


@pytest.mark.parametrize("path", ["::error::x.py", " \u00a0::error::x.py", ":"])
def test_a_file_name_is_no_github_command(path: str) -> None:
    assert visible_path(path) == f"./{path}"
    assert visible_path("a::b.py") == "a::b.py"


@pytest.mark.parametrize("name", ["text", "concise"])
@given(diagnostic=hostile(), charset=st.sampled_from(CHARSETS))
def test_no_report_steers_or_breaks(name: str, diagnostic: Diagnostic, charset: str) -> None:
    written = report(name, [diagnostic], SUMMARY, encoding=charset)
    lines = written.split("\n")
    assert not [c for line in lines for c in line if unicodedata.category(c) in STEERING]
    assert not [c for c in written if unicodedata.bidirectional(c) in {"LRE", "RLE", "LRO", "RLO", "PDF"}]
    assert not [line for line in lines if line.lstrip().startswith("::")]
    assert not re.search(r"##\w*\[", written)
    if name == "concise":
        assert without_total(written).count("\n") == 1


@given(diagnostic=hostile(), charset=st.sampled_from(CHARSETS))
def test_json_says_exactly_what_it_was_given(diagnostic: Diagnostic, charset: str) -> None:
    written = report("json", [diagnostic], SUMMARY, color=True, encoding=charset)
    assert written.isascii()
    assert not re.search(r"[^\n -~]|##\w*\[", written)
    (read,) = json.loads(written)
    assert (read["path"], read["message"], read["help"]) == (diagnostic.path, diagnostic.message, diagnostic.help)
    assert read["related"][0]["message"] == diagnostic.related[0].message


def test_json_has_every_documented_key() -> None:
    (read,) = json.loads(report("json", [SKIPPED._replace(fixes=FIXABLE.fixes[1:])], SUMMARY))
    assert read == {
        "path": "src/tools.ts",
        "line": 1234,
        "column": 23,
        "end_line": 1234,
        "end_column": 32,
        "code": "SPN002",
        "rule": "skipped-parent",
        "severity": "error",
        "message": SKIPPED.message,
        "help": SKIPPED.help,
        "related": [
            {"line": 214, "column": 22, "message": "passes getSessionContext()"},
            {"line": 310, "column": 18, "message": "passes getSessionContext() behind `parentCtx`"},
        ],
        "fixes": [
            {
                "title": "Declare this span a root",
                "safety": "shown",
                "edits": [
                    {
                        "start": 100,
                        "end": 108,
                        "text": "",
                        "line": 42,
                        "column": 59,
                        "end_line": 42,
                        "end_column": 67,
                    }
                ],
            }
        ],
    }


@pytest.mark.program
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_real_standard_output_takes_it(encoding: str, tmp_path: Path) -> None:
    script = tmp_path / "report_once.py"
    script.write_text(
        "import os, sys\n"
        "from spanlint.report import Report, Summary, writer\n"
        "from spanlint.report.terminal import Look\n"
        "from tests.report.report_samples import diagnose\n"
        "bad = diagnose('名 = t.startSpan(\\u202e)', path=os.fsdecode(b'\\xff\\x1b.ts'))\n"
        "writer('text')(Report([bad], Summary(1, 1, 1, 0)), sys.stdout, Look())\n"
    )
    root = str(Path(__file__).parents[2])
    environ = {**os.environ, "PYTHONIOENCODING": f"{encoding}:strict", "PYTHONPATH": root}
    done = subprocess.run([sys.executable, script], env=environ, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\udcff\\x1b.ts" + os.linesep.encode() + b"  1:7 warning" in done.stdout
    assert rb"startSpan(\u202e)" in done.stdout
