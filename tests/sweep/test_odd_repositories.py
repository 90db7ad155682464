"""Repositories that are rare, broken or hardly possible: each has its line, and all others are done."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, write
from tests.discovery.repositories import git
from tests.sweep.repositories import CLEAN, commit, entries, findings, repository, sweep

pytestmark = pytest.mark.program

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="not every system takes such names")
NONE = "1" * 40


def reason(folder: Path, name: str, address: str = "") -> str:
    """The reason of a repository that failed alone: `acme/good`, beside it, is done."""
    repository(folder / "acme" / "good", {"a.py": PYTHON_BAD})
    assert sweep(folder, "acme/good", address or name).code == 2
    lines = entries(folder)
    assert {key: line["status"] for key, line in lines.items()} == {"acme/good": "done", name: "failed"}
    assert len(findings(folder, "acme/good")) == 1
    return str(lines[name]["reason"])


def made(folder: Path, tree: bytes) -> None:
    """A repository whose one commit has the tree that is given as `git mktree` takes it."""
    done = subprocess.run(["git", "-C", str(folder), "mktree"], input=tree, capture_output=True, check=True)
    git(
        folder,
        "update-ref",
        "refs/heads/main",
        git(folder, "commit-tree", "-m", "odd", done.stdout.decode().strip()).strip(),
    )


@ON_LINUX
@pytest.mark.parametrize("words", [(), ("--no-state",), ("--history",)])
def test_names_that_are_no_unicode_are_names_like_others(tmp_path: Path, words: tuple[str, ...]) -> None:
    oven = repository(tmp_path / "acme" / "oven", {"a\udcff.py": PYTHON_BAD, "\udcfe/b.py": CLEAN})
    for number in range(2):
        commit(oven, {"c.py": f"x = {number}\n"})
        run = sweep(tmp_path, "acme/oven", *words, "--quiet")
        assert (run.code, run.err) == (1, "")
        assert [one["path"] for one in findings(tmp_path, "acme/oven")] == ["a\udcff.py"]


@pytest.mark.parametrize("words", [(), ("--no-state",), ("--history",)])
def test_a_repository_with_other_hashes_is_linted_like_any_other(tmp_path: Path, words: tuple[str, ...]) -> None:
    oven = tmp_path / "acme" / "oven"
    oven.mkdir(parents=True)
    git(oven, "init", "--quiet", "--initial-branch", "main", "--object-format=sha256")
    commit(oven, {"a.py": PYTHON_BAD, "app/b.py": PYTHON_BAD, "app/c.py": PYTHON_BAD})
    (tmp_path / "list").write_text(
        f"acme/oven\nfile://{oven} name=acme/clone\nfile://{oven} name=acme/part subdir=app\n"
    )
    names = ("acme/oven", "acme/clone", "acme/part")
    assert sweep(tmp_path, *words, "list").code == 1
    assert [len(findings(tmp_path, name)) for name in names] == [3, 3, 2]
    (oven / "app" / "c.py").unlink()
    commit(oven, {})
    assert sweep(tmp_path, *words, "list").code == 1
    assert [len(findings(tmp_path, name)) for name in names] == [2, 2, 1]


@pytest.mark.parametrize("kind", ["missing", "blob", "tree"])
def test_a_head_that_is_no_commit_is_not_taken_for_an_empty_repository(tmp_path: Path, kind: str) -> None:
    oven = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    named = {"blob": "HEAD:a.py", "tree": "HEAD^{tree}"}
    head = git(oven, "rev-parse", named[kind]).strip() if kind in named else NONE
    place = oven / ".git" / ("refs/heads/main" if kind == "missing" else "HEAD")
    place.write_text(f"{head}\n")
    assert reason(tmp_path, "acme/oven") == f"its HEAD is {head}, which is missing, broken or no commit"


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_a_branch_that_has_another_name_now_ends_no_finding(tmp_path: Path, scheme: str) -> None:
    oven = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    assert sweep(tmp_path, f"{scheme}{oven}").code == 1
    git(oven, "branch", "-m", "trunk")
    git(oven, "symbolic-ref", "HEAD", "refs/heads/main")
    assert reason(tmp_path, "acme/oven", f"{scheme}{oven}") == (
        "its HEAD names a branch that is not there; name another one with `ref`"
    )
    assert not (tmp_path / "out" / "gone").exists()
    assert sweep(tmp_path, f"{scheme}{oven}", "--ref", "trunk").code == 1
    assert len(findings(tmp_path, "acme/oven")) == 1


@pytest.mark.parametrize("text", ["", "garbage\n", "ref: refs/heads/main\n"])
def test_a_broken_branch_is_not_taken_for_an_empty_repository(tmp_path: Path, text: str) -> None:
    oven = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    (oven / ".git" / "refs" / "heads" / "main").write_text(text)
    assert "HEAD" in reason(tmp_path, "acme/oven")


def test_a_pack_that_is_cut_is_not_taken_for_an_empty_repository(tmp_path: Path) -> None:
    oven = repository(tmp_path / "acme" / "oven", {f"{number}.py": PYTHON_BAD for number in range(20)})
    git(oven, "repack", "--quiet", "-a", "-d")
    (pack,) = (oven / ".git" / "objects" / "pack").glob("*.pack")
    pack.chmod(0o644)
    pack.write_bytes(pack.read_bytes()[:100])
    assert "which is missing, broken or no commit" in reason(tmp_path, "acme/oven")


def test_an_extension_that_git_does_not_know_is_named(tmp_path: Path) -> None:
    oven = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    git(oven, "config", "core.repositoryformatversion", "1")
    git(oven, "config", "extensions.reftables", "true")
    assert "reftables" in reason(tmp_path, "acme/oven")


def test_names_that_no_file_system_takes_are_left_out(tmp_path: Path) -> None:
    oven = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    blob = git(oven, "rev-parse", "HEAD:a.py").strip().encode()
    tree = b"100644 blob " + blob + b"\ta.py\n"
    for _ in range(300):
        done = subprocess.run(["git", "-C", str(oven), "mktree"], input=tree, capture_output=True, check=True)
        tree = b"040000 tree " + done.stdout.strip() + b"\td\n"
    long = b"".join(b"100644 blob " + blob + b"\t" + name + b".py\n" for name in (b"a", b"n" * 252, b"n" * 253))
    made(oven, long + tree)
    assert sweep(tmp_path, "acme/oven").code == 1
    assert {one["path"] for one in findings(tmp_path, "acme/oven")} == {"a.py", "n" * 252 + ".py"}
    said = "files left out, as their names are of no use or their links lead elsewhere: 2"
    assert entries(tmp_path)["acme/oven"]["reason"] == said


def test_links_to_files_lead_through_links_to_folders_as_on_a_disk(tmp_path: Path) -> None:
    oven = tmp_path / "acme" / "oven"
    oven.mkdir(parents=True)
    git(oven, "init", "--quiet", "--initial-branch", "main")
    write(oven, {"data/app/a.txt": PYTHON_BAD, "data/b.txt": PYTHON_BAD})
    links = {
        "app": "data/app",
        "here": ".",
        "good.py": "app/a.txt",
        "up.py": "app/../b.txt",
        "round.py": "here/here/app/a.txt",
        "nowhere.py": "app/../app/a.txt",
        "file.py": "data/b.txt/../b.txt",
        "none.py": "none/../data/b.txt",
        "out.py": "../oven/data/b.txt",
    }
    for name, target in links.items():
        (oven / name).symlink_to(target)
    commit(oven, {})
    assert sweep(tmp_path, "acme/oven").code == 1
    inside = [name for name in links if name.endswith(".py") and (oven / name).exists() and name != "out.py"]
    assert sorted(inside) == ["good.py", "nowhere.py", "round.py", "up.py"]
    assert [one["path"] for one in findings(tmp_path, "acme/oven")] == sorted(inside)


POINTER = f"version https://git-lfs.github.com/spec/v1\noid sha256:{NONE}\nsize 4711\n"


def test_sources_that_lfs_keeps_elsewhere_are_counted_and_fail_nothing(tmp_path: Path) -> None:
    oven = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD, "b.py": POINTER, "c.ipynb": POINTER})
    for number, (files, attempts, said) in enumerate(
        (
            ({"data.json": POINTER}, 1, "2, such as b.py"),
            ({"README": "more\n"}, 0, "2, such as b.py"),
            ({"d.ts": POINTER.replace("4711", "4712")}, 1, "3, such as b.py"),
            ({"b.py": CLEAN}, 1, "2, such as c.ipynb"),
            ({"c.ipynb": "{}\n", "d.ts": CLEAN}, 1, ""),
            ({"d.ts": f"// {POINTER}"}, 0, ""),
        )
    ):
        commit(oven, files)
        for words in (("--state", "state"), ("--no-state", "--out", f"control-{number}")):
            assert sweep(tmp_path, "acme/oven", *words).code == 1
        line, control = entries(tmp_path)["acme/oven"], entries(tmp_path, f"control-{number}")["acme/oven"]
        assert (line["attempts"], line["status"]) == (attempts, "done")
        assert line["reason"] == control["reason"] == (f"sources that Git LFS keeps elsewhere: {said}" if said else "")
