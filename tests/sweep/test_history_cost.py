"""What a history costs, in what can be counted: git's processes, and digests of settings."""

from __future__ import annotations

import cProfile
from pathlib import Path

import pytest

from spanlint.config.model import Config
from spanlint.config.run_settings import settings_of
from spanlint.memory.verdict_keys import digest_of
from spanlint.sweep.state.asked_of_disk import asked
from tests.cli.program import PYTHON_ACTIVE, PYTHON_BAD
from tests.sweep.repositories import CLEAN, commit, entries, repository
from tests.sweep.test_history import history


@pytest.mark.program
def test_no_git_is_started_for_a_commit(tmp_path: Path, git_log: Path) -> None:
    oven = repository(tmp_path / "acme" / "oven")
    started = list[int]()
    for commits in (3, 9):
        for number in range(commits):
            commit(oven, {"app/a.py": PYTHON_ACTIVE if number % 2 else PYTHON_BAD, f"app/{commits}_{number}.py": ""})
        git_log.write_text("")
        history(tmp_path, "--no-state")
        started.append(len(git_log.read_text().splitlines()))
    assert started[0] == started[1]
    assert entries(tmp_path)["acme/oven"]["history"]["linted"] > 9


@pytest.mark.program
@pytest.mark.parametrize("count", [3, 120])  # below 100 files, helpers are looked for in another way
def test_a_commit_is_linted_only_if_it_may_use_a_helper(tmp_path: Path, count: int) -> None:
    starting = (
        'from opentelemetry import trace\n\ntracer = trace.get_tracer("shop")\n\n\n'
        "def start_trace(name):\n    return tracer.start_span(name)\n"
    )
    files = {f"lib/part{number}.py": CLEAN for number in range(count)}
    oven = repository(tmp_path / "acme" / "oven", {**files, "app/a.py": starting, "app/__init__.py": ""})
    for number in range(4):
        commit(oven, {f"lib/part{number % 2}.py": f"x = {number + 2}\n", f"lib/new{number}.py": CLEAN})
    history(tmp_path, "--no-state")
    assert entries(tmp_path)["acme/oven"]["history"] == {"commits": 5, "linted": 1}
    commit(oven, {"lib/part1.py": 'from app.a import start_trace\n\nstart_trace("b")\n'})
    history(tmp_path, "--no-state")
    assert entries(tmp_path)["acme/oven"]["history"] == {"commits": 6, "linted": 2}


def test_settings_that_files_share_are_digested_once() -> None:
    settings, in_tests = (settings_of(Config(), frozenset())._replace(is_test_file=one) for one in (False, True))
    by_path = {f"app/{number}.py": in_tests if number % 10 else settings for number in range(1000)}
    profile = cProfile.Profile()
    found = profile.runcall(asked, [], by_path, {}, "/top")
    assert found is not None
    digests = {digest_of(one, "/top") for one in (settings, in_tests)}
    assert {digest for digest, _ in found.settings.values()} == digests
    (calls,) = (entry.callcount for entry in profile.getstats() if getattr(entry.code, "co_name", "") == "digest_of")
    assert calls == 2
