"""What is new and what is gone since the former sweep of a folder, and the trend over all of them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.program import PYTHON_BAD, run_spanlint
from tests.sweep.repositories import CLEAN, commit, entries, findings, repository, sweep
from tests.waiting import HANGS_AFTER, wait_until

pytestmark = pytest.mark.program


def states(folder: Path, name: str = "acme/oven", out: str = "out") -> dict[str, str]:
    return {finding["path"]: finding["state"] for finding in findings(folder, name, out)}


def gone(folder: Path, name: str = "acme/oven", out: str = "out") -> list[str]:
    """The paths of the findings that are gone."""
    path = folder / out / "gone" / f"{name}.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    assert {line["state"] for line in lines} <= {"gone"}
    return [line["path"] for line in lines]


def counts(folder: Path, name: str = "acme/oven", out: str = "out") -> tuple[int, int]:
    line = entries(folder, out)[name]
    return line["new"], line["gone"]


def trend(folder: Path, out: str = "out") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / out / "trend.jsonl").read_text().splitlines()]


def test_the_first_sweep_finds_nothing_new(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    assert sweep(tmp_path, "acme/oven", "--fail-on", "new").code == 0
    assert states(tmp_path) == {"a.py": "known"}
    assert counts(tmp_path) == (0, 0)
    repository(tmp_path / "acme" / "bakery", {"a.py": PYTHON_BAD})
    assert sweep(tmp_path, "acme/oven", "acme/bakery", "--fail-on", "new").code == 0
    assert states(tmp_path, "acme/bakery") == {"a.py": "known"}, "a repository that has come to the list"


def test_moved_lines_are_known_and_a_further_call_is_new(tmp_path: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD, "b.py": PYTHON_BAD})
    sweep(tmp_path, "acme/oven")
    commit(folder, {"a.py": f"# moved\n\n\n{PYTHON_BAD}", "b.py": CLEAN, "c.py": PYTHON_BAD})
    run = sweep(tmp_path, "acme/oven", "--fail-on", "new")
    assert run.code == 1
    assert states(tmp_path) == {"a.py": "known", "c.py": "new"}
    assert gone(tmp_path) == ["b.py"]
    assert counts(tmp_path) == (1, 1)
    assert run.out == (
        "acme/oven  2 SPN001 (1 new, 1 gone)\n\n2 findings in 1 repository (1 linted), 1 new, 1 gone: 2 SPN001\n"
    )


def test_only_what_is_new_is_told_and_counts(tmp_path: Path) -> None:
    error = PYTHON_BAD.replace('start_span("checkout")', 'start_span("checkout", parent=None)')
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD, "b.py": PYTHON_BAD})
    repository(tmp_path / "acme" / "old", {"a.py": PYTHON_BAD})
    words = ("acme/oven", "acme/old", "--only-new")
    run = sweep(tmp_path, *words)
    assert (run.code, run.out) == (0, "0 new findings in 2 repositories (2 linted)\n")
    assert {**states(tmp_path), **states(tmp_path, "acme/old")} == {"a.py": "known", "b.py": "known"}
    commit(folder, {"b.py": CLEAN, "c.py": PYTHON_BAD})
    run = sweep(tmp_path, *words)
    assert run.code == 1
    assert run.out == ("acme/oven  1 SPN001\n\n1 new finding in 2 repositories (1 linted, 1 unchanged): 1 SPN001\n")
    assert "acme/oven: done, 1 new finding\n" in run.err
    assert states(tmp_path) == {"a.py": "known", "c.py": "new"}, "the files have all"
    assert trend(tmp_path)[-1]["findings"] == {"SPN001": 3}
    assert sweep(tmp_path, *words, "--resume", "--fail-on", "error").code == 0
    assert sweep(tmp_path, *words, "--resume", "--fail-on", "new").code == 1
    commit(folder, {"d.py": error})
    assert sweep(tmp_path, *words).code == 1
    assert sweep(tmp_path, *words).code == 0


def test_a_second_equal_call_is_one_new_finding(tmp_path: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    sweep(tmp_path, "acme/oven")
    commit(folder, {"a.py": PYTHON_BAD + PYTHON_BAD})
    sweep(tmp_path, "acme/oven")
    assert counts(tmp_path) == (1, 0)


def test_what_was_new_is_known_in_the_next_sweep(tmp_path: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD, "b.py": PYTHON_BAD})
    sweep(tmp_path, "acme/oven")
    commit(folder, {"b.py": CLEAN, "c.py": PYTHON_BAD})
    sweep(tmp_path, "acme/oven")
    assert sweep(tmp_path, "acme/oven", "--fail-on", "new").code == 0
    assert entries(tmp_path)["acme/oven"]["status"] == "unchanged"
    assert states(tmp_path) == {"a.py": "known", "c.py": "known"}
    assert (gone(tmp_path), counts(tmp_path)) == ([], (0, 0))
    commit(folder, {"README": "text\n"})
    sweep(tmp_path, "acme/oven")
    assert (states(tmp_path), counts(tmp_path)) == ({"a.py": "known", "c.py": "known"}, (0, 0))


def test_a_repository_that_cannot_be_reached_loses_nothing(tmp_path: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    sweep(tmp_path, str(folder))
    shutil.move(folder, tmp_path / "away")
    folder.mkdir()
    for _ in range(2):
        assert sweep(tmp_path, str(folder), "--fail-on", "new").code == 2
        assert (gone(tmp_path), counts(tmp_path)) == ([], (0, 0))
    folder.rmdir()
    shutil.move(tmp_path / "away", folder)
    commit(folder, {"b.py": PYTHON_BAD})
    sweep(tmp_path, str(folder))
    assert states(tmp_path) == {"a.py": "known", "b.py": "new"}


def test_what_is_linted_in_part_is_new_once(tmp_path: Path) -> None:
    broken = {"sub/pyproject.toml": "[tool.spanlint]\nno-key = 1\n", "sub/b.py": PYTHON_BAD}
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD, "sub/b.py": PYTHON_BAD})
    words = ("sweep", "--out", "out", "acme/oven")
    run_spanlint(tmp_path, *words)
    commit(folder, {**broken, "c.py": PYTHON_BAD})
    assert run_spanlint(tmp_path, *words).code == 2
    assert counts(tmp_path) == (1, 0), "`sub/b.py` was not linted, so nobody knows"
    commit(folder, {"README": "text\n"})
    assert run_spanlint(tmp_path, *words).code == 2
    assert counts(tmp_path) == (0, 0)
    commit(folder, {"sub/pyproject.toml": ""})
    assert run_spanlint(tmp_path, *words, "--fail-on", "new").code == 0
    assert states(tmp_path) == {"a.py": "known", "c.py": "known", "sub/b.py": "known"}


def test_a_repository_that_leaves_the_list_leaves_all_folders(tmp_path: Path) -> None:
    one, two = (repository(tmp_path / "acme" / name, {"a.py": PYTHON_BAD}) for name in ("one", "two"))
    sweep(tmp_path, str(one), str(two))
    commit(two, {"a.py": CLEAN})
    sweep(tmp_path, str(one), str(two), "--output-format", "sarif")
    assert gone(tmp_path, "acme/two") == ["a.py"]
    sweep(tmp_path, str(one), "--output-format", "sarif")
    left = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert left == {
        "failed.txt", "index.html", "repos.jsonl", "run.json", "state/verdicts.db", "summary.txt", "trend.jsonl",
        "findings/acme/one.jsonl", "findings/acme/one.sarif", "former/acme/one.jsonl",
    }  # fmt: skip


@pytest.mark.parametrize("lines", [1, 3])
def test_an_interruption_loses_no_comparison(tmp_path: Path, lines: int) -> None:
    names = [f"acme/{number}" for number in range(4)]
    for name in names:
        repository(tmp_path / name, {"a.py": PYTHON_BAD, "b.py": PYTHON_BAD})
    sweep(tmp_path, *names)
    shutil.copytree(tmp_path / "out", tmp_path / "whole")
    for name in names:
        commit(tmp_path / name, {"b.py": CLEAN, "c.py": PYTHON_BAD})
    command = [sys.executable, "-m", "spanlint", "sweep", "--isolated", "--out", "out", "-j", "1", *names]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    journal = tmp_path / "out" / "repos.jsonl"
    wait_until(lambda: not (tmp_path / "out" / "run.json").exists() and journal.read_bytes().count(b"\n") >= lines)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(HANGS_AFTER)
    assert sweep(tmp_path, *names, "--resume").code == 1
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--out", "whole", *names).code == 1
    for name in names:
        assert states(tmp_path, name) == {"a.py": "known", "c.py": "new"}
        assert (gone(tmp_path, name), counts(tmp_path, name)) == (["b.py"], (1, 1))
    for part in ("findings", "gone", "former"):
        files = [sorted((tmp_path / out / part).rglob("*.jsonl")) for out in ("out", "whole")]
        assert [path.read_bytes() for path in files[0]] == [path.read_bytes() for path in files[1]]
    assert len(trend(tmp_path)) == len(trend(tmp_path, "whole")) == 2


def test_parts_are_compared_with_the_last_sweep_of_the_whole(tmp_path: Path) -> None:
    names = [f"acme/{number}" for number in range(4)]
    for name in names:
        repository(tmp_path / name, {"a.py": PYTHON_BAD, "b.py": PYTHON_BAD})

    def parts(*words: str) -> str:
        for number in (1, 2):
            shutil.rmtree(tmp_path / f"part{number}", ignore_errors=True)
            options = ("--isolated", "--out", f"part{number}", "--shard", f"{number}/2", "--output-format", "sarif")
            run_spanlint(tmp_path, "sweep", *options, *names)
        merged = run_spanlint(tmp_path, "sweep", "--merge", "part1", "--merge", "part2", "--out", "whole", *words)
        return f"{merged.code} {merged.out}"

    assert parts("--fail-on", "new").startswith("0 ")
    for name in names[:2]:
        commit(tmp_path / name, {"b.py": CLEAN, "c.py": PYTHON_BAD})
    assert ", 2 new, 2 gone: " in parts("--fail-on", "new")
    assert states(tmp_path, names[0], "whole") == {"a.py": "known", "c.py": "new"}
    assert (gone(tmp_path, names[0], "whole"), counts(tmp_path, names[2], "whole")) == (["b.py"], (0, 0))
    log = json.loads((tmp_path / "whole" / "findings" / f"{names[0]}.sarif").read_text())
    assert [one["baselineState"] for one in log["runs"][0]["results"]] == ["unchanged", "new"]
    again = run_spanlint(tmp_path, "sweep", "--merge", "part1", "--merge", "part2", "--out", "whole")
    assert ", 2 new, 2 gone: " in again.out
    assert len(trend(tmp_path, "whole")) == 2, "the same parts are the same run"


def test_the_trend_has_a_line_for_each_sweep(tmp_path: Path) -> None:
    folder = repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD, "CODEOWNERS": "* @bakers\n"})
    sweep(tmp_path, "acme/oven")
    commit(folder, {"b.py": PYTHON_BAD, "c.py": PYTHON_BAD, "CODEOWNERS": "a.py @bakers\n"})
    sweep(tmp_path, "acme/oven")
    sweep(tmp_path, "acme/oven", "--resume")
    first, second = trend(tmp_path)
    assert first["started"] < second["started"]
    assert (first["findings"], first["owners"], first["new"]) == ({"SPN001": 1}, {"@bakers": 1}, 0)
    assert (second["findings"], second["owners"], second["new"]) == ({"SPN001": 3}, {"": 2, "@bakers": 1}, 2)
    assert second["severities"] == {"warning": 3}
    with (tmp_path / "out" / "trend.jsonl").open("a") as file:
        file.write('{"started": 1}\n[]\nnot JSON\n')
    sweep(tmp_path, "acme/oven")
    assert [line["new"] for line in trend(tmp_path)] == [0, 2, 0]


def test_findings_of_an_older_version_are_not_compared(tmp_path: Path) -> None:
    repository(tmp_path / "acme" / "oven", {"a.py": PYTHON_BAD})
    sweep(tmp_path, "acme/oven")
    path = tmp_path / "out" / "repos.jsonl"
    head, line = path.read_text().splitlines()
    fields = {key: value for key, value in json.loads(line).items() if key not in ("new", "gone", "owners", "sites")}
    path.write_text(f"{json.dumps({**json.loads(head), 'options': '0' * 16})}\n{json.dumps(fields)}\n")
    assert sweep(tmp_path, "acme/oven").code == 1
    assert (states(tmp_path), counts(tmp_path)) == ({"a.py": "known"}, (0, 0))


def test_a_sweep_that_is_killed_again_and_again_comes_to_the_same(tmp_path: Path) -> None:
    """The moments of the kills are after so many changes in the folder, wherever the writing of a file is then."""
    names = [f"acme/{number}" for number in range(5)]
    for name in names:
        repository(tmp_path / name, {"a.py": PYTHON_BAD, "b.py": PYTHON_BAD})
    options = ("--isolated", "--output-format", "sarif")
    run_spanlint(tmp_path, "sweep", *options, "--out", "out", *names)
    shutil.copytree(tmp_path / "out", tmp_path / "whole")
    for name in names:
        commit(tmp_path / name, {"b.py": CLEAN, "c.py": PYTHON_BAD})
    command = [sys.executable, "-m", "spanlint", "sweep", *options, "--out", "out", "-j", "2", "--quiet", *names]
    kills, former = 0, (tmp_path / "out" / "run.json").read_bytes()
    for changes in (1, 3, 4, 6, 7, 9, 2, 5, 8, 10):
        has_begun = not (tmp_path / "out" / "run.json").exists()
        words = ["--resume"] if has_begun else []
        process = subprocess.Popen([*command, *words], cwd=tmp_path, stdout=subprocess.DEVNULL)
        seen = {snapshot(tmp_path / "out")}
        while process.poll() is None and len(seen) <= changes:
            seen.add(snapshot(tmp_path / "out"))
        process.kill()
        end = process.wait(HANGS_AFTER)
        assert end in (-signal.SIGKILL, 1)
        kills += end != 1
        is_done = (tmp_path / "out" / "run.json").exists() and (tmp_path / "out" / "run.json").read_bytes() != former
        if end == 1 or is_done:  # a kill may come between the last file and the end of the process
            break
        for path in (tmp_path / "out").rglob("*.jsonl"):
            lines = path.read_bytes().split(b"\n")
            assert all(json.loads(line) for line in lines[:-1]), "no torn file, but for the end of the journal"
            assert path.name == "repos.jsonl" or lines[-1] == b""
    assert kills
    assert run_spanlint(tmp_path, "sweep", *options, "--out", "out", "--resume", *names).code == 1
    assert run_spanlint(tmp_path, "sweep", *options, "--out", "whole", *names).code == 1
    for part in ("findings", "gone", "former"):
        files = [
            {str(path.relative_to(tmp_path / out)): path.read_bytes() for path in (tmp_path / out / part).rglob("*.*")}
            for out in ("out", "whole")
        ]
        kept = {name: data for name, data in files[0].items() if not name.endswith(".new")}
        assert kept == files[1]
    assert [counts(tmp_path, name) for name in names] == [(1, 1)] * len(names)


def snapshot(folder: Path) -> tuple[str, ...]:
    """The files of a folder as they are at a moment, with their sizes and times."""
    found = list[str]()
    for top, _, files in os.walk(folder):
        for name in files:
            try:
                status = os.stat(os.path.join(top, name))
            except FileNotFoundError:
                continue
            found.append(f"{top}/{name} {status.st_size} {status.st_mtime_ns}")
    return tuple(sorted(found))
