"""Verdicts that sweeps keep: the same findings with and without them, and nothing judged twice."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from spanlint.sweep.state import verdict_store
from tests.cli.program import PYTHON_BAD, TYPESCRIPT_BAD, run_program, run_spanlint, write
from tests.discovery.repositories import git
from tests.sweep.repositories import CLEAN, commit, entries, findings, repository, sweep, written
from tests.waiting import HANGS_AFTER

pytestmark = pytest.mark.program

NAME = "acme/oven"
TRACER = 'from opentelemetry import trace\n\ntracer = trace.get_tracer("shop")\n'
NO_TRACER = "class Race:\n    def start_span(self, name):\n        return name\n\n\ntracer = Race()\n"
IMPORTING = 'from app.shared import tracer\n\n\ndef checkout(cart):\n    return tracer.start_span("checkout")\n'
FILES = {
    "app/__init__.py": "",
    "app/a.py": PYTHON_BAD,
    "app/b.py": IMPORTING,
    "app/shared.py": TRACER,
    "app/plain.py": CLEAN,
    "web/c.ts": TYPESCRIPT_BAD,
}


def counted(folder: Path, out: str = "out") -> tuple[int, int]:
    """How many files the last sweep has judged, and of how many the verdict was known."""
    line = entries(folder, out)[NAME]
    return line["judged"], line["reused"]


def swept(folder: Path, *words: str) -> dict[str, bytes]:
    """The findings of a sweep with the state in `state`, which has to give what one without any state does."""
    code = sweep(folder, NAME, "--state", "state", "--quiet", *words).code
    found = written(folder)
    run = run_spanlint(folder, "sweep", "--isolated", "--quiet", "--out", "control", "--no-state", NAME, *words)
    assert (run.code, written(folder, "control")) == (code, found)
    return found


def test_only_what_has_changed_is_judged(tmp_path: Path) -> None:
    oven = repository(tmp_path / NAME, FILES)
    first = swept(tmp_path)
    assert len(findings(tmp_path, NAME)) == 3
    judged, reused = counted(tmp_path)
    assert (judged, reused) == (3, 0)
    commit(oven, {"app/a.py": PYTHON_BAD.replace("checkout", "refund"), "README": "more\n"})
    second = swept(tmp_path)
    assert counted(tmp_path) == (1, 2)
    assert second != first
    commit(oven, {"README": "still more\n"})
    swept(tmp_path)
    assert counted(tmp_path) == (0, 3)


def test_a_changed_neighbour_has_its_importers_judged_again(tmp_path: Path) -> None:
    oven = repository(tmp_path / NAME, FILES)
    swept(tmp_path)
    assert [found["path"] for found in findings(tmp_path, NAME)] == ["app/a.py", "app/b.py", "web/c.ts"]
    commit(oven, {"app/shared.py": NO_TRACER})
    swept(tmp_path)
    assert [found["path"] for found in findings(tmp_path, NAME)] == ["app/a.py", "web/c.ts"]
    commit(oven, {"app/shared.py": TRACER})
    swept(tmp_path)
    assert counted(tmp_path) == (0, 3)  # these very neighbours are known
    (oven / "app" / "shared.py").unlink()
    commit(oven, {"app/shared/__init__.py": NO_TRACER})
    swept(tmp_path)
    assert [found["path"] for found in findings(tmp_path, NAME)] == ["app/a.py", "web/c.ts"]


def test_a_file_that_nobody_has_read_is_read_once_it_matters(tmp_path: Path) -> None:
    files = {f"lib/{number}.ts": f"export const x = {number};\n" for number in range(3)}
    files |= {
        "lib/relay.ts": "export { tracer } from './real';\n",
        "lib/real.ts": "export const tracer = { startSpan: (name: string) => name };\n",
        "web/c.ts": TYPESCRIPT_BAD,
    }
    oven = repository(tmp_path / NAME, files)
    swept(tmp_path)
    assert len(findings(tmp_path, NAME)) == 1
    importing = (
        'import { tracer } from "../lib/relay";\n\nexport const checkout = () => tracer.startSpan("checkout");\n'
    )
    commit(oven, {"web/d.ts": importing})
    swept(tmp_path)
    assert entries(tmp_path)[NAME]["attempts"] == 1
    assert [found["path"] for found in findings(tmp_path, NAME)] == ["web/c.ts"]
    commit(oven, {"web/e.ts": importing})
    swept(tmp_path)
    assert entries(tmp_path)[NAME]["attempts"] == 1
    opentelemetry = 'import { trace } from "@opentelemetry/api";\n\nexport const tracer = trace.getTracer("shop");\n'
    commit(oven, {"lib/real.ts": opentelemetry})
    swept(tmp_path)
    assert [found["path"] for found in findings(tmp_path, NAME)] == ["web/c.ts", "web/d.ts", "web/e.ts"]


def test_a_known_content_that_a_clone_lacks_is_fetched_once_it_matters(tmp_path: Path) -> None:
    importing = 'import { tracer } from "./relay";\n\nexport const checkout = () => tracer.startSpan("checkout");\n'
    files = {
        "lib/relay.ts": "export { tracer } from './real';\n",
        "lib/real.ts": "export const tracer = { startSpan: (name: string) => name };\n",
    }
    repository(tmp_path / NAME, files)
    fork = repository(tmp_path / "acme" / "fork", {**files, "lib/d.ts": importing, "web/c.ts": TYPESCRIPT_BAD})
    git(fork, "config", "uploadpack.allowFilter", "true")
    assert sweep(tmp_path, NAME, "--state", "state").code == 0
    assert sweep(tmp_path, f"file://{fork}", "--state", "state").code == 1
    assert entries(tmp_path)["acme/fork"]["attempts"] == 2  # `relay.ts` was there by its name alone
    found = written(tmp_path)
    assert sweep(tmp_path, f"file://{fork}", "--no-state").code == 1
    assert written(tmp_path) == found


def test_configurations_of_any_name_count(tmp_path: Path) -> None:
    paths = {"compilerOptions": {"baseUrl": ".", "paths": {"@shop/*": ["lib/*"]}}}
    files = {
        "tsconfig.json": '{"extends": "./config/shared.json"}',
        "config/shared.json": json.dumps({**paths, "filler": "x" * 300_000}),
        "config/lib/tracing.ts": "export const tracer = { startSpan: (name: string) => name };\n",
        "web/c.ts": 'import { tracer } from "@shop/tracing";\n\nexport const f = () => tracer.startSpan("checkout");\n',
        "spanlint.toml": 'extend = "config/base.toml"\n',
        "config/base.toml": "",
    }
    oven = repository(tmp_path / NAME, files)

    def found() -> list[str]:
        for out, words in (("out", ["--state", "state"]), ("control", ["--no-state"])):
            run_spanlint(tmp_path, "sweep", "--quiet", "--out", out, *words, NAME)
        assert written(tmp_path) == written(tmp_path, "control")
        assert not any(line["reason"] for line in entries(tmp_path).values())
        return [one["code"] for one in findings(tmp_path, NAME)]

    assert found() == []
    paths["compilerOptions"]["paths"] = {}
    commit(oven, {"config/shared.json": json.dumps(paths)})
    codes = found()
    assert codes != []
    commit(oven, {"config/base.toml": f"ignore = {codes!r}\n"})
    assert found() == []


def test_another_program_or_other_settings_know_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oven = repository(tmp_path / NAME, FILES)
    swept(tmp_path)
    commit(oven, {"README": "more\n"})
    sweep(tmp_path, NAME, "--state", "state", "--extend-select", "SPN107")
    assert counted(tmp_path) == (3, 0)
    commit(oven, {"README": "still more\n"})
    monkeypatch.setattr("spanlint.sweep.jobs.tree_lint.program_digest", lambda: "another")
    sweep(tmp_path, NAME, "--state", "state")
    assert counted(tmp_path) == (3, 0)


def test_two_repositories_share_what_they_have_in_common(tmp_path: Path) -> None:
    repository(tmp_path / NAME, FILES)
    repository(tmp_path / "acme" / "fork", {**FILES, "app/new.py": PYTHON_BAD})
    sweep(tmp_path, NAME, "--state", "state")
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--state", "state", "--out", "fork", "acme/fork").code == 1
    line = entries(tmp_path, "fork")["acme/fork"]
    assert (line["judged"], line["reused"]) == (1, 3)


def test_findings_are_those_of_the_program_in_a_clone(tmp_path: Path) -> None:
    oven = repository(tmp_path / NAME, FILES)
    swept(tmp_path)
    commit(oven, {"app/d.py": PYTHON_BAD})
    swept(tmp_path)
    git(tmp_path, "clone", "--quiet", f"file://{oven}", "clone")
    run = run_program(tmp_path / "clone", "--isolated", "--output-format", "json", ".")
    own: list[dict[str, Any]] = findings(tmp_path, NAME)
    added = ("repo", "commit", "owners", "state", "fixable", "fingerprint")
    assert [{key: found[key] for key in found if key not in added} for found in own] == json.loads(run.out)


def spied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that a git in front of git notes its commands in."""
    log, real = folder / "git.log", subprocess.check_output(["sh", "-c", "command -v git"], text=True).strip()
    (folder / "bin").mkdir()
    program = folder / "bin" / "git"
    program.write_text(f'#!/bin/sh\necho "$*" >> "{log}"\nexec "{real}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}")
    return log


def fetches(log: Path) -> list[str]:
    lines = [line for line in log.read_text().splitlines() if " fetch " in line]
    log.write_text("")
    return ["contents" if "--stdin" in line else "commit" for line in lines]


@pytest.mark.skipif(sys.platform == "win32", reason="the git in front of git is a shell script")
def test_contents_that_are_not_known_come_in_one_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oven = repository(tmp_path / NAME, {**FILES, "big.bin": "x" * 1_000_000})
    git(oven, "config", "uploadpack.allowFilter", "true")
    log, address, said = spied(tmp_path, monkeypatch), f"file://{oven}", list[str]()

    def found(*words: str) -> dict[str, bytes]:
        out = f"out{words[0]}"
        run = run_spanlint(tmp_path, "sweep", "--isolated", "--out", out, *words, address)
        said.append(run.err)
        assert run.code == 1
        return written(tmp_path, out)

    whole = found("--no-state")
    assert fetches(log) == ["commit"]
    assert found("--state", "state") == whole
    assert fetches(log) == ["commit", "contents"]
    for name, content, expected in (
        ("app/d.py", PYTHON_BAD.replace("checkout", "refund"), ["commit", "contents"]),
        ("app/f.py", PYTHON_BAD, ["commit"]),  # the content of app/a.py, which the last fetch brought
    ):
        commit(oven, {name: content})
        whole = found("--no-state")
        fetches(log)
        assert found("--state", "state") == whole
        assert fetches(log) == expected
        assert counted(tmp_path, "out--state")[0] == 1
    git(oven, "config", "uploadpack.allowFilter", "false")
    commit(oven, {"app/e.py": PYTHON_BAD})
    whole = found("--no-state")
    fetches(log)
    assert "cannot leave out contents" not in said[-1]
    assert found("--state", "state") == whole
    assert said[-1].count(f"spanlint: {address} cannot leave out contents: it sends those of all files\n") == 1
    assert fetches(log) == ["commit"]  # a server without filters sends all


def test_contents_that_are_known_are_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    oven = repository(tmp_path / NAME, {f"lib/{number}.ts": f"export const x = {number};\n" for number in range(9)})
    git(oven, "config", "uploadpack.allowFilter", "true")
    log, address = spied(tmp_path, monkeypatch), f"file://{oven}"
    for expected in (["commit", "contents"], ["commit"]):
        commit(oven, {"README": f"{expected}\n"})
        run = run_spanlint(tmp_path, "sweep", "--isolated", "--out", "out", "--state", "state", address)
        assert (run.code, fetches(log)) == (0, expected)


def test_a_state_that_is_broken_is_thrown_away_with_one_line(tmp_path: Path) -> None:
    oven = repository(tmp_path / NAME, FILES)
    swept(tmp_path)
    base = tmp_path / "state" / "verdicts.db"
    for number, broken in enumerate(
        (b"not a database\n", base.read_bytes()[:9000], b"SQLite format 3\0" + b"\xff" * 9000)
    ):
        base.write_bytes(broken)
        commit(oven, {"README": f"{number}\n"})
        run = sweep(tmp_path, NAME, "--state", "state", "--quiet")
        assert run.err == f"spanlint: {base}: not a state that can be read, thrown away\n"
        assert counted(tmp_path) == (3, 0)
        commit(oven, {"README": f"{number} again\n"})
        assert sweep(tmp_path, NAME, "--state", "state", "--quiet").err == ""
        assert counted(tmp_path) == (0, 3)


def kept(state: Path) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What a state knows: the blobs that hold nothing, and the verdicts by key and answers."""
    with closing(sqlite3.connect(state / "verdicts.db")) as base:
        silent = base.execute("SELECT blob, kind FROM silent").fetchall()
        return set(silent), set(base.execute("SELECT key, answers FROM judged").fetchall())


def test_what_no_repository_uses_any_more_is_removed(tmp_path: Path) -> None:
    oven, fork = repository(tmp_path / NAME, FILES), repository(tmp_path / "acme" / "fork", FILES)
    names = (NAME, "acme/fork")
    assert sweep(tmp_path, *names, "--state", "state").code == 1
    first = kept(tmp_path / "state")
    for number in range(6):
        files = {"app/a.py": PYTHON_BAD.replace("checkout", f"pay_{number}"), "app/plain.py": f"{CLEAN}# {number}\n"}
        commit(oven, files)
        assert sweep(tmp_path, *names, "--state", "state").code == 1
        known = kept(tmp_path / "state")
        assert first[0] < known[0]
        assert first[1] < known[1], "the fork still has what the oven had"
        assert [len(known[0]) - len(first[0]), len(known[1]) - len(first[1])] == [min(number + 1, 4)] * 2
    commit(fork, {"README": "more\n"})
    run = run_spanlint(tmp_path, "sweep", "--isolated", "--out", "other", "--state", "state", "acme/fork")
    assert run.code == 1
    line = entries(tmp_path, "other")["acme/fork"]
    assert (line["judged"], line["reused"]) == (0, 3)
    assert kept(tmp_path / "state") == known, "the oven is in the other sweep"


@pytest.mark.parametrize(("days", "left"), [(29, {NAME, "acme/fork"}), (31, {NAME})])
def test_a_repository_that_no_sweep_has_had_for_a_month_is_forgotten(tmp_path: Path, days: int, left: set[str]) -> None:
    for name, text in ((NAME, "checkout"), ("acme/fork", "refund")):
        package = {"web/tsconfig.json": "{}\n", "app/a.py": PYTHON_BAD.replace("checkout", text)}
        repository(tmp_path / name, {**FILES, **package})
    assert sweep(tmp_path, NAME, "acme/fork", "--state", "state").code == 1
    with closing(sqlite3.connect(tmp_path / "state" / "verdicts.db")) as base, base:
        base.execute("UPDATE repositories SET seen = seen - ?", (days,))
        assert {name for (name,) in base.execute("SELECT repository FROM trees")} == {NAME, "acme/fork"}
    before = kept(tmp_path / "state")
    assert run_spanlint(tmp_path, "sweep", "--isolated", "--out", "other", "--state", "state", NAME).code == 1
    with closing(sqlite3.connect(tmp_path / "state" / "verdicts.db")) as base:
        for column, table in (("name", "repositories"), ("repository", "trees"), ("repository", "wanted")):
            assert {name for (name,) in base.execute(f"SELECT {column} FROM {table}")} == left, table
        for table in ("uses_silent", "uses_judged"):
            (count,) = base.execute(f"SELECT count(DISTINCT repository) FROM {table}").fetchone()
            assert count == len(left), table
    assert (kept(tmp_path / "state") == before) is (len(left) == 2)


DYING = """
import os, sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("PRAGMA cache_size = 2")  # pages: what does not fit is written before the end
base.execute("BEGIN IMMEDIATE")
base.executemany("INSERT INTO silent (blob, kind) VALUES (?, 'kind')", ((f"{number:040}",) for number in range(5000)))
os._exit(0)
"""


def test_what_a_killed_sweep_has_half_written_is_undone(tmp_path: Path) -> None:
    oven = repository(tmp_path / NAME, FILES)
    swept(tmp_path)
    base = tmp_path / "state" / "verdicts.db"
    subprocess.run([sys.executable, "-c", DYING, str(base)], check=True, timeout=HANGS_AFTER)
    assert base.with_name("verdicts.db-journal").stat().st_size
    commit(oven, {"README": "more\n"})
    assert sweep(tmp_path, NAME, "--state", "state", "--quiet").err == ""
    assert counted(tmp_path) == (0, 3)
    with closing(sqlite3.connect(base)) as kept:
        assert kept.execute("SELECT count(*) FROM silent WHERE kind = 'kind'").fetchone() == (0,)


def test_a_verdict_that_the_disk_has_changed_does_not_count(tmp_path: Path) -> None:
    oven = repository(tmp_path / NAME, FILES)
    swept(tmp_path)
    with closing(sqlite3.connect(tmp_path / "state" / "verdicts.db")) as base, base:
        base.execute("UPDATE judged SET outcome = replace(outcome, 'checkout', 'bakehous')")
    commit(oven, {"package.json": "{}\n"})
    swept(tmp_path)
    assert counted(tmp_path) == (3, 0)


@pytest.mark.parametrize("value", ["NULL", "7", "x'ff'"])
def test_a_verdict_that_is_no_text_does_not_count(tmp_path: Path, value: str) -> None:
    oven = repository(tmp_path / NAME, FILES)
    swept(tmp_path)
    with closing(sqlite3.connect(tmp_path / "state" / "verdicts.db")) as base, base:
        base.execute(f"UPDATE judged SET outcome = {value}")
    commit(oven, {"package.json": "{}\n"})
    swept(tmp_path)
    assert counted(tmp_path) == (3, 0)


def test_a_state_that_cannot_be_written_costs_no_repository(tmp_path: Path) -> None:
    repository(tmp_path / NAME, FILES)
    write(tmp_path, {"file": "mine\n"})
    run = sweep(tmp_path, NAME, "--quiet", "--state", "file/state")
    assert (run.code, run.err.count("\n")) == (1, 1)
    assert "what this sweep learns is not kept" in run.err
    assert len(findings(tmp_path, NAME)) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="not every user may make links")
def test_a_state_that_cannot_be_made_costs_no_repository(tmp_path: Path) -> None:
    repository(tmp_path / NAME, FILES)
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "verdicts.db").symlink_to(tmp_path / "gone" / "verdicts.db")
    run = sweep(tmp_path, NAME, "--quiet", "--state", "state")
    said = f"{tmp_path / 'state' / 'verdicts.db'}: unable to open database file; what this sweep learns is not kept"
    assert (run.code, run.err) == (1, f"spanlint: {said}\n")
    assert len(findings(tmp_path, NAME)) == 3


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write everywhere")
def test_a_state_that_may_only_be_read_is_read(tmp_path: Path) -> None:
    oven = repository(tmp_path / NAME, FILES)
    swept(tmp_path)
    state = tmp_path / "state"
    (state / "verdicts.db").chmod(0o400)
    state.chmod(0o500)
    try:
        commit(oven, {"README": "more\n"})
        run = sweep(tmp_path, NAME, "--quiet", "--state", "state")
    finally:
        state.chmod(0o700)
    assert (run.code, run.err.count("\n")) == (1, 1)
    assert counted(tmp_path) == (0, 3)


@pytest.mark.parametrize("name", ["a b?c#d%20", "é-\udcff", "plain.state_1~"])
def test_a_state_may_have_any_path(tmp_path: Path, name: str) -> None:
    assert verdict_store._quoted(f"/{name}") == quote(os.fsencode(f"/{name}"))
    repository(tmp_path / NAME, FILES)
    for out, judged in (("out", (3, 0)), ("other", (0, 3))):
        assert sweep(tmp_path, NAME, "--quiet", "--state", name, "--out", out).err == ""
        assert counted(tmp_path, out) == judged


def test_two_sweeps_may_use_one_state_at_once(tmp_path: Path) -> None:
    names = [f"acme/{number}" for number in range(6)]
    for number, name in enumerate(names):
        repository(tmp_path / name, {**FILES, "own.py": PYTHON_BAD + f"x = {number}\n"})
    words = [sys.executable, "-m", "spanlint", "sweep", "--isolated", "--quiet", "--state", "state", "-j", "2"]
    running = [
        subprocess.Popen(
            [*words, "--out", out, *names], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        for out in ("one", "two")
    ]
    for process in running:
        _, errors = process.communicate(timeout=HANGS_AFTER)
        assert (process.returncode, errors) == (1, b"")
    assert written(tmp_path, "one") == written(tmp_path, "two")
    run_spanlint(tmp_path, "sweep", "--isolated", "--quiet", "--no-state", "--out", "control", *names)
    assert written(tmp_path, "one") == written(tmp_path, "control")
    commit(tmp_path / names[0], {"README": "more\n"})
    run_spanlint(tmp_path, "sweep", "--isolated", "--quiet", "--state", "state", "--out", "three", *names)
    assert {(line["judged"], line["reused"]) for line in entries(tmp_path, "three").values()} == {(0, 4)}


def test_a_state_and_none_exclude_each_other(tmp_path: Path) -> None:
    repository(tmp_path / NAME)
    run = sweep(tmp_path, NAME, "--state", "state", "--no-state")
    assert (run.code, run.err) == (2, "spanlint: --state: cannot be combined with --no-state\n")
