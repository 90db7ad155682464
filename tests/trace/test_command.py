"""The word `trace`, the exit codes, and what a run without findings says."""

from __future__ import annotations

import hashlib
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


@pytest.mark.parametrize("name", ["text", "concise", "github"])
def test_reports_that_people_read_end_with_the_totals(tmp_path: Path, name: str) -> None:
    run = audit(tmp_path, WHOLE, later(), options=["--output-format", name])
    assert run.out.startswith("No findings in 1 file (3 spans, 2 traces, 0 sessions).\n")
    orphan = span(trace_number(1), 3, 0xFF, "agent.tool", 0, 1)
    run = audit(tmp_path, WHOLE, export([orphan]), later(), options=["--output-format", name])
    assert "\nFound 1 finding in 1 file (4 spans, 2 traces, 0 sessions).\n" in run.out
    quiet = audit(tmp_path, WHOLE, export([orphan]), later(), options=["--output-format", name, "--quiet"])
    assert "Found" not in quiet.out


def test_the_configuration_decides_where_the_command_line_does_not(tmp_path: Path) -> None:
    orphan = span(trace_number(1), 3, 0xFF, "agent.tool", 0, 1)
    write(tmp_path, {"spanlint.toml": 'output-format = "concise"\nfail-on = "error"\n[trace]\ngrace-seconds = 0\n'})
    run = audit(tmp_path, WHOLE, export([orphan]), options=["--no-source"])
    assert run.code == 0
    assert run.out.startswith("traces.jsonl:2:1: warning: SPN203 ")
    write(tmp_path, {"spanlint.toml": '[trace]\nignore-spans = ["agent.*"]\ngrace-seconds = 0\n'})
    assert audit(tmp_path, WHOLE, export([orphan]), options=["--no-source"]).code == 0
    key = ["--no-source", "--config", "trace.ignore-spans = []"]
    assert audit(tmp_path, WHOLE, export([orphan]), options=key).code == 1


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("rots = []", "trace.rots: unknown key; did you mean `roots`?"),
        (
            'trace-id = "sha3"',
            "trace.trace-id: expected one of auto, none, sha256, sha1, md5, uuid; did you mean `sha1`?",
        ),
        ('trace-id = { hash = "md5", of = "{turn}" }', "trace.trace-id.of: expected a text with one `{session}` in it"),
        (
            'trace-id = { hash = "md5", of = "{session}{}" }',
            "trace.trace-id.of: expected a text with one `{session}` in it",
        ),
        ('trace-id = { hash = "md5", digits = 40 }', "trace.trace-id.digits: expected 1 to 32"),
        ("tolerance-ms = -1", "trace.tolerance-ms: expected 0 or more"),
        ("sources = { a = 1 }", "trace.sources.a: expected a string, got an integer"),
        ('traces-per-session = "two"', "trace.traces-per-session: expected one of auto, one, many"),
    ],
)
def test_what_is_wrong_with_the_configuration_is_one_line(tmp_path: Path, table: str, reason: str) -> None:
    write(tmp_path, {"spanlint.toml": f"[trace]\n{table}\n"})
    run = audit(tmp_path, WHOLE, options=["--no-source"])
    assert (run.code, run.out) == (2, "")
    assert run.err.endswith(f"spanlint.toml: {reason}\n")


def test_a_derivation_of_the_project_s_own_is_obeyed(tmp_path: Path) -> None:
    session = "7f3c"
    home = hashlib.sha256(f"{session}:trace".encode()).hexdigest()[:32]
    spans = [span(home, 1, 0xA0, "a.request", 1, 2, session), span(trace_number(1), 2, None, "a.turn", 3, 4, session)]
    assert audit(tmp_path, export(spans), options=["--no-source"]).code == 0
    write(tmp_path, {"spanlint.toml": '[trace]\ntrace-id = { hash = "sha256", of = "{session}:trace" }\n'})
    run = audit(tmp_path, export(spans), options=["--no-source"])
    assert "SPN201 1 of 1 `a.turn` spans left the trace of their session" in run.out
    assert "whose id is sha256(session.id:trace)[:32]" in run.out


def test_one_trace_a_session_may_be_asked_for_or_ruled_out(tmp_path: Path) -> None:
    turns = [span(trace_number(turn), turn, None, "a.turn", turn, turn + 0.5, "s1") for turn in (1, 2, 3)]
    write(tmp_path, {"spanlint.toml": '[trace]\ntraces-per-session = "one"\n'})
    assert "SPN201 2 of 3 `a.turn` spans" in audit(tmp_path, export(turns), options=["--no-source"]).out
    write(tmp_path, {"spanlint.toml": '[trace]\ntraces-per-session = "many"\n'})
    assert audit(tmp_path, export(turns), options=["--no-source"]).code == 0


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


@pytest.mark.parametrize("named", ["x", "-1", "not/hex", "é", "00000000-0000-0000-0000-0000000000ff", "f" * 40])
def test_a_trace_that_is_not_there_is_one_line(tmp_path: Path, named: str) -> None:
    run = audit(tmp_path, WHOLE, options=(f"--trace-of={named}",))
    assert (run.code, run.err) == (2, f"spanlint: --trace-of {named}: no span of this trace was read\n")
