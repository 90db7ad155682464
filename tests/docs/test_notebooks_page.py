"""The page on notebooks, components and Markdown: its commands run as written, and it lists what is read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spanlint.text.suffixes import DOCS, LANGUAGES, SUFFIXES
from tests.docs.pages import blocks, commands, page, shell
from tests.regions.notebooks import SKIPPING, TRACER, code, notebook

NAME = "docs/notebooks-and-components.md"


@pytest.mark.program
def test_every_command_runs(tmp_path: Path) -> None:
    text = notebook(code(TRACER), code(SKIPPING))
    (tmp_path / "analysis.ipynb").write_text(text.replace("    é = 1; c", "    c"), encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# x\n")
    shown = [each for block in blocks(NAME, "sh", "console") for each in commands(block)]
    assert len(shown) == 2
    for command, output in shown:
        done = shell(tmp_path, command)
        assert (done.code, done.err) == (int(output is not None), "")
        assert output is None or done.out == output


def test_the_suffixes_are_those_that_are_read() -> None:
    rows = re.findall(r"^\| (`\..*?) \|.*\| (always|with `--include-docs`) \|$", page(NAME), re.MULTILINE)
    listed = {suffix: when for names, when in rows for suffix in re.findall(r"`(\.\w+)`", names)}
    assert {suffix for suffix, when in listed.items() if when == "always"} == SUFFIXES - LANGUAGES.keys()
    assert {suffix for suffix, when in listed.items() if when != "always"} == DOCS
