"""How many processes a run asks for."""

from __future__ import annotations

import os

import pytest

from spanlint.cli.quick_parser import parse
from spanlint.config.model import Config
from spanlint.config.run_settings import complete, processes

PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


@pytest.mark.parametrize(
    ("arguments", "configured", "jobs"),
    [([], 0, PROCESSORS), ([], 3, 3), (["-j1"], 3, 1), (["--jobs", "2"], 0, 2), (["--jobs", "0"], 3, PROCESSORS)],
)
def test_the_command_line_comes_first_and_nothing_is_one_a_processor(
    arguments: list[str], configured: int, jobs: int
) -> None:
    assert processes(complete(parse(arguments), Config(jobs=configured))) == jobs
