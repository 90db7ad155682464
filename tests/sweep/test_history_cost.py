"""What a history costs, in what can be counted: git's processes, and digests of settings."""

from __future__ import annotations

import cProfile
from pathlib import Path

import pytest

from spanlint.config.model import Config
from spanlint.config.run_settings import settings_of
from spanlint.memory.verdict_keys import digest_of
from spanlint.sweep.history.quiet_commits import asked
from tests.cli.program import PYTHON_ACTIVE, PYTHON_BAD
from tests.sweep.repositories import commit, entries, repository
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
