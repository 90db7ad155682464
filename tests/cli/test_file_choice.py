"""Which files are linted, and by which rules: `include`, `extend-exclude`, `per-file-ignores`, `max-file-size`."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.config.run_settings import load_with_known_names, settings_of
from tests.adoption.repositories import commit
from tests.cli.program import PYTHON_BAD, TYPESCRIPT_BAD, places, run_spanlint, write

SELECT = 'select = ["SPN001"]\n'
FILES = {
    "a.py": PYTHON_BAD,
    "src/b.py": PYTHON_BAD,
    "src/deep/test_c.py": PYTHON_BAD,
    "tests/test_d.py": PYTHON_BAD,
    "web/e.ts": TYPESCRIPT_BAD,
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def found(folder: Path, keys: str, *arguments: str) -> list[str]:
    write(folder, {"spanlint.toml": SELECT + keys})
    run = run_spanlint(folder, "--output-format", "concise", *arguments)
    assert run.err == ""
    return [place.split(":")[0] for place in places(run)]


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ("", [*FILES]),
        ("include = []", [*FILES]),
        ("include = ['src/', '*.ts']", ["src/b.py", "src/deep/test_c.py", "web/e.ts"]),
        ("include = ['/*.py']", ["a.py", "src/b.py", "src/deep/test_c.py", "tests/test_d.py"]),
        ("include = ['test_*.py']", ["src/deep/test_c.py", "tests/test_d.py"]),
        ("include = ['**/deep/**']", ["src/deep/test_c.py"]),
        ("include = ['*.toml']", []),
        ("include = ['src/']\nexclude = ['deep']", ["src/b.py"]),
        ("exclude = ['src']\nextend-exclude = ['tests']", ["a.py", "web/e.ts"]),
        (
            "exclude = ['src/*']\nextend-exclude = ['!src/b.py']",
            ["a.py", "tests/test_d.py", "web/e.ts"],
        ),
        ("[per-file-ignores]\n'tests/' = ['SPN001']", ["a.py", "src/b.py", "src/deep/test_c.py", "web/e.ts"]),
        ("[per-file-ignores]\n'test_*.py' = ['SPN']", ["a.py", "src/b.py", "web/e.ts"]),
        ("[per-file-ignores]\n'src/*.py' = ['ALL']", ["a.py", "tests/test_d.py", "web/e.ts"]),
        ("[per-file-ignores]\n'!src/' = ['SPN001']", ["src/b.py", "src/deep/test_c.py"]),
        ("[per-file-ignores]\n'*.{ts,tsx}' = ['SPN001']\n'/a.py' = ['SPN0']", [*FILES][1:4]),
        ("[per-file-ignores]\n'tests/' = ['SPN002']", [*FILES]),
    ],
)
def test_what_a_key_leaves(project: Path, keys: str, left: list[str]) -> None:
    assert found(project, keys) == left


def test_include_of_a_package_is_the_same_from_above_and_from_inside(project: Path) -> None:
    write(project, {"src/spanlint.toml": "include = ['deep/']", "src/other/f.py": PYTHON_BAD})
    listed = run_spanlint(project, "--show-files").out.splitlines()
    assert [name for name in listed if name.startswith("src/")] == ["src/deep/test_c.py"]
    assert run_spanlint(project / "src", "--show-files").out == "deep/test_c.py\n"
    assert run_spanlint(project, "--show-files", "src").out == "src/deep/test_c.py\n"


@pytest.mark.program
def test_files_that_git_ignores_are_read_on_request(tmp_path: Path) -> None:
    files = {".gitignore": "gen/\n", "a.py": "", "gen/b.py": "", "gen/deep/c.py": "", "pkg/.gitignore": "d.py\n"}
    repository = tmp_path / "repository"
    commit(repository, {**files, "pkg/e.py": ""})
    write(repository, {"pkg/d.py": "", "node_modules/f.js": ""})
    listed = ["a.py", "gen/b.py", "gen/deep/c.py", "pkg/d.py", "pkg/e.py"]
    assert run_spanlint(repository, "--show-files").out.splitlines() == ["a.py", "pkg/e.py"]
    assert run_spanlint(repository, "--show-files", "--no-ignore").out.splitlines() == listed
    assert run_spanlint(repository, "--show-files", "--no-ignore", "pkg").out.splitlines() == listed[3:]
    left = run_spanlint(repository, "--show-files", "--no-ignore", "--exclude", "gen")
    assert left.out.splitlines() == ["a.py", "pkg/d.py", "pkg/e.py"]


def test_include_is_about_named_files_only_by_force(project: Path) -> None:
    keys = "include = ['src/']"
    assert found(project, keys, "a.py", "src/b.py") == ["a.py", "src/b.py"]
    assert found(project, keys, "a.py", "src/b.py", "--force-exclude") == ["src/b.py"]
    assert found(project, f"{keys}\nforce-exclude = true", "a.py", "src/b.py") == ["src/b.py"]
    assert found(project, keys, "tests") == []


def test_per_file_ignores_are_obeyed_by_named_files_by_select_and_from_elsewhere(project: Path) -> None:
    keys = "[per-file-ignores]\n'tests/' = ['SPN001']"
    assert found(project, keys, "tests/test_d.py", "a.py") == ["a.py"]
    assert found(project, keys, "--select", "SPN001", "tests", "a.py") == ["a.py"]
    assert found(project, keys, str(project / "tests" / "test_d.py")) == []
    run = run_spanlint(project / "tests", "--output-format", "concise", "test_d.py", "../a.py")
    assert [place.split(":")[0] for place in places(run)] == ["../a.py"]


def test_a_suppression_of_a_rule_that_is_ignored_in_a_file_is_not_unused(project: Path) -> None:
    clean = "x = 1  # spanlint: ignore[SPN001] no span here\n"
    write(project, {"tests/clean.py": clean, "src/clean.py": clean})
    write(
        project,
        {"spanlint.toml": "select = ['SPN901']\nextend-select = ['SPN001']\n[per-file-ignores]\n'tests/' = ['SPN001']"},
    )
    run = run_spanlint(project, "--output-format", "concise", "tests/clean.py", "src/clean.py")
    assert places(run) == ["src/clean.py:1:8 SPN901"]


def test_fixes_obey_per_file_ignores(project: Path) -> None:
    unused = "x = 1  # spanlint: ignore[SPN001] no span here\n"
    write(project, {"tests/old.py": unused, "src/old.py": unused})
    write(project, {"spanlint.toml": "select = ['SPN001', 'SPN901']\n[per-file-ignores]\n'tests/' = ['SPN9']"})
    run_spanlint(project, "--fix")
    assert (project / "tests/old.py").read_text(encoding="utf-8") == unused
    assert (project / "src/old.py").read_text(encoding="utf-8") == "x = 1\n"


def test_a_large_file_is_passed_over_with_a_warning(project: Path) -> None:
    write(project, {"spanlint.toml": f"{SELECT}max-file-size = '1KB'\n", "big.py": PYTHON_BAD + "#" * 1000})
    size = (project / "big.py").stat().st_size
    run = run_spanlint(project, "--output-format", "concise")
    assert [place.split(":")[0] for place in places(run)] == [*FILES]
    line = f"spanlint: big.py: skipped: {size} bytes, more than max-file-size (1000)\n"
    assert (run.code, run.err) == (1, line)
    assert "1 file skipped" in run_spanlint(project, "--exit-zero").out
    run = run_spanlint(project, "--ignore", "SPN001")
    assert (run.code, run.err) == (0, line)
    run = run_spanlint(project, "big.py", "a.py", "--output-format", "concise")
    assert (run.code, run.err) == (2, f"spanlint: big.py: {size} bytes, more than max-file-size (1000)\n")
    assert places(run) == ["a.py:7:19 SPN001"]


@pytest.mark.parametrize(("limit", "left"), [(len(PYTHON_BAD), ["a.py"]), (len(PYTHON_BAD) - 1, [])])
def test_the_limit_is_the_largest_size_that_is_read(tmp_path: Path, limit: int, left: list[str]) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD, "spanlint.toml": f"{SELECT}max-file-size = {limit}\n"})
    run = run_spanlint(tmp_path, "--output-format", "concise")
    assert [place.split(":")[0] for place in places(run)] == left


def test_without_a_limit_it_is_five_million_bytes(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD.ljust(5_000_000), "b.py": PYTHON_BAD.ljust(5_000_001)})
    run = run_spanlint(tmp_path, "--select", "SPN001", "--output-format", "concise")
    assert places(run) == ["a.py:7:19 SPN001"]
    assert run.err.startswith("spanlint: b.py: skipped: 5000001 bytes")


def test_the_decorators_reach_whoever_judges(tmp_path: Path) -> None:
    write(tmp_path, {"spanlint.toml": "context-manager-decorators = ['resource']\n"})
    config = load_with_known_names(str(tmp_path / "spanlint.toml"))
    assert settings_of(config, frozenset()).context_manager_decorators == ("resource",)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ("include = ['{a']", "include: `{a` is not a pattern: a brace is unmatched"),
        ("exclude = ['[z-a]']", "exclude: `[z-a]` is not a gitignore pattern"),
        ("extend-exclude = ['a', '!']", "extend-exclude: `!` is not a gitignore pattern"),
        ("[per-file-ignores]\n'{a' = []", "per-file-ignores: `{a` is not a pattern: a brace is unmatched"),
        ("[per-file-ignores]\n'!' = []", "per-file-ignores: `` is not a pattern: it is empty"),
        ("[per-file-ignores]\n'a b' = ['SPN77']", 'per-file-ignores."a b": unknown rule `SPN77`'),
        ("[per-file-ignores]\na = 'SPN001'", "per-file-ignores.a: expected a list of strings, got a string"),
        ("per-file-ignores = ['a']", "per-file-ignores: expected a table of patterns, each with a list of codes"),
        ("max-file-size = '1 megabyte'", 'max-file-size: expected a number of bytes or a size like "1MB"'),
        ("max-file-size = 0", "max-file-size: expected 1 or more"),
        ("max-file-size = 1.5", "max-file-size: expected a number of bytes or a string, got a float"),
        ("jobs = -1", "jobs: expected 0 or more"),
        ("jobs = true", "jobs: expected a number, got a boolean"),
        ("context-manager-decorators = 'a'", "context-manager-decorators: expected a list of strings, got a string"),
    ],
)
def test_a_wrong_value_is_one_line(tmp_path: Path, keys: str, reason: str) -> None:
    write(tmp_path, {"spanlint.toml": keys, "a.py": ""})
    run = run_spanlint(tmp_path)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert run.err.startswith(f"spanlint: {tmp_path / 'spanlint.toml'}: {reason}")
