"""What an editor asks: a source on standard input, judged as the file that it will become, and nothing written."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from spanlint.report import FORMATS
from tests.cli.program import PROGRAM, PYTHON_BAD, PYTHON_BROKEN, PYTHON_CLEAN, TYPESCRIPT_BAD, run_spanlint, write
from tests.cli.stdin_program import Piped, pipe
from tests.waiting import HANGS_AFTER

ONLY = ("--select", "SPN001,SPN002,SPN900")
CONCISE = (*ONLY, "--output-format", "concise", "--quiet")
FIXABLE = """\
import { type Context, trace } from "@opentelemetry/api";

export function checkout(parent: Context) {
  return trace.getTracer("shop").startSpan("checkout");
}
"""
FIXED = FIXABLE.replace('("checkout")', '("checkout", {}, parent)')


def lint(folder: Path, data: bytes | str, name: str, *arguments: str) -> Piped:
    return pipe(folder, data, *CONCISE, "--stdin-filename", name, *arguments, "-")


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("src/x.ts", TYPESCRIPT_BAD, "5:38"),
        ("a.py", PYTHON_BAD, "7:19"),
        ("/no/such/folder/x.tsx", TYPESCRIPT_BAD, "5:38"),
    ],
)
def test_the_name_decides_the_language(tmp_path: Path, name: str, text: str, place: str) -> None:
    run = lint(tmp_path, text, name)
    assert (run.code, run.err) == (1, "")
    assert run.text.startswith(f"{name}:{place}: warning: SPN001 ")


def test_a_clean_source(tmp_path: Path) -> None:
    assert lint(tmp_path, PYTHON_CLEAN, "a.py") == (0, b"", "")
    assert lint(tmp_path, b"", "a.py") == (0, b"", "")


def test_what_stands_in_the_file_does_not_count(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD})
    assert lint(tmp_path, PYTHON_CLEAN, "a.py").code == 0
    write(tmp_path, {"a.py": PYTHON_CLEAN})
    assert lint(tmp_path, PYTHON_BAD, "a.py").code == 1


def test_the_name_alone_asks_for_standard_input(tmp_path: Path) -> None:
    write(tmp_path, {"b.py": PYTHON_BAD})
    assert pipe(tmp_path, PYTHON_CLEAN, *CONCISE, "--stdin-filename", "a.py") == (0, b"", "")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_says_of_it_what_it_says_of_a_file(tmp_path: Path, name: str) -> None:
    piped = pipe(tmp_path, PYTHON_BAD, "--output-format", name, "--stdin-filename", "src/a.py", "-")
    write(tmp_path, {"src/a.py": PYTHON_BAD})
    assert (piped.code, piped.text, piped.err) == run_spanlint(tmp_path, "--output-format", name, "src/a.py")


def test_statistics_and_the_exit_code(tmp_path: Path) -> None:
    told = json.loads(lint(tmp_path, PYTHON_BAD, "a.py", "--statistics", "--output-format", "json").out)
    assert (told["files"], told["sites"], [each["findings"] for each in told["rules"]]) == (1, 1, [1])
    assert lint(tmp_path, PYTHON_BAD, "a.py", "--exit-zero").code == 0
    assert lint(tmp_path, PYTHON_BAD, "a.py", "--fail-on", "error").code == 0


def test_the_report_can_go_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "in").mkdir()
    run = pipe(tmp_path / "in", PYTHON_BAD, *CONCISE, "-o", "../out/report", "--stdin-filename", "a.py", "-")
    assert run == (1, b"", "")
    assert (tmp_path / "out" / "report").read_text().startswith("a.py:7:19: warning: SPN001")


def test_the_nearest_configuration_of_the_name(tmp_path: Path) -> None:
    write(tmp_path, {"spanlint.toml": 'select = ["SPN001"]\n', "src/old/spanlint.toml": 'select = ["SPN004"]\n'})
    asked = ("--output-format", "concise", "--quiet")
    assert pipe(tmp_path, PYTHON_BAD, *asked, "--stdin-filename", "src/a.py", "-").code == 1
    assert pipe(tmp_path, PYTHON_BAD, *asked, "--stdin-filename", "src/old/a.py", "-").code == 0
    assert pipe(tmp_path, PYTHON_BAD, *asked, "--stdin-filename", str(tmp_path / "src/old/a.py"), "-").code == 0
    assert pipe(tmp_path / "src", PYTHON_BAD, *asked, "--stdin-filename", "old/a.py", "-").code == 0
    isolated = (*asked, "--isolated", "--select", "SPN001")
    assert pipe(tmp_path, PYTHON_BAD, *isolated, "--stdin-filename", "src/old/a.py", "-").code == 1


def test_the_rules_of_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"spanlint.toml": 'select = ["SPN001"]\n[per-file-ignores]\n"tests/**" = ["SPN001"]\n'})
    assert pipe(tmp_path, PYTHON_BAD, "--stdin-filename", "tests/a.py", "-").code == 0
    assert pipe(tmp_path, PYTHON_BAD, "--stdin-filename", "src/a.py", "-").code == 1


@pytest.mark.parametrize(("more", "code"), [((), 1), (("--force-exclude",), 0)])
def test_an_excluded_source_is_left_out_only_by_force(tmp_path: Path, more: tuple[str, ...], code: int) -> None:
    write(tmp_path, {"spanlint.toml": 'exclude = ["/generated"]\n'})
    run = lint(tmp_path, FIXABLE, "generated/a.ts", *more)
    assert (run.code, bool(run.out), run.err) == (code, code == 1, "")
    repaired = lint(tmp_path, FIXABLE, "generated/a.ts", "--fix", *more)
    assert (repaired.code, repaired.text, repaired.err) == (0, FIXABLE if more else FIXED, "")


def test_an_import_is_followed_from_where_the_file_would_be(tmp_path: Path) -> None:
    write(tmp_path, {"src/own.py": "class Tracer:\n    def start_span(self, name): ...\n\n\ntracer = Tracer()\n"})
    text = 'from .own import tracer\n\ntracer.start_span("n")\n'
    assert lint(tmp_path, text, "src/a.py").code == 0
    assert lint(tmp_path, text + "# opentelemetry\nimport opentelemetry\n", "a.py").code == 1


def test_a_baseline_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD, "b.py": PYTHON_BAD})
    run_spanlint(tmp_path, *ONLY, "--write-baseline", "known.json")
    assert lint(tmp_path, PYTHON_BAD, "a.py", "--baseline", "known.json") == (0, b"", "")
    assert lint(tmp_path, PYTHON_BAD.replace("checkout", "pay"), "a.py", "--baseline", "known.json").code == 1


def test_the_repaired_source_comes_out_and_the_rest_is_told_beside_it(tmp_path: Path) -> None:
    assert lint(tmp_path, FIXABLE, "a.ts", "--fix") == (0, FIXED.encode(), "")
    both = FIXABLE + 'trace.getTracer("shop").startSpan("left");\n'
    run = lint(tmp_path, both, "a.ts", "--fix")
    assert (run.code, run.text) == (1, both.replace('("checkout")', '("checkout", {}, parent)'))
    assert run.err.startswith("a.ts:6:25: warning: SPN00")
    assert lint(tmp_path, FIXABLE, "a.ts", "--fix", "--exit-non-zero-on-fix").code == 1


@pytest.mark.parametrize(
    "data",
    {
        "clean": PYTHON_CLEAN.encode(),
        "a finding without a fix": PYTHON_BAD.encode(),
        "empty": b"",
        "no line end": PYTHON_CLEAN.encode().rstrip(b"\n"),
        "line ends of Windows": PYTHON_BAD.replace("\n", "\r\n").encode(),
        "line ends of long ago": PYTHON_BAD.replace("\n", "\r").encode(),
        "a byte order mark": b"\xef\xbb\xbf" + PYTHON_BAD.encode(),
        "latin-1": b"# coding: latin-1\n# \xe4\n" + PYTHON_BAD.encode(),
        "broken": PYTHON_BROKEN.encode(),
        "undecodable": PYTHON_BAD.encode() + b"# \xff\n",
        "undecodable without a span": b"# \xff\n",
        "binary": b"\0start_span\r\n\xff",
        "all bytes": bytes(range(256)) * 300,
    }.values(),
)
def test_what_is_not_repaired_comes_back_as_it_was(tmp_path: Path, data: bytes) -> None:
    assert lint(tmp_path, data, "a.py", "--fix").out == data


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_repair_keeps_every_other_byte(tmp_path: Path, newline: str, mark: bytes) -> None:
    before, after = (mark + text.replace("\n", newline).encode() for text in (FIXABLE, FIXED))
    assert lint(tmp_path, before, "a.ts", "--fix").out == after


def test_a_diff(tmp_path: Path) -> None:
    write(tmp_path, {"src/a.ts": FIXABLE})
    run = lint(tmp_path, FIXABLE, "src/a.ts", "--diff")
    assert (run.code, run.err) == (1, "")
    assert run.text == run_spanlint(tmp_path, *CONCISE, "--diff", "src/a.ts").out
    assert run.text.startswith("--- a/src/a.ts\n+++ b/src/a.ts\n")
    assert lint(tmp_path, FIXABLE, "src/a.ts", "--fix", "--diff").out == run.out
    assert lint(tmp_path, FIXED, "src/a.ts", "--diff") == (0, b"", "")


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        (b"\0start_span", 2, "spanlint: a.py: binary file\n"),
        (b"# \xff\n", 2, "spanlint: a.py: not valid UTF-8 at byte 2\n"),
    ],
)
def test_a_source_that_is_no_text_is_one_line(tmp_path: Path, data: bytes, code: int, told: str) -> None:
    assert lint(tmp_path, data, "a.py") == (code, b"", told)
    assert lint(tmp_path, data, "a.py", "--fix") == (code, data, told)


def test_a_source_that_cannot_be_read_is_a_finding_as_in_a_file(tmp_path: Path) -> None:
    for data in (PYTHON_BROKEN.encode(), PYTHON_BAD.encode() + b"# \xff\n"):
        run = lint(tmp_path, data, "a.py")
        assert (run.code, run.text.count("\n"), run.err) == (1, 1, "")
        assert " SPN900 " in run.text


@pytest.mark.parametrize(
    "arguments",
    [
        ("-",),
        ("-", "a.py"),
        ("--stdin-filename", "a.py", "b.py"),
        ("--stdin-filename", "a.txt", "-"),
        ("--stdin-filename", "", "-"),
        ("--stdin-filename", "a\nb", "-"),
        ("--stdin-filename", "a.py", "--write-baseline", "known.json", "-"),
        ("--stdin-filename", "a.py", "--baseline", "known.json", "--prune-baseline", "-"),
        ("--stdin-filename", "a.py", "--add-ignores", "x", "-"),
        ("--stdin-filename", "a.py", "--diff-base", "HEAD", "-"),
        ("--stdin-filename", "a.py", "--select", "NOPE", "-"),
        ("--stdin-filename", "a.py", "--config", "nowhere.toml", "-"),
        ("--stdin-filename", "broken/a.py", "-"),
        ("--stdin-filename", "a.py", "--baseline", "nowhere.json", "-"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_loses_nothing(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    write(tmp_path, {"broken/spanlint.toml": "select = 1\n", "b.py": PYTHON_CLEAN})
    run = pipe(tmp_path, FIXABLE, *arguments)
    assert (run.code, run.err.count("\n")) == (2, 1)
    assert run.err.startswith("spanlint: ")
    again = pipe(tmp_path, FIXABLE, "--fix", *arguments)
    assert (again.code, again.err) == (2, run.err)
    if list(arguments[-1:]) == ["-"]:
        assert again.text == FIXABLE


@pytest.mark.program
def test_a_closed_standard_input_is_empty(tmp_path: Path) -> None:
    script = '"$@" --stdin-filename a.py - <&-'
    done = subprocess.run(["sh", "-c", script, "sh", *PROGRAM], cwd=tmp_path, capture_output=True, timeout=HANGS_AFTER)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.program
def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    script = '"$@" --fix --stdin-filename a.ts - | head -c 1'
    data = FIXABLE.encode() + b"// x\n" * 100_000
    command = ["sh", "-c", script, "sh", *PROGRAM]
    done = subprocess.run(command, cwd=tmp_path, input=data, capture_output=True, timeout=HANGS_AFTER, env=os.environ)
    assert b"Traceback" not in done.stderr
