"""What configuration costs at start-up: nothing is imported before it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]
TOML = "tomllib" if sys.version_info >= (3, 11) else "tomli"
HEAVY = {"tomllib", "tomli", "difflib", "pathlib", "dataclasses", "json", "importlib.metadata", "spanlint.config.keys"}


def imported(folder: Path, statement: str) -> set[str]:
    """Which of HEAVY a bare interpreter has loaded after a statement, the configuration's module included."""
    program = (
        f"import sys; sys.path[:0] = {[str(ROOT), *sys.path]!r}\n"
        "from spanlint.config.errors import ConfigError\n"
        "from spanlint.config.files import find_config, load_config\n"
        "from spanlint.config.selection import check_selectors\n"
        f"{statement}\n"
        f"print(*sys.modules.keys() & {HEAVY!r})\n"
    )
    command = [sys.executable, "-I", "-S", "-c", program]
    return set(subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout.split())


def failing(call: str) -> str:
    return f"try: {call}\nexcept ConfigError: pass\nelse: raise SystemExit('no error')"


def test_importing_the_module_imports_nothing_heavy(tmp_path: Path) -> None:
    assert imported(tmp_path, "pass") == set()


@pytest.mark.parametrize("text", ["[tool.ruff]\n", "broken ["])
def test_a_pyproject_that_does_not_mention_spanlint_is_not_parsed(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert imported(tmp_path, "find_config('.')") == set()
    assert TOML not in imported(tmp_path, failing("load_config('pyproject.toml', list, list)"))


def test_a_file_to_be_parsed_imports_the_parser(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.spanlint]\n", encoding="utf-8")
    assert imported(tmp_path, "assert find_config('.')") == {TOML}
    assert imported(tmp_path, "load_config(find_config('.'), list, list)") == {TOML, "spanlint.config.keys"}


def test_the_file_that_was_found_is_parsed_once(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.spanlint]\n", encoding="utf-8")
    counted = (
        f"import {TOML} as toml; real = toml.loads; calls = []\n"
        "toml.loads = lambda text: calls.append(text) or real(text)\n"
        "load_config(find_config('.'), list, list); assert len(calls) == 1, calls"
    )
    assert TOML in imported(tmp_path, counted)


def test_only_a_wrong_name_imports_difflib(tmp_path: Path) -> None:
    assert imported(tmp_path, "check_selectors(['SPN0', 'ALL'], lambda: ['SPN001'], '--select')") == set()
    assert imported(tmp_path, failing("check_selectors(['SPX'], lambda: ['SPN001'], '--select')")) == {"difflib"}
