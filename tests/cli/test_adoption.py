"""Baselines, `--add-ignores` and `--force-exclude` as programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, TYPESCRIPT_BAD, places, run_spanlint

SETTINGS = 'exclude = ["generated"]\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(PYTHON_BAD, encoding="utf-8")
    (tmp_path / "b.ts").write_text(TYPESCRIPT_BAD, encoding="utf-8")
    return tmp_path


def test_a_baseline_covers_what_is_there_and_nothing_new(project: Path) -> None:
    done = run_spanlint(project, "--write-baseline", "known.json")
    assert (done.code, done.out) == (0, "Recorded 2 findings in known.json.\n")
    assert run_spanlint(project, "--baseline", "known.json").code == 0
    (project / "a.py").write_text("import os\n\n" + PYTHON_BAD, encoding="utf-8")
    assert run_spanlint(project, "--baseline", "known.json").code == 0
    (project / "c.py").write_text(PYTHON_BAD, encoding="utf-8")
    done = run_spanlint(project, "--baseline", "known.json", "--output-format", "concise")
    assert (done.code, places(done)) == (1, ["c.py:7:19 SPN001"])


def test_the_configuration_can_name_the_baseline(project: Path) -> None:
    run_spanlint(project, "--write-baseline", "known.json")
    (project / "spanlint.toml").write_text('baseline = "known.json"\n', encoding="utf-8")
    assert run_spanlint(project).code == 0


def test_what_a_baseline_no_longer_needs_is_told_and_pruned(project: Path) -> None:
    run_spanlint(project, "--write-baseline", "known.json")
    (project / "a.py").write_text("x = 1\n", encoding="utf-8")
    done = run_spanlint(project, "--baseline", "known.json")
    assert done.code == 0
    assert "known.json: no longer needed: a.py SPN001 (1)" in done.err
    assert run_spanlint(project, "--baseline", "known.json", "--prune-baseline").err == ""
    assert "a.py" not in (project / "known.json").read_text(encoding="utf-8")
    assert run_spanlint(project, "--baseline", "known.json").err == ""


def test_a_bad_baseline_is_one_line(project: Path) -> None:
    done = run_spanlint(project, "--baseline", "missing.json")
    assert done.code == 2
    assert done.err.count("\n") == 1


def test_add_ignores_takes_no_path_for_a_reason(project: Path) -> None:
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    name = min(path.name for path in before)
    done = run_spanlint(project, "--add-ignores", name)
    assert (done.code, done.err) == (2, f"spanlint: --add-ignores: takes a reason first: --add-ignores 'why' {name}\n")
    assert {path: path.read_bytes() for path in before} == before
    assert run_spanlint(project, "--add-ignores", name, name).code == 0


def test_add_ignores_suppresses_all_findings_with_the_reason(project: Path) -> None:
    done = run_spanlint(project, "--add-ignores", "before the linter")
    assert (done.code, done.out) == (0, "Suppressed 2 findings in 2 files.\n")
    assert "# spanlint: ignore[SPN001] before the linter" in (project / "a.py").read_text(encoding="utf-8")
    assert "// spanlint: ignore[SPN001] before the linter" in (project / "b.ts").read_text(encoding="utf-8")
    done = run_spanlint(project)
    assert done.code == 0
    assert "2 findings suppressed" in done.out


@pytest.mark.parametrize(("arguments", "code"), [([], 1), (["--force-exclude"], 0)])
def test_a_named_file_is_left_out_only_by_force(tmp_path: Path, arguments: list[str], code: int) -> None:
    (tmp_path / "spanlint.toml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "generated").mkdir()
    (tmp_path / "generated" / "a.py").write_text(PYTHON_BAD, encoding="utf-8")
    assert run_spanlint(tmp_path, *arguments, "generated/a.py").code == code


def test_force_exclude_can_be_configured(tmp_path: Path) -> None:
    (tmp_path / "spanlint.toml").write_text(SETTINGS + "force-exclude = true\n", encoding="utf-8")
    (tmp_path / "generated").mkdir()
    (tmp_path / "generated" / "a.py").write_text(PYTHON_BAD, encoding="utf-8")
    (tmp_path / "b.py").write_text(PYTHON_BAD, encoding="utf-8")
    assert run_spanlint(tmp_path, "generated/a.py").code == 0
    assert run_spanlint(tmp_path, "generated/a.py", "b.py").code == 1
