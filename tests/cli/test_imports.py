"""What a run imports: each module below costs a clean run more than the whole of its work on a small repository."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.program import PYTHON_BAD, PYTHON_CLEAN, TYPESCRIPT_BAD, write
from tests.trace.exports import HOME, SESSION, export, span, trace_number
from tests.waiting import HANGS_AFTER
from tools.prebuild import modules

pytestmark = pytest.mark.program

ROOT = Path(__file__).parents[2]
HEAVY = {
    *("argparse", "gettext", "locale"),
    *("ast", "asyncio", "bz2", "concurrent.futures", "dataclasses", "difflib", "email", "glob", "hashlib", "inspect"),
    *("json", "logging", "lzma", "multiprocessing", "pathlib", "platform", "pprint", "random", "shutil", "signal"),
    *("socket", "subprocess", "tempfile", "textwrap", "threading", "traceback", "unicodedata", "urllib.parse"),
    *(
        "importlib.metadata",
        "importlib.resources",
        "asyncio.base_events",
        "jinja2",
        "lsprotocol",
        "markupsafe",
        "mcp",
        "pydantic",
        "pygls",
        "pathspec",
        "rich",
        "yaml",
    ),
    *("tree_sitter", "tree_sitter_javascript", "tree_sitter_python", "tree_sitter_typescript"),
    *(
        "spanlint.config.keys",
        "spanlint.rulebook.explain",
        "spanlint.lint.diagnose",
        "spanlint.cli.argparse_parser",
        "spanlint.report.frame",
        "spanlint.report.html_format",
        "spanlint.report.page",
        "spanlint.run.packages",
        "spanlint.lint.quoted_code",
    ),
    *("spanlint.languages.trees.grammars", "spanlint.languages.python", "spanlint.languages.typescript"),
    "spanlint.text.decoding",
    *("spanlint.regions", "spanlint.regions.reading", "spanlint.lint.region_edits"),
}
# What only a source tree loads, where the rules and tables are read from TOML: a wheel has them ready.
TOML = {
    *("tomllib", "tomli", "datetime", "string", "typing", "spanlint.apis", "spanlint.model.apis"),
    *("spanlint.built_tables", "spanlint.model.facts", "spanlint.model.findings", "spanlint.text.source"),
}
# What lists the files of a folder. A hook of pre-commit or an editor names files, and git is not asked about those.
FOLDERS = {
    "spanlint.discovery.below_folder",
    "spanlint.discovery.without_git",
    "spanlint.discovery.with_git",
    "spanlint.disk.git",
}
# What many files need, or one that may use a helper of its project or has to be judged.
MANY = {
    *("spanlint.prefilter.first_look", "spanlint.prefilter.given_spans", "spanlint.prefilter.own_helpers"),
    *("spanlint.run.helper_files", "spanlint.run.imported_helpers", "spanlint.languages"),
    *("spanlint.discovery.exclusion", "spanlint.rulebook.rules", "spanlint.text.near_names"),
}
# Beside spanlint itself; of a package, any module. What an interpreter loads by itself is not in it.
STANDARD = {
    *("__future__", "errno", "itertools", "time"),
    *("abc", "codecs", "gc", "genericpath", "io", "ntpath", "os", "posixpath", "stat"),
}
NO_SPAN = {"app/a.py": "def a():\n    return 1\n", "app/b.ts": "export const b = 1;\n", "c.jsx": "", "README": "x"}
NO_SPAN |= {"d.vue": "<script>let a</script>", "e.ipynb": '{"cells": []}'}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the package as a wheel has it."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT / "spanlint", folder / "spanlint", ignore=shutil.ignore_patterns("__pycache__", "rules"))
    shutil.copytree(ROOT / "rules", folder / "spanlint" / "rules")
    for name, text in modules().items():
        (folder / "spanlint" / name).write_text(text, encoding="utf-8")
    return folder


def imported(folder: Path, *arguments: str) -> set[str]:
    """What of HEAVY a run of the program adds to an interpreter that has loaded nothing of its own accord."""
    return loaded(ROOT, folder, *arguments) & HEAVY


def loaded(place: Path, folder: Path, *arguments: str) -> set[str]:
    """All that a run of the program adds, when spanlint is imported from a folder."""
    program = (
        f"import sys; sys.path[:0] = {[str(place), *sys.path]!r}; before = set(sys.modules)\n"
        f"import spanlint; spanlint.__path__.append({str(ROOT)!r})\n"  # for spanlint.rules, without an import hook
        "from spanlint.cli.main import main\n"
        f"main({list(arguments)!r})\n"
        "print(*sys.modules.keys() - before, file=sys.stderr)\n"
    )
    command = [sys.executable, "-I", "-S", "-c", program]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=HANGS_AFTER)
    added = set(done.stderr.split())
    assert "spanlint.discovery.named_paths" in added, done.stderr
    return added


@pytest.mark.parametrize("in_git", [False, True], ids=["no git", "git"])
def test_a_run_over_files_that_mention_no_span(tmp_path: Path, in_git: bool) -> None:
    write(tmp_path, NO_SPAN)
    if in_git:
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert imported(tmp_path) == set()
    assert imported(tmp_path, "app/a.py", "--output-format", "concise", "--select", "SPN001") == set()


def test_a_run_of_the_wheel_over_one_file_that_mentions_no_span(wheel: Path, tmp_path: Path) -> None:
    write(tmp_path, NO_SPAN)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    added = loaded(wheel, tmp_path, "app/a.py")
    assert added & (HEAVY | TOML | FOLDERS | MANY) == set()
    assert loaded(wheel, tmp_path, ".") & (HEAVY | TOML) == set()
    others = {name.partition(".")[0] for name in added if not name.startswith(("_", "spanlint"))}
    assert others <= STANDARD


def test_a_wheel_finds_what_its_source_tree_finds(wheel: Path, tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "bad.ts": TYPESCRIPT_BAD})
    added = loaded(wheel, tmp_path)
    assert {"spanlint.built_names", "spanlint.built_tables", "spanlint.lint.diagnose"} <= added
    assert not {"tomllib", "tomli", "typing"} & added


def test_a_file_with_a_span_has_few_patterns_compiled(wheel: Path, tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD})
    program = (
        f"import gc, sys; sys.path[:0] = {[str(wheel), *sys.path]!r}\n"
        "from spanlint.cli.main import main; main(['bad.py'])\n"
        "from spanlint.lean.patterns import _LazyPattern\n"
        "lazy = [one for one in gc.get_objects() if type(one) is _LazyPattern]\n"
        "print(len(lazy), sum('search' in vars(one) for one in lazy), file=sys.stderr)"
    )
    command = [sys.executable, "-I", "-S", "-c", program]
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True, timeout=HANGS_AFTER)
    count, compiled = map(int, done.stderr.split())
    assert count > 40
    assert compiled < count / 4


def test_an_audit_judges_no_file_unless_a_call_in_it_makes_the_spans(wheel: Path, tmp_path: Path) -> None:
    stray = export(
        [span(HOME, 1, 0xA0, "a", 1, 2, SESSION), span(trace_number(1), 3, None, "agent.turn", 0, 3, SESSION)]
    )
    write(tmp_path, {"bad.py": PYTHON_BAD, "traces.jsonl": stray})
    added = loaded(wheel, tmp_path, "trace", "traces.jsonl")
    assert "spanlint.languages.python.file" in added
    judging = {"spanlint.languages.python.reader", "spanlint.languages.python.evidence", "spanlint.model.lifetimes"}
    assert ({"hashlib", "tempfile", "subprocess", "spanlint.run.schedule"} | judging) & added == set()
    write(tmp_path, {"traces.jsonl": stray.replace("agent.turn", "a.b")})
    write(tmp_path, {"bad.py": PYTHON_BAD.replace('start_span("', 'start_span("a.b" or "')})
    assert "spanlint.languages.python.reader" in loaded(wheel, tmp_path, "trace", "traces.jsonl")


def test_an_audit_by_the_program_imports_little_beside_what_reads_and_judges(wheel: Path, tmp_path: Path) -> None:
    write(tmp_path, {"traces.jsonl": export([span(HOME, 1, 0xA0, "a", 1, 2, SESSION)])})
    program = (
        f"import os, sys; sys.path[:0] = {[str(wheel), *sys.path]!r}; end = os._exit\n"
        "os._exit = lambda code: (print(*sys.modules, file=sys.stderr), sys.stderr.flush(), end(code))\n"
        "sys.argv = ['spanlint', 'trace', '--no-source', 'traces.jsonl']\n"
        "from spanlint.__main__ import main; main()\n"
    )
    command = [sys.executable, "-I", "-S", "-c", program]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=HANGS_AFTER)
    added = set(done.stderr.split())
    assert done.stdout.startswith("No findings in 1 file")
    assert {"msgspec._core", "spanlint.trace.otlp.otlp_spans"} <= added
    unused_by_msgspec = {"typing_extensions", "inspect", "uuid", "decimal", "msgspec.inspect", "msgspec.yaml"}
    assert unused_by_msgspec & added == set()
    assert {"array", "fnmatch", "signal", "string", "tempfile", "hashlib", "json", "spanlint.apis"} & added == set()


def test_a_pyproject_of_another_tool(tmp_path: Path) -> None:
    write(tmp_path, {**NO_SPAN, "pyproject.toml": "[tool.ruff]\nline-length = 120\n"})
    assert imported(tmp_path) == set()


def test_only_what_a_language_needs(tmp_path: Path) -> None:
    write(tmp_path, {**NO_SPAN, "py/clean.py": PYTHON_CLEAN, "ts/bad.ts": TYPESCRIPT_BAD, "bad.py": PYTHON_BAD})
    python, typescript = imported(tmp_path, "py"), imported(tmp_path, "ts", "--output-format", "concise")
    assert {"spanlint.languages.trees.grammars", "spanlint.languages.python"} <= python
    assert {"spanlint.languages.trees.grammars", "spanlint.languages.typescript"} <= typescript
    assert not {"spanlint.languages.typescript", "spanlint.report.frame"} & python
    assert not {"spanlint.languages.python", "spanlint.report.frame"} & typescript
    # The grammars' own packages import importlib.resources, and with it half of the standard library.
    packages = {"tree_sitter", "tree_sitter_python", "tree_sitter_typescript"}
    assert not {"importlib.resources", "tempfile", *packages} & (python | typescript)


def test_never_what_only_writing_needs(tmp_path: Path) -> None:
    write(tmp_path, {"bad.py": PYTHON_BAD, "bad.ts": TYPESCRIPT_BAD})
    unneeded = {"rich", "importlib.metadata", "subprocess", "logging"}
    assert not unneeded & imported(tmp_path)
    pages = {"jinja2", "markupsafe", "spanlint.report.page", "spanlint.run.packages", "spanlint.lint.quoted_code"}
    for name in ("text", "json", "sarif"):
        assert not pages & imported(tmp_path, "--output-format", name)
