"""`--config 'key = value'` and `--exclude PATTERN`: keys that the command line sets for all files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, places, run_spanlint, write

ALL = ["a.py", "app/gen/c.py", "app/src/b.py"]
STRICT = 'select = ["SPN001"]'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A package with a configuration of its own in a project that has none."""
    return write(tmp_path, {**dict.fromkeys(ALL, PYTHON_BAD), "app/spanlint.toml": 'exclude = ["nothing"]'})


def found(folder: Path, *arguments: str) -> list[str]:
    run = run_spanlint(folder, "--output-format", "concise", *arguments)
    assert run.err == ""
    return [place.partition(":")[0] for place in places(run)]


def test_a_key_counts_in_every_file_whatever_its_configuration(project: Path) -> None:
    assert found(project) == ALL
    assert found(project, "--config", "ignore = ['SPN001']") == []
    assert found(project, "--config", "ignore = ['SPN001']", "app/src/b.py") == []
    assert found(project, "--config", "ignore = ['SPN002']") == ALL


def test_a_key_replaces_that_of_the_file_and_the_others_stay(project: Path) -> None:
    write(project, {"app/spanlint.toml": f'{STRICT}\nexclude = ["/gen/"]\nfail-on = "error"'})
    assert found(project) == ["a.py", "app/src/b.py"]
    assert found(project, "--config", "select = ['SPN002']") == []
    assert found(project, "--config", "exclude = []") == ALL
    assert found(project / "app", "--config", STRICT) == ["src/b.py"]


def test_a_file_and_keys_and_each_key_on_top_of_the_last(project: Path) -> None:
    write(project, {"ci.toml": 'ignore = ["SPN001"]\n[apis]\nsentry = true'})
    assert found(project, "--config", "ci.toml") == []
    assert found(project, "--config", "ci.toml", "--config", STRICT) == ALL
    assert found(project, "--config", STRICT, "--config", "ci.toml") == ALL
    assert found(project, "--config", STRICT, "--config", "select = ['SPN002']") == []
    named = ("--config", "apis.ddtrace = false", "--config", "apis.azure = false", "--config", "ci.toml")
    settings = run_spanlint(project, *named, "--show-settings", "a.py").out
    assert 'apis = ["openinference", "opentelemetry", "sentry"' in settings
    assert '\n# --config "apis.ddtrace = false"\n# --config "apis.azure = false"\n' in settings


def test_keys_without_any_file(project: Path) -> None:
    assert found(project, "--isolated", "--config", "select = ['SPN002']") == []
    assert found(project, "--isolated", "--config", STRICT) == ALL
    run = run_spanlint(project, "--config", "output-format = 'json'", "--config", "fail-on = 'error'")
    assert (run.code, len(json.loads(run.out)), run.err) == (0, len(ALL), "")


def test_paths_in_a_key_are_relative_to_the_current_folder(project: Path) -> None:
    key = "per-file-ignores = { 'app/src/' = ['SPN001'] }"
    assert found(project, "--config", key) == ["a.py", "app/gen/c.py"]
    assert found(project / "app", "--config", key) == ["gen/c.py", "src/b.py"]
    assert found(project / "app", "--config", "exclude = ['/src']", "..") == ["../a.py", "../app/gen/c.py"]


def test_a_file_whose_name_has_an_equals_sign_is_a_file(project: Path) -> None:
    write(project, {"ignore=1.toml": "ignore = ['SPN001']"})
    assert found(project, "--config", "ignore=1.toml") == []
    assert found(project, "--config=ignore=1.toml") == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("selct = ['SPN001']", "selct: unknown key; did you mean `select`?"),
        ("select = ['SPN010']", "select: unknown rule `SPN010`; did you mean `SPN"),
        ("fail-on = 'eror'", "fail-on: expected one of error, warning; did you mean `error`?"),
        ("apis.nope = true", "apis.nope: unknown API; `spanlint --list-apis` lists them"),
        ("tests = 'yes'", "tests: expected true or false, got a string"),
        ("extend = 'other.toml'", "extend: only a configuration file extends another"),
        (
            "fail-on=error",
            "`fail-on=error`: no such file, and invalid TOML: Invalid value (at line 1, column 9);"
            " write a string as 'fail-on = \"error\"'",
        ),
        ("a = = b", "`a = = b`: no such file, and invalid TOML: Invalid value (at line 1, column 5)"),
        ("exclude = ['[']", "exclude: `[` is not a gitignore pattern"),
        ("baseline = ''", "baseline: `` is not a path"),
        ("x\x1b = 1", "`x\\x1b = 1`: no such file, and invalid TOML: "),
    ],
)
def test_a_key_that_is_wrong_is_one_line(project: Path, text: str, reason: str) -> None:
    run = run_spanlint(project, "--config", text)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert run.err.startswith(f"spanlint: --config: {reason}")


@pytest.mark.parametrize("option", ["--config", "--exclude"])
def test_an_empty_value_is_one_line(project: Path, option: str) -> None:
    for arguments in ([option, ""], [f"{option}="]):
        run = run_spanlint(project, *arguments)
        assert run == (2, "", f"spanlint: error: argument {option}: expected a value, not an empty one\n")


def test_exclude_adds_to_what_is_excluded(project: Path) -> None:
    assert found(project, "--exclude", "gen") == ["a.py", "app/src/b.py"]
    assert found(project, "--exclude", "/app/src/*.py", "--exclude", "/a.py") == ["app/gen/c.py"]
    assert found(project, "--exclude", "app/") == ["a.py"]
    assert found(project, "--exclude", "/src") == ALL
    write(project, {"app/spanlint.toml": 'exclude = ["/gen/"]'})
    assert found(project, "--exclude", "a.py") == ["app/src/b.py"]
    assert found(project / "app", "--exclude", "/src", "..") == ["../a.py"]


def test_a_named_file_is_excluded_only_by_force(project: Path) -> None:
    for pattern in ("app", "/app/src/", "b.py"):
        arguments = ("--exclude", pattern, "app/src/b.py")
        assert found(project, *arguments) == ["app/src/b.py"]
        assert found(project, *arguments, "--force-exclude") == []
    assert found(project / "app", "--exclude", "a.py", "../a.py", "--force-exclude") == ["../a.py"]
    write(project, {"ci/strict.toml": STRICT})
    named = ("--config", "ci/strict.toml", "--force-exclude", "a.py", "app/src/b.py")
    assert found(project, "--exclude", "/app/src", *named) == ["a.py"]


def test_a_pattern_that_matches_nothing_is_one_line(project: Path) -> None:
    run = run_spanlint(project, "--exclude", "[")
    assert run == (2, "", "spanlint: --exclude: `[` is not a gitignore pattern\n")
