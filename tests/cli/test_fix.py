"""`--fix`, `--diff` and `--unsafe-fixes` as programs: what is written, what is printed, and how they exit."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from spanlint.disk.writing import PREFIX, WriteError, write_file
from tests.cli.program import places, run_in_shell, run_spanlint, write

SETTINGS = """
[session-context.python]
expression = "get_session_context()"
imports = ["from acme.session import get_session_context"]
"""
BAD = "from opentelemetry import trace\n\ntracer = trace.get_tracer('t')\nspan = tracer.start_span('n')\n"
ACTIVE = BAD.replace("span = tracer.start_span('n')\n", "with tracer.start_as_current_span('n'):\n    pass\n")
FIXED = (
    "from acme.session import get_session_context\nfrom opentelemetry import trace\n\n"
    "tracer = trace.get_tracer('t')\nspan = tracer.start_span('n', context=get_session_context())\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "spanlint.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "a.py").write_text(BAD, encoding="utf-8")
    return tmp_path


def test_fix_writes_and_exits_with_0_when_nothing_is_left(project: Path) -> None:
    done = run_spanlint(project, "--fix")
    assert (done.code, (project / "a.py").read_text(encoding="utf-8")) == (0, FIXED)
    assert done.out.startswith("Found 1 finding (1 fixed, 0 remaining) in 1 file (")


def test_the_summary_adds_up(project: Path) -> None:
    (project / "a.py").write_text(BAD + "tracer.start_span('n', context=None)\n", encoding="utf-8")
    (project / "b.py").write_text(BAD.replace("'n'", "'n', context=None"), encoding="utf-8")
    (project / "c.py").write_text(BAD.replace("tracer.start", "tracer(.start"), encoding="utf-8")
    assert "Found 4 findings (2 errors, 2 warnings) in 3 files (3 files read, " in run_spanlint(project).out
    fixed, left = run_spanlint(project, "--fix").out, run_spanlint(project).out
    assert "Found 4 findings (3 fixed, 1 warning remaining) in 3 files (3 files read, " in fixed
    assert "Found 1 warning in 1 file (3 files read, " in left


def test_without_a_known_parent_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(BAD, encoding="utf-8")
    done = run_spanlint(tmp_path, "--fix", "--unsafe-fixes")
    assert (done.code, (tmp_path / "a.py").read_text(encoding="utf-8")) == (1, BAD)


def test_unsafe_fixes_are_counted_and_applied_on_request(project: Path) -> None:
    (project / "b.py").write_text(ACTIVE, encoding="utf-8")
    done = run_spanlint(project, "--fix", "--extend-select", "SPN006")
    assert done.code == 1
    assert "\n1 fixable with `--fix --unsafe-fixes`.\n" in done.out
    assert (project / "b.py").read_text(encoding="utf-8") == ACTIVE
    assert run_spanlint(project, "--fix", "--unsafe-fixes", "--extend-select", "SPN006").code == 0
    assert "context=get_session_context()" in (project / "b.py").read_text(encoding="utf-8")


def test_diff_prints_only_the_diff_and_writes_nothing(project: Path) -> None:
    done = run_spanlint(project, "--diff")
    assert done.code == 1
    assert done.out.startswith("--- a/a.py\n+++ b/a.py\n@@ ")
    assert (project / "a.py").read_text(encoding="utf-8") == BAD
    (project / "a.py").write_text(FIXED, encoding="utf-8")
    done = run_spanlint(project, "--diff")
    assert (done.code, done.out) == (0, "")


def test_exit_non_zero_on_fix(project: Path) -> None:
    assert run_spanlint(project, "--fix", "--exit-non-zero-on-fix").code == 1
    assert run_spanlint(project, "--fix", "--exit-non-zero-on-fix").code == 0


def test_fix_only_reports_nothing_that_is_left_and_does_not_fail_for_it(project: Path) -> None:
    left = BAD.replace("tracer.start", "tracer(.start")
    write(project, {"left.py": left})
    assert run_spanlint(project, "left.py").code == 1
    assert run_spanlint(project, "--fix-only", "--diff").out.startswith("--- a/a.py\n")
    assert run_spanlint(project, "--fix-only", "--diff").err == ""
    run = run_spanlint(project, "--fix-only")
    assert run == (0, "Fixed 1 finding in 1 file.\n", "")
    assert (project / "a.py").read_text(encoding="utf-8") == FIXED
    assert (project / "left.py").read_text(encoding="utf-8") == left
    assert run_spanlint(project, "--fix-only", "--exit-non-zero-on-fix") == (0, "Nothing to fix.\n", "")
    assert run_spanlint(project, "--fix-only", "-q") == (0, "", "")
    assert run_spanlint(project, "--fix-only", "gone.py").code == 2
    (project / "a.py").write_text(BAD, encoding="utf-8")
    assert run_spanlint(project, "--fix-only", "--exit-non-zero-on-fix").code == 1


@pytest.mark.program
def test_fix_only_of_standard_input_is_the_source_alone(project: Path) -> None:
    run = run_in_shell(project, '"$@" --fix-only --stdin-filename a.py - < a.py')
    assert run == (0, FIXED, "Fixed 1 finding in 1 file.\n")


@pytest.mark.parametrize("option", ["--statistics", "--output-format=json", "--max-warnings=3"])
def test_fix_only_has_no_report(project: Path, option: str) -> None:
    run = run_spanlint(project, "--fix-only", option)
    reason = f"--fix-only: reports nothing, so {option.partition('=')[0]} cannot be combined with it"
    assert run == (2, "", f"spanlint: {reason}\n")
    assert (project / "a.py").read_text(encoding="utf-8") == BAD


@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_bytes_outside_the_edits_stay(project: Path, newline: str) -> None:
    data = b"\xef\xbb\xbf" + (BAD + "x = 'ü\t'").replace("\n", newline).encode()
    (project / "a.py").write_bytes(data)
    assert run_spanlint(project, "--fix").code == 0
    fixed = (FIXED + "x = 'ü\t'").replace("\n", newline).encode()
    assert (project / "a.py").read_bytes() == b"\xef\xbb\xbf" + fixed


def test_an_encoding_is_kept(project: Path) -> None:
    text = "# -*- coding: latin-1 -*-\n" + BAD + "x = 'ü'\n"
    (project / "a.py").write_bytes(text.encode("latin-1"))
    assert run_spanlint(project, "--fix").code == 0
    fixed = (project / "a.py").read_bytes()
    assert b"x = '\xfc'\n" in fixed
    assert b"context=get_session_context()" in fixed


def test_mode_and_symbolic_link_are_kept(project: Path) -> None:
    target = project / "real.py"
    (project / "a.py").rename(target)
    target.chmod(0o755)
    os.symlink("real.py", project / "a.py")
    assert run_spanlint(project, "--fix", "a.py").code == 0
    assert (project / "a.py").is_symlink()
    assert target.read_text(encoding="utf-8") == FIXED
    assert stat.S_IMODE(target.stat().st_mode) == 0o755


def test_a_link_that_leads_out_of_the_tree_is_not_written(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "a.py"
    outside.write_text(BAD, encoding="utf-8")
    (project / "a.py").unlink()
    os.symlink(outside, project / "a.py")
    done = run_spanlint(project, "--fix", "a.py")
    assert done.code == 2
    assert "a.py: not written: a symbolic link that leads out of the tree" in done.err
    assert outside.read_text(encoding="utf-8") == BAD


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"newer")
    with pytest.raises(WriteError, match="changed while it was being fixed"):
        write_file(str(path), b"older", b"fixed", str(tmp_path))
    assert path.read_bytes() == b"newer"
    assert not [each for each in tmp_path.iterdir() if each.name.startswith(PREFIX)]


@pytest.mark.program
def test_the_diff_of_a_file_without_a_final_newline_applies(project: Path) -> None:
    (project / "a.py").write_bytes(BAD.rstrip().encode())
    done = run_spanlint(project, "--diff")
    assert done.out.count("\\ No newline at end of file\n") == 2
    subprocess.run(["git", "apply", "-p1"], cwd=project, input=done.out, text=True, check=True)
    assert (project / "a.py").read_bytes() == FIXED.rstrip().encode()


def test_two_fixes_that_want_the_same_import_share_it(project: Path) -> None:
    (project / "a.py").write_text(BAD + "other = tracer.start_span('m')\n", encoding="utf-8")
    assert run_spanlint(project, "--fix").code == 0
    text = (project / "a.py").read_text(encoding="utf-8")
    assert text.count("import get_session_context") == 1
    assert text.count("context=get_session_context()") == 2


def test_misplaced_and_empty_parents_are_repaired(project: Path) -> None:
    (project / "a.py").write_text(BAD.replace("'n')", "'n', context=None)"), encoding="utf-8")
    (project / "b.ts").write_text(
        "import { context, trace } from '@opentelemetry/api';\n"
        "const tracer = trace.getTracer('t');\n"
        "tracer.startSpan('n', context.active());\n",
        encoding="utf-8",
    )
    assert run_spanlint(project, "--fix").code == 0
    assert (project / "a.py").read_text(encoding="utf-8") == FIXED
    assert "tracer.startSpan('n', {}, context.active());" in (project / "b.ts").read_text(encoding="utf-8")


HELPER = """
[session-context.typescript]
expression = "getSessionContext()"
imports = ["import { getSessionContext } from './session'"]
helper = { call = "start({name}, {attributes})", returns = "{ span }", imports = ["import { start } from './spans'"] }
"""
TYPESCRIPT = 'import { trace } from "@opentelemetry/api";\nconst tracer = trace.getTracer("t");\n'


def test_the_projects_own_helper_takes_the_place_of_the_call(tmp_path: Path) -> None:
    (tmp_path / "spanlint.toml").write_text(HELPER, encoding="utf-8")
    (tmp_path / "session.ts").write_text("", encoding="utf-8")
    fits, other = "const span = tracer.startSpan(N, { attributes });\n", "const s = tracer.startSpan(N, { kind });\n"
    (tmp_path / "a.ts").write_text(TYPESCRIPT + fits, encoding="utf-8")
    (tmp_path / "b.ts").write_text(TYPESCRIPT + other, encoding="utf-8")
    done = run_spanlint(tmp_path, "--fix")
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "a.ts").read_text(encoding="utf-8").endswith("const { span } = start(N, attributes);\n")
    assert "startSpan(N, { kind }, " in (tmp_path / "b.ts").read_text(encoding="utf-8")


def test_a_context_is_passed_only_where_one_belongs(project: Path) -> None:
    foreign = "from ddtrace import tracer\n\nspan = tracer.start_span('n')\n"
    helper = BAD.replace(
        "span = tracer.start_span('n')", "def f(parent=None):\n    return tracer.start_span('n', parent)"
    )
    (project / "foreign.py").write_text(foreign, encoding="utf-8")
    (project / "helper.py").write_text(helper + "\n\nf()\n", encoding="utf-8")
    done = run_spanlint(project, "--fix", "--unsafe-fixes", "--output-format", "concise")
    assert [place.split(":")[0] for place in places(done)] == ["foreign.py", "helper.py"]
    assert (project / "foreign.py").read_text(encoding="utf-8") == foreign
    assert (project / "a.py").read_text(encoding="utf-8") == FIXED


def test_what_a_fix_has_written_is_no_evidence_against_the_calls_beside_it(project: Path) -> None:
    text = BAD.replace("import trace\n", "import trace\nfrom opentelemetry.context import Context\n")
    text += "\n\ndef f(context: Context):\n    return tracer.start_span('f')\n"
    text += "\n\n@tracer.start_as_current_span('g')\ndef g(): ...\n"
    (project / "a.py").write_text(text, encoding="utf-8")
    done = run_spanlint(project, "--fix", "--output-format", "concise", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert "start_span('f', context=context)" in (project / "a.py").read_text(encoding="utf-8")


def test_a_file_whose_encoding_cannot_hold_the_fix_is_left_and_the_others_are_fixed(project: Path) -> None:
    (project / "spanlint.toml").write_text(SETTINGS.replace("get_session_context", "sitzung_öffnen"), encoding="utf-8")
    narrow = "# coding: ascii\n" + BAD
    (project / "narrow.py").write_text(narrow, encoding="ascii")
    run_spanlint(project, "--fix")
    assert (project / "narrow.py").read_text(encoding="ascii") == narrow
    assert "context=sitzung_öffnen()" in (project / "a.py").read_text(encoding="utf-8")
