"""Where a report or a baseline is written: no link of the linted repository leads it out of the tree."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, run_in_shell, run_spanlint, write
from tests.waiting import HANGS_AFTER

PRECIOUS = "precious\n"
ONLY = ("--isolated", "--select", "SPN001")
OPTIONS = ["--output-file", "--write-baseline"]
LED_OUT = "a symbolic link leads out of the tree\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    write(tmp_path, {"outside/file": PRECIOUS, "tree/a.py": PYTHON_BAD, "tree/sub/b.txt": ""})
    return tmp_path / "tree"


def refused(tree: Path, option: str, name: str) -> None:
    run = run_spanlint(tree, *ONLY, option, name, "a.py")
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert run.err.startswith(f"spanlint: {name}: ")
    assert run.err.endswith(LED_OUT)
    assert (tree.parent / "outside" / "file").read_text(encoding="utf-8") == PRECIOUS
    assert os.listdir(tree.parent / "outside") == ["file"]


def written(tree: Path, option: str, name: str, target: Path) -> None:
    run = run_spanlint(tree, *ONLY, option, name, "a.py")
    assert (run.code, run.err) == (0 if option == "--write-baseline" else 1, "")
    assert "SPN001" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("target", ["../outside/file", "../outside/new", "/dev/stdout", "/dev/full"])
def test_a_link_out_of_the_tree(tree: Path, option: str, target: str) -> None:
    (tree / "report").symlink_to(target)
    refused(tree, option, "report")


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("name", ["folder/file", "folder/new", "./sub/../folder/file", "first/file"])
def test_a_folder_that_is_a_link_out_of_the_tree(tree: Path, option: str, name: str) -> None:
    (tree / "folder").symlink_to("../outside")
    (tree / "first").symlink_to("folder")
    refused(tree, option, name)
    refused(tree, option, str(tree / name))


@pytest.mark.parametrize("option", OPTIONS)
def test_a_chain_of_links(tree: Path, option: str) -> None:
    (tree / "report").symlink_to("sub/second")
    (tree / "sub" / "second").symlink_to(tree.parent / "outside" / "file")
    refused(tree, option, "report")
    (tree.parent / "link").symlink_to("tree/report")
    refused(tree, option, "../link")


@pytest.mark.parametrize("option", OPTIONS)
def test_a_link_within_the_tree(tree: Path, option: str) -> None:
    (tree / "report").symlink_to("sub/report")
    (tree / "sub" / "folder").symlink_to("..")
    written(tree, option, "report", tree / "sub" / "report")
    assert (tree / "report").is_symlink()
    written(tree, option, "sub/folder/other", tree / "other")


@pytest.mark.parametrize("option", OPTIONS)
def test_a_link_within_the_work_tree_around_the_current_folder(tree: Path, option: str) -> None:
    (tree / ".git").mkdir()
    write(tree, {"sub/a.py": PYTHON_BAD})
    (tree / "sub" / "report").symlink_to("../report")
    written(tree / "sub", option, "report", tree / "report")
    (tree / "sub" / "out").symlink_to("../../outside/file")
    run = run_spanlint(tree / "sub", *ONLY, option, "out", "a.py")
    assert (run.code, run.err.endswith(LED_OUT)) == (2, True)


@pytest.mark.parametrize("option", OPTIONS)
def test_a_path_without_a_link_leads_anywhere(tree: Path, option: str) -> None:
    target = tree.parent / "outside" / "report"
    written(tree, option, "../outside/report", target)
    target.unlink()
    written(tree, option, str(target), target)


@pytest.mark.parametrize("option", OPTIONS)
def test_a_folder_that_the_user_has_linked_leads_anywhere(tree: Path, option: str) -> None:
    """As /tmp does on some systems."""
    (tree.parent / "mine").symlink_to("outside")
    written(tree, option, str(tree.parent / "mine" / "report"), tree.parent / "outside" / "report")


def test_a_pruned_baseline_that_is_a_link(tree: Path) -> None:
    baseline = tree.parent / "outside" / "file"
    run_spanlint(tree, *ONLY, "--write-baseline", "known.json", "a.py")
    (tree / "known.json").rename(baseline)
    before = baseline.read_bytes()
    (tree / "known.json").symlink_to("../outside/file")
    write(tree, {"spanlint.toml": 'baseline = "known.json"\n'})
    (tree / "a.py").write_text("", encoding="utf-8")
    run = run_spanlint(tree, "--prune-baseline", "a.py")
    known = tree / "known.json"
    assert (run.code, run.err) == (2, f"spanlint: {known}: {LED_OUT}")
    assert baseline.read_bytes() == before
    known.unlink()
    known.write_bytes(before)
    assert run_spanlint(tree, "--prune-baseline", "a.py").code == 0
    assert known.read_bytes() != before


def test_standard_streams_and_a_fifo(tree: Path) -> None:
    for name in ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
        if not Path(name).exists():
            continue
        run = run_in_shell(tree, f'"$@" {" ".join(ONLY)} -o {name} a.py | cat')
        assert (run.code, run.err, run.out.count(" SPN001 ")) == (0, "", 1)
        run = run_in_shell(tree, f'echo before > log; "$@" {" ".join(ONLY)} -o {name} a.py >> log; cat log')
        assert run.out.startswith("before\n")
        assert run.out.count(" SPN001 ") == 1
    os.mkfifo(tree / "fifo")
    reader = subprocess.Popen(["cat", "fifo"], cwd=tree, stdout=subprocess.PIPE, encoding="utf-8")
    run = run_in_shell(tree, f'"$@" {" ".join(ONLY)} -o fifo a.py')
    out, _ = reader.communicate(timeout=HANGS_AFTER)
    assert (run.code, run.err, out.count(" SPN001 ")) == (1, "", 1)
