"""The first word of a command line: which words are commands, and what happens where a file has that name."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from unittest.mock import Mock, patch

import pytest

from spanlint.config.errors import ConfigError
from tests.cli.program import PYTHON_BAD, run_spanlint, write

WORDS = {
    "init": "`spanlint init .`",
    "check": "`spanlint check .`",
    "sweep": "`spanlint sweep LIST`",
    "trace": "`spanlint trace FILES`",
}
SERVING = ("mcp", "server")


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("name", ["{}", "{}/a.py"], ids=["file", "folder"])
def test_a_word_that_also_names_a_file_is_refused_alone(tmp_path: Path, word: str, name: str) -> None:
    write(tmp_path, {name.format(word): PYTHON_BAD})
    run = run_spanlint(tmp_path, word)
    told = f"{word}: a command, and a file or folder here: write `./{word}` to lint it, or {WORDS[word]}"
    assert (run.code, run.out, run.err) == (2, "", f"spanlint: {told}\n")


@pytest.mark.parametrize("word", [*WORDS, *SERVING])
def test_a_folder_of_that_name_is_linted_with_a_dot(tmp_path: Path, word: str) -> None:
    write(tmp_path, {f"{word}/a.py": PYTHON_BAD})
    assert "1 warning in 1 file" in run_spanlint(tmp_path, f"./{word}").out
    assert "1 warning in 1 file" in run_spanlint(tmp_path, "--", word).out
    assert "1 warning in 1 file" in run_spanlint(tmp_path).out


@pytest.mark.parametrize("word", SERVING)
def test_what_other_programs_start_needs_its_packages_and_no_terminal(tmp_path: Path, word: str) -> None:
    write(tmp_path, {f"{word}/a.py": PYTHON_BAD})
    with patch(f"spanlint.{word}.command.find_spec", return_value=None):
        run = run_spanlint(tmp_path, word)
    wanted = f"needs more packages: install them with `pip install 'spanlint[{word}]'`"
    assert (run.code, run.out, run.err) == (2, "", f"spanlint: spanlint {word}: {wanted}\n")
    command = import_module(f"spanlint.{word}.command").command
    for stdin in (None, Mock(isatty=lambda: True)):
        with patch("sys.stdin", stdin), pytest.raises(ConfigError, match="not with a terminal"):
            command([])
    assert run_spanlint(tmp_path, word, "--no-such-option").code == 2


def test_only_the_first_word_is_a_command(tmp_path: Path) -> None:
    write(tmp_path, {"init/a.py": PYTHON_BAD, "b.py": ""})
    assert "1 warning in 1 file" in run_spanlint(tmp_path, "b.py", "init").out


def test_check_lints(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": PYTHON_BAD})
    assert run_spanlint(tmp_path, "check") == run_spanlint(tmp_path)
    assert run_spanlint(tmp_path, "check", "a.py", "-q") == run_spanlint(tmp_path, "a.py", "-q")
    assert run_spanlint(tmp_path, "check", "--list-rules") == run_spanlint(tmp_path, "--list-rules")
    write(tmp_path, {"check/b.py": ""})
    assert "1 warning in 1 file" in run_spanlint(tmp_path, "check", ".").out


@pytest.mark.parametrize("word", ["init", *SERVING, "trace"])
def test_each_command_has_help_of_its_own(tmp_path: Path, word: str) -> None:
    run = run_spanlint(tmp_path, word, "--help")
    assert run.code == 0
    assert run.out.startswith(f"usage: spanlint {word} ")
    assert f"spanlint {word}" in run_spanlint(tmp_path, "--help").out
