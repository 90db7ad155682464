"""The table of formats, and what the text summary says."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from spanlint.report import FORMATS, Summary, writer
from spanlint.report.colors import paint, wants_color
from tests.report.report_samples import CASES, PLAIN, SKIPPED, report

# Worth milliseconds each to a run that finds nothing.
HEAVY = {"json", "unicodedata", "dataclasses", "pathlib", "logging", "subprocess", "tempfile", "spanlint.report.frame"}


def test_every_format_ends_its_last_line() -> None:
    for name in FORMATS:
        for diagnostics, summary in CASES.values():
            written = report(name, diagnostics, summary)
            assert written.endswith("\n")


def test_an_unknown_format_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        writer("xml")


@pytest.mark.parametrize("name", ["concise", "github"])
def test_the_total_is_the_last_line_and_has_the_form_of_no_finding(name: str) -> None:
    finding = report(name, [PLAIN], None)
    assert finding.count("\n") == 1, "with --quiet"
    total = "Found 1 warning in 1 file (2 files read, 1 span call in 1 file).\n"
    assert report(name, [PLAIN], Summary(2, 1, 1, 0)) == finding + total
    assert not total.startswith("::")
    assert not re.search(r":\d+:\d+:", total)


def test_only_text_and_concise_are_ever_colored() -> None:
    for name in FORMATS:
        plain, colored = (report(name, [PLAIN], Summary(1, 1, 1, 0), color) for color in (False, True))
        assert "\x1b" not in plain
        assert ("\x1b" in colored) is (name in {"text", "concise"})


@pytest.mark.program
def test_a_clean_run_loads_nothing_heavy() -> None:
    program = (
        "import sys; before = set(sys.modules)\n"
        "from spanlint.report import Report, Summary, writer\n"
        "from spanlint.report.terminal import Look\n"
        "writer('text')(Report([], Summary(13, 2, 4, 0)), sys.stderr, Look())\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    root = Path(__file__).parents[2]  # without site-packages, whose own start-up files import half of this
    done = subprocess.run([sys.executable, "-Sc", program], cwd=root, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "spanlint.report.text" in loaded
    assert not loaded & HEAVY


def test_rules_with_evidence_are_counted_first() -> None:
    diagnostics = [PLAIN._replace(code="SPN000"), *[PLAIN] * 10, SKIPPED, SKIPPED._replace(code="SPN004", rule="x")]
    lines = report("text", diagnostics, Summary(9, 9, 20, 0)).splitlines()
    assert lines[-6:] == [
        "error   SPN002 skipped-parent   1",
        "error   SPN004 x                1",
        "warning SPN000 missing-parent   1",
        "warning SPN001 missing-parent  10",
        "",
        "Found 13 findings (2 errors, 11 warnings) in 2 files (9 files read, 20 span calls in 9 files).",
    ]


def test_paint_colors_only_what_is_there() -> None:
    assert paint("x", "red", True) == "\x1b[1;31mx\x1b[0m"
    assert paint("x", "red", False) == "x"
    assert paint("", "red", True) == ""


@pytest.mark.parametrize(
    ("choice", "environ", "on_terminal", "in_pipe"),
    [
        ("auto", {}, True, False),
        ("auto", {"NO_COLOR": ""}, True, False),
        ("auto", {"NO_COLOR": "0"}, False, False),
        ("auto", {"TERM": "dumb"}, False, False),
        ("auto", {"TERM": "xterm"}, True, False),
        ("auto", {"FORCE_COLOR": "1"}, True, True),
        ("auto", {"FORCE_COLOR": "0"}, True, False),
        ("auto", {"CLICOLOR_FORCE": "1", "TERM": "dumb"}, True, True),
        ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, True, True),
        ("never", {"FORCE_COLOR": "1"}, False, False),
    ],
)
def test_when_color_is_wanted(choice: str, environ: dict[str, str], on_terminal: bool, in_pipe: bool) -> None:
    controller, terminal_end = pty.openpty()
    with os.fdopen(controller, "rb"), os.fdopen(terminal_end, "w") as terminal:
        assert wants_color(choice, terminal, environ) is on_terminal
    assert wants_color(choice, StringIO(), environ) is in_pipe
