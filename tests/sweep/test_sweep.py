"""Sweeps over real repositories: what is found, what is written, and the exit codes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from spanlint.sweep.jobs import local_engine
from tests.cli.program import PYTHON_BAD, TYPESCRIPT_BAD, run_spanlint, write
from tests.discovery.repositories import git
from tests.sweep.repositories import CLEAN, commit, entries, findings, repository, sweep, written

pytestmark = pytest.mark.program


def test_findings_are_those_of_a_clone(tmp_path: Path) -> None:
    files = {
        "a.py": PYTHON_BAD,
        "src/b.ts": TYPESCRIPT_BAD,
        "ignored/c.py": PYTHON_BAD,
        ".gitignore": "ignored/\n",
        ".gitattributes": "*.py text eol=crlf\n",
        "pyproject.toml": "[tool.spanlint]\nextend-exclude = ['left-out']\n",
        "left-out/d.py": PYTHON_BAD,
        "naïve name.py": PYTHON_BAD,
    }
    repository(tmp_path / "acme" / "oven", files)
    (tmp_path / "acme" / "oven" / "link.py").symlink_to("a.py")
    commit(tmp_path / "acme" / "oven", {})
    run = run_spanlint(tmp_path, "sweep", "--out", "out", "acme/oven")
    assert run.code == 1
    git(tmp_path, "clone", "--quiet", "acme/oven", "clone")
    clone = json.loads(run_spanlint(tmp_path / "clone", "--output-format", "json").out)
    swept = [
        {key: value for key, value in one.items() if key not in ("repo", "commit")}
        for one in findings(tmp_path, "acme/oven")
    ]
    places = [(one["path"], one["line"], one["column"], one["code"], one["message"]) for one in clone]
    assert [(one["path"], one["line"], one["column"], one["code"], one["message"]) for one in swept] == places
    assert {one["path"] for one in clone} == {"a.py", "src/b.ts", "ignored/c.py", "naïve name.py", "link.py"}


def test_each_repository_has_its_line_and_its_findings(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "bad")
    repository(tmp_path / "acme" / "good", {"a.py": CLEAN})
    repository(tmp_path / "acme" / "words", {"README": "text\n"})
    git(tmp_path, "init", "--quiet", "acme/empty")
    run = sweep(tmp_path, "acme/bad", "acme/good", "acme/words", "acme/empty", "--quiet")
    assert (run.code, run.err) == (1, "")
    states = {name: (line["status"], line["findings"]) for name, line in entries(tmp_path).items()}
    assert states == {
        "acme/bad": ("done", {"SPN001": 1}),
        "acme/good": ("done", {}),
        "acme/words": ("empty", {}),
        "acme/empty": ("empty", {}),
    }
    (found,) = findings(tmp_path, "acme/bad")
    assert found["repo"] == "acme/bad"
    assert found["commit"] == git(tmp_path / "acme" / "bad", "rev-parse", "HEAD").strip()
    assert written(tmp_path).keys() == {"acme/bad.jsonl"}
    assert run.out == ("acme/bad  1 SPN001\n\n1 finding in 4 repositories (2 linted, 2 without sources): 1 SPN001\n")
    assert (tmp_path / "out" / "summary.txt").read_text() == run.out
    run_of = json.loads((tmp_path / "out" / "run.json").read_text())
    assert (run_of["exit_code"], run_of["engine"]) == (1, "local")


@pytest.mark.parametrize(("options", "code"), [([], 1), (["--exit-zero"], 0), (["--fail-on", "error"], 0)])
def test_the_exit_code_is_that_of_a_lint(tmp_path: Path, options: list[str], code: int) -> None:
    repository(tmp_path / "acme" / "bad")
    assert sweep(tmp_path, "acme/bad", *options).code == code


def test_one_failure_stays_its_own(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "bad")
    (tmp_path / "acme" / "none").mkdir()
    broken = repository(
        tmp_path / "acme" / "broken", {"a.py": CLEAN, "pyproject.toml": "[tool.spanlint]\nno-key = 1\n"}
    )
    run = run_spanlint(
        tmp_path, "sweep", "--out", "out", "acme/bad", "acme/none", str(broken), "acme/bad@x".replace("@x", "")
    )
    assert run.code == 2
    lines = entries(tmp_path)
    assert lines["acme/bad"]["status"] == "done"
    assert lines["acme/none"]["status"] == lines["acme/broken"]["status"] == "failed"
    assert "no-key" in lines["acme/broken"]["reason"]
    assert len(findings(tmp_path, "acme/bad")) == 1
    again = (tmp_path / "out" / "failed.txt").read_text()
    assert f"{tmp_path}/acme/none name=acme/none\n" in again
    git(tmp_path / "acme" / "none", "init", "--quiet")
    commit(tmp_path / "acme" / "none", {"a.py": CLEAN})
    commit(broken, {"pyproject.toml": ""})
    assert run_spanlint(tmp_path, "sweep", "--out", "again", "out/failed.txt").code == 0


def test_a_file_that_a_lint_skips_is_told_and_fails_nothing(tmp_path: Path) -> None:
    generated = "x = 1\n" * 1_000_000
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD, "big.py": generated})
    for words, status in (([], "done"), (["--no-state"], "unchanged"), (["--output-format", "sarif"], "done")):
        assert sweep(tmp_path, "acme/oven", *words).code == 1
        line = entries(tmp_path)["acme/oven"]
        assert line["status"] == status
        assert line["reason"] == "big.py: skipped: 6000000 bytes, more than max-file-size (5000000)"
    commit(folder, {"b.py": "tracer = 'caf\xe9'\n", "pyproject.toml": "[tool.spanlint]\nno-key = 1\n"})
    assert run_spanlint(tmp_path, "sweep", "--out", "out", "--output-format", "sarif", "acme/oven").code == 2
    assert not (tmp_path / "out" / "findings" / "acme" / "oven.sarif").exists(), "no log of what was not linted"


def test_a_ref_is_a_branch_a_tag_or_a_commit(tmp_path: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven")
    first = git(folder, "rev-parse", "HEAD").strip()
    git(folder, "tag", "--annotate", "--message", "first", "v1")
    git(folder, "branch", "old")
    commit(folder, {"app/a.py": CLEAN})
    assert sweep(tmp_path, "acme/oven").code == 0
    for ref in (first, "v1", "old"):
        assert sweep(tmp_path, "acme/oven", "--ref", ref).code == 1, ref
        assert entries(tmp_path)["acme/oven"]["commit"] == first
    run = sweep(tmp_path, "acme/oven", "--ref", "gone")
    assert run.code == 2
    assert "failed  acme/oven: has no branch, tag or commit 'gone'" in run.out


def test_a_url_is_cloned_and_gives_the_same(tmp_path: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven")
    assert sweep(tmp_path, "acme/oven").code == 1
    local = written(tmp_path)
    bare = tmp_path / "bare" / "acme" / "oven.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(folder), str(bare))
    for address in (f"file://{folder}", f"file://{bare}", str(bare)):
        assert run_spanlint(tmp_path, "sweep", "--out", "other", "--isolated", address).code == 1
        assert written(tmp_path, "other") == local


def test_a_folder_of_the_repository_is_linted_alone(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "oven", {"one/a.py": PYTHON_BAD, "two/b.py": PYTHON_BAD})
    write(tmp_path, {"list.txt": "acme/oven subdir=two owner=@bakers\n"})
    assert sweep(tmp_path, "list.txt").code == 1
    assert [(one["path"], one["owners"]) for one in findings(tmp_path, "acme/oven")] == [("two/b.py", ["@bakers"])]


def test_a_configuration_of_the_sweep_holds_for_all(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD, "spanlint.toml": "ignore = ['SPN001']\n"})
    assert run_spanlint(tmp_path, "sweep", "--out", "out", "acme/oven").code == 0
    write(tmp_path, {"all.toml": "fail-on = 'warning'\n"})
    assert run_spanlint(tmp_path, "sweep", "--out", "out", "--config", "all.toml", "acme/oven").code == 1
    assert (
        run_spanlint(tmp_path, "sweep", "--out", "out", "--config", "all.toml", "--ignore", "SPN001", "acme/oven").code
        == 0
    )


def test_keys_and_exclusions_of_the_sweep_hold_for_all(tmp_path: Path) -> None:
    files = {"a.py": PYTHON_BAD, "gen/b.py": PYTHON_BAD, "spanlint.toml": "exclude = ['nothing']\n"}
    repository(tmp_path / "acme" / "oven", files)
    keys = ["--config", "fail-on = 'warning'", "--exclude", "/gen/"]
    assert run_spanlint(tmp_path, "sweep", "--out", "out", *keys, "acme/oven").code == 1
    assert [one["path"] for one in findings(tmp_path, "acme/oven")] == ["a.py"]
    keys = ["--config", "ignore = ['SPN001']"]
    assert run_spanlint(tmp_path, "sweep", "--out", "more", *keys, "acme/oven").code == 0


def test_parts_joined_are_the_whole(tmp_path: Path) -> None:
    names = [f"acme/{number}" for number in range(6)]
    for number, name in enumerate(names):
        repository(tmp_path / name, {"a.py": PYTHON_BAD * (1 + number % 2)})
    assert sweep(tmp_path, *names).code == 1
    parts = [f"part{number}" for number in (1, 2, 3)]
    for number, part in enumerate(parts, 1):
        run_spanlint(tmp_path, "sweep", "--isolated", "--out", part, "--shard", f"{number}/3", *names)
    swept = [set(entries(tmp_path, part)) for part in parts]
    assert sum(map(len, swept)) == len(set().union(*swept)) == 6
    run = run_spanlint(tmp_path, "sweep", "--out", "whole", *(word for part in parts for word in ("--merge", part)))
    assert run.code == 1
    assert written(tmp_path, "whole") == written(tmp_path)
    assert run.out == (tmp_path / "out" / "summary.txt").read_text()


def test_nothing_is_left_of_what_was_laid_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", None)
    folder = repository(tmp_path / "acme" / "oven")
    before = {path: os.stat(path).st_mtime_ns for path in folder.rglob("*")}
    assert sweep(tmp_path, "acme/oven").code == 1
    assert list(scratch.iterdir()) == []
    assert {path: os.stat(path).st_mtime_ns for path in folder.rglob("*")} == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "needs a list of repositories"),
        (["missing.txt"], "missing.txt"),
        (["acme/oven", "--shard", "4/3"], "--shard: expected a part as 1/3, not '4/3'"),
        (["acme/oven", "--select", "SPN00X"], "unknown rule"),
        (["acme/oven", "--clones", "0"], "--clones: expected a number of 1 or more"),
        (["acme/oven", "--config", "missing.toml"], "missing.toml"),
        (["acme/oven", "--config", "selct = []"], "--config: selct: unknown key; did you mean `select`?"),
        (["acme/oven", "--exclude", "["], "--exclude: `[` is not a gitignore pattern"),
        (["acme/oven", "--merge", "out"], "--merge: takes the folders of parts"),
        (["--merge", "nowhere"], "nowhere holds no sweep that ran to its end"),
        (["--out", "taken", "acme/oven"], "--out: taken holds other files"),
    ],
)
def test_what_makes_no_sense_is_one_line(tmp_path: Path, words: list[str], said: str) -> None:
    repository(tmp_path / "acme" / "oven")
    write(tmp_path, {"taken/notes.txt": "mine\n"})
    run = run_spanlint(tmp_path, "sweep", *words)
    assert (run.code, run.out, run.err.count("\n")) == (2, "", 1)
    assert said in run.err


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven")
    run = sweep(tmp_path, "acme/oven", "--dry-run")
    assert (run.code, run.out) == (0, f"lint   acme/oven  {folder}\n")
    assert not (tmp_path / "out").exists()


def test_a_dry_run_tells_what_is_cloned_linted_and_skipped(tmp_path: Path) -> None:
    places = {name: repository(tmp_path / "acme" / name) for name in ("away", "oven", "pan", "same", "void")}
    git(places["void"], "update-ref", "-d", "refs/heads/main")
    addresses = [str(places["same"]), str(places["oven"]), places["pan"].as_uri(), str(places["void"])]
    assert sweep(tmp_path, *addresses).code == 1
    for name in ("oven", "pan"):
        commit(places[name], {"a.py": PYTHON_BAD})
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    run = sweep(tmp_path, *addresses, "--dry-run")
    assert run.code == 0
    assert run.out == (
        f"lint   acme/oven  {places['oven']}\n"
        f"clone  acme/pan  {places['pan'].as_uri()}\n"
        f"skip   acme/same  {places['same']}: unchanged\n"
        f"skip   acme/void  {places['void']}: has no commit\n"
    )
    run = sweep(tmp_path, *addresses, places["away"].with_name("gone").as_uri(), "--dry-run", "--select", "SPN001")
    assert (run.code, run.out.count("skip "), run.out.count("fail   acme/gone  file://")) == (2, 1, 1)
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


def test_a_repository_whose_result_never_comes_has_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["acme/one", "acme/two"]
    for name in names:
        repository(tmp_path / name)
    results = local_engine.results
    monkeypatch.setattr(local_engine, "results", lambda jobs, workers: results(jobs[:1], workers))
    run = sweep(tmp_path, *names)
    assert run.code == 2
    assert "failed  acme/two: its result never came\n" in run.out
    monkeypatch.undo()
    assert sweep(tmp_path, *names, "--resume").code == 1
    assert {line["status"] for line in entries(tmp_path).values()} == {"done"}
