"""The page on `spanlint init`: what it shows is what the program prints, and its commands and links work."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanlint.init.options import INIT_OPTIONS
from tests.cli.program import run_spanlint
from tests.docs.pages import blocks, commands, page
from tests.init.project import PYTHON, repository

NAME = "docs/init.md"


@pytest.mark.program
def test_the_output_is_that_of_the_program(tmp_path: Path) -> None:
    repository(tmp_path, PYTHON)
    shown = [pair for block in blocks(NAME, "console") for pair in commands(block)]
    assert [command for command, _ in shown] == ["spanlint init --dry-run", "spanlint --statistics"]
    for command, output in shown:
        assert run_spanlint(tmp_path, *command.split()[1:]).out == output


@pytest.mark.program
@pytest.mark.parametrize("arguments", [["--dry-run"], ["--yes"], ["--dry-run", "services/agent"]])
def test_the_commands_run(tmp_path: Path, arguments: list[str]) -> None:
    repository(tmp_path, PYTHON | {"services/agent/a.py": ""})
    assert run_spanlint(tmp_path, "init", *arguments).code == 0


def test_every_option_is_on_the_page() -> None:
    for option in INIT_OPTIONS:
        if option.names[-1] not in ("paths", "--help"):
            assert f"`spanlint init {option.names[-1]}`" in page(NAME)
