"""Whose configuration is read: the repository's own, and else none that another user put above the named paths."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from spanlint.config import files
from spanlint.config.files import find_config
from tests.cli.program import PYTHON_BAD, places, run_spanlint, write

NOBODY = 65534
EVIL = "[session-context.python]\nexpression = \"__import__('os').system('id')\"\n"
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file to another user"
)


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A folder that everybody writes to, with another user's configuration and a project of ours."""
    write(tmp_path, {"spanlint.toml": EVIL, "work/src/a.py": PYTHON_BAD})
    os.chown(tmp_path / "spanlint.toml", NOBODY, NOBODY)
    return tmp_path


@as_root
@pytest.mark.program
def test_another_user_s_file_above_a_repository_is_not_read(shared: Path) -> None:
    (shared / "work/.git").mkdir()
    run = run_spanlint(shared / "work", "--fix", "src")
    assert (run.code, run.err) == (1, "")
    assert (shared / "work/src/a.py").read_text() == PYTHON_BAD


@as_root
def test_outside_a_repository_it_is_ignored_with_a_line(shared: Path) -> None:
    run = run_spanlint(shared / "work", "--fix", "src")
    reason = "ignored: it belongs to another user, and this is no repository"
    assert (run.code, run.err) == (1, f"spanlint: {shared}/spanlint.toml: {reason}\n")
    assert (shared / "work/src/a.py").read_text() == PYTHON_BAD
    assert run_spanlint(shared / "work", "--isolated", "src").err == ""


@as_root
def test_it_is_read_for_its_owner_s_files_and_where_it_is_root_s(shared: Path) -> None:
    for owner in (NOBODY, 0):
        folder = shared / "work/src"
        os.chown(folder, owner, owner)
        os.chown(shared / "spanlint.toml", owner, owner)
        assert find_config(str(folder)) == str(shared / "spanlint.toml")


@as_root
@pytest.mark.program
def test_inside_a_repository_the_owner_does_not_matter(shared: Path) -> None:
    (shared / ".git").mkdir()
    run = run_spanlint(shared / "work", "--fix", "src")
    assert (run.code, run.err) == (0, "")
    assert "__import__" in (shared / "work/src/a.py").read_text()


def test_the_search_ends_at_the_root_of_the_repository(tmp_path: Path) -> None:
    write(
        tmp_path, {"spanlint.toml": 'select = ["SPN002"]\n', "outer/a.py": PYTHON_BAD, "outer/inner/b.py": PYTHON_BAD}
    )
    assert find_config(str(tmp_path / "outer" / "inner")) == str(tmp_path / "spanlint.toml")
    (tmp_path / "outer/.git").write_text("gitdir: elsewhere\n")
    assert find_config(str(tmp_path / "outer" / "inner")) is None
    assert find_config(str(tmp_path / "outer")) is None
    write(tmp_path, {"outer/spanlint.toml": 'select = ["SPN001"]\n'})
    assert find_config(str(tmp_path / "outer" / "inner")) == str(tmp_path / "outer/spanlint.toml")


def test_a_nested_repository_has_its_own_search(tmp_path: Path) -> None:
    write(tmp_path, {"spanlint.toml": 'select = ["SPN002"]\n', "a.py": PYTHON_BAD, "nested/b.py": PYTHON_BAD})
    (tmp_path / ".git").mkdir()
    assert run_spanlint(tmp_path, "a.py", "nested/b.py").code == 0
    (tmp_path / "nested/.git").mkdir()
    run = run_spanlint(tmp_path, "--output-format", "concise", "a.py", "nested/b.py")
    assert places(run) == ["nested/b.py:7:19 SPN001"]


@pytest.mark.parametrize("name", ["spanlint.toml", ".spanlint.toml", "pyproject.toml"])
def test_a_huge_configuration_is_one_line(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD})
    with open(tmp_path / name, "wb") as file:
        file.truncate(1 << 32)
    run = run_spanlint(tmp_path, "a.py")
    assert (run.code, run.err) == (2, f"spanlint: {tmp_path / name}: has more than 1000000 bytes\n")


def test_an_extended_file_outside_the_tree_is_not_quoted(tmp_path: Path) -> None:
    write(tmp_path, {"secret.conf": 'password = "hunter2"\n', "work/a.py": PYTHON_BAD})
    write(tmp_path, {"work/spanlint.toml": 'extend = "../secret.conf"\n', "work/own.toml": 'password = "hunter2"\n'})
    run = run_spanlint(tmp_path / "work", "a.py")
    assert run.code == 2
    assert run.err.endswith("secret.conf: not a configuration of spanlint\n")
    assert "password" not in run.err
    write(tmp_path, {"work/spanlint.toml": 'extend = "own.toml"\n'})
    assert "password: unknown key" in run_spanlint(tmp_path / "work", "a.py").err
    write(tmp_path, {"work/spanlint.toml": 'extend = "../shared.toml"\n', "shared.toml": 'select = ["SPN002"]\n'})
    assert run_spanlint(tmp_path / "work", "a.py").code == 0


def test_a_key_of_endless_parts_is_one_line(tmp_path: Path) -> None:
    """For tomllib, half a million parts would take years."""
    write(tmp_path, {"a.py": PYTHON_BAD, "spanlint.toml": "a." * 400_000 + "b = 1\n"})
    run = run_spanlint(tmp_path, "a.py")
    reason = "invalid TOML: a key has more than 100 parts"
    assert (run.code, run.err) == (2, f"spanlint: {tmp_path / 'spanlint.toml'}: {reason}\n")
    write(
        tmp_path, {"spanlint.toml": "# " + "See e.g. the docs, etc. " * 200 + "\nexclude = ['" + "a/b.c/" * 90 + "']\n"}
    )
    assert run_spanlint(tmp_path, "a.py").code == 1


@pytest.mark.parametrize("name", ["spanlint.toml", "pyproject.toml"])
def test_a_configuration_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD, "sub/b.py": PYTHON_BAD, name: "[tool.spanlint]\njobs = 1\n"})
    if name == "spanlint.toml":
        write(tmp_path, {name: "jobs = 1\n"})
    read: list[str] = []
    original = files._read

    def noted(path: str) -> bytes:
        read.append(path)
        return original(path)

    monkeypatch.setattr(files, "_read", noted)
    assert run_spanlint(tmp_path, "a.py", "sub/b.py").code == 1
    assert read == [str(tmp_path / name)]
