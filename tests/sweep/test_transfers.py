"""Transfers that fail for a reason that may pass, and those that fail for good: from a real server, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from spanlint.sweep.git import transfers
from spanlint.sweep.git.git_commands import GitError
from spanlint.sweep.git.transfers import may_pass
from tests.sweep.git_server import GitServer, serving
from tests.sweep.repositories import entries, repository, sweep, written

pytestmark = pytest.mark.program


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitServer]:
    monkeypatch.setattr(transfers, "FIRST_PAUSE", 0.01)
    for name in ("oven", "bakery"):
        repository(tmp_path / "acme" / name)
    with serving(tmp_path) as server:
        yield server


def test_a_host_that_is_busy_is_asked_again(tmp_path: Path, server: GitServer) -> None:
    server.failures = {0: 429, 1: 503}
    assert sweep(tmp_path, server.address("acme/oven")).code == 1
    assert entries(tmp_path)["acme/oven"]["status"] == "done"
    assert server.asked[0] == server.asked[1] == server.asked[2]


@pytest.mark.parametrize("words", [(), ("--no-state",)])
def test_a_transfer_that_breaks_off_begins_again(tmp_path: Path, server: GitServer, words: tuple[str, ...]) -> None:
    assert sweep(tmp_path, server.address("acme/oven"), *words).code == 1
    whole, last = written(tmp_path), len(server.asked) - 1
    for at in (last // 2, last):
        server.asked, server.failures = [], {at: 502}
        run = sweep(tmp_path, "--out", f"out-{at}", server.address("acme/oven"), *words)
        assert (run.code, written(tmp_path, f"out-{at}")) == (1, whole)
        assert len(server.asked) > last + 1


def test_what_does_not_pass_is_asked_once(tmp_path: Path, server: GitServer) -> None:
    for status, count in ((404, 1), (403, 1), (500, 2)):
        server.asked, server.failures = [], dict.fromkeys(range(9), status)
        assert sweep(tmp_path, server.address("acme/oven"), "--retries", "1").code == 2
        assert (entries(tmp_path)["acme/oven"]["status"], len(server.asked)) == ("failed", count)


def test_a_host_that_does_not_answer_costs_each_further_repository_one_try(tmp_path: Path, server: GitServer) -> None:
    server.failures = dict.fromkeys(range(9), 503)
    addresses = [server.address(f"acme/{name}") for name in ("oven", "bakery")]
    assert sweep(tmp_path, "-j", "1", *addresses).code == 2
    assert len(server.asked) == 3 + 1
    assert {line["status"] for line in entries(tmp_path).values()} == {"failed"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("fatal: unable to access 'https://h/': Could not resolve host: h", True),
        ("kex_exchange_identification: read: Connection reset by peer\nfatal: Could not read from remote", True),
        ("error: RPC failed; curl 56 GnuTLS recv error (-9)\nfatal: early EOF", True),
        ("ssh: connect to host h port 22: Connection timed out", True),
        ("git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.", False),
        ("fatal: could not read Username for 'https://h': terminal prompts disabled", False),
        ("fatal: git upload-pack: not our ref\nfatal: pack-objects died\nfatal: early EOF", False),
        ("", False),
    ],
)
def test_which_reasons_may_pass(said: str, expected: bool) -> None:
    assert may_pass(GitError("fatal", said)) is expected
