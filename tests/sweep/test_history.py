"""The history of findings: what each commit of a branch would be told if somebody had linted it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

from spanlint.sweep.history.lifetimes import Stage, lifetimes
from tests.cli.program import PYTHON_ACTIVE, PYTHON_BAD, TYPESCRIPT_BAD, run_program, run_spanlint, write
from tests.discovery.repositories import git
from tests.sweep.repositories import CLEAN, commit, entries, repository

NAME = "acme/oven"
COMMITS, COMPARED = 200, 10

TRACER = 'from opentelemetry import trace\n\ntracer = trace.get_tracer("shop")\n'
NO_TRACER = "class Race:\n    def start_span(self, name):\n        return name\n\n\ntracer = Race()\n"
IMPORTING = 'from app.shared import tracer\n\n\ndef checkout(cart):\n    return tracer.start_span("checkout")\n'
YIELDING = "def numbers():\n    yield 1\n"
HELPER = """\
from contextlib import contextmanager

from app.shared import tracer


@contextmanager
def spanned(name):
    with tracer.start_as_current_span(name):
        yield
"""
USING = 'from app.helper import spanned\n\n\ndef numbers():\n    with spanned("numbers"):\n        yield 1\n'
TS_SHARED = 'import { trace } from "@opentelemetry/api";\n\nexport const tracer = trace.getTracer("shop");\n'
TS_OTHER = "export const tracer = { startSpan: (name: string) => name };\n"
TS_IMPORTING = (
    'import { tracer } from "@shop/tracing";\n\nexport const checkout = () => tracer.startSpan("checkout");\n'
)
TS_CONFIG = '{"compilerOptions": {"baseUrl": ".", "paths": {"@shop/*": ["FOLDER/*"]}}}'

SILENCED = PYTHON_BAD.replace('("checkout")', '("checkout")  # spanlint: ignore')

CHOICES: dict[str, tuple[str, ...]] = {
    "app/__init__.py": ("", CLEAN),
    "app/shared.py": (TRACER, NO_TRACER),
    "app/shared/__init__.py": (TRACER, NO_TRACER),
    "app/helper.py": (HELPER, CLEAN),
    "app/a.py": (PYTHON_BAD, PYTHON_ACTIVE, CLEAN),
    "app/b.py": (IMPORTING, CLEAN, YIELDING),
    "app/c.py": (USING, YIELDING, CLEAN),
    "tests/test_d.py": (PYTHON_BAD, IMPORTING, CLEAN, YIELDING),
    "tests/conftest.py": (YIELDING, CLEAN),
    "app/silenced.py": (SILENCED, "x = 1  # spanlint: ignore\n"),
    "web/one.ts": (TYPESCRIPT_BAD, TS_IMPORTING, "export const x = 1;\n"),
    "web/two.ts": (TS_IMPORTING, "export const x = 2;\n"),
    "lib/tracing.ts": (TS_SHARED, TS_OTHER),
    "other/tracing.ts": (TS_SHARED, TS_OTHER),
    "tsconfig.json": (TS_CONFIG.replace("FOLDER", "lib"), TS_CONFIG.replace("FOLDER", "other"), "{"),
    "pyproject.toml": ("[project]\n", "[tool.spanlint]\nignore = ['SPN001']\n", "[tool.spanlint]\nselect = ['ALL']\n"),
    "README.md": ("one\n", "two\n"),
    "app": ("a file\n",),
}  # fmt: skip


def generated(folder: Path, random: Random, commits: int = COMMITS) -> list[str]:
    """A repository of commits, each with some of the choices, and a merge now and then. Returns their ids."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    plain = [f"plain/{number}.py" for number in range(105)]  # so that runs of fewer and of more than 100 files occur
    present: set[str] = set()
    ids: list[str] = []
    for number in range(commits):
        changes: dict[str, str | None] = {}
        for path in random.sample(sorted(CHOICES), random.choice((1, 1, 1, 2, 3))):
            is_gone = path in present and random.random() < 0.25
            changes[path] = None if is_gone else random.choice(CHOICES[path])
        if number in (60, 140):
            changes |= dict.fromkeys(plain, CLEAN if number == 60 else None)
        if changes.get("app") is not None:
            changes |= {path: None for path in present if path.startswith("app/")}
            changes = {
                path: text for path, text in changes.items() if not (path.startswith("app/") and text is not None)
            }
        elif any(path.startswith("app/") for path in changes):
            changes["app"] = None
        ids.append(_committed(folder, changes, present, is_merge=number % 17 == 5))
    return ids


def _committed(folder: Path, changes: dict[str, str | None], present: set[str], is_merge: bool) -> str:
    if is_merge:
        git(folder, "checkout", "--quiet", "-b", "side")
    for path, text in sorted(changes.items(), key=lambda change: change[1] is not None):
        if text is None and path in present:
            (folder / path).unlink()
            present.discard(path)
    for parent in ("app/shared", "app", "plain"):
        if (folder / parent).is_dir() and not any(path.startswith(f"{parent}/") for path in present):
            subprocess.run(["rm", "-rf", str(folder / parent)], check=True)
    new = {path: text for path, text in changes.items() if text is not None}
    write(folder, new)
    present.update(new)
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "change")
    if is_merge:
        git(folder, "checkout", "--quiet", "main")
        git(folder, "merge", "--quiet", "--no-ff", "--no-edit", "side")
        git(folder, "branch", "--quiet", "--delete", "side")
    return git(folder, "rev-parse", "HEAD").strip()


def history(folder: Path, *words: str) -> list[dict[str, Any]]:
    """The lifetimes that a sweep tells."""
    run = run_spanlint(folder, "sweep", "--quiet", "--out", "out", "--history", *words, NAME)
    assert run.code in (0, 1), run.err
    return [json.loads(line) for line in (folder / "out" / "history" / f"{NAME}.jsonl").read_text().splitlines()]


def at(lives: list[dict[str, Any]], ids: list[str], number: int) -> set[str]:
    """The fingerprints of the findings that a commit has."""
    order = {commit: place for place, commit in enumerate(ids)}
    return {
        life["fingerprint"]
        for life in lives
        if (life["brought"] is None or order[life["brought"]] <= number)
        and (life["ended"] is None or order[life["ended"]] > number)
    }


def of_program(folder: Path) -> set[str] | None:
    """The fingerprints of the findings in a checkout; None if a configuration there cannot be used."""
    run = run_program(folder, "--output-format", "jsonl", ".")
    if run.code == 2:
        return None
    lines = [json.loads(line) for line in run.out.splitlines()]
    return {line["fingerprint"] for line in lines if line["type"] == "finding"}


@pytest.mark.program
def test_every_commit_has_the_findings_of_its_checkout(tmp_path: Path) -> None:
    ids = generated(tmp_path / NAME, Random(1))
    lives = history(tmp_path)
    assert len(lives) > 20
    git(tmp_path, "clone", "--quiet", f"file://{tmp_path / NAME}", "clone")
    for number in range(COMPARED - 1, COMMITS, COMPARED):
        git(tmp_path / "clone", "checkout", "--quiet", ids[number])
        found = of_program(tmp_path / "clone")
        if found is not None:
            assert at(lives, ids, number) == found, number
    line = entries(tmp_path)[NAME]["history"]
    assert line["commits"] == COMMITS
    assert line["linted"] < COMMITS


@pytest.mark.program
def test_authors_are_named_on_request_alone(tmp_path: Path) -> None:
    oven = repository(tmp_path / NAME, {"a.py": PYTHON_BAD})
    git(oven, "config", "user.name", "Zoë  Oven <z>")
    commit(oven, {"a.py": CLEAN, "b.py": PYTHON_BAD})
    (first, second), (ended, living) = history(tmp_path), history(tmp_path, "--authors")
    assert not {"brought_by", "ended_by"} & (first.keys() | second.keys())
    assert ended == {**first, "brought_by": ended["brought_by"], "ended_by": "Zoë  Oven z"}
    assert ended["brought_by"] not in ("", "Zoë  Oven z")
    assert living == {**second, "brought_by": "Zoë  Oven z", "ended_by": None}
    assert run_spanlint(tmp_path, "sweep", "--authors", NAME).err == "spanlint: --authors: needs --history\n"


@pytest.mark.program
def test_a_commit_that_cannot_matter_is_not_linted(tmp_path: Path) -> None:
    plain = {f"web/{number}.ts": f"export const x = {number};\n" for number in range(3)}
    oven = repository(tmp_path / NAME, {"web/a.ts": TYPESCRIPT_BAD, "README": "text\n", **plain})
    first = git(oven, "rev-parse", "HEAD").strip()
    for number in range(9):
        commit(
            oven, {"web/0.ts": f"export const y = {number};\n", f"web/new{number}.ts": f"export const z = {number};\n"}
        )
    fixed = commit(oven, {"web/a.ts": "export const x = 1;\n"})
    (life,) = history(tmp_path)
    assert (life["brought"], life["ended"], life["path"]) == (first, fixed, "web/a.ts")
    assert entries(tmp_path)[NAME]["history"] == {"commits": 11, "linted": 2}
    assert life["brought_at"] <= life["ended_at"]


@pytest.mark.program
def test_since_a_commit_or_a_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-01-01T12:00:00Z")
    oven = repository(tmp_path / NAME, {"app/a.py": PYTHON_BAD})
    base = git(oven, "rev-parse", "HEAD").strip()
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-03-01T12:00:00Z")
    second = commit(oven, {"app/b.py": PYTHON_BAD})
    third = commit(oven, {"app/a.py": PYTHON_ACTIVE})
    for since in (base, "2026-02-01"):
        lives = {life["path"]: (life["brought"], life["ended"]) for life in history(tmp_path, "--since", since)}
        assert lives == {"app/a.py": (None, third), "app/b.py": (second, None)}
    assert {life["brought"] for life in history(tmp_path)} == {base, second}
    assert run_spanlint(tmp_path, "sweep", "--since", base, NAME).err == "spanlint: --since: needs --history\n"
    for since, brought in (
        ("2026-03-01T12:00:01+00:00", {None}),
        ("2026-03-01", {None, second}),
        ("2999-01-31", {None}),
    ):
        assert {life["brought"] for life in history(tmp_path, "--since", since)} == brought
    for since in ("gone", "2026-13-01", "HEAD~1"):
        run = run_spanlint(tmp_path, "sweep", "--quiet", "--out", "out", "--history", "--since", since, NAME)
        said = f"--since: '{since}' is neither a date, as 2026-01-31, nor the id of one of its commits"
        assert (run.code, run.out.splitlines()[0]) == (2, f"failed  acme/oven: {said}")


@pytest.mark.program
@pytest.mark.parametrize("scheme", ["", "file://"])
def test_a_shallow_clone_has_no_history(tmp_path: Path, git_log: Path, scheme: str) -> None:
    oven = repository(tmp_path / NAME, {"app/a.py": PYTHON_BAD})
    commit(oven, {"app/b.py": CLEAN})
    shallow = tmp_path / "shallow" / "oven"
    git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{oven}", str(shallow))
    git(shallow, "config", "uploadpack.allowFilter", "true")
    git_log.write_text("")
    words = ("--isolated", "--quiet", "--out", "out", "--timeout", "60")  # git might start itself for ever
    assert run_spanlint(tmp_path, "sweep", *words, f"{scheme}{shallow}").code == 1
    run = run_spanlint(tmp_path, "sweep", *words, "--history", f"{scheme}{shallow}")
    said = "history: the repository is a shallow clone, which lacks the commits before"
    assert (run.code, run.out.splitlines()[0]) == (2, f"failed  shallow/oven: {said}")
    assert "1 SPN001" in run.out
    assert len(git_log.read_text().splitlines()) < 30


@pytest.mark.program
def test_every_nth_commit(tmp_path: Path) -> None:
    ids = generated(tmp_path / NAME, Random(2), 80)
    whole = history(tmp_path)
    thinned = history(tmp_path, "--every", "7")
    kept = ids[(len(ids) - 1) % 7 :: 7]
    assert entries(tmp_path)[NAME]["history"]["commits"] == len(kept)
    assert {life[key] for life in thinned for key in ("brought", "ended")} <= {None, *kept}
    for number, commit_id in enumerate(ids):
        if commit_id in kept:
            assert at(thinned, ids, number) == at(whole, ids, number)
    assert run_spanlint(tmp_path, "sweep", "--every", "2", NAME).err == "spanlint: --every: needs --history\n"
    assert run_spanlint(tmp_path, "sweep", "--history", "--every", "0", NAME).code == 2


@pytest.mark.program
def test_the_history_of_a_url_comes_without_contents_first(tmp_path: Path) -> None:
    oven = repository(tmp_path / NAME, {"app/a.py": PYTHON_BAD})
    git(oven, "config", "uploadpack.allowFilter", "true")
    commit(oven, {"app/a.py": CLEAN})
    local = history(tmp_path)
    address = f"file://{oven}"
    for words in ([], ["--no-state"]):
        run = run_spanlint(tmp_path, "sweep", "--quiet", "--out", "url", "--history", *words, address)
        assert run.code == 0
        text = (tmp_path / "url" / "history" / f"{NAME}.jsonl").read_text()
        assert [json.loads(line) for line in text.splitlines()] == local


def test_lifetimes_of_a_finding_that_comes_again() -> None:
    finding = {"path": "a.py"}
    present = [{}, {"x": finding}, {"x": finding, "y": finding}, {"y": finding}, {"x": finding, "y": finding}]
    stages = [Stage(str(number), number, found) for number, found in enumerate(present)]
    lives = [
        (life.fingerprint, life.brought and life.brought.commit, life.ended and life.ended.commit)
        for life in lifetimes(stages)
    ]
    assert lives == [("x", "1", "3"), ("y", "2", None), ("x", "4", None)]
    base = Stage("0", 0, {"x": finding}, is_base=True)
    assert [(life.brought, life.ended) for life in lifetimes([base])] == [(None, None)]


@pytest.mark.program
def test_a_neighbour_of_a_file_whose_verdict_was_known_ends_its_finding(tmp_path: Path) -> None:
    """With more than a hundred files, a run reads none of them for its helpers."""
    fill = {f"fill/{number}.py": f"x = {number}\n" for number in range(120)}
    own, other = (f"from app.{name} import tracer\n" for name in ("own", "other"))
    files = {"app/__init__.py": "", "app/own.py": TRACER, "app/other.py": NO_TRACER, "app/b.py": IMPORTING}
    oven = repository(tmp_path / NAME, {**fill, **files, "app/shared.py": own, "x.py": PYTHON_BAD})
    commit(oven, {"x.py": PYTHON_BAD * 2})  # is linted, with what is known of `app/b.py`
    ended = commit(oven, {"app/shared.py": other})  # holds nothing to judge, before and after
    brought = commit(oven, {"app/shared.py": own})
    run = run_spanlint(tmp_path, "sweep", "--isolated", "--history", "--no-state", "--out", "out", NAME)
    assert run.code == 1
    lines = (tmp_path / "out" / "history" / f"{NAME}.jsonl").read_text().splitlines()
    lives = [life for life in map(json.loads, lines) if life["path"] == "app/b.py"]
    assert [life["ended"] for life in lives] == [ended, None]
    assert lives[1]["brought"] == brought
