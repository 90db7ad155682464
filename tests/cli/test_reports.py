"""Several reports in one run, what makes a run fail, and the lists that spanlint prints of itself."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Mapping
from pathlib import Path

import pytest

from spanlint.apis import all_apis
from spanlint.rulebook.rules import all_rules, rules
from tests.cli.program import (
    PROGRAM,
    PYTHON_BAD,
    PYTHON_CLEAN,
    TYPESCRIPT_BAD,
    environment,
    places,
    run_spanlint,
    write,
)
from tests.waiting import HANGS_AFTER

ERROR = PYTHON_BAD.replace('("checkout")', '("checkout", context=None)')  # SPN004, without a fix
FIXABLE = PYTHON_BAD.replace("def checkout(cart):", "def checkout(cart, context: Context):").replace(
    "import trace\n", "import trace\nfrom opentelemetry.context import Context\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, {"bad.py": PYTHON_BAD, "bad.ts": TYPESCRIPT_BAD, "clean.py": PYTHON_CLEAN})


def test_one_run_writes_several_reports(project: Path) -> None:
    sarif, junit = "--output-format=sarif=out.sarif", "--output-format=junit=out.xml"
    run = run_spanlint(project, "--output-format", "concise", sarif, junit)
    assert (run.code, places(run)) == (1, ["bad.py:7:19 SPN001", "bad.ts:5:38 SPN001"])
    for name, file in (("sarif", "out.sarif"), ("junit", "out.xml")):
        assert (project / file).read_text(encoding="utf-8") == run_spanlint(project, "--output-format", name).out


def test_a_report_may_go_to_a_file_alone(project: Path) -> None:
    assert run_spanlint(project, "--output-format=text=report.txt") == (1, "", "")
    assert (project / "report.txt").read_text(encoding="utf-8") == run_spanlint(project).out
    run = run_spanlint(project, "-o", "a.txt", "--output-format", "text", "--output-format=json=b.json")
    assert (run.out, (project / "a.txt").read_text(encoding="utf-8")) == ("", run_spanlint(project).out)
    assert len(json.loads((project / "b.json").read_text(encoding="utf-8"))) == 2


def test_of_two_formats_without_a_file_the_last_wins(project: Path) -> None:
    assert run_spanlint(project, "--output-format", "json", "--output-format", "text") == run_spanlint(project)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--output-format=json=a", "--output-format=sarif=a"], "two reports for a: write one of them as FORMAT=FILE"),
        (["--output-format=json=-", "--output-format=text"], "two reports for standard output"),
        (["--output-format=json=a", "-o", "b"], "no report is left for it"),
        (["--diff", "--output-format=json=a"], "takes no FORMAT=FILE"),
        (["--list-rules", "--output-format=sarif"], "--list-rules: needs --output-format text or json, not sarif"),
        (["--list-apis", "--output-format=json=a"], "--list-apis: prints one list to standard output"),
        (["--show-files", "-"], "--show-files: cannot be combined with standard input"),
    ],
)
def test_reports_that_do_not_go_together_are_one_line(project: Path, arguments: list[str], reason: str) -> None:
    run = run_spanlint(project, *arguments)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert reason in run.err
    assert not (project / "a").exists()


def test_a_report_that_cannot_be_written_stops_no_other(project: Path) -> None:
    run = run_spanlint(project, "--output-format=concise", "--output-format=json=no/such/a.json")
    assert (run.code, len(places(run))) == (2, 2)
    assert run.err == "spanlint: no/such/a.json: the report was not written: no such file or directory\n"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ([], 1, "Only warnings: with `--fail-on error`, the exit code would be 0."),
        (["--fail-on", "error"], 0, "Only warnings, which `--fail-on error` lets pass: the exit code is 0."),
        (["--max-warnings", "1"], 1, "2 warnings exceed --max-warnings 1."),
        (["--max-warnings", "2"], 0, "2 warnings within --max-warnings 2."),
        (["--max-warnings", "0", "--fail-on", "error"], 1, "2 warnings exceed --max-warnings 0."),
        (["--exit-zero"], 0, None),
        (["--max-warnings", "0", "--exit-zero"], 0, None),
    ],
)
def test_warnings_are_counted_and_the_exit_code_is_explained(
    project: Path, arguments: list[str], code: int, told: str | None
) -> None:
    run = run_spanlint(project, *arguments)
    assert run.code == code
    last = run.out.splitlines()[-1]
    assert last == told if told else last.startswith("Found 2 warnings")


def test_an_error_counts_whatever_the_warnings_are(project: Path) -> None:
    write(project, {"error.py": ERROR})
    run = run_spanlint(project, "--max-warnings", "9")
    assert (run.code, "Found 3 findings (1 error, 2 warnings) in 3 files (" in run.out) == (1, True)
    assert "Only warnings" not in run.out


def test_a_diff_says_what_it_does_not_fix(tmp_path: Path) -> None:
    write(tmp_path, {"fixable.py": FIXABLE})
    run = run_spanlint(tmp_path, "--diff")
    assert (run.code, run.err, run.out.count("\n+ ")) == (1, "", 1)
    write(tmp_path, {"bad.py": ERROR})
    run = run_spanlint(tmp_path, "--diff")
    assert (run.code, run.out.count("\n+ ")) == (1, 1)
    assert run.err == "spanlint: 1 finding has no fix: run without --diff to see it\n"
    (tmp_path / "fixable.py").unlink()
    assert run_spanlint(tmp_path, "--diff", "--quiet") == (1, "", "")
    assert run_spanlint(tmp_path, "--diff", "--exit-zero").code == 0


def test_the_fix_is_shown_as_a_diff_and_marked(tmp_path: Path) -> None:
    write(tmp_path, {"fixable.py": FIXABLE})
    out = run_spanlint(tmp_path).out
    assert "  8:19 error SPN002 [*] " in out
    assert "    = fix: pass the parameter `context` as the parent (`--fix`)\n" in out
    assert '  8 -     return tracer.start_span("checkout")\n' in out
    assert '  8 +     return tracer.start_span("checkout", context=context)\n' in out
    assert out.endswith("\n[*] 1 fixable with `--fix`.\n")
    hidden = run_spanlint(tmp_path, "--no-show-fixes").out
    assert ("[*]" in hidden, "= fix" in hidden, " + " in hidden) == (True, False, False)
    assert ": error: SPN002 [*] " in run_spanlint(tmp_path, "--output-format", "concise").out


def test_a_help_names_the_parent_that_the_file_has(tmp_path: Path) -> None:
    call = "\n\ndef {}():\n    return tracer.start_span('{}', context={})\n"
    calls = [call.format(name, name, "now()") for name in "abc"] + [call.format("d", "d", "None")]
    head = "from opentelemetry import trace\nfrom app.session import now\n\ntracer = trace.get_tracer('t')\n"
    write(tmp_path, {"known.py": head + "".join(calls), "unknown.py": ERROR})
    helps = [each["help"] for each in json.loads(run_spanlint(tmp_path, "--output-format", "json").out)]
    assert helps == [
        "pass the parent context: `start_span(..., context=now())`",
        "pass the parent context: `start_span(..., context=parent_context)`",
    ]


def test_a_run_counts_the_files_that_its_calls_are_in(project: Path) -> None:
    write(project, {"mock.py": "tracer.start_span = Mock()\n"})
    assert "(4 files read, 3 span calls in 3 files)" in run_spanlint(project).out


def test_show_files_lists_what_would_be_read(project: Path) -> None:
    write(project, {"spanlint.toml": 'exclude = ["*.ts"]', "notes.txt": "", "node_modules/a.js": ""})
    assert run_spanlint(project, "--show-files") == (0, "bad.py\nclean.py\n", "")
    assert run_spanlint(project, "--show-files", "c*.py", "bad.ts") == (0, "bad.ts\nclean.py\n", "")
    assert run_spanlint(project, "--show-files", "no.py").code == 2


def test_lists_are_text_or_json(tmp_path: Path) -> None:
    listed = json.loads(run_spanlint(tmp_path, "--list-rules", "--output-format", "json").out)
    assert [each["code"] for each in listed] == [rule.code for rule in rules()]
    assert [each["fix"] for each in listed if each["code"] in ("SPN002", "SPN006", "SPN900")] == [
        *("safe", "unsafe", None)
    ]
    apis = json.loads(run_spanlint(tmp_path, "--list-apis", "--output-format", "json").out)
    assert {(each["name"], each["language"]) for each in apis} == {(api.name, api.language) for api in all_apis()}
    lines = run_spanlint(tmp_path, "--list-apis").out.splitlines()
    assert len(lines) == len(apis)
    assert any(line.split()[:4] == ["langfuse", "python", "if", "configured"] for line in lines)
    wrapped = run_spanlint(tmp_path, "--list-rules", env={"COLUMNS": "80"}).out.splitlines()
    assert max(map(len, wrapped)) <= 80


def test_explain_takes_a_name_and_all(tmp_path: Path) -> None:
    page = run_spanlint(tmp_path, "--explain", "SPN002").out
    assert run_spanlint(tmp_path, "--explain", "skipped-parent").out == page
    assert run_spanlint(tmp_path, "--explain", "Skipped_Parent").out == page
    assert "error, on by default, since 0.1.0, `--fix` repairs some of its findings" in page
    assert "`spanlint --fix` rewrites it:\n\n```diff\n" in page
    assert "spanlint: ignore[SPN002] reason" in page
    assert 'ignore = ["SPN002"]' in page
    every = run_spanlint(tmp_path, "--explain", "all").out
    as_json = ("--output-format", "json")
    (found,) = json.loads(run_spanlint(tmp_path, "--explain", "SPN002", *as_json).out)
    listed = json.loads(run_spanlint(tmp_path, "--list-rules", *as_json).out)
    assert found == {**listed[1], "page": page}
    found = json.loads(run_spanlint(tmp_path, "--explain", "ALL", *as_json).out)
    assert "\n---\n\n".join(each["page"] for each in found) == every
    refused = run_spanlint(tmp_path, "--explain", "SPN002", "--output-format", "sarif")
    assert (refused.code, refused.err) == (2, "spanlint: --explain: needs --output-format text or json, not sarif\n")
    assert page in every
    assert all(f"# {rule.code} {rule.name}\n" in every for rule in all_rules())


def printed_on_terminal(folder: Path, *arguments: str, env: Mapping[str, str]) -> str:
    """What a terminal of 80 columns receives on standard output."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    variables = environment({"TERM": "xterm-256color", **env})
    with subprocess.Popen([*PROGRAM, *arguments], cwd=folder, env=variables, stdout=theirs) as process:
        os.close(theirs)
        received = b""
        try:
            while data := os.read(ours, 65536):
                received += data
        except OSError:  # the other end is closed
            pass
        process.wait(timeout=HANGS_AFTER)
    os.close(ours)
    return received.decode()


@pytest.mark.program
def test_on_a_terminal_a_page_is_rendered_and_a_report_is_wrapped(project: Path) -> None:
    page = printed_on_terminal(project, "--explain", "SPN102", env={})
    assert ("**What**" in page, "What" in page, "\x1b[1m" in page) == (False, True, True)
    plain = printed_on_terminal(project, "--explain", "SPN102", env={"NO_COLOR": "1"})
    assert ("**What**" in plain, "\x1b" in plain) == (False, False)
    assert max(map(len, plain.splitlines())) <= 80
    report = printed_on_terminal(project, env={"NO_COLOR": "1"})
    assert "\x1b" not in report
    assert max(map(len, report.splitlines())) <= 80
