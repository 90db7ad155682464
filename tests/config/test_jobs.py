"""How many processes a run asks for."""

from __future__ import annotations

import os

import pytest

from spanlint.cli.quick_parser import parse
from spanlint.config.model import Config
from spanlint.config.run_settings import complete, processes

PROCESSORS = 5  # whatever the machine has that runs this


@pytest.mark.parametrize(
    ("arguments", "configured", "jobs"),
    [([], 0, PROCESSORS), ([], 3, 3), (["-j1"], 3, 1), (["--jobs", "2"], 0, 2), (["--jobs", "0"], 3, PROCESSORS)],
)
def test_the_command_line_comes_first_and_nothing_is_one_a_processor(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], configured: int, jobs: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: range(PROCESSORS), raising=False)
    assert processes(complete(parse(arguments), Config(jobs=configured))) == jobs


@pytest.mark.parametrize(("counted", "jobs"), [(8, 8), (None, 1)])
def test_a_system_that_knows_of_no_bounds_gives_all_its_processors(
    monkeypatch: pytest.MonkeyPatch, counted: int | None, jobs: int
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: counted)
    assert processes(complete(parse([]), Config())) == jobs
