"""The keys that choose files and rules hold behind flake8's door too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, write
from tests.flake8_plugin.flake8_program import found, run_flake8

pytestmark = [pytest.mark.program, pytest.mark.measured]

SELECT = 'select = ["SPN001"]\n'
A, B = "./pkg/a.py:7:19 SPN001", "./pkg/gen/b.py:7:19 SPN001"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, {"pkg/a.py": PYTHON_BAD, "pkg/gen/b.py": PYTHON_BAD})


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ("", [A, B]),
        ("extend-exclude = ['gen/']", [A]),
        ("include = ['gen/', '/pkg/gen/']", [B]),
        ("[per-file-ignores]\n'/pkg/gen/' = ['SPN']", [A]),
        ("[per-file-ignores]\n'!a.py' = ['SPN001']", [A]),
        ("extend = 'other.toml'", [B]),
    ],
)
@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_what_a_key_leaves(project: Path, jobs: str, keys: str, left: list[str]) -> None:
    write(project, {"spanlint.toml": SELECT + keys, "other.toml": "exclude = ['a.py']"})
    assert found(run_flake8(project, jobs)) == left


def test_stdin_is_chosen_by_its_display_name(project: Path) -> None:
    write(project, {"spanlint.toml": f"{SELECT}[per-file-ignores]\n'gen/' = ['SPN001']\n'/pkg/gen/' = ['SPN001']\n"})
    for name, left in (("pkg/gen/new.py", []), ("pkg/new.py", ["pkg/new.py:7:19 SPN001"])):
        assert found(run_flake8(project, "--stdin-display-name", name, "-", stdin=PYTHON_BAD)) == left


def test_a_folder_that_is_left_out_above_keeps_its_own_configuration_to_itself(project: Path) -> None:
    write(project, {"spanlint.toml": f"{SELECT}exclude = ['gen/']", "pkg/gen/spanlint.toml": SELECT})
    assert found(run_flake8(project)) == [A]


def test_a_large_file_is_passed_over_with_a_warning(project: Path) -> None:
    write(project, {"spanlint.toml": f"{SELECT}max-file-size = 1000\n", "pkg/a.py": PYTHON_BAD + "#" * 1000 + "\n"})
    run = run_flake8(project, "-j1")
    size = len(PYTHON_BAD) + 1001
    assert found(run) == [B]
    assert run.err == f"spanlint: ./pkg/a.py: skipped: {size} bytes, more than max-file-size (1000)\n"


def test_a_broken_nested_configuration_is_one_line(project: Path) -> None:
    write(project, {"spanlint.toml": SELECT, "pkg/gen/spanlint.toml": "selct = []\n"})
    run = run_flake8(project, "-j1")
    assert run.code == 1
    assert (run.out + run.err).count("selct: unknown key; did you mean `select`?") == 1
