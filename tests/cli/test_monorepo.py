"""Each file is linted by the nearest configuration upwards: a repository with three of them, as programs see it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_ACTIVE, PYTHON_BAD, places, run_command, run_spanlint, write

ONE = 'select = ["SPN001"]\n'
BOTH = 'select = ["SPN001", "SPN006"]\n'
FILES = {
    "spanlint.toml": ONE,
    "a.py": PYTHON_BAD,
    "pkg/a/spanlint.toml": 'select = ["SPN006"]\n',
    "pkg/a/src/a.py": PYTHON_ACTIVE,
    "pkg/a/src/b.py": PYTHON_BAD,
    "pkg/b/pyproject.toml": f"[tool.spanlint]\n{ONE}exclude = ['/gen']\n",
    "pkg/b/gen/c.py": PYTHON_BAD,
    "pkg/b/src/gen/c.py": PYTHON_BAD,
    "pkg/c/pyproject.toml": "[tool.other]\n",
    "pkg/c/c.py": PYTHON_BAD,
}
FOUND = [
    "a.py:7:19 SPN001",
    "pkg/a/src/a.py:7:17 SPN006",
    "pkg/b/src/gen/c.py:7:19 SPN001",
    "pkg/c/c.py:7:19 SPN001",
]


@pytest.fixture(params=[pytest.param("git", marks=pytest.mark.program), "no git"])
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "git":
        run_command(tmp_path, ["git", "init", "-q"])
    return tmp_path


def found(folder: Path, *arguments: str) -> list[str]:
    run = run_spanlint(folder, "--output-format", "concise", *arguments)
    assert run.err == ""
    return places(run)


def broken(folder: Path, *arguments: str) -> tuple[list[str], str]:
    """What is found although something is broken, and the one line about that."""
    run = run_spanlint(folder, "--output-format", "concise", *arguments)
    assert run.code == 2
    assert run.err.startswith("spanlint: ")
    assert run.err.count("\n") == 1
    return places(run), run.err.removeprefix("spanlint: ").removeprefix(str(folder) + os.sep)


def test_the_nearest_configuration_of_each_file_applies(tree: Path) -> None:
    write(tree, FILES)
    assert found(tree) == FOUND
    assert found(tree, *sorted(str(path.relative_to(tree)) for path in (tree / "pkg").iterdir())) == FOUND[1:]
    assert found(tree / "pkg" / "c") == ["c.py:7:19 SPN001"]
    assert found(tree / "pkg" / "c", "../a", str(tree / "a.py")) == [f"../{FOUND[1][4:]}", f"{tree}/{FOUND[0]}"]


def test_a_named_file_has_its_own_configuration_too(tree: Path) -> None:
    write(tree, FILES)
    assert found(tree, "pkg/a/src/a.py", "pkg/a/src/b.py", "pkg/b/gen/c.py") == [FOUND[1], "pkg/b/gen/c.py:7:19 SPN001"]
    assert found(tree, "pkg/a/src/b.py", "pkg/b/gen/c.py", "pkg/b/src/gen/c.py", "--force-exclude") == FOUND[2:3]


@pytest.mark.parametrize("arguments", [("--config", "one.toml"), ("--isolated", "--select", "SPN001")], ids=" ".join)
def test_config_and_isolated_hold_for_all_files(tree: Path, arguments: tuple[str, ...]) -> None:
    write(tree, {**FILES, "one.toml": ONE})
    names = ["a.py", "pkg/a/src/b.py", "pkg/b/gen/c.py", "pkg/b/src/gen/c.py", "pkg/c/c.py"]
    assert found(tree, *arguments) == [f"{name}:7:19 SPN001" for name in names]


def test_options_hold_for_all_files(tree: Path) -> None:
    write(tree, FILES)
    assert found(tree, "--select", "SPN006") == [FOUND[1]]
    assert found(tree, "--ignore", "SPN001") == [FOUND[1]]
    assert "pkg/a/src/b.py:7:19 SPN001" in found(tree, "--extend-select", "SPN001")


def test_what_a_run_has_once_is_said_by_the_current_folder(tree: Path) -> None:
    write(tree, {**FILES, "pkg/a/spanlint.toml": 'select = ["SPN006"]\noutput-format = "json"\nfail-on = "error"\n'})
    run = run_spanlint(tree, "pkg/a")
    assert (run.code, run.out[:1]) == (1, "p")
    run = run_spanlint(tree / "pkg" / "a", "../..")
    assert (run.code, run.out[:1]) == (0, "[")


def test_a_folder_that_is_left_out_above_is_not_asked(tree: Path) -> None:
    write(tree, {**FILES, "spanlint.toml": f"{ONE}exclude = ['pkg/a', '/pkg/b/']\n"})
    assert found(tree) == [FOUND[0], FOUND[3]]
    assert found(tree, "--force-exclude", "pkg/a/src/a.py", "pkg/b/src/gen/c.py", "pkg/c/c.py") == [FOUND[3]]
    write(tree, {"pkg/a/spanlint.toml": "selct = []"})
    assert found(tree) == [FOUND[0], FOUND[3]]
    assert found(tree, "pkg/b") == [FOUND[2]]


def test_a_configuration_above_the_current_folder_does_not_leave_out_what_lies_in_it(tree: Path) -> None:
    write(tree, {**FILES, "spanlint.toml": f"{ONE}exclude = ['pkg/']\n"})
    assert found(tree / "pkg" / "a") == ["src/a.py:7:17 SPN006"]
    assert found(tree / "pkg" / "a", "--force-exclude", "src/a.py") == ["src/a.py:7:17 SPN006"]


@pytest.mark.parametrize("text", ["selct = []\n", "select = [\n", 'extend = "no.toml"\n', "exclude = ['[z-a]']\n"])
def test_a_broken_nested_configuration_costs_its_own_files_only(tree: Path, text: str) -> None:
    write(tree, {**FILES, "pkg/a/spanlint.toml": text, "pkg/a/one.py": PYTHON_BAD})
    lines, problem = broken(tree)
    assert lines == [FOUND[0], *FOUND[2:]]
    assert problem.startswith("pkg/a/spanlint.toml: ")
    assert broken(tree, "pkg/a/src/a.py", "a.py")[0] == [FOUND[0]]
    assert found(tree, "pkg/b", "pkg/c") == FOUND[2:]
    assert "pkg/a/src/b.py:7:19 SPN001" in found(tree, "--isolated", "--select", "SPN001")


def test_a_broken_pyproject_that_mentions_spanlint_is_one_and_any_other_is_not(tree: Path) -> None:
    write(tree, {**FILES, "pkg/b/pyproject.toml": "[tool.spanlint\n", "pkg/c/pyproject.toml": "[tool.other\n"})
    lines, problem = broken(tree)
    assert lines == [*FOUND[:2], FOUND[3]]
    assert problem.startswith("pkg/b/pyproject.toml: invalid TOML: ")


def test_a_broken_configuration_of_no_file_is_not_read(tree: Path) -> None:
    write(tree, {**FILES, "docs/spanlint.toml": "selct = []\n", "docs/deep/page.md": ""})
    assert found(tree) == FOUND


def test_two_broken_configurations_are_two_lines(tree: Path) -> None:
    write(tree, {**FILES, "pkg/a/spanlint.toml": "selct = []\n", "pkg/c/spanlint.toml": "jobs = -1\n"})
    run = run_spanlint(tree, "--output-format", "concise")
    assert (run.code, run.err.count("\n"), places(run)) == (2, 2, [FOUND[0], FOUND[2]])


def test_a_session_context_is_relative_to_its_own_file(tree: Path) -> None:
    context = '[session-context.python]\nexpression = "now()"\nimports = ["from .ctx import now"]\n'
    write(tree, {"a/spanlint.toml": ONE + context, "a/ctx.py": "def now(): ...\n", "a/a.py": PYTHON_BAD})
    write(tree, {"b/spanlint.toml": ONE, "b/b.py": PYTHON_BAD})
    run_spanlint(tree, "--fix", "--unsafe-fixes")
    assert "context=now()" in (tree / "a" / "a.py").read_text(encoding="utf-8")
    assert (tree / "b" / "b.py").read_text(encoding="utf-8") == PYTHON_BAD


def test_apis_and_wrappers_are_those_of_each_file(tree: Path) -> None:
    own = '[[wrappers]]\nlanguage = "python"\nname = "begin_step"\nparent = { keyword = "parent" }\n'
    text = 'from steps import begin_step\n\nbegin_step("n")\n'
    write(tree, {"a/spanlint.toml": ONE + own, "a/x.py": text, "b/spanlint.toml": ONE, "b/x.py": text})
    write(tree, {"c/spanlint.toml": f"{ONE}[apis]\nopentelemetry = false\n", "c/x.py": PYTHON_BAD})
    assert found(tree) == ["a/x.py:3:1 SPN001"]


def test_extend_shares_the_keys_of_the_root(tree: Path) -> None:
    extending = 'extend = "../../spanlint.toml"\nextend-exclude = ["/old"]\n'
    root = f"{BOTH}exclude = ['gen/', '/pkg/a/src/new.py']\n"
    names = ("pkg/a/src/gen/x.py", "pkg/a/src/new.py", "pkg/a/old/x.py", "pkg/a/src/old/x.py", "old/x.py")
    write(tree, {"spanlint.toml": root, "pkg/a/spanlint.toml": extending, **dict.fromkeys(names, PYTHON_BAD)})
    assert found(tree) == ["old/x.py:7:19 SPN001", "pkg/a/src/old/x.py:7:19 SPN001"]


def test_a_linked_folder_that_is_named(tree: Path) -> None:
    write(tree, FILES)
    (tree / "link").symlink_to("pkg/a")
    assert found(tree, "link") == ["link/src/a.py:7:17 SPN006"]
    assert found(tree, "link/src/a.py", "link/src/b.py") == ["link/src/a.py:7:17 SPN006"]


def test_a_nested_configuration_for_every_folder_of_a_deep_tree(tree: Path) -> None:
    deep = "/".join("d" for _ in range(300))
    names = ["/".join(deep.split("/")[:depth]) for depth in range(1, 301)]
    write(tree, {f"{name}/spanlint.toml": ONE for name in names})
    write(tree, {f"{deep}/a.py": PYTHON_BAD})
    assert found(tree) == [f"{deep}/a.py:7:19 SPN001"]


def test_baselines_of_files_where_other_rules_run(tree: Path) -> None:
    write(tree, FILES)
    run_spanlint(tree, "--isolated", "--select", "SPN001", "--write-baseline", "all.json")
    run = run_spanlint(tree, "--output-format", "concise", "--baseline", "all.json")
    assert places(run) == [FOUND[1]]
    assert run.err == ""


def test_ignores_are_added_by_the_rules_of_each_file(tree: Path) -> None:
    write(tree, FILES)
    assert run_spanlint(tree, "--add-ignores", "later").code == 0
    assert found(tree) == []
    assert (tree / "pkg/a/src/b.py").read_text(encoding="utf-8") == PYTHON_BAD
    assert "ignore[SPN006] later" in (tree / "pkg/a/src/a.py").read_text(encoding="utf-8")
