"""Where the report goes, how much of it there is, and what makes the exit code 1."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from spanlint.report import FORMATS
from tests.cli.program import PYTHON_BAD, PYTHON_CLEAN, TYPESCRIPT_BAD, places, run_in_shell, run_spanlint, write

ERROR = PYTHON_BAD.replace('("checkout")', '("checkout", context=None)')  # SPN004, an error


@pytest.mark.parametrize("name", FORMATS)
def test_the_file_gets_what_standard_output_gets(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"é.py": PYTHON_BAD.replace("checkout", "é"), "bad.ts": TYPESCRIPT_BAD})
    printed = run_spanlint(tmp_path, "--output-format", name)
    for option in ("--output-file", "-o"):
        run = run_spanlint(tmp_path, "--output-format", name, option, "report.out")
        assert run == (1, "", "")
        assert (tmp_path / "report.out").read_text(encoding="utf-8") == printed.out
    assert run_spanlint(tmp_path, "--output-format", name, "-o", "-") == printed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.ts", "report.out", "é.py"]


def test_the_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "real.txt": "x" * 10_000})
    (tmp_path / "real.txt").chmod(0o640)
    (tmp_path / "link.txt").symlink_to("real.txt")
    os.link(tmp_path / "real.txt", tmp_path / "before.txt")
    run_spanlint(tmp_path, "-o", "link.txt")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text().startswith("bad.py\n  7:19 warning SPN001")
    assert stat.S_IMODE((tmp_path / "real.txt").stat().st_mode) == 0o640
    assert (tmp_path / "before.txt").read_text() == "x" * 10_000


@pytest.mark.program
def test_the_file_may_be_a_device(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD})
    run = run_in_shell(tmp_path, '"$@" --output-format concise -o /dev/stderr 2>&1 >/dev/null')
    assert places(run) == ["bad.py:7:19 SPN001"]


@pytest.mark.parametrize(
    ("path", "reason"), [("no/such/folder.txt", "no such file or directory"), (".", "is a directory")]
)
def test_a_file_that_cannot_be_written_is_one_line_and_2(tmp_path: Path, path: str, reason: str) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD})
    run = run_spanlint(tmp_path, "-o", path, "bad.py", "--exit-zero")
    assert run == (2, "", f"spanlint: {path}: the report was not written: {reason}\n")
    assert [each.name for each in tmp_path.iterdir()] == ["bad.py"]


def test_a_diff_goes_to_the_file_too(tmp_path: Path) -> None:
    text = PYTHON_BAD.replace("cart)", "cart, ctx: Context)").replace("trace\n", "trace, context\n", 1)
    write(tmp_path, {"bad.py": "from opentelemetry.context import Context\n" + text})
    printed = run_spanlint(tmp_path, "--diff")
    assert printed.out.startswith("--- ")
    assert run_spanlint(tmp_path, "--diff", "-o", "it.patch") == (printed.code, "", printed.err)
    assert (tmp_path / "it.patch").read_text() == printed.out


def test_quiet_is_the_findings_alone(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "bad.ts": TYPESCRIPT_BAD})
    whole = run_spanlint(tmp_path)
    for option in ("-q", "--quiet"):
        quiet = run_spanlint(tmp_path, option)
        assert (quiet.code, quiet.err) == (1, "")
        assert whole.out.startswith(quiet.out)
        assert "bad.ts\n  5:38 warning SPN001" in quiet.out
        assert "Found" not in quiet.out
    assert run_spanlint(write(tmp_path, {"clean.py": PYTHON_CLEAN}), "-q", "clean.py") == (0, "", "")


def test_verbose_says_which_configuration_applies_to_how_many_files(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_CLEAN, "b/c.py": PYTHON_CLEAN, "b/d.py": PYTHON_CLEAN, "b/spanlint.toml": ""})
    quiet = run_spanlint(tmp_path, "-j", "1")
    run = run_spanlint(tmp_path, "-j", "1", "--verbose")
    assert (run.code, run.out) == (quiet.code, quiet.out)
    assert run.err.splitlines() == [
        f"spanlint: {tmp_path}/b/spanlint.toml: 2 files",
        "spanlint: no configuration file: 1 file",
        "spanlint: 3 files to read, 0 skipped, at most 1 process",
    ]


def test_exit_zero_hides_findings_and_no_problem(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD})
    run = run_spanlint(tmp_path, "--exit-zero", "--output-format", "concise")
    assert (run.code, places(run)) == (0, ["bad.py:7:19 SPN001"])
    assert run_spanlint(tmp_path, "--exit-zero", "gone.py").code == 2


@pytest.mark.parametrize(
    ("arguments", "configured", "code"),
    [
        ((), "", 1),
        (("--fail-on", "warning"), "", 1),
        (("--fail-on", "error"), "", 0),
        ((), 'fail-on = "error"', 0),
        (("--fail-on", "warning"), 'fail-on = "error"', 1),
        (("--fail-on", "error", "error.py"), "", 1),
    ],
)
def test_what_fails_a_run(tmp_path: Path, arguments: tuple[str, ...], configured: str, code: int) -> None:
    write(tmp_path, {"warning.py": PYTHON_BAD, "error.py": ERROR, ".spanlint.toml": configured})
    named = arguments if "error.py" in arguments else (*arguments, "warning.py")
    run = run_spanlint(tmp_path, "--output-format", "concise", *named)
    assert (run.code, run.err, len(places(run))) == (code, "", 1)


def test_the_format_of_the_configuration(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, ".spanlint.toml": 'output-format = "concise"'})
    assert places(run_spanlint(tmp_path)) == ["bad.py:7:19 SPN001"]
    assert json.loads(run_spanlint(tmp_path, "--output-format", "json").out)[0]["fixes"]
    write(tmp_path, {".spanlint.toml": 'output-format = "json"'})
    assert json.loads(run_spanlint(tmp_path).out)[0]["fixes"]


@pytest.mark.parametrize("line", ['output-format = "xml"', "output-format = 1", 'fail-on = "never"', "fail-on = []"])
def test_a_wrong_choice_in_the_configuration(tmp_path: Path, line: str) -> None:
    run = run_spanlint(write(tmp_path, {".spanlint.toml": line}))
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert f"{line.split()[0]}: expected one of " in run.err


def test_statistics_count_rules_and_calls(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "bad.ts": TYPESCRIPT_BAD, "error.py": ERROR, "clean.py": PYTHON_CLEAN})
    run = run_spanlint(tmp_path, "--statistics")
    assert (run.code, run.out.splitlines()) == (
        1,
        [
            "code    rule            severity  findings",
            "SPN001  missing-parent  warning          2",
            "SPN004  empty-parent    error            1",
            "",
            "api            span calls  pass a parent  share",
            "opentelemetry           4              1    25%",
            "all                     4              1    25%",
        ],
    )
    read = json.loads(run_spanlint(tmp_path, "--statistics", "--output-format", "json").out)
    assert read == {
        "rules": [
            {"code": "SPN001", "rule": "missing-parent", "severity": "warning", "findings": 2},
            {"code": "SPN004", "rule": "empty-parent", "severity": "error", "findings": 1},
        ],
        "apis": [{"api": "opentelemetry", "sites": 4, "passing": 1, "share": 0.25}],
        "sites": 4,
        "passing": 1,
        "share": 0.25,
        "files": 4,
        "skipped": 0,
        "suppressed": 0,
        "baselined": 0,
        "left_out_in_tests": 0,
        "not_judged": [],
    }


def test_statistics_of_nothing(tmp_path: Path) -> None:
    assert run_spanlint(tmp_path, "--statistics").out.splitlines() == [
        "No findings.",
        "",
        "api  span calls  pass a parent  share",
        "all           0              0",
    ]
    assert json.loads(run_spanlint(tmp_path, "--statistics", "--output-format", "json").out)["share"] is None


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"text", "json"}))
def test_statistics_have_two_formats(tmp_path: Path, name: str) -> None:
    run = run_spanlint(tmp_path, "--statistics", "--output-format", name)
    assert run == (2, "", f"spanlint: --statistics: needs --output-format text or json, not {name}\n")
