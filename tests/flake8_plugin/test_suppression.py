"""Comments under flake8: spanlint's own are spanlint's matter, `# noqa` is flake8's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, write
from tests.flake8_plugin.flake8_program import found, run_flake8

pytestmark = pytest.mark.program

BAD = "./bad.py:7:19 SPN001"


def commented(folder: Path, comment: str) -> Path:
    return write(folder, {"bad.py": PYTHON_BAD.replace('("checkout")', f'("checkout")  {comment}')})


def test_a_comment_of_spanlint_s_own_is_heeded(tmp_path: Path) -> None:
    run = run_flake8(commented(tmp_path, "# spanlint: ignore[SPN001] starts the trace of a cart"))
    assert found(run) == []
    assert found(run_flake8(commented(tmp_path, "# spanlint: ignore[SPN002] it is another"))) == [
        BAD,
        "./bad.py:7:43 SPN901",
    ]


def test_one_that_is_left_in_a_file_without_a_span_is_reported(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "# spanlint: ignore[SPN001] it has gone\nvalue = 1\n"})
    assert found(run_flake8(tmp_path)) == ["./a.py:1:1 SPN901"]


def test_flake8_can_be_told_to_read_no_noqa(tmp_path: Path) -> None:
    commented(tmp_path, "# noqa: SPN001")
    assert found(run_flake8(tmp_path)) == []
    assert found(run_flake8(tmp_path, "--disable-noqa")) == [BAD]
