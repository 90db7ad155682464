"""The processes that a test has forked, which are not the only ones of a process that runs tests."""

from __future__ import annotations

import os

import pytest


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the processes that are forked from now on, in order."""
    processes: list[int] = []
    fork = os.fork

    def noting() -> int:
        process = fork()
        if process:
            processes.append(process)
        return process

    monkeypatch.setattr(os, "fork", noting)
    return processes
