"""Patterns with so many wildcards that trying every way to match them would never end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, places, run_program, write
from tests.hostile.hostile_program import FOUND_IN_PLAIN, lint

NAME = "a" * 120
FILE = f"{NAME}/{NAME}.py"
FOUND = f"{FILE}:7:19 SPN001"
STARS = "*a" * 30
KEYS = [
    '[per-file-ignores]\n"{}" = ["SPN001"]',
    'exclude = ["{}"]',
    'extend-exclude = ["{}"]',
    '[per-file-ignores]\n"{{{},x}}" = ["SPN001"]',
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, {FILE: PYTHON_BAD})


@pytest.mark.parametrize("key", KEYS)
def test_a_pattern_of_the_configuration(project: Path, key: str) -> None:
    write(project, {"spanlint.toml": key.format(f"{STARS}*b*y")})
    assert places(lint(project)) == [FOUND, *FOUND_IN_PLAIN]
    write(project, {"spanlint.toml": key.format(f"{STARS}*y")})
    assert places(lint(project)) == FOUND_IN_PLAIN


def test_include(project: Path) -> None:
    write(project, {"spanlint.toml": f'include = ["{STARS}*b*y", "/plain/"]'})
    assert places(lint(project)) == FOUND_IN_PLAIN
    write(project, {"spanlint.toml": f'include = ["{STARS}*y", "/plain/"]'})
    assert places(lint(project)) == [FOUND, *FOUND_IN_PLAIN]


def test_a_line_of_a_gitignore_that_git_does_not_read(project: Path) -> None:
    write(project, {".gitignore": f"{STARS}*b*y\n"})
    assert places(lint(project)) == [FOUND, *FOUND_IN_PLAIN]
    write(project, {".gitignore": f"{STARS}*y\n"})
    assert places(lint(project)) == FOUND_IN_PLAIN


def test_braces_that_multiply(project: Path) -> None:
    write(project, {"spanlint.toml": f'include = ["{"{a,a}" * 40}b"]'})
    run = lint(project)
    assert (run.code, run.out, run.err.count(os.linesep)) == (2, "", 1)
    assert "is not a pattern: its braces stand for more than" in run.err
    write(project, {"spanlint.toml": 'include = ["{plain,src}/{a,b,bad}.{py,ts}"]'})
    assert places(run_program(project, "--select", "SPN001", "--output-format", "concise")) == FOUND_IN_PLAIN
