"""What a run imports: each module below costs a clean run more than the whole of its work on a small repository."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, PYTHON_CLEAN, TYPESCRIPT_BAD, write

ROOT = Path(__file__).parents[2]
HEAVY = {
    *("ast", "asyncio", "bz2", "concurrent.futures", "dataclasses", "difflib", "email", "glob", "hashlib", "inspect"),
    *("json", "logging", "lzma", "multiprocessing", "pathlib", "platform", "pprint", "random", "shutil", "signal"),
    *("socket", "subprocess", "tempfile", "textwrap", "threading", "traceback", "unicodedata", "urllib.parse"),
    *("importlib.metadata", "importlib.resources", "libcst", "pathspec", "rich", "yaml"),
    *("tree_sitter", "tree_sitter_javascript", "tree_sitter_python", "tree_sitter_typescript"),
    *("spanlint.config_keys", "spanlint.explain", "spanlint.lint", "spanlint.report.frame"),
    *("spanlint.languages.python", "spanlint.languages.typescript"),
}
NO_SPAN = {"app/a.py": "def a():\n    return 1\n", "app/b.ts": "export const b = 1;\n", "c.jsx": "", "README": "x"}


def imported(folder: Path, *arguments: str) -> set[str]:
    """What of HEAVY a run of the program adds to an interpreter that has loaded nothing of its own accord."""
    program = (
        f"import sys; sys.path[:0] = {[str(ROOT), *sys.path]!r}; before = set(sys.modules)\n"
        f"import spanlint; spanlint.__path__.append({str(ROOT)!r})\n"  # for spanlint.rules, without an import hook
        "from spanlint.cli import main\n"
        f"main({list(arguments)!r})\n"
        "print(*sys.modules.keys() - before, file=sys.stderr)\n"
    )
    command = [sys.executable, "-I", "-S", "-c", program]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=60)
    modules = set(done.stderr.split())
    assert "spanlint.discover" in modules, done.stderr
    return modules & HEAVY


@pytest.mark.parametrize("in_git", [False, True], ids=["no git", "git"])
def test_a_run_over_files_that_mention_no_span(tmp_path: Path, in_git: bool) -> None:
    write(tmp_path, NO_SPAN)
    if in_git:
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert imported(tmp_path) == set()
    assert imported(tmp_path, "app/a.py", "--output-format", "concise", "--select", "SPN001") == set()


def test_a_pyproject_of_another_tool(tmp_path: Path) -> None:
    write(tmp_path, {**NO_SPAN, "pyproject.toml": "[tool.ruff]\nline-length = 120\n"})
    assert imported(tmp_path) == set()


def test_only_what_a_language_needs(tmp_path: Path) -> None:
    write(tmp_path, {**NO_SPAN, "py/clean.py": PYTHON_CLEAN, "ts/bad.ts": TYPESCRIPT_BAD, "bad.py": PYTHON_BAD})
    python, typescript = imported(tmp_path, "py"), imported(tmp_path, "ts", "--output-format", "concise")
    assert {"tree_sitter", "tree_sitter_python", "spanlint.languages.python"} <= python
    assert {"tree_sitter", "tree_sitter_typescript", "spanlint.languages.typescript"} <= typescript
    assert not {"tree_sitter_typescript", "spanlint.languages.typescript", "spanlint.report.frame"} & python
    assert not {"tree_sitter_python", "spanlint.languages.python", "spanlint.report.frame"} & typescript


def test_never_what_only_writing_needs(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "bad.ts": TYPESCRIPT_BAD})
    assert not {"libcst", "rich", "importlib.metadata", "subprocess", "logging"} & imported(tmp_path)
