"""The word `trace`, the exit codes, and what a run without findings says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, run_spanlint, write
from tests.trace.exports import audit, export, later, span, trace_number
from tests.waiting import HANGS_AFTER

WHOLE = export([span(trace_number(1), 1, None, "agent.turn", 0, 1), span(trace_number(1), 2, 1, "agent.tool", 0, 1)])


def test_nothing_wrong_is_exit_code_0_and_a_summary(tmp_path: Path) -> None:
    run = audit(tmp_path, WHOLE)
    assert (run.code, run.err) == (0, "")
    assert run.out == "No findings in 1 file (2 spans, 1 trace, 0 sessions).\n"


def test_a_folder_of_that_name_is_linted_with_a_dot(tmp_path: Path) -> None:
    write(tmp_path, {"trace/a.py": PYTHON_BAD})
    run = run_spanlint(tmp_path, "trace")
    assert (run.code, run.err) == (
        2,
        "spanlint: trace: the command `spanlint trace` needs files; to lint what is called `trace`, write"
        " `spanlint ./trace`\n",
    )
    assert "SPN001" in run_spanlint(tmp_path, "./trace").out


def test_without_files_one_line_says_so(tmp_path: Path) -> None:
    run = run_spanlint(tmp_path, "trace")
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)


def test_explain_knows_rules_over_traces_from_both_commands(tmp_path: Path) -> None:
    pages = [run_spanlint(tmp_path, *words, "--explain", "SPN201") for words in ((), ("trace",))]
    assert pages[0] == pages[1]
    assert pages[0].out.startswith("# SPN201 split-session\n")


@pytest.mark.parametrize("options", [["--exit-zero"], ["--fail-on", "error"]])
def test_findings_that_do_not_count_are_exit_code_0(tmp_path: Path, options: list[str]) -> None:
    orphan = span(trace_number(1), 3, 2, "agent.tool", 0, 1)
    assert audit(tmp_path, WHOLE, export([orphan | {"parentSpanId": "00000000000000ff"}]), later()).code == 1
    run = audit(tmp_path, WHOLE, export([orphan | {"parentSpanId": "00000000000000ff"}]), later(), options=options)
    assert run.code == 0
    assert "SPN203" in run.out


def test_the_report_goes_into_a_file(tmp_path: Path) -> None:
    run = audit(tmp_path, WHOLE, options=["-o", "report.txt"])
    assert (run.code, run.out) == (0, "")
    assert (tmp_path / "report.txt").read_text(encoding="utf-8").startswith("No findings")


@pytest.mark.program
def test_a_run_that_lints_imports_nothing_of_it(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD})
    code = (
        "import sys; from spanlint.cli.main import main; main(['a.py']); "
        "print([name for name in sys.modules if name.startswith(('spanlint.trace', 'msgspec', 'ijson'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=HANGS_AFTER
    )
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.program
def test_without_the_extra_one_line_says_how_to_install_it(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text(WHOLE, encoding="utf-8")
    lacking = "import sys; sys.modules['msgspec'] = None"
    code = f"{lacking}; from spanlint.cli.main import main; sys.exit(main(['trace', 't.jsonl']))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=HANGS_AFTER
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == "spanlint: spanlint trace: needs more packages: install them with `pip install 'spanlint[trace]'`\n"
    )
